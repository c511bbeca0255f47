/**
 * The expressions of the tree: parameters, columns, functions, operators, casts and JSON paths.
 * `Fn`, `Col`, `Literal`, `Cast`, `Json` and `Where` carry v6's class and property names, because
 * applications test for them. `Json`, `Where` and plain objects among the arguments of `Fn` depend
 * on the columns around them: `query-options/` replaces them before anything is compiled.
 */
import { describeNode, Node, NodeBuilder } from './node.js'
import type { BinaryOperator } from './operators.js'

/** What the tree needs to know of a data type: it is told apart by identity. */
export interface ValueType {
  readonly key: string
}

/** Any node that stands for a value. */
export abstract class Expression extends Node {}

/**
 * Stands in a tree for a value that a cached plan fills in at each execution.
 *
 * @see Parameter
 */
export class Slot {
  /** Position in the list of values taken from the options. */
  readonly index: number
  /** The value of the first execution, from which only its type may be concluded. */
  readonly value: unknown

  constructor(index: number, value: unknown) {
    this.index = index
    this.value = value
    Object.freeze(this)
  }
}

/** The value itself, or that of the slot which stands for it. For deciding on its type only. */
export function valueOf(value: unknown): unknown {
  return value instanceof Slot ? value.value : value
}

/** A change made to a parameter's value before it is encoded: `%` around a search text, say. */
export type ParameterTransform = (value: unknown) => unknown

/** A bound value. It is never part of the SQL text or of the shape. */
export class Parameter extends Expression {
  readonly kind = 'parameter'
  /** The value, or the slot that stands for it in a cached plan. */
  readonly value: unknown
  /** Decides the encoding; undefined leaves it to the value's own JavaScript type. */
  readonly type: ValueType | undefined
  readonly transform: ParameterTransform | undefined

  constructor(value: unknown, type?: ValueType, transform?: ParameterTransform) {
    super()
    this.value = value
    this.type = type
    this.transform = transform
    Object.freeze(this)
  }
}
describeNode('parameter', { value: 'value', type: 'identity', transform: 'identity' })

/** A node as it is, a builder's node, and any other value as a parameter. */
export function operand(value: unknown, type?: ValueType): Node {
  if (Node.isNode(value)) return value
  return value instanceof NodeBuilder ? value.node : new Parameter(value, type)
}

/**
 * A list of bound values on the right of `IN`. Dialects that can bind it as one array do, so that
 * its length is not part of the shape.
 */
export class ParameterList extends Expression {
  readonly kind = 'parameterList'
  /** The values, none of them null, or the slot that stands for the whole list. */
  readonly values: unknown
  readonly type: ValueType | undefined

  constructor(values: readonly unknown[] | Slot, type?: ValueType) {
    super()
    this.values = values
    this.type = type
    Object.freeze(this)
  }
}
describeNode('parameterList', { values: 'value', type: 'identity' })

/**
 * A value that is part of the SQL text, where a parameter cannot stand: the condition of a partial
 * index that an upsert names. It is escaped by the dialect, and part of the shape.
 */
export class Inline extends Expression {
  readonly kind = 'inline'
  readonly value: unknown
  readonly type: ValueType | undefined

  constructor(value: unknown, type?: ValueType) {
    super()
    this.value = value
    this.type = type
    Object.freeze(this)
  }
}
describeNode('inline', { value: 'shape', type: 'identity' })

/** SQL text that the user wrote, sent as it is. */
export class Literal extends Expression {
  readonly kind = 'literal'
  readonly val: string

  constructor(sql: string) {
    super()
    this.val = sql
    Object.freeze(this)
  }
}
describeNode('literal', { val: 'shape' })

/** SQL text with expressions and bound values in its gaps, as the `sql` tag makes it. */
export class Fragment extends Expression {
  readonly kind = 'fragment'
  /** One more than operands. */
  readonly texts: readonly string[]
  readonly operands: readonly Node[]

