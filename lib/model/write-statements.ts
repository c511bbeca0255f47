/**
 * INSERT, UPDATE and DELETE of a model's rows: from attribute values to executed statements. Which
 * values are written, and what happens around it, is decided in `persistence.ts` and
 * `bulk-persistence.ts`.
 */
import { bindParameters, type CompiledStatement } from '../compiler/compiled-statement.js'
import type { Decoder } from '../data-types/data-type.js'
import type { StatementResult } from '../engine/connection.js'
import { UsageError } from '../errors/usage-errors.js'
import { Column, Default, Parameter, Tuple } from '../expression/expressions.js'
import { Assignment, Delete, Insert, type OnConflict, Update } from '../expression/mutations.js'
import { isNode, type Node } from '../expression/node.js'
import type { AttributeDefinition } from './definition-types.js'
import { executeOptions } from './execute-options.js'
import type { AnyModel } from './runtime.js'
import { assignedOnce, withColumnsOnce } from './shared-columns.js'

/** Attribute names with the values to write: encoded by the attribute's type, or expressions. */
export type WriteValues = Readonly<Record<string, unknown>>

/** Rows that came back, as attribute values; and how many were written. */
export interface WriteResult {
  readonly rows: Record<string, unknown>[]
  readonly rowCount: number
  readonly insertId: number | bigint | undefined
}

/** The attribute of a name, which must be a column. */
export function columnAttribute(model: AnyModel, name: string): AttributeDefinition {
  const attribute = model.modelDefinition.attributes.get(name)
  if (attribute === undefined || attribute.isVirtual) {
    throw UsageError.unknownAttribute(model.name, 'the values', name, {
      name: model.name,
      attributes: model.modelDefinition.attributes.keys(),
    })
  }
  return attribute
}

/**
 * Which columns come back from a write.
 *
 * @param returning v6's option: true for all columns, or names of attributes or columns
 */
export function returningAttributes(
  model: AnyModel,
  returning: unknown,
): readonly AttributeDefinition[] {
  if (returning === undefined || returning === null || returning === false) return []
  const { columns, attributes, byColumn } = model.modelDefinition
  if (!Array.isArray(returning)) return columns
  return returning.map((item: unknown) => {
    const name = typeof item === 'string' ? item : String((item as { col?: unknown }).col)
    const attribute = attributes.get(name) ?? byColumn.get(name)
    if (attribute === undefined || attribute.isVirtual) {
      throw UsageError.unknownAttribute(model.name, 'returning', name, {
        name: model.name,
        attributes: attributes.keys(),
      })
    }
    return attribute
  })
}

/** Rows to insert. */
export interface InsertRows {
  readonly attributes: readonly AttributeDefinition[]
  /** How many rows. */
  readonly count: number
  /**
   * The values of row after row, each in the order of `attributes`; undefined stands for the column's
   * default.
   */
  readonly values: readonly unknown[]
  readonly onConflict?: OnConflict | undefined
  readonly returning: readonly AttributeDefinition[]
}

/** Inserts rows by one statement. */
export async function insertRows(
  model: AnyModel,
  given: InsertRows,
  options: Readonly<Record<string, unknown>>,
): Promise<WriteResult> {
  const insert = model.modelDefinition.sharedColumns.size > 0 ? withColumnsOnce(given) : given
  const statement = plainInsert(model, insert)
  const result =
    statement === undefined
      ? await executeTree(model, insertTree(model, insert), options, 'INSERT')
      : await model.runtime.executor.run(
          statement,
          bindParameters(statement, insert.values),
          executeOptions(model.runtime, model, options, 'INSERT'),
        )
  return writeResult(result, insert.returning)
}

/** A compiled INSERT for rows that hold plain values only, kept by its columns and length. */
function plainInsert(model: AnyModel, insert: InsertRows): CompiledStatement | undefined {
  if (insert.onConflict !== undefined || insert.values.length === 0) return undefined
  for (const value of insert.values) if (value === undefined || isNode(value)) return undefined
  const key =
    `I${model.modelDefinition.id}|${insert.count}|` +
    `${positionsOf(model, insert.attributes)}|${positionsOf(model, insert.returning)}`
  const known = model.runtime.writeStatements.get(key)
  if (known !== undefined) return known
  const statement = model.runtime.dialect.queries.compile(insertTree(model, insert))
  model.runtime.writeStatements.set(key, statement)
  return statement
}

