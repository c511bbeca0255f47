/** Tables, columns, indexes and constraints of a database, by name. */
import { UsageError } from '../errors/usage-errors.js'
import { isPlainObject } from '../data-types/structured-types.js'
import type { Node } from '../expression/node.js'
import { dropTable as dropTableAndEnums, describeTable, ensureEnums } from '../model/synchronize.js'
import {
  columnAttribute,
  type ColumnAttribute,
  columnOfAttribute,
  constraintTiming,
  foreignKeyOf,
  indexOfOptions,
  referentialAction,
  tableIdentity,
  tableOfAttributes,
  tableOfModel,
  tableOptionsOf,
} from '../model/table-definition.js'
import { indexName } from '../model/naming.js'
import { resolveExpression, whereCondition } from '../query-options/where.js'
import { compareTables } from '../schema/compare.js'
import type { TableConstraint, UniqueConstraint } from '../schema/constraints.js'
import type { DdlNode } from '../schema/ddl.js'
import { type Column, columnOf, enumName, type Table, type TableIdentity } from '../schema/table.js'
import { modelsOf, type OperationOptions, type QueryInterfaceHost, sessionOf } from './host.js'
import { resolverOf } from './table-resolver.js'

/** Runs operations on the schema. */
export async function applyOperations(
  host: QueryInterfaceHost,
  operations: readonly DdlNode[],
  options: OperationOptions,
): Promise<void> {
  await host.dialect.ddl.apply(operations, sessionOf(host, options))
}

/** `createTable`. */
export async function createTable(
  host: QueryInterfaceHost,
  given: unknown,
  attributes: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.createTable'
  const identity = tableIdentity(given, where, options.schema)
  if (!isPlainObject(attributes)) {
    throw UsageError.invalidOption(where, 'attributes', 'an object of attributes', attributes)
  }
  const columns = Object.entries(attributes).map(([name, attribute]) =>
    attributeOf(host, identity, name, attribute),
  )
  const table = tableOfAttributes(identity, columns, {
    ...tableOptionsOf(options),
    uniqueKeys: [...uniqueKeysOf(options.uniqueKeys, where), ...groupedUniqueKeys(columns)],
  })
  const session = sessionOf(host, options)
  await ensureEnums(host.dialect, session, table.enums)
  const withoutForeignKeys = options.withoutForeignKeyConstraints === true
  await host.dialect.ddl.apply(
    [{ kind: 'createTable', table, ifNotExists: true, withoutForeignKeys }],
    session,
  )
}

/** An attribute of a table; as in v6, it refers by name to tables of the same schema. */
function attributeOf(
  { dialect }: QueryInterfaceHost,
  { tableName, schema }: TableIdentity,
  name: string,
  given: unknown,
): ColumnAttribute {
  const ofNames = dialect.supports.schemas ? schema : undefined
  return {
    ...columnAttribute(`${tableName}.${name}`, name, given),
    referenceSchemas: { ofNames, ofModels: undefined },
  }
}

function uniqueKeysOf(given: unknown, where: string): UniqueConstraint[] {
  if (given === undefined || given === null) return []
  if (!isPlainObject(given)) {
    throw UsageError.invalidOption(where, 'uniqueKeys', 'an object of { fields }', given)
  }
  return Object.entries(given).flatMap(([name, key]) => {
    const { fields, customIndex } = (key ?? {}) as { fields?: unknown; customIndex?: unknown }
    if (!Array.isArray(fields) || fields.length === 0) {
      throw UsageError.invalidOption(
        where,
        `uniqueKeys.${name}.fields`,
        'a list of columns',
        fields,
      )
    }
    return customIndex === false ? [] : [{ columns: fields.map(String) }]
  })
}

/** Columns that name the same unique key are one key, as in models. */
function groupedUniqueKeys(columns: readonly ColumnAttribute[]): UniqueConstraint[] {
  const keys = new Map<string, string[]>()
  for (const { column, raw } of columns) {
    const unique: unknown = isPlainObject(raw.unique) ? (raw.unique.name ?? column) : raw.unique
    if (typeof unique !== 'string' || unique === '') continue
    keys.set(unique, [...(keys.get(unique) ?? []), column])
  }
  return [...keys.values()].map((names) => ({ columns: names }))
}

