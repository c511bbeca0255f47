/**
 * The walks over a tree, all derived from the field descriptions of `node.ts`: its shape key, its
 * parameters, its children, and rewriting.
 */
import { type FieldRole, fieldsOf, isNode, Node } from './node.js'
import { Aliased, Parameter, ParameterList, valueOf } from './expressions.js'
import {
  kindBeside,
  listKindBeside,
  paddedLength,
  type ValueKind,
  valueKind,
} from './value-kind.js'

/** A tree without its values: equal shapes compile to equal SQL. */
export interface Shape {
  readonly key: string
  /** The bound values, in order of appearance. */
  readonly values: readonly unknown[]
  /** Each `Parameter` and `ParameterList` → its position in `values`. */
  readonly positions: ReadonlyMap<Node, number>
}

const identities = new WeakMap<object, number>()
let nextIdentity = 1

/** A number that stands for an object's identity in shape keys. */
export function identityOf(value: object): number {
  let id = identities.get(value)
  if (id === undefined) {
    id = nextIdentity++
    identities.set(value, id)
  }
  return id
}

/**
 * Whether a list on the right of IN is bound `whole`, as one parameter, or as `items`, one
 * placeholder for each, so that its padded length is part of the shape.
 */
export type ListBinding = 'whole' | 'items'

/**
 * The shape of a tree.
 *
 * Text in the key is preceded by its length, so that no name can imitate the structure around it.
 * A parameter node met twice is marked, because one that is shared and two that are equal must not
 * have the same key. Hot: it runs for every statement that has no plan.
 */
export function shapeOf(root: Node, lists: ListBinding = 'items'): Shape {
  const walk = new ShapeWalk(lists)
  const key = walk.visit(root)
  return { key, values: walk.values, positions: walk.positions }
}

/** The fields of a kind in the form in which they are walked fastest. */
interface Layout {
  readonly open: string
  readonly names: readonly string[]
  readonly roles: readonly FieldRole[]
}

const layouts = new Map<string, Layout>()

function layoutOf(kind: string): Layout {
  let layout = layouts.get(kind)
  if (layout === undefined) {
    const fields = fieldsOf(kind)
    layout = { open: `(${kind} `, names: Object.keys(fields), roles: Object.values(fields) }
    layouts.set(kind, layout)
  }
  return layout
}

class ShapeWalk {
  readonly values: unknown[] = []
  readonly positions = new Map<Node, number>()
  private readonly lists: ListBinding
  /** Rises with each value met: what lies between two equal readings is the same in every tree. */
  private meetings = 0
  /** Expressions with values that the query groups by: their like elsewhere has the same values. */
  private groups: readonly Node[] | undefined

  constructor(lists: ListBinding) {
    this.lists = lists
  }

  visit(node: Node): string {
    const kept = Node.shapeText(node)
    if (kept !== undefined) return kept
    if (node instanceof Parameter || node instanceof ParameterList) return this.visitParameter(node)
    const twin = this.groups?.find((group) => group !== node && isSameTree(group, node))
    if (twin !== undefined) return this.visitTwin(node, twin)
    const before = this.meetings
    const text = node.kind === 'select' ? this.visitSelect(node) : this.visitFields(node)
    if (this.meetings === before) Node.keepShapeText(node, text)
    return text
  }

  /**
   * PostgreSQL takes two parameters for different whatever their values, and refuses to select
   * `date_trunc($1, day)` from groups of `date_trunc($2, day)`: both must have one parameter.
   */
  private visitSelect(select: Node): string {
    const outer = this.groups
    this.groups = groupsOf(select as unknown as GroupingClauses)
    const text = this.visitFields(select)
    this.groups = outer
    return text
  }

  private visitTwin(node: Node, twin: Node): string {
    const text = this.visit(twin)
    const own = [...shapeOf(node).positions.keys()]
    const shared = [...shapeOf(twin).positions.keys()]
    own.forEach((parameter, i) => this.positions.set(parameter, this.positions.get(shared[i]!)!))
    return text
  }

  private visitParameter(node: Parameter | ParameterList): string {
    this.meetings++
    const index = this.positions.get(node)
    if (index !== undefined) return `@${index};`
    this.positions.set(node, this.values.length)
    return this.kindOf(node) + this.visitFields(node)
  }

  private kindOf(node: Parameter | ParameterList): string {
    if (node instanceof Parameter) return parameterKind(node)
    const kind = parameterListKind(node)
    return this.lists === 'whole' ? kind : `${kind}${paddedLengthOf(node)}`
  }

  private visitFields(node: Node): string {
    const { open, names, roles } = layoutOf(node.kind)
    let text = open
    for (let i = 0; i < names.length; i++) {
      text += this.visitField(roles[i]!, (node as unknown as Record<string, unknown>)[names[i]!])
    }
    return `${text})`
  }

  private visitField(role: FieldRole, value: unknown): string {
    switch (role) {
      case 'node':
        return value === undefined ? '-' : this.visit(value as Node)
      case 'nodes':
        return this.visitNodes(value as readonly Node[])
      case 'value':
        this.meetings++
        this.values.push(value)
        return '?'
      default:
        return scalarText(value)
    }
  }