  constructor(texts: readonly string[], operands: readonly unknown[]) {
    super()
    this.texts = Object.freeze([...texts])
    this.operands = Object.freeze(operands.map((value) => operand(value)))
    Object.freeze(this)
  }
}
describeNode('fragment', { texts: 'shape', operands: 'nodes' })

/** A column as the user names it: `title`, `Book.title`, `*`, or a path `shelf.room.id`. */
export class Col extends Expression {
  readonly kind = 'col'
  readonly col: string

  constructor(col: string) {
    super()
    this.col = col
    Object.freeze(this)
  }
}
describeNode('col', { col: 'shape' })

/** A column whose table alias and exact name are known. */
export class Column extends Expression {
  readonly kind = 'column'
  /** Alias of its table in the statement; undefined leaves the column unqualified. */
  readonly table: string | undefined
  readonly name: string
  /** Decides how the column is decoded, and how values compared with it are encoded. */
  readonly type: ValueType | undefined

  constructor(table: string | undefined, name: string, type?: ValueType) {
    super()
    this.table = table
    this.name = name
    this.type = type
    Object.freeze(this)
  }
}
describeNode('column', { table: 'shape', name: 'shape', type: 'identity' })

/** All columns, of one table alias or of all sources. */
export class Star extends Expression {
  readonly kind = 'star'
  readonly table: string | undefined

  constructor(table?: string) {
    super()
    this.table = table
    Object.freeze(this)
  }
}
describeNode('star', { table: 'shape' })

/**
 * A function call. Plain values among the arguments are bound; a plain object stands for a
 * condition until `query-options/` has resolved it.
 */
export class Fn extends Expression {
  readonly kind = 'fn'
  readonly fn: string
  readonly args: readonly Node[]
  /** `COUNT(DISTINCT …)` */
  readonly distinct: boolean
  /** Decides how the result is decoded. */
  readonly type: ValueType | undefined

  constructor(name: string, args: readonly unknown[], distinct = false, type?: ValueType) {
    super()
    this.fn = name
    this.args = Object.freeze(args.map((argument) => operand(argument)))
    this.distinct = distinct
    this.type = type
    Object.freeze(this)
  }
}
describeNode('fn', { fn: 'shape', args: 'nodes', distinct: 'shape', type: 'identity' })

/** A conversion to another SQL type. */
export class Cast extends Expression {
  readonly kind = 'cast'
  readonly val: Node
  /** The SQL type's name, or a data type. */
  readonly type: string | ValueType

  constructor(val: unknown, type: string | ValueType) {
    super()
    this.val = operand(val)
    this.type = type
    Object.freeze(this)
  }
}
describeNode('cast', { val: 'node', type: 'identity' })

/** v6's `json()`: a path as text, or conditions on paths. Resolved by `query-options/`. */
export class Json extends Expression {
  readonly kind = 'json'
  readonly conditions: Readonly<Record<string, unknown>> | undefined
  readonly path: string | undefined
  readonly value: unknown

  constructor(conditionsOrPath: Readonly<Record<string, unknown>> | string, value?: unknown) {
    super()
    const isPath = typeof conditionsOrPath === 'string'
    this.conditions = isPath ? undefined : conditionsOrPath
    this.path = isPath ? conditionsOrPath : undefined
    this.value = value
    Object.freeze(this)
  }

  /** The node from its fields; its constructor takes them in another form. */
  static rebuild(f: Record<string, unknown>): Json {
    return new Json((f.conditions ?? f.path) as string, f.value)
  }
}
describeNode('json', { conditions: 'value', path: 'shape', value: 'value' })

/** v6's `where()`: a comparison with a free left side. Resolved by `query-options/`. */
export class Where extends Expression {
  readonly kind = 'where'
  readonly attribute: unknown
  readonly comparator: string | symbol
  readonly logic: unknown