/** Stands for a list of attributes of one definition; positions need no escaping. */
function positionsOf(model: AnyModel, attributes: readonly AttributeDefinition[]): string {
  const { columns } = model.modelDefinition
  if (attributes.length === columns.length && attributes === columns) return '*'
  let text = ''
  for (const attribute of attributes) text += `${columns.indexOf(attribute)},`
  return text
}

function insertTree(model: AnyModel, insert: InsertRows): Insert {
  const { attributes, count, values } = insert
  const width = attributes.length
  const rows: Tuple[] = []
  for (let row = 0; width > 0 && row < count; row++) {
    rows.push(
      new Tuple(
        attributes.map((attribute, column) =>
          valueNode(model, attribute, values[row * width + column]),
        ),
      ),
    )
  }
  return new Insert({
    into: model.modelDefinition.table,
    columns: attributes.map((attribute) => attribute.column),
    rows,
    onConflict: insert.onConflict,
    returning: insert.returning.map(returningColumn),
  })
}

function returningColumn(attribute: AttributeDefinition): Node {
  return new Column(undefined, attribute.column, attribute.type)
}

/** A value as a node: an expression as it is, a parameter of the attribute's type, or DEFAULT. */
export function valueNode(model: AnyModel, attribute: AttributeDefinition, value: unknown): Node {
  if (value === undefined) return new Default()
  if (isNode(value)) return model.runtime.resolveValue(model, value)
  return new Parameter(value, attribute.type)
}

/** An UPDATE of the rows that meet a condition. */
export interface UpdateRows {
  readonly values: WriteValues
  readonly where: Node | undefined
  readonly limit?: Node | undefined
  readonly orderBy?: readonly Node[]
  readonly returning: readonly AttributeDefinition[]
}

/** Updates rows by one statement. */
export async function updateRows(
  model: AnyModel,
  update: UpdateRows,
  options: Readonly<Record<string, unknown>>,
): Promise<WriteResult> {
  const set = Object.entries(update.values).map(([name, value]) => {
    const attribute = columnAttribute(model, name)
    return new Assignment(attribute.column, valueNode(model, attribute, value))
  })
  const tree = new Update({
    table: model.modelDefinition.table,
    set: model.modelDefinition.sharedColumns.size > 0 ? assignedOnce(set) : set,
    where: update.where,
    limit: update.limit,
    orderBy: update.orderBy ?? [],
    returning: update.returning.map(returningColumn),
  })
  return writeResult(await executeTree(model, tree, options, 'UPDATE'), update.returning)
}

/** Deletes rows by one statement. */
export async function deleteRows(
  model: AnyModel,
  where: Node | undefined,
  { limit, orderBy }: Pick<UpdateRows, 'limit' | 'orderBy'>,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const tree = new Delete({
    from: model.modelDefinition.table,
    where,
    limit,
    orderBy: orderBy ?? [],
  })
  return (await executeTree(model, tree, options, 'DELETE')).rowCount
}

async function executeTree(
  model: AnyModel,
  tree: Node,
  options: Readonly<Record<string, unknown>>,
  type: string,
): Promise<StatementResult> {
  const { runtime } = model
  const bound = runtime.statements.bind(tree)
  return runtime.executor.run(
    bound.statement,
    bound.parameters,
    executeOptions(runtime, model, options, type),
  )
}

function writeResult(
  result: StatementResult,
  returning: readonly AttributeDefinition[],
): WriteResult {
  return {
    rows: returning.length === 0 ? [] : result.rows.map((row) => rowValues(row, returning)),
    rowCount: result.rowCount,
    insertId: result.insertId,
  }
}

function rowValues(
  row: readonly unknown[],
  returning: readonly AttributeDefinition[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (let index = 0; index < returning.length; index++) {
    const attribute = returning[index]!
    const value = row[index]
    const decode: Decoder | undefined = attribute.binding?.decode
    values[attribute.name] =
      decode === undefined || value === null || value === undefined ? value : decode(value)
  }
  return values
}