/** `dropTable`: with the enumerated types that were made for its columns. */
export async function dropTable(
  host: QueryInterfaceHost,
  given: unknown,
  options: OperationOptions,
): Promise<void> {
  const identity = tableIdentity(given, 'queryInterface.dropTable', options.schema)
  const session = sessionOf(host, options)
  const existing = host.dialect.supports.enumTypes
    ? (await host.dialect.introspection.tables(session, [identity]))[0]
    : undefined
  const cascade = options.cascade === true || options.force === true
  const enums = [...ownEnums(host, identity, existing), ...modelEnums(host, identity)]
  await dropTableAndEnums(host.dialect, session, { identity, enums: distinct(enums) }, { cascade })
}

/** The enumerated types of a table that bear the names of its columns. */
function ownEnums(
  host: QueryInterfaceHost,
  identity: TableIdentity,
  table: Table | undefined,
): Table['enums'] {
  if (table === undefined) return []
  const { ddl } = host.dialect
  const names = new Set(
    table.columns.map(({ name }) => ddl.nameKey(enumName(identity.tableName, name))),
  )
  return table.enums.filter(({ name }) => names.has(name))
}

/** The enumerated types of the model that has the table, which may outlive it. */
function modelEnums(host: QueryInterfaceHost, identity: TableIdentity): Table['enums'] {
  const { ddl } = host.dialect
  return modelsOf(host)
    .map((model) => tableOfModel(model))
    .filter((table) => ddl.tableKey(table.identity) === ddl.tableKey(identity))
    .flatMap(({ enums }) => enums)
}

function distinct(enums: Table['enums']): Table['enums'] {
  return [...new Map(enums.map((one) => [`${one.schema ?? ''}.${one.name}`, one])).values()]
}

/** `dropAllTables`. */
export async function dropAllTables(
  host: QueryInterfaceHost,
  options: OperationOptions,
): Promise<void> {
  const skip = new Set(Array.isArray(options.skip) ? options.skip.map(tableNameOf) : [])
  const { ddl, introspection, supports } = host.dialect
  const session = sessionOf(host, options)
  const schema = typeof options.schema === 'string' ? options.schema : undefined
  const identities = await introspection.tableNames(session, schema)
  const dropped = identities.filter(({ tableName }) => !skip.has(tableName))
  const tables = await introspection.tables(session, dropped)
  await ddl.withoutForeignKeys(tables, session, async (unlinked) => {
    for (const identity of dropped) {
      const table = tables.find((one) => one.identity === identity)
      const enums = distinct([...ownEnums(host, identity, table), ...modelEnums(host, identity)])
      await dropTableAndEnums(
        host.dialect,
        unlinked,
        { identity, enums },
        { cascade: supports.dropCascade },
      )
    }
  })
}

function tableNameOf(given: unknown): string {
  return tableIdentity(given, 'queryInterface.dropAllTables: skip').tableName
}

/** `renameTable`. */
export async function renameTable(
  host: QueryInterfaceHost,
  before: unknown,
  after: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.renameTable'
  const table = tableIdentity(before, where, options.schema)
  // A bare name stays in the schema of the table.
  const to = tableIdentity(after, where, table.schema)
  await applyOperations(host, [{ kind: 'renameTable', table, to }], options)
}

/** `addColumn`. */
export async function addColumn(
  host: QueryInterfaceHost,
  given: unknown,
  name: unknown,
  attribute: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.addColumn'
  if (!given || typeof name !== 'string' || name === '' || !attribute) {
    throw UsageError.invalid(
      where,
      'addColumn takes at least 3 arguments (table, attribute name, attribute definition)',
    )
  }
  const table = tableIdentity(given, where, options.schema)
  const column = attributeOf(host, table, name, attribute)
  const session = sessionOf(host, options)
  const described = tableOfAttributes(table, [{ ...column, column: name }])
  const [made] = described.columns
  // A virtual attribute has no column.
  if (made === undefined) return
  await ensureEnums(host.dialect, session, described.enums)
  await host.dialect.ddl.apply(
    [
      {
        kind: 'addColumn',
        table,
        column: made,
        isPrimaryKey: column.raw.primaryKey === true,
        constraints: [
          ...described.uniqueKeys.map((key): TableConstraint => ({ kind: 'unique', ...key })),
          ...described.foreignKeys.map((key): TableConstraint => ({ kind: 'foreignKey', ...key })),
        ],
        ifNotExists: options.ifNotExists === true,
      },
    ],
    session,
  )
}

/** `removeColumn`. */
export async function removeColumn(
  host: QueryInterfaceHost,
  given: unknown,
  column: string,
  options: OperationOptions,
): Promise<void> {
  const table = tableIdentity(given, 'queryInterface.removeColumn', options.schema)
  await applyOperations(
    host,
    [{ kind: 'dropColumn', table, column, ifExists: options.ifExists === true }],
    options,
  )
}