  constructor(attribute: unknown, comparator: string | symbol, logic: unknown) {
    super()
    this.attribute = attribute
    this.comparator = comparator
    this.logic = logic
    Object.freeze(this)
  }
}
describeNode('where', { attribute: 'value', comparator: 'identity', logic: 'value' })

/** An operator between two expressions. */
export class Binary extends Expression {
  readonly kind = 'binary'
  readonly operator: BinaryOperator
  readonly left: Node
  readonly right: Node

  constructor(operator: BinaryOperator, left: Node, right: Node) {
    super()
    this.operator = operator
    this.left = left
    this.right = right
    Object.freeze(this)
  }
}
describeNode('binary', { operator: 'shape', left: 'node', right: 'node' })

/** `NOT …`, or a minus sign. */
export class Unary extends Expression {
  readonly kind = 'unary'
  readonly operator: 'not' | '-'
  readonly operand: Node

  constructor(operator: 'not' | '-', operand: Node) {
    super()
    this.operator = operator
    this.operand = operand
    Object.freeze(this)
  }
}
describeNode('unary', { operator: 'shape', operand: 'node' })

/** Conditions joined by AND or OR. Without operands, AND is true and OR is false. */
export class Logical extends Expression {
  readonly kind = 'logical'
  readonly operator: 'and' | 'or'
  readonly operands: readonly Node[]

  constructor(operator: 'and' | 'or', operands: readonly Node[]) {
    super()
    this.operator = operator
    this.operands = Object.freeze([...operands])
    Object.freeze(this)
  }
}
describeNode('logical', { operator: 'shape', operands: 'nodes' })

/** `left [NOT] BETWEEN low AND high`, both ends included. */
export class Between extends Expression {
  readonly kind = 'between'
  readonly left: Node
  readonly low: Node
  readonly high: Node
  readonly negated: boolean

  constructor(left: Node, low: Node, high: Node, negated = false) {
    super()
    this.left = left
    this.low = low
    this.high = high
    this.negated = negated
    Object.freeze(this)
  }
}
describeNode('between', { left: 'node', low: 'node', high: 'node', negated: 'shape' })

/** `left [NOT] IN (…)`. The right side is a list, a sub-query, a tuple of expressions or a literal. */
export class In extends Expression {
  readonly kind = 'in'
  readonly left: Node
  readonly right: Node
  readonly negated: boolean

  constructor(left: Node, right: Node, negated = false) {
    super()
    this.left = left
    this.right = right
    this.negated = negated
    Object.freeze(this)
  }
}
describeNode('in', { left: 'node', right: 'node', negated: 'shape' })

/** `EXISTS (…)`. */
export class Exists extends Expression {
  readonly kind = 'exists'
  readonly query: Node

  constructor(query: Node) {
    super()
    this.query = query
    Object.freeze(this)
  }
}
describeNode('exists', { query: 'node' })

/** `ANY (…)` or `ALL (…)` on the right of a comparison: of an array, a sub-query or VALUES. */
export class Quantified extends Expression {
  readonly kind = 'quantified'
  readonly quantifier: 'any' | 'all'
  readonly operand: Node

  constructor(quantifier: 'any' | 'all', operand: Node) {
    super()
    this.quantifier = quantifier
    this.operand = operand
    Object.freeze(this)
  }
}
describeNode('quantified', { quantifier: 'shape', operand: 'node' })

/** Expressions in parentheses, separated by commas: a row value or a written-out list. */
export class Tuple extends Expression {
  readonly kind = 'tuple'
  readonly operands: readonly Node[]

  constructor(operands: readonly unknown[]) {
    super()
    this.operands = Object.freeze(operands.map((value) => operand(value)))
    Object.freeze(this)
  }
}
describeNode('tuple', { operands: 'nodes' })

/**
 * A place inside a JSON value. Legs are quoted whole by the generator; a numeric leg is an index.
 * `text` unwraps a JSON string to SQL text, as comparisons need it; `json` keeps JSON.
 */
