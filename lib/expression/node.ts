/**
 * The base of every statement and expression, and the one description of each node kind's fields
 * from which every walk (shape key, children, rewriting, equality) is derived. Walks themselves
 * are in `traverse.ts`.
 */

/**
 * What a field of a node holds, and so how walks treat it.
 *
 * - `node`: a node or undefined
 * - `nodes`: a list of nodes
 * - `shape`: text, a number, a boolean, or a list of them, which changes the SQL text
 * - `identity`: an object whose identity changes the SQL text (a data type, a model's table)
 * - `value`: a value that is bound and never changes the SQL text
 */
export type FieldRole = 'node' | 'nodes' | 'shape' | 'identity' | 'value'

/** The fields of one node kind, in the order of the constructor's parameters. */
export type FieldDescription = Readonly<Record<string, FieldRole>>

const descriptions = new Map<string, FieldDescription>()

/**
 * Declares the fields of a node kind. A kind is declared once, beside its class; a node whose kind
 * was never declared cannot be walked, and is refused by the compiler instead of cached wrongly.
 *
 * @throws {Error} when the kind was declared before
 */
export function describeNode(kind: string, fields: FieldDescription): void {
  if (descriptions.has(kind)) {
    throw new Error(`Node kind "${kind}" is declared twice. Choose another kind for one of them.`)
  }
  descriptions.set(kind, Object.freeze({ ...fields }))
}

/**
 * The declared fields of a node kind.
 *
 * @throws {Error} when the kind was never declared
 */
export function fieldsOf(kind: string): FieldDescription {
  const fields = descriptions.get(kind)
  if (fields === undefined) {
    throw new Error(
      `Node kind "${kind}" has no field description. Call describeNode("${kind}", …) beside its class.`,
    )
  }
  return fields
}

/**
 * A part of a statement: immutable, frozen by its constructor, told apart by `kind`.
 *
 * Being a node is a private brand, so that no object made from a request can pass for one.
 */
export abstract class Node {
  readonly #brand = true
  /** Its part of shape keys, once known. Freezing does not reach it, and it never changes. */
  #shapeText: string | undefined
  abstract readonly kind: string

  /** Whether a value is a node, whatever its kind. Its keys play no part. */
  static isNode(value: unknown): value is Node {
    return typeof value === 'object' && value !== null && #brand in value
  }

  /** A node's part of shape keys, where it was kept: it has no bound values in or below it. */
  static shapeText(node: Node): string | undefined {
    return node.#shapeText
  }

  /** Keeps a node's part of shape keys. */
  static keepShapeText(node: Node, text: string): void {
    node.#shapeText = text
  }
}

/** A statement that is being put together, and stands for the node that it has come to. */
export abstract class NodeBuilder {
  /** The statement so far. */
  abstract readonly node: Node
}

/** Whether a value is a node of the expression tree. */
export const isNode: (value: unknown) => value is Node = Node.isNode
