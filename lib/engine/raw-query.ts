/**
 * `sequelize.query`: raw SQL with its values, run, and its result in the shapes that v6 gives for
 * each query type. Reading values out of the text is `replacements.ts`; making instances is left to
 * the floor of models.
 */
import { bindParameters } from '../compiler/compiled-statement.js'
import { EmptyResultError } from '../errors/database-errors.js'
import { UsageError } from '../errors/usage-errors.js'
import { Fragment, Parameter } from '../expression/expressions.js'
import { isNode, type Node, NodeBuilder } from '../expression/node.js'
import { shapeOf } from '../expression/traverse.js'
import type { StatementRequest, StatementResult } from './connection.js'
import type { Dialect } from './dialect.js'
import type { ExecuteOptions, Executor } from './executor.js'
import {
  assertOneKindOfValues,
  bindNamed,
  bindReplacements,
  type BindValues,
  type BoundSql,
  parseSql,
  type Replacements,
} from './replacements.js'

/** v6's query types. */
export const QueryTypes = Object.freeze({
  SELECT: 'SELECT',
  INSERT: 'INSERT',
  UPDATE: 'UPDATE',
  BULKUPDATE: 'BULKUPDATE',
  BULKDELETE: 'BULKDELETE',
  DELETE: 'DELETE',
  UPSERT: 'UPSERT',
  VERSION: 'VERSION',
  SHOWTABLES: 'SHOWTABLES',
  SHOWINDEXES: 'SHOWINDEXES',
  DESCRIBE: 'DESCRIBE',
  RAW: 'RAW',
  FOREIGNKEYS: 'FOREIGNKEYS',
  SHOWCONSTRAINTS: 'SHOWCONSTRAINTS',
} as const)

/** One of v6's query types. */
export type QueryType = (typeof QueryTypes)[keyof typeof QueryTypes]

/** One of v6's query types, by the name of v6's enum. */
export type QueryTypes = QueryType

/** The members of v6's enum as types: `QueryOptionsWithType<QueryTypes.SELECT>`. */
export declare namespace QueryTypes {
  type SELECT = 'SELECT'
  type INSERT = 'INSERT'
  type UPDATE = 'UPDATE'
  type BULKUPDATE = 'BULKUPDATE'
  type BULKDELETE = 'BULKDELETE'
  type DELETE = 'DELETE'
  type UPSERT = 'UPSERT'
  type VERSION = 'VERSION'
  type SHOWTABLES = 'SHOWTABLES'
  type SHOWINDEXES = 'SHOWINDEXES'
  type DESCRIBE = 'DESCRIBE'
  type RAW = 'RAW'
  type FOREIGNKEYS = 'FOREIGNKEYS'
  type SHOWCONSTRAINTS = 'SHOWCONSTRAINTS'
}

/** A row as an object, keyed by the names of its columns. */
export type RawRecord = Record<string, unknown>

/** v6's options of `sequelize.query`. */
export interface RawQueryOptions extends ExecuteOptions {
  /** Default: SELECT where `model`, `nest` or `plain` is given, else RAW. */
  readonly type?: string | undefined
  readonly replacements?: Replacements | undefined
  readonly bind?: BindValues | undefined
  readonly raw?: boolean | undefined
  /** Keys with dots become nested objects. */
  readonly nest?: boolean | undefined
  /** The first row, or null. */
  readonly plain?: boolean | undefined
  /** Column → the name under which it is returned. */
  readonly fieldMap?: Readonly<Record<string, string>> | undefined
  /** Rows become instances of this model, unless `raw` is set. */
  readonly model?: unknown
  /** Rows become instances of this instance's model. */
  readonly instance?: unknown
  /** Columns are named by the model's attributes before rows become instances. */
  readonly mapToModel?: boolean | undefined
  /** An error, or true for an EmptyResultError, in place of an empty result. */
  readonly rejectOnEmpty?: unknown
}