/**
 * `changeColumn`: what differs from the column as it is. Where v6 alters columns in place, null and
 * the default follow from what is given; elsewhere what is not given stays.
 */
export async function changeColumn(
  host: QueryInterfaceHost,
  given: unknown,
  name: string,
  attribute: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.changeColumn'
  const identity = tableIdentity(given, where, options.schema)
  const session = sessionOf(host, options)
  const existing = await existingTable(host, identity, where, options)
  const before = columnOf(existing, name)
  if (before === undefined) throw missingColumn(where, identity, name, existing)
  const wanted = attributeOf(host, identity, name, attribute)
  const column = changedColumn(before, wanted, host.dialect.supports.alterColumns)
  const key = foreignKeyOf({ ...wanted, column: name })
  const described = tableOfAttributes(identity, [{ ...wanted, column: name }])
  await ensureEnums(host.dialect, session, described.enums)
  const operations = compareTables(
    { ...existing, enums: [] },
    {
      ...existing,
      columns: existing.columns.map((one) => (one.name === name ? column : one)),
      uniqueKeys:
        wanted.raw.unique === true
          ? [...existing.uniqueKeys, { columns: [name] }]
          : existing.uniqueKeys,
      foreignKeys:
        key === undefined
          ? existing.foreignKeys
          : [...existing.foreignKeys.filter(({ columns }) => String(columns) !== name), key],
      enums: [],
    },
    host.dialect.ddl,
  )
  await host.dialect.ddl.apply(operations, session)
}

function changedColumn(before: Column, attribute: ColumnAttribute, isReplaced: boolean): Column {
  const { raw } = attribute
  const column = columnOfAttribute(attribute)
  const keeps = (option: string): boolean => !isReplaced && raw[option] === undefined
  return {
    ...column,
    name: before.name,
    allowNull: keeps('allowNull') ? before.allowNull : column.allowNull,
    default: keeps('defaultValue') ? before.default : column.default,
    comment: raw.comment === undefined ? before.comment : column.comment,
    autoIncrement: before.autoIncrement,
    isIdentity: before.isIdentity,
    collation: before.collation,
    generated: before.generated,
  }
}

async function existingTable(
  host: QueryInterfaceHost,
  identity: TableIdentity,
  where: string,
  options: OperationOptions,
): Promise<Table> {
  const [table] = await host.dialect.introspection.tables(sessionOf(host, options), [identity])
  if (table !== undefined) return table
  throw UsageError.invalid(where, `there is no table "${identity.tableName}"`)
}

function missingColumn(
  where: string,
  { tableName }: TableIdentity,
  column: string,
  table: Pick<Table, 'columns'>,
): UsageError {
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ')
  return UsageError.invalid(
    where,
    `Table ${tableName} doesn't have the column ${column}`,
    undefined,
    `It has: ${names}.`,
  )
}

/** `assertTableHasColumn`. */
export async function assertColumn(
  host: QueryInterfaceHost,
  given: unknown,
  column: string,
  options: OperationOptions,
): Promise<Awaited<ReturnType<typeof describeTable>>> {
  const where = 'queryInterface.assertTableHasColumn'
  const identity = tableIdentity(given, where, options.schema)
  const description = await describeTable(host.dialect, sessionOf(host, options), identity)
  if (Object.hasOwn(description, column)) return description
  const columns = Object.keys(description).map((name) => ({ name }) as Column)
  throw missingColumn(where, identity, column, { columns })
}

/** `renameColumn`. */
export async function renameColumn(
  host: QueryInterfaceHost,
  given: unknown,
  column: string,
  to: string,
  options: OperationOptions,
): Promise<void> {
  await assertColumn(host, given, column, options)
  const table = tableIdentity(given, 'queryInterface.renameColumn', options.schema)
  await applyOperations(host, [{ kind: 'renameColumn', table, column, to }], options)
}

/** `addIndex`. */
export async function addIndex(
  host: QueryInterfaceHost,
  given: unknown,
  options: OperationOptions,
  rawTableName?: string,
): Promise<void> {
  const where = 'queryInterface.addIndex'
  const table = tableIdentity(given, where, options.schema)
  const resolver = resolverOf(host, where, undefined)
  const index = indexOfOptions(options, {
    where,
    prefix: rawTableName ?? table.tableName,
    columnOf: (name) => name,
    condition: (condition) => whereCondition(condition, resolver),
    expression: (node) => resolveExpression(node, resolver),
  })
  await applyOperations(host, [{ kind: 'createIndex', table, index }], options)
}

