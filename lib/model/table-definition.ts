/**
 * Attributes → the table that they mean. For models from their definition, for `QueryInterface` from
 * v6's attribute objects; both have the same keys.
 */
import { type DataType, normalizeDataType } from '../data-types/data-type.js'
import { defaultGenerator } from '../data-types/generated-defaults.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { VirtualType } from '../data-types/special-types.js'
import { Deferrable } from '../engine/deferrable.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode, type Node } from '../expression/node.js'
import {
  type ConstraintTiming,
  type ForeignKey,
  type Index,
  type IndexField,
  type ReferentialAction,
  referentialActions,
  type UniqueConstraint,
} from '../schema/constraints.js'
import {
  type Column,
  makeColumn,
  makeTable,
  type Table,
  type TableIdentity,
  type TableOptions,
} from '../schema/table.js'
import type { ModelDefinition } from './definition-types.js'
import { indexName } from './naming.js'
import { type ReferenceSchemas, referenceSchemasOf, schemaOfUnplaced } from './reference-schemas.js'
import type { AnyModel } from './runtime.js'

/** One attribute as a column: its name in the table, v6's attribute object, its type. */
export interface ColumnAttribute {
  /** What errors begin with: `Book.title`. */
  readonly where: string
  readonly column: string
  readonly raw: Readonly<Record<string, unknown>>
  readonly type: DataType
  /** Where a table that `references` gives without a schema is. */
  readonly referenceSchemas?: ReferenceSchemas | undefined
}

/** Options of a table: v6's of `createTable` and of models. */
export interface TableDefinitionOptions extends TableOptions {
  readonly comment?: string | undefined
  readonly uniqueKeys?: readonly UniqueConstraint[] | undefined
  /** Those of several columns; one column has its own in its attribute. */
  readonly foreignKeys?: readonly ForeignKey[] | undefined
  readonly indexes?: readonly Index[] | undefined
}

/**
 * The table of a model, with its indexes.
 *
 * @param schema where the tables of models without a schema are, when an option says so
 */
export function tableOfModel(model: AnyModel, schema?: string): Table {
  const { columns, uniqueKeys } = model.modelDefinition
  const attributes = columns.map(({ name, column, raw, type }) => ({
    where: `${model.name}.${name}`,
    column,
    raw,
    type,
    referenceSchemas: referenceSchemasOf(model, raw, schema),
  }))
  // Keys of one attribute are written with it; v6 leaves their names to the database.
  const options = model.options as unknown as Record<string, unknown>
  const keys = uniqueKeys
    .filter(({ fields, customIndex }) => fields.length > 1 || customIndex)
    .map(({ fields }) => ({ columns: fields }))
  return tableOfAttributes(identityOf(model), attributes, {
    ...tableOptionsOf(options),
    uniqueKeys: keys,
    foreignKeys: compositeForeignKeys(model, schema),
    indexes: indexesOfModel(model),
  })
}

function compositeForeignKeys(model: AnyModel, schema: string | undefined): ForeignKey[] {
  const { attributes, foreignKeys } = model.modelDefinition
  return foreignKeys.flatMap(({ attributes: names, constraint }) => {
    if (constraint === undefined) return []
    const where = `${model.name}.(${names.join(', ')})`
    return {
      columns: names.map((name) => attributes.get(name)!.column),
      references: tableIdentity(constraint.references, where, schemaOfUnplaced(model, schema)),
      referencedColumns: constraint.referencedColumns,
      onDelete: referentialAction(where, 'onDelete', constraint.onDelete),
      onUpdate: referentialAction(where, 'onUpdate', constraint.onUpdate),
      timing: constraintTiming(where, constraint.deferrable),
    }
  })
}

/** Which table a model has. */
export function identityOf(model: AnyModel): TableIdentity {
  const { name, schema, delimiter } = model.modelDefinition.table
  return { tableName: name, schema, delimiter }
}