/** What raw queries need of the floors around them. */
export interface RawQueryContext {
  readonly executor: Executor
  /** Turns rows into instances of `options.model` or of the model of `options.instance`. */
  hydrate(records: RawRecord[], options: RawQueryOptions): unknown[]
  /** The names of the model's attributes, by column. */
  attributeNames(options: RawQueryOptions): Readonly<Record<string, string>>
}

/** What is run: text, a statement of the expression tree, or v6's object with values beside. */
export type RawSql =
  | string
  | Node
  | NodeBuilder
  | {
      readonly query: string
      /** The replacements. */
      readonly values?: Replacements | undefined
      readonly bind?: BindValues | undefined
    }

/**
 * Runs raw SQL.
 *
 * @returns what v6 gives for the type: `[rows, metadata]` for RAW, rows for SELECT, and so on
 */
export async function runRawQuery(
  context: RawQueryContext,
  sql: RawSql,
  options: RawQueryOptions = {},
): Promise<unknown> {
  const { executor } = context
  const type = queryTypeOf(options)
  const statement = bindRawSql(executor.dialect, sql, options)
  const request: StatementRequest = { ...statement, decodeByDriver: true }
  const mode = type === QueryTypes.SELECT ? 'read' : 'write'
  const result = await executor.execute(request, mode, { source: { type, ...options }, ...options })
  return shapeResult(context, { type, sql: statement.sql, result }, options)
}

function queryTypeOf(options: RawQueryOptions): string {
  if (options.type !== undefined) return options.type
  const { model, instance, nest, plain } = options
  return model || instance || nest || plain ? QueryTypes.SELECT : QueryTypes.RAW
}