export class JsonPath extends Expression {
  readonly kind = 'jsonPath'
  readonly operand: Node
  readonly path: readonly (string | number)[]
  /** Whether it gives SQL text or JSON. */
  readonly result: 'text' | 'json'

  constructor(operand: Node, path: readonly (string | number)[], result: 'text' | 'json' = 'text') {
    super()
    this.operand = operand
    this.path = Object.freeze([...path])
    this.result = result
    Object.freeze(this)
  }
}
describeNode('jsonPath', { operand: 'node', path: 'shape', result: 'shape' })

/** `CASE WHEN … THEN … ELSE … END`. */
export class Case extends Expression {
  readonly kind = 'case'
  readonly operand: Node | undefined
  /** Conditions, one for each of `results`. */
  readonly conditions: readonly Node[]
  readonly results: readonly Node[]
  readonly otherwise: Node | undefined

  constructor(
    operand: Node | undefined,
    conditions: readonly Node[],
    results: readonly Node[],
    otherwise: Node | undefined,
  ) {
    super()
    this.operand = operand
    this.conditions = Object.freeze([...conditions])
    this.results = Object.freeze([...results])
    this.otherwise = otherwise
    Object.freeze(this)
  }
}
describeNode('case', { operand: 'node', conditions: 'nodes', results: 'nodes', otherwise: 'node' })

/** `expression COLLATE name`. */
export class Collate extends Expression {
  readonly kind = 'collate'
  readonly operand: Node
  readonly collation: string

  constructor(operand: Node, collation: string) {
    super()
    this.operand = operand
    this.collation = collation
    Object.freeze(this)
  }
}
describeNode('collate', { operand: 'node', collation: 'shape' })

/** `function OVER (PARTITION BY … ORDER BY …)`. */
export class Over extends Expression {
  readonly kind = 'over'
  readonly operand: Node
  readonly partitionBy: readonly Node[]
  readonly orderBy: readonly Node[]

  constructor(operand: Node, partitionBy: readonly Node[], orderBy: readonly Node[]) {
    super()
    this.operand = operand
    this.partitionBy = Object.freeze([...partitionBy])
    this.orderBy = Object.freeze([...orderBy])
    Object.freeze(this)
  }
}
describeNode('over', { operand: 'node', partitionBy: 'nodes', orderBy: 'nodes' })

/** The value that an upsert would have inserted (`EXCLUDED.column`, `VALUES(column)`). */
export class Excluded extends Expression {
  readonly kind = 'excluded'
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
    Object.freeze(this)
  }
}
describeNode('excluded', { name: 'shape' })

/** The column's default, as a value of INSERT or UPDATE. */
export class Default extends Expression {
  readonly kind = 'default'

  constructor() {
    super()
    Object.freeze(this)
  }
}
describeNode('default', {})

/** An expression of the projection, with the name it has in the result. */
export class Aliased extends Node {
  readonly kind = 'aliased'
  readonly expression: Node
  readonly alias: string
  /** Decides how the column is decoded; undefined takes the expression's own type. */
  readonly type: ValueType | undefined

  constructor(expression: Node, alias: string, type?: ValueType) {
    super()
    this.expression = expression
    this.alias = alias
    this.type = type
    Object.freeze(this)
  }
}
describeNode('aliased', { expression: 'node', alias: 'shape', type: 'identity' })

/** One item of ORDER BY. */
export class Ordering extends Node {
  readonly kind = 'ordering'
  readonly expression: Node
  /** Undefined leaves the direction out. */
  readonly direction: 'asc' | 'desc' | undefined
  readonly nulls: 'first' | 'last' | undefined

  constructor(expression: Node, direction?: 'asc' | 'desc', nulls?: 'first' | 'last') {
    super()
    this.expression = expression
    this.direction = direction
    this.nulls = nulls
    Object.freeze(this)
  }
}
describeNode('ordering', { expression: 'node', direction: 'shape', nulls: 'shape' })