/** The table that attributes mean; virtual ones are left out. */
export function tableOfAttributes(
  identity: TableIdentity,
  attributes: readonly ColumnAttribute[],
  options: TableDefinitionOptions = {},
): Table {
  const { comment, uniqueKeys = [], foreignKeys = [], indexes = [], ...tableOptions } = options
  const own = columnsOnce(attributes.filter(({ type }) => !(type instanceof VirtualType)))
  const primaryKey = own.filter(({ raw }) => raw.primaryKey === true).map(({ column }) => column)
  // SQLite would allow null in the columns of a primary key, any number of times.
  const isComposite = primaryKey.length > 1
  return makeTable(identity, {
    columns: own.map((attribute) =>
      columnOfAttribute(
        isComposite && attribute.raw.primaryKey === true
          ? { ...attribute, raw: { ...attribute.raw, allowNull: false } }
          : attribute,
      ),
    ),
    primaryKey: primaryKey.length === 0 ? undefined : { columns: primaryKey },
    uniqueKeys: withoutRepeats([
      ...own.flatMap((attribute) => (attribute.raw.unique === true ? [[attribute.column]] : [])),
      ...uniqueKeys.map(({ columns }) => columns),
    ]).map((columns) => ({ columns })),
    foreignKeys: [...own.flatMap((attribute) => foreignKeyOf(attribute) ?? []), ...foreignKeys],
    indexes,
    comment,
    options: tableOptions,
  })
}

/**
 * Attributes of one column as one: the last says what the column is, as in v6, and what it does not say
 * is taken from the others. What one of them keeps out of the column, null for one, stays out.
 */
function columnsOnce(attributes: readonly ColumnAttribute[]): readonly ColumnAttribute[] {
  const byColumn = new Map<string, ColumnAttribute>()
  for (const attribute of attributes) {
    const before = byColumn.get(attribute.column)
    if (before === undefined) byColumn.set(attribute.column, attribute)
    else byColumn.set(attribute.column, { ...attribute, raw: mergedRaw(before.raw, attribute.raw) })
  }
  return byColumn.size === attributes.length ? attributes : [...byColumn.values()]
}

function mergedRaw(
  first: Readonly<Record<string, unknown>>,
  last: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const said = Object.entries(last).filter(([, value]) => value !== undefined && value !== null)
  const merged: Record<string, unknown> = { ...first, ...Object.fromEntries(said) }
  if (first.allowNull === false) merged.allowNull = false
  for (const name of ['primaryKey', 'autoIncrement', 'unique']) {
    if (first[name] === true) merged[name] = true
  }
  return merged
}

function withoutRepeats(keys: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(keys.map((columns) => [JSON.stringify(columns), columns])).values()]
}

/** The options of CREATE TABLE among others. */
export function tableOptionsOf(options: Readonly<Record<string, unknown>>): TableDefinitionOptions {
  const text = (name: string): string | undefined =>
    typeof options[name] === 'string' ? options[name] : undefined
  return {
    comment: text('comment'),
    engine: text('engine'),
    charset: text('charset'),
    collate: text('collate'),
    rowFormat: text('rowFormat'),
    initialAutoIncrement: options.initialAutoIncrement as string | number | undefined,
  }
}

/** The column of an attribute. */
export function columnOfAttribute({ column, raw, type }: ColumnAttribute): Column {
  return makeColumn(column, type, {
    allowNull: raw.allowNull === undefined || raw.allowNull === null || raw.allowNull !== false,
    default: columnDefault(raw.defaultValue),
    autoIncrement: raw.autoIncrement === true,
    isIdentity: raw.autoIncrementIdentity === true,
    comment: typeof raw.comment === 'string' ? raw.comment : undefined,
  })
}

/** What the database is told of a default: nothing of those that are made in JavaScript. */
function columnDefault(value: unknown): unknown {
  if (value === undefined || typeof value === 'function') return undefined
  return defaultGenerator(value) === undefined ? value : undefined
}

