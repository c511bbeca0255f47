/**
 * Models → tables: `sync`, `drop`, `truncate`, `describe`, of one model and of all. What an existing
 * table lacks is found by comparing it with the model, so that a second `sync` changes nothing.
 */
import type { SchemaSession } from '../compiler/ddl-generator.js'
import type { Dialect } from '../engine/dialect.js'
import type { ColumnsDescription } from '../engine/introspection.js'
import { schemaSession } from '../engine/schema-session.js'
import { UsageError } from '../errors/usage-errors.js'
import { addForeignKeys, compareEnums, compareTables } from '../schema/compare.js'
import type { DdlNode } from '../schema/ddl.js'
import { dependencyOrder, type DependencyOrder } from '../schema/dependency-order.js'
import type { EnumDefinition, Table, TableIdentity } from '../schema/table.js'
import { executeOptions } from './execute-options.js'
import { runHooks } from './hooks.js'
import type { AnyModel, ModelRuntime } from './runtime.js'
import { identityOf, tableOfModel } from './table-definition.js'

/** Options of these operations: v6's, as they were given. */
export type SyncOptionValues = Readonly<Record<string, unknown>>

/** Creates a model's table, or changes it as the options say, with its indexes. */
export async function syncModel(model: AnyModel, options: unknown = {}): Promise<AnyModel> {
  await synchronize(model, (options ?? {}) as SyncOptionValues)
  return model
}

/** What one synchronization has done. */
interface Synchronized {
  readonly table: Table
  readonly isCreated: boolean
}

async function synchronize(
  given: AnyModel,
  caller: SyncOptionValues,
  place: { readonly withoutForeignKeys?: boolean } = {},
): Promise<Synchronized> {
  const model = inSchema(given, caller)
  // v6 hands the model's options to the hooks, those of the call over them; hooks may change them.
  const options: Record<string, unknown> = {
    ...(model.options as object),
    ...caller,
    hooks: caller.hooks !== false,
  }
  if (options.hooks === true) await runHooks(model, 'beforeSync', options)
  const { dialect } = model.runtime
  const session = modelSession(model, options)
  const table = tableOfModel(model, chosenSchema(caller))
  const isForced = options.force === true
  if (isForced) await dropTable(dialect, session, table, { cascade: true })
  const isCreated = isForced || !(await dialect.introspection.tableExists(session, table.identity))
  await ensureEnums(dialect, session, table.enums)
  if (isCreated) {
    await dialect.ddl.apply(
      [
        {
          kind: 'createTable',
          table,
          ifNotExists: true,
          withoutForeignKeys: place.withoutForeignKeys,
        },
        ...createIndexes(table, [], dialect),
      ],
      session,
    )
  } else {
    await alterTable(dialect, session, table, options)
  }
  if (options.hooks === true) await runHooks(model, 'afterSync', options)
  return { table, isCreated }
}

/** A model where the option `schema` puts it; one that has a schema stays there. */
function inSchema(model: AnyModel, options: SyncOptionValues): AnyModel {
  const schema = chosenSchema(options)
  if (schema === undefined || model.modelDefinition.table.schema !== undefined) return model
  return model.schema(schema) as unknown as AnyModel
}

function chosenSchema({ schema }: SyncOptionValues): string | undefined {
  return typeof schema === 'string' && schema !== '' ? schema : undefined
}

async function alterTable(
  dialect: Dialect,
  session: SchemaSession,
  table: Table,
  { alter }: SyncOptionValues,
): Promise<void> {
  if (alter === undefined || alter === null || alter === false) {
    if (table.indexes.length === 0) return
    const [existing] = await dialect.introspection.tables(session, [table.identity])
    await dialect.ddl.apply(createIndexes(table, existing?.indexes ?? [], dialect), session)
    return
  }
  const [existing] = await dialect.introspection.tables(session, [table.identity])
  // A view of the name, say: nothing that could be altered.
  if (existing === undefined) return
  const operations = compareTables(existing, table, dialect.ddl, {
    dropColumns: (alter as { drop?: unknown }).drop !== false,
    dropConstraints: false,
    dropIndexes: false,
    dropEnums: false,
    alterIndexes: false,
    alterPrimaryKeys: false,
  })
  await dialect.ddl.apply(concurrentLast(operations), session)
}