/** `removeIndex`. */
export async function removeIndex(
  host: QueryInterfaceHost,
  given: unknown,
  nameOrFields: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.removeIndex'
  const table = tableIdentity(given, where, options.schema)
  const name = Array.isArray(nameOrFields)
    ? indexName(table.tableName, nameOrFields)
    : (nameOrFields as string)
  const isConcurrent = options.concurrently === true && host.dialect.supports.concurrentIndexes
  await applyOperations(
    host,
    [{ kind: 'dropIndex', table, name, ifExists: true, isConcurrent }],
    options,
  )
}

const CONSTRAINT_TYPES = ['unique', 'check', 'default', 'primary key', 'foreign key'] as const

/** `addConstraint`. */
export async function addConstraint(
  host: QueryInterfaceHost,
  given: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.addConstraint'
  if (!Array.isArray(options.fields) || options.fields.length === 0) {
    throw UsageError.invalid(where, 'Fields must be specified through options.fields')
  }
  if (typeof options.type !== 'string' || options.type === '') {
    throw UsageError.invalid(where, 'Constraint type must be specified through options.type')
  }
  const table = tableIdentity(given, where, options.schema)
  const constraint = constraintOf(host, table, options, where)
  await applyOperations(host, [{ kind: 'addConstraint', table, constraint }], options)
}

function constraintOf(
  host: QueryInterfaceHost,
  table: TableIdentity,
  options: OperationOptions,
  where: string,
): TableConstraint {
  const columns = (options.fields as unknown[]).map((field) => fieldName(field, where))
  const base = `${table.tableName}_${columns.join('_')}`
  const named = (end: string): string =>
    typeof options.name === 'string' && options.name !== '' ? options.name : `${base}_${end}`
  const timing = constraintTiming(where, options.deferrable)
  switch (String(options.type).toLowerCase()) {
    case 'unique':
      return { kind: 'unique', name: named('uk'), columns, timing }
    case 'primary key':
      return { kind: 'primaryKey', name: named('pk'), columns }
    case 'check':
      return { kind: 'check', name: named('ck'), condition: checkCondition(host, options, where) }
    case 'foreign key': {
      const { references, referencedColumns } = referenceOf(options.references, where)
      return {
        kind: 'foreignKey',
        name: named(`${references.tableName}_fk`),
        columns,
        references,
        referencedColumns,
        onDelete: referentialAction(where, 'onDelete', options.onDelete),
        onUpdate: referentialAction(where, 'onUpdate', options.onUpdate),
        timing,
      }
    }
    case 'default':
      throw UsageError.unsupportedByDialect(where, 'a DEFAULT constraint', host.dialect.name)
    default:
      throw UsageError.unknownChoice(where, 'type of constraint', options.type, CONSTRAINT_TYPES)
  }
}

function fieldName(field: unknown, where: string): string {
  if (typeof field === 'string' && field !== '') return field
  const { name, attribute } = (field ?? {}) as { name?: unknown; attribute?: unknown }
  const text = name ?? attribute
  if (typeof text === 'string' && text !== '') return text
  throw UsageError.invalidOption(where, 'fields', 'a list of column names', field)
}

function checkCondition(
  host: QueryInterfaceHost,
  { where: given }: OperationOptions,
  where: string,
): Node {
  const condition =
    given === undefined || given === null
      ? undefined
      : whereCondition(given, resolverOf(host, where, undefined))
  if (condition !== undefined) return condition
  throw UsageError.missingOption(where, 'where', 'It is the condition that the constraint checks.')
}

function referenceOf(
  given: unknown,
  where: string,
): { readonly references: TableIdentity; readonly referencedColumns: readonly string[] } {
  const { table, field, fields } = (given ?? {}) as Readonly<Record<string, unknown>>
  const columns = field === undefined || field === null ? fields : [field]
  if (!table || !Array.isArray(columns) || columns.length === 0) {
    throw UsageError.invalid(
      where,
      'references object with table and field must be specified',
      given,
    )
  }
  return {
    references: tableIdentity(table, `${where}: references.table`),
    referencedColumns: columns.map((column) => fieldName(column, where)),
  }
}

/** `removeConstraint`. */
export async function removeConstraint(
  host: QueryInterfaceHost,
  given: unknown,
  name: string,
  options: OperationOptions,
): Promise<void> {
  const table = tableIdentity(given, 'queryInterface.removeConstraint', options.schema)
  await applyOperations(host, [{ kind: 'dropConstraint', table, name }], options)
}