/** The foreign key that an attribute's `references` means. */
export function foreignKeyOf({
  where,
  column,
  raw,
  referenceSchemas,
}: ColumnAttribute): ForeignKey | undefined {
  const { references } = raw
  if (references === undefined || references === null || references === false) return undefined
  const given: Readonly<Record<string, unknown>> = isReference(references)
    ? references
    : { model: references }
  const target = referencedTable(where, given.model, referenceSchemas)
  return {
    columns: [column],
    references: target.identity,
    referencedColumns: [keyOf(given.key, target.definition)],
    onDelete: referentialAction(where, 'onDelete', raw.onDelete),
    onUpdate: referentialAction(where, 'onUpdate', raw.onUpdate),
    timing: constraintTiming(where, given.deferrable),
  }
}

function isReference(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && 'model' in value
}

function keyOf(key: unknown, definition: ModelDefinition | undefined): string {
  if (typeof key === 'string' && key !== '') return definition?.attributes.get(key)?.column ?? key
  const primaryKeys = definition?.primaryKeys ?? []
  return primaryKeys.length === 1 ? primaryKeys[0]!.column : 'id'
}

function referencedTable(
  where: string,
  given: unknown,
  schemas: ReferenceSchemas | undefined,
): { readonly identity: TableIdentity; readonly definition: ModelDefinition | undefined } {
  const definition = (given as { modelDefinition?: ModelDefinition } | null)?.modelDefinition
  if (definition !== undefined) {
    const identity = identityOf(given as AnyModel)
    return { identity: { ...identity, schema: identity.schema ?? schemas?.ofModels }, definition }
  }
  // Written as an object, a table without a schema has none, as in v6.
  const schema = typeof given === 'string' ? schemas?.ofNames : undefined
  return {
    identity: tableIdentity(given, `${where}: references.model`, schema),
    definition: undefined,
  }
}

/**
 * A table in any of v6's forms: a name, `{ tableName, schema, delimiter }`, a model.
 *
 * @throws {UsageError} for anything else
 */
export function tableIdentity(given: unknown, where: string, schema?: unknown): TableIdentity {
  const inSchema = textOf(schema)
  if (typeof given === 'string' && given !== '') return { tableName: given, schema: inSchema }
  if ((typeof given === 'object' || typeof given === 'function') && given !== null) {
    const table = given as Readonly<Record<string, unknown>>
    if (typeof given === 'function' && 'modelDefinition' in given) {
      return identityOf(given as unknown as AnyModel)
    }
    const name = textOf(table.tableName) ?? textOf(table.table)
    if (name !== undefined) {
      return {
        tableName: name,
        schema: textOf(table.schema) ?? inSchema,
        delimiter: textOf(table.delimiter),
      }
    }
  }
  throw UsageError.invalidOption(where, 'the table', 'a name or { tableName, schema }', given)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * An action in any case of letters.
 *
 * @throws {UsageError} for one that SQL does not have
 */
export function referentialAction(
  where: string,
  option: 'onDelete' | 'onUpdate',
  given: unknown,
): ReferentialAction | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const wanted = String(given).trim().toUpperCase()
  const action = referentialActions.find((one) => one === wanted)
  if (action !== undefined) return action
  throw UsageError.unknownChoice(where, `value of ${option}`, given, referentialActions)
}

const TIMINGS: Readonly<Record<string, ConstraintTiming>> = {
  'DEFERRABLE INITIALLY DEFERRED': 'initially deferred',
  'DEFERRABLE INITIALLY IMMEDIATE': 'initially immediate',
  'NOT DEFERRABLE': 'not deferrable',
}

/**
 * A member of `Deferrable`, bare, called or constructed, as the timing that it means.
 *
 * @throws {UsageError} for anything else
 */
export function constraintTiming(where: string, given: unknown): ConstraintTiming | undefined {
  if (given === undefined || given === null || given === false) return undefined
  const member = typeof given === 'function' ? deferrableOf(given) : given
  const sql = (member as { toSql?(): string } | undefined)?.toSql?.()
  const timing = sql === undefined ? undefined : TIMINGS[sql]
  if (timing !== undefined) return timing
  throw UsageError.invalidOption(
    where,
    'deferrable',
    'Deferrable.INITIALLY_DEFERRED, INITIALLY_IMMEDIATE or NOT',
    given,
  )
}