/** The indexes of a table that are not there yet, by name. */
function createIndexes(table: Table, existing: Table['indexes'], { ddl }: Dialect): DdlNode[] {
  const names = new Set(existing.map(({ name }) => ddl.nameKey(name)))
  return concurrentLast(
    table.indexes
      .filter(({ name }) => !names.has(ddl.nameKey(name)))
      .map((index) => ({ kind: 'createIndex', table: table.identity, index })),
  )
}

function concurrentLast(operations: readonly DdlNode[]): DdlNode[] {
  const isConcurrent = (one: DdlNode): boolean =>
    one.kind === 'createIndex' && one.index.isConcurrent === true
  return [...operations.filter((one) => !isConcurrent(one)), ...operations.filter(isConcurrent)]
}

/** Creates enumerated types that are missing, and adds values that they lack; none is removed. */
export async function ensureEnums(
  dialect: Dialect,
  session: SchemaSession,
  enums: readonly EnumDefinition[],
): Promise<void> {
  if (!dialect.supports.enumTypes || enums.length === 0) return
  const [first] = enums
  const names = enums.map(({ name }) => name)
  assertDistinct(names, dialect)
  const existing = await dialect.introspection.enums(session, first!.schema, names)
  const operations = compareEnums(existing, enums, dialect.ddl)
  if (operations.length > 0) await dialect.ddl.apply(operations, session)
}

/** Two long names would be one for the database, and both columns would have the same values. */
function assertDistinct(names: readonly string[], { ddl }: Dialect): void {
  const kept = new Map<string, string>()
  for (const name of names) {
    const other = kept.get(ddl.nameKey(name))
    if (other !== undefined) {
      throw UsageError.invalid(
        'sync',
        `the enumerated types "${other}" and "${name}" have the same name in the database, ` +
          'which cuts long names off',
        undefined,
        'Give the table or the columns shorter names.',
      )
    }
    kept.set(ddl.nameKey(name), name)
  }
}

/** Drops a table if it exists, and the enumerated types that v6 makes for its columns. */
export async function dropTable(
  dialect: Dialect,
  session: SchemaSession,
  table: Pick<Table, 'identity' | 'enums'>,
  { cascade }: { readonly cascade: boolean },
): Promise<void> {
  const operations: DdlNode[] = [
    { kind: 'dropTable', table: table.identity, ifExists: true, cascade },
  ]
  if (dialect.supports.enumTypes) {
    for (const { name, schema } of table.enums) operations.push({ kind: 'dropEnum', name, schema })
  }
  await dialect.ddl.apply(operations, session)
}

/** Drops a model's table. */
export async function dropModel(model: AnyModel, options: unknown = {}): Promise<void> {
  const given = (options ?? {}) as SyncOptionValues
  const { dialect } = model.runtime
  await dropTable(dialect, modelSession(model, given), tableOfModel(model), {
    cascade: given.cascade === true || given.force === true,
  })
}

/**
 * The columns of a model's table as the database has them.
 *
 * @throws {UsageError} when there is no such table
 */
export async function describeModel(
  model: AnyModel,
  schema: unknown,
  options: unknown = {},
): Promise<ColumnsDescription> {
  const given = (options ?? {}) as SyncOptionValues
  const identity = identityOf(model)
  return describeTable(
    model.runtime.dialect,
    modelSession(model, given),
    typeof schema === 'string' && schema !== '' ? { ...identity, schema } : identity,
  )
}

/**
 * v6's description of a table.
 *
 * @throws {UsageError} when there is no such table
 */
