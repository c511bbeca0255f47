/** From a tree to a statement with its values: shape, cache, compilation, binding. */
import { Slot } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { copyWith, rewrite, type Shape, shapeOf } from '../expression/traverse.js'
import {
  type BoundStatement,
  bindParameters,
  type CompiledStatement,
} from './compiled-statement.js'
import type { QueryGenerator } from './query-generator.js'
import { StatementCache } from './statement-cache.js'

/** How statements are compiled; the defaults are right outside of tests. */
export interface StatementCompilerOptions {
  /** False compiles every statement anew. */
  readonly cache?: boolean
  /** True copies every tree by a rewrite that changes nothing, which must change nothing. */
  readonly rewrite?: boolean
}

/** A statement compiled for a plan: its values are those of the plan's slots. */
export interface PreparedStatement {
  readonly statement: CompiledStatement
  /**
   * The driver parameters for one execution.
   *
   * @param slotValues the value of each slot, by its index
   */
  bind(slotValues: readonly unknown[]): unknown[]
}

/** Compiles statements of one dialect, each shape once. */
export class StatementCompiler {
  readonly generator: QueryGenerator
  readonly cache: StatementCache
  private readonly isCaching: boolean
  private readonly isRewriting: boolean

  constructor(
    generator: QueryGenerator,
    cache: StatementCache = new StatementCache(),
    options: StatementCompilerOptions = {},
  ) {
    this.generator = generator
    this.cache = cache
    this.isCaching = options.cache ?? true
    this.isRewriting = options.rewrite ?? false
  }

  /** A statement, compiled or found, with the values that its tree holds. Hot. */
  bind(root: Node): BoundStatement {
    const tree = this.isRewriting ? copyOf(root) : root
    const shape = shapeOf(tree, this.generator.listBinding)
    const statement = this.statementOf(tree, shape)
    return { statement, parameters: bindParameters(statement, shape.values) }
  }

  /** A statement whose slots are filled in at each execution. */
  prepare(root: Node): PreparedStatement {
    const tree = this.isRewriting ? copyOf(root) : root
    const shape = shapeOf(tree, this.generator.listBinding)
    const statement = this.statementOf(tree, shape)
    const template = shape.values
    const slots = slotsOf(template)
    const isFilledBySlots = slots.length === template.length && slots.every((slot, i) => slot === i)
    if (isFilledBySlots) {
      return { statement, bind: (slotValues) => bindParameters(statement, slotValues) }
    }
    return {
      statement,
      bind: (slotValues) => {
        const values = template.slice()
        for (let i = 0; i < slots.length; i++) {
          const slot = slots[i]!
          if (slot !== NO_SLOT) values[i] = slotValues[slot]
        }
        return bindParameters(statement, values)
      },
    }
  }

  private statementOf(root: Node, shape: Shape): CompiledStatement {
    if (!this.isCaching) return this.generator.compile(root, shape)
    const known = this.cache.get(shape.key)
    if (known !== undefined) return known
    const statement = this.generator.compile(root, shape)
    this.cache.set(shape.key, statement)
    return statement
  }
}

const NO_SLOT = -1

function slotsOf(values: readonly unknown[]): number[] {
  return values.map((value) => (value instanceof Slot ? value.index : NO_SLOT))
}

/** The same tree made of new nodes. A node that stands in two places still does. */
function copyOf(root: Node): Node {
  const copies = new Map<Node, Node>()
  return rewrite(root, (node) => {
    let copy = copies.get(node)
    if (copy === undefined) {
      copy = copyWith(node, {})
      copies.set(node, copy)
    }
    return copy
  })
}