function deferrableOf(member: unknown): unknown {
  const isMember = Object.values(Deferrable).includes(member as never)
  return isMember ? new (member as new () => object)() : undefined
}

/** What an index is made with beside its own options. */
export interface IndexContext {
  /** What errors begin with. */
  readonly where: string
  /** What generated names begin with. */
  readonly prefix: string
  /** The column of a name, which may be an attribute's. */
  columnOf(name: string): string
  condition(where: unknown): Node | undefined
  /** An expression among the fields, with conditions in it resolved. */
  expression(node: Node): Node
}

function indexesOfModel(model: AnyModel): Index[] {
  const { attributes, byColumn, table } = model.modelDefinition
  const context: IndexContext = {
    where: `${model.name}.sync`,
    prefix: table.name,
    columnOf: (name) => (byColumn.has(name) ? name : (attributes.get(name)?.column ?? name)),
    condition: (where) => model.runtime.whereCondition(model, where, `${model.name}.sync`),
    expression: (node) => model.runtime.resolveValue(model, node),
  }
  return model._indexes.map((index) =>
    indexOfOptions(index as unknown as Record<string, unknown>, context),
  )
}

/**
 * v6's options of an index → the index.
 *
 * @throws {UsageError} for an index without fields
 */
export function indexOfOptions(
  given: Readonly<Record<string, unknown>>,
  context: IndexContext,
): Index {
  const { fields } = given
  if (!Array.isArray(fields) || fields.length === 0) {
    throw UsageError.invalidOption(
      context.where,
      'fields',
      'a list of columns or expressions',
      fields,
    )
  }
  const type = textOf(given.type)?.toUpperCase()
  const operator = textOf(given.operator)
  return {
    name: textOf(given.name) ?? indexName(textOf(given.prefix) ?? context.prefix, fields),
    isUnique: given.unique === true || type === 'UNIQUE',
    fields: fields.map((field: unknown) => indexField(field, operator, context)),
    using: textOf(given.using) ?? textOf(given.method),
    type: type === 'UNIQUE' ? undefined : type,
    parser: textOf(given.parser),
    where:
      given.where === undefined || given.where === null
        ? undefined
        : context.condition(given.where),
    isConcurrent: given.concurrently === true,
  }
}

function indexField(
  field: unknown,
  operator: string | undefined,
  context: IndexContext,
): IndexField {
  if (isNode(field)) return { key: context.expression(field), operator }
  if (typeof field === 'string') return { key: context.columnOf(field), operator }
  const options = field as Readonly<Record<string, unknown>> | null
  const name = textOf(options?.name) ?? textOf(options?.attribute)
  if (name === undefined) {
    throw UsageError.invalidOption(context.where, 'fields', 'names, { name } or expressions', field)
  }
  const order = textOf(options!.order)?.toUpperCase()
  if (order !== undefined && order !== 'ASC' && order !== 'DESC') {
    throw UsageError.unknownChoice(context.where, 'order of an index', order, ['ASC', 'DESC'])
  }
  return {
    key: context.columnOf(name),
    order,
    collation: textOf(options!.collate),
    length: typeof options!.length === 'number' ? options!.length : undefined,
    operator: textOf(options!.operator) ?? operator,
  }
}

/**
 * v6's attribute in the long form, of a table without model.
 *
 * @throws {UsageError} for an attribute without a type, or of one that does not exist
 */
export function columnAttribute(where: string, name: string, given: unknown): ColumnAttribute {
  const raw: Readonly<Record<string, unknown>> = isPlainObject(given) ? given : { type: given }
  const values = Array.isArray(raw.values) ? (raw.values as unknown[]) : undefined
  return {
    where,
    column: textOf(raw.field) ?? name,
    raw,
    type: normalizeDataType(raw.type, { where, values }),
  }
}