export async function describeTable(
  dialect: Dialect,
  session: SchemaSession,
  table: TableIdentity,
): Promise<ColumnsDescription> {
  const description = await dialect.introspection.describeTable(session, table)
  if (Object.keys(description).length > 0) return description
  throw UsageError.invalid(
    'queryInterface.describeTable',
    `No description found for "${table.tableName}" table`,
    undefined,
    'Check the table name and schema; remember, they _are_ case sensitive.',
  )
}

/** Deletes all rows of a model's table at once. */
export async function truncateModel(
  runtime: ModelRuntime,
  model: AnyModel,
  options: SyncOptionValues,
): Promise<void> {
  await runtime.dialect.ddl.apply(
    [
      {
        kind: 'truncateTable',
        table: identityOf(model),
        cascade: options.cascade === true,
        restartIdentity: options.restartIdentity === true,
      },
    ],
    modelSession(model, options),
  )
}

/** Models in the order of their foreign keys, and those that refer to each other in a circle. */
export function sortModels(
  models: readonly AnyModel[],
  schema?: string,
): DependencyOrder<AnyModel> {
  const byTable = new Map(models.map((model) => [tableKey(model, identityOf(model)), model]))
  return dependencyOrder(models, (model) =>
    tableOfModel(model, schema).foreignKeys.flatMap(
      (key) => byTable.get(tableKey(model, key.references)) ?? [],
    ),
  )
}

function tableKey(model: AnyModel, table: TableIdentity): string {
  return model.runtime.dialect.ddl.tableKey(table)
}

/** Creates or changes the tables of models, each after those that it refers to. */
export async function syncModels(
  runtime: ModelRuntime,
  models: readonly AnyModel[],
  options: SyncOptionValues,
): Promise<void> {
  if (options.force === true) await dropModels(runtime, models, options)
  const each = { ...options, force: false }
  const schema = chosenSchema(options)
  const placed = models.map((model) => inSchema(model, options))
  const { sorted, cycles } = sortModels(placed, schema)
  const { dialect } = runtime
  // Where foreign keys cannot be added later, they may name tables that are still to come.
  const circular = new Set(dialect.supports.alterConstraints ? cycles.flat() : [])
  const late: { readonly model: AnyModel; readonly table: Table }[] = []
  for (const model of sorted) {
    const withoutForeignKeys = circular.has(model)
    const { table, isCreated } = await synchronize(model, each, { withoutForeignKeys })
    if (withoutForeignKeys && isCreated) late.push({ model, table })
  }
  for (const { model, table } of late) {
    await dialect.ddl.apply(addForeignKeys(table), modelSession(model, options))
  }
}

/** Drops the tables of models, each before those that it refers to. */
export async function dropModels(
  runtime: ModelRuntime,
  models: readonly AnyModel[],
  options: SyncOptionValues,
): Promise<void> {
  const { dialect } = runtime
  const placed = models.map((model) => inSchema(model, options))
  const { sorted, cycles } = sortModels(placed, chosenSchema(options))
  const cascade = options.cascade === true || options.force === true
  const [first] = sorted
  if (first === undefined) return
  const session = modelSession(first, options)
  const drop = async (one: SchemaSession): Promise<void> => {
    for (const model of [...sorted].reverse()) {
      await dropTable(dialect, one, tableOfModel(model), { cascade })
    }
  }
  if (cycles.length === 0 || (cascade && dialect.supports.dropCascade)) return drop(session)
  const circular = await dialect.introspection.tables(session, cycles.flat().map(identityOf))
  await dialect.ddl.withoutForeignKeys(circular, session, drop)
}

function modelSession(model: AnyModel, options: SyncOptionValues): SchemaSession {
  const { runtime } = model
  return schemaSession(runtime.executor, {
    ...executeOptions(runtime, model, options, 'RAW'),
    searchPath: options.searchPath as string | undefined,
    supportsSearchPath: options.supportsSearchPath as boolean | undefined,
  })
}
