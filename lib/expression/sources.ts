/**
 * What statements read from: tables, sub-queries, value lists, joins and common table expressions.
 */
import { describeNode, Node } from './node.js'

/** A table or view, with the alias it has in the statement. */
export class Table extends Node {
  readonly kind = 'table'
  readonly name: string
  readonly schema: string | undefined
  readonly alias: string | undefined
  /** Joins schema and name where the dialect has no schemas; undefined means a dot. */
  readonly delimiter: string | undefined

  constructor(name: string, schema?: string, alias?: string, delimiter?: string) {
    super()
    this.name = name
    this.schema = schema
    this.alias = alias
    this.delimiter = delimiter
    Object.freeze(this)
  }

  /** The same table under another alias. */
  as(alias: string): Table {
    return new Table(this.name, this.schema, alias, this.delimiter)
  }
}
describeNode('table', { name: 'shape', schema: 'shape', alias: 'shape', delimiter: 'shape' })

/** A query in the place of a table. */
export class Subquery extends Node {
  readonly kind = 'subquery'
  readonly query: Node
  readonly alias: string
  readonly lateral: boolean

  constructor(query: Node, alias: string, lateral = false) {
    super()
    this.query = query
    this.alias = alias
    this.lateral = lateral
    Object.freeze(this)
  }
}
describeNode('subquery', { query: 'node', alias: 'shape', lateral: 'shape' })

/** `VALUES (…), (…)`, as a source (with alias and column names) or an operand (without). */
export class Values extends Node {
  readonly kind = 'values'
  /** Tuples of equal length. */
  readonly rows: readonly Node[]
  readonly alias: string | undefined
  readonly columns: readonly string[]

  constructor(rows: readonly Node[], alias?: string, columns: readonly string[] = []) {
    super()
    this.rows = Object.freeze([...rows])
    this.alias = alias
    this.columns = Object.freeze([...columns])
    Object.freeze(this)
  }
}
describeNode('values', { rows: 'nodes', alias: 'shape', columns: 'shape' })

/** How two sources are joined. */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross'

/** A source joined to those before it. `nested` joins are taken first, in parentheses. */
export class Join extends Node {
  readonly kind = 'join'
  readonly type: JoinType
  readonly source: Node
  readonly on: Node | undefined
  readonly nested: readonly Join[]

  constructor(type: JoinType, source: Node, on: Node | undefined, nested: readonly Join[] = []) {
    super()
    this.type = type
    this.source = source
    this.on = on
    this.nested = Object.freeze([...nested])
    Object.freeze(this)
  }
}
describeNode('join', { type: 'shape', source: 'node', on: 'node', nested: 'nodes' })

/** A common table expression: `name (columns) AS (query)`. */
export class Cte extends Node {
  readonly kind = 'cte'
  readonly name: string
  readonly columns: readonly string[]
  readonly query: Node
  readonly recursive: boolean

  constructor(name: string, query: Node, columns: readonly string[] = [], recursive = false) {
    super()
    this.name = name
    this.columns = Object.freeze([...columns])
    this.query = query
    this.recursive = recursive
    Object.freeze(this)
  }
}
describeNode('cte', { name: 'shape', query: 'node', columns: 'shape', recursive: 'shape' })