/** SQL in the dialect's spelling, with the values that go into it. */
export interface BoundRawSql {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/**
 * Takes the values out of raw SQL and binds them.
 *
 * @throws {UsageError} for values given in two ways, a missing one, or one that cannot be bound
 */
export function bindRawSql(
  dialect: Dialect,
  sql: RawSql,
  options: Pick<RawQueryOptions, 'replacements' | 'bind'> = {},
): BoundRawSql {
  if (isNode(sql)) return compileRaw(dialect, sql)
  if (sql instanceof NodeBuilder) return compileRaw(dialect, sql.node)
  const { text, replacements, bind } = readArguments(sql, options)
  assertOneKindOfValues(replacements, bind)
  if (replacements !== undefined) return bindReplaced(dialect, text, replacements)
  if (bind !== undefined) return bindPlain(dialect, bindNamed(text, bind, dialect.lexicalRules))
  return { sql: text, parameters: [] }
}

interface RawArguments {
  readonly text: string
  readonly replacements: Replacements | undefined
  readonly bind: BindValues | undefined
}

function readArguments(
  sql: Exclude<RawSql, Node | NodeBuilder>,
  options: Pick<RawQueryOptions, 'replacements' | 'bind'>,
): RawArguments {
  const { query, values, bind } =
    typeof sql === 'string' ? { query: sql, values: undefined, bind: undefined } : Object(sql)
  if (typeof query !== 'string') {
    throw UsageError.invalidOption('sequelize.query', 'the SQL', 'text or an expression', sql)
  }
  if (values !== undefined && options.replacements !== undefined) {
    throw UsageError.conflictingOptions('sequelize.query', 'values', 'replacements')
  }
  if (bind !== undefined && options.bind !== undefined) {
    throw UsageError.conflictingOptions('sequelize.query', 'bind', 'bind')
  }
  return {
    text: query.trim(),
    replacements: values ?? options.replacements,
    bind: bind ?? options.bind,
  }
}

/** The values of `bind` go to the driver as v6 hands them on: what type they have, the SQL tells. */
function bindPlain(dialect: Dialect, bound: BoundSql): BoundRawSql {
  const isNumbered = dialect.placeholder(1) !== dialect.placeholder(2)
  const numbers = new Map<string, number>()
  const parameters: unknown[] = []
  let text = bound.fragments[0]!
  for (const [index, key] of bound.keys.entries()) {
    let number = isNumbered ? numbers.get(key) : undefined
    if (number === undefined) {
      const value = bound.values[index]
      number = parameters.push(value === null ? null : dialect.types.encodeUntyped(value))
      numbers.set(key, number)
    }
    text += dialect.placeholder(number) + bound.fragments[index + 1]!
  }
  return { sql: text, parameters }
}

// Only these take parameters; in all others (CREATE, ALTER, SET, PRAGMA, DO, …) values must be text.
const TAKES_PARAMETERS =
  /^(?:[\s(;]|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:select|insert|update|delete|with|values|merge|table|replace|explain|call)\b/i
// A type's name before a value makes a literal of it, which a parameter cannot be.
const TYPED_LITERAL = /\b(?:interval|date|time|timestamp|timestamptz)\s*$/i

/** The values of `replacements` become parameters, as which they mean what they would as literals. */
function bindReplaced(dialect: Dialect, sql: string, replacements: Replacements): BoundRawSql {
  const { fragments, values, keys } = bindReplacements(sql, replacements, dialect.lexicalRules)
  if (values.length === 0) return { sql: fragments[0]!, parameters: [] }
  const nodes = new Map<string, Node>()
  const operands = values.map((value, i) => {
    const key = keys[i]!
    const node = nodes.get(key) ?? (isNode(value) ? value : new Parameter(value))
    nodes.set(key, node)
    return node
  })
  const isBindable =
    TAKES_PARAMETERS.test(sql) &&
    isSingleStatement(dialect, sql) &&
    !fragments.slice(0, -1).some((fragment) => TYPED_LITERAL.test(fragment))
  const fragment = new Fragment(fragments, operands)
  return isBindable
    ? compileRaw(dialect, fragment)
    : { sql: dialect.queries.compileInline(fragment), parameters: [] }
}

/** Whether nothing but blanks follows a semicolon: several statements take no parameters. */
function isSingleStatement(dialect: Dialect, sql: string): boolean {
  if (!sql.includes(';')) return true
  const text = parseSql(sql, dialect.lexicalRules)
    .map((fragment) => (fragment.kind === 'text' ? fragment.text : 'x'))
    .join('')
  return !/;\s*[^\s;]/.test(text)
}

// Not through the cache of statements: the text is the application's, and may never come again.
function compileRaw(dialect: Dialect, root: Node): BoundRawSql {
  const shape = shapeOf(root, dialect.queries.listBinding)
  const statement = dialect.queries.compile(root, shape)
  return { sql: statement.sql, parameters: bindParameters(statement, shape.values) }
}

interface Finished {
  readonly type: string
  readonly sql: string
  readonly result: StatementResult
}

function shapeResult(
  context: RawQueryContext,
  { type, sql, result }: Finished,
  options: RawQueryOptions,
): unknown {
  switch (type) {
    case QueryTypes.SELECT:
      return shapeSelect(context, recordsOf(result), options)
    case QueryTypes.INSERT:
      return [result.insertId ?? recordsOf(result), result.rowCount]
    case QueryTypes.UPDATE:
      return [changedRows(result), result.rowCount]
    case QueryTypes.UPSERT:
      return [result.insertId ?? recordsOf(result)[0], null]
    case QueryTypes.BULKUPDATE:
      return result.rows.length > 0 ? recordsOf(result) : result.rowCount
    case QueryTypes.BULKDELETE:
      return result.rowCount
    case QueryTypes.DELETE:
      return changedRows(result)
    case QueryTypes.SHOWTABLES:
      return result.rows.flat()
    case QueryTypes.VERSION:
      return result.rows[0]?.[0]
    case QueryTypes.RAW:
      return shapeRaw(sql, result)
    default:
      return recordsOf(result)
  }
}

/** v6 gives rows where the database returns them by itself, else nothing. */
function changedRows(result: StatementResult): RawRecord[] | undefined {
  return result.insertId === undefined ? recordsOf(result) : undefined
}

function shapeRaw(sql: string, result: StatementResult): [unknown, unknown] {
  const records = recordsOf(result)
  completeMetadata(result)
  if (!/^\s*(?:insert|replace)\b/i.test(sql)) return [records, result.metadata ?? {}]
  return result.insertId === undefined ? [records, result.rowCount] : [undefined, result.metadata]
}

/** The driver's result object has its rows by position; applications know them by name. */
function completeMetadata(result: StatementResult): void {
  for (const part of result.parts ?? [result]) {
    const metadata = part.metadata as { rows?: unknown } | undefined
    if (Array.isArray(metadata?.rows)) metadata.rows = recordsOf(part)
  }
}

function shapeSelect(
  context: RawQueryContext,
  records: RawRecord[],
  options: RawQueryOptions,
): unknown {
  const rows = shapeRows(context, records, options)
  if (rows.length === 0 && options.rejectOnEmpty) throw emptyResultError(options.rejectOnEmpty)
  return options.plain === true ? (rows[0] ?? null) : rows
}

function shapeRows(
  context: RawQueryContext,
  records: RawRecord[],
  options: RawQueryOptions,
): unknown[] {
  const { fieldMap, nest, raw } = options
  const hasModel = Boolean(options.model || options.instance)
  // Instances get their attributes' names when they are made.
  const isMapped = raw === true && hasModel && options.mapToModel === true
  const names = fieldMap ?? (isMapped ? context.attributeNames(options) : undefined)
  const renamed = names === undefined ? records : records.map((row) => renameKeys(row, names))
  if (nest === true) return renamed.map(nestKeys)
  return hasModel && raw !== true ? context.hydrate(renamed, options) : renamed
}

function emptyResultError(rejectOnEmpty: unknown): unknown {
  if (typeof rejectOnEmpty === 'function') return new (rejectOnEmpty as new () => unknown)()
  return typeof rejectOnEmpty === 'object' ? rejectOnEmpty : new EmptyResultError()
}

/** Rows by position → objects keyed by the names of the columns; the last of equal names counts. */
export function recordsOf(result: StatementResult): RawRecord[] {
  if (result.parts !== undefined) return result.parts.flatMap(recordsOf)
  const { rows, columns } = result
  const records = new Array<RawRecord>(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const record: RawRecord = {}
    for (let j = 0; j < columns.length; j++) setOwn(record, columns[j]!, row[j])
    records[i] = record
  }
  return records
}

/** Sets a key that the database named: `__proto__` too is nothing but a key. */
function setOwn(record: RawRecord, key: string, value: unknown): void {
  if (key !== '__proto__') {
    record[key] = value
    return
  }
  Object.defineProperty(record, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function renameKeys(record: RawRecord, names: Readonly<Record<string, string>>): RawRecord {
  const renamed: RawRecord = {}
  for (const [key, value] of Object.entries(record)) {
    setOwn(renamed, Object.hasOwn(names, key) ? names[key]! : key, value)
  }
  return renamed
}

/** A record with dotted keys as nested objects: `{ 'author.name': … }` → `{ author: { name: … } }`. */
export function nestKeys(record: RawRecord): RawRecord {
  const nested: RawRecord = {}
  for (const [key, value] of Object.entries(record)) {
    const path = key.split('.')
    let target = nested
    for (const name of path.slice(0, -1)) {
      const inner = Object.hasOwn(target, name) ? target[name] : undefined
      const isObject = typeof inner === 'object' && inner !== null
      const next = isObject ? (inner as RawRecord) : {}
      if (!isObject) setOwn(target, name, next)
      target = next
    }
    setOwn(target, path.at(-1)!, value)
  }
  return nested
}