  private visitNodes(nodes: readonly Node[]): string {
    let text = `[${nodes.length}:`
    for (let i = 0; i < nodes.length; i++) text += this.visit(nodes[i]!)
    return text
  }
}

/** The clauses of a SELECT that decide what its other clauses may hold. */
interface GroupingClauses {
  readonly distinct: boolean
  readonly columns: readonly Node[]
  readonly groupBy: readonly Node[]
  readonly orderBy: readonly Node[]
}

/** What the rows of a query are told apart by, as far as it has values. */
function groupsOf(select: GroupingClauses): readonly Node[] | undefined {
  const { distinct, columns, groupBy, orderBy } = select
  if (groupBy.length > 0) return withValues(groupBy)
  if (!distinct || orderBy.length === 0) return undefined
  return withValues(
    columns.map((column) => (column instanceof Aliased ? column.expression : column)),
  )
}

function withValues(expressions: readonly Node[]): readonly Node[] | undefined {
  const found = expressions.filter(
    (node) => Node.shapeText(node) === undefined && shapeOf(node).values.length > 0,
  )
  return found.length === 0 ? undefined : found
}

/** Whether two trees are alike in shape and values. Slots are alike only when they are the same. */
function isSameTree(left: Node, right: Node): boolean {
  if (left.kind !== right.kind) return false
  const [one, other] = [shapeOf(left), shapeOf(right)]
  return one.key === other.key && one.values.every((value, i) => Object.is(value, other.values[i]))
}

/** A part of the shape as text. Its first character tells which of these it is. */
function scalarText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value.length}:${value}`
    case 'undefined':
      return '-'
    case 'object':
      return value === null ? '0;' : objectText(value)
    case 'function':
      return `#${identityOf(value)};`
    case 'bigint':
      return `i${value};`
    case 'number':
      return `n${value};`
    case 'symbol':
      return `$${String(value).length}:${String(value)}`
    default:
      return `${String(value)};`
  }
}

function objectText(value: object): string {
  if (!Array.isArray(value)) return `#${identityOf(value)};`
  let text = `[${value.length}:`
  for (const item of value) text += scalarText(item)
  return text
}

/**
 * The kind of a parameter's value, as far as SQL text may depend on it: see `kindBeside`. It is a
 * part of the shape, and the only thing that a generator may conclude from the value.
 */
export function parameterKind({ type, value, transform }: Parameter): ValueKind | '' {
  if (transform === undefined) return kindBeside(type, valueOf(value))
  return type === undefined ? valueKind(transform(valueOf(value))) : ''
}

/** The same for a list: see `listKindBeside`. */
export function parameterListKind({ type, values }: ParameterList): ValueKind | '' {
  return listKindBeside(type, valueOf(values) as readonly unknown[])
}

function paddedLengthOf({ values }: ParameterList): number {
  return paddedLength((valueOf(values) as readonly unknown[]).length)
}

/** The nodes directly below a node, in field order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  const fields = fieldsOf(node.kind)
  for (const name in fields) {
    const value = (node as unknown as Record<string, unknown>)[name]
    if (isNode(value)) children.push(value)
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item)
  }
  return children
}

/**
 * A tree with nodes replaced: children first, then the node itself. Parts in which nothing changed
 * are shared with the original.
 *
 * @param replace gives the node itself to keep it
 */
export function rewrite<N extends Node>(root: N, replace: (node: Node) => Node): N {
  const fields = fieldsOf(root.kind)
  let changes: Record<string, unknown> | undefined
  for (const name in fields) {
    const role = fields[name]!
    if (role !== 'node' && role !== 'nodes') continue
    const value = (root as unknown as Record<string, unknown>)[name]
    let changed: unknown = value
    if (isNode(value)) changed = rewrite(value, replace)
    else if (Array.isArray(value)) {
      const items = value.map((item: unknown) => (isNode(item) ? rewrite(item, replace) : item))
      if (items.some((item, index) => item !== value[index])) changed = Object.freeze(items)
    }
    if (changed !== value) (changes ??= {})[name] = changed
  }
  return replace(changes === undefined ? root : copyWith(root, changes)) as N
}

/**
 * A copy of a node with some fields replaced. Constructors take the described fields in order; a
 * class whose constructor does not has a static `rebuild` that takes them by name.
 */
export function copyWith<N extends Node>(node: N, changes: Readonly<Record<string, unknown>>): N {
  const fields: Record<string, unknown> = { ...node, ...changes }
  const nodeClass = node.constructor as NodeClass
  if (nodeClass.rebuild !== undefined) return nodeClass.rebuild(fields) as N
  return new nodeClass(...Object.keys(fieldsOf(node.kind)).map((name) => fields[name])) as N
}

interface NodeClass {
  new (...fields: unknown[]): Node
  rebuild?(fields: Readonly<Record<string, unknown>>): Node
}
