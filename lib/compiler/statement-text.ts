/** The SQL text of one statement while it is written, and the sources of its bound values. */
import type { Node } from '../expression/node.js'
import type { ParameterSource } from './compiled-statement.js'

/** Text to which visitors append; made anew for each compilation. */
export class StatementText {
  /** The text so far. */
  sql = ''
  readonly parameters: ParameterSource[] = []
  /** Whether values are spelled into the text, as DDL needs it. */
  readonly isInline: boolean
  /** Whether columns are written without their table. */
  isUnqualified = false
  private readonly positions: ReadonlyMap<Node, number>
  private readonly numbers = new Map<number, number>()

  constructor(positions: ReadonlyMap<Node, number>, isInline = false) {
    this.positions = positions
    this.isInline = isInline
  }

  /** The position of a parameter's value among the values of the shape. */
  positionOf(node: Node): number {
    const position = this.positions.get(node)
    if (position === undefined) {
      throw new Error('A visitor made a parameter that is not part of the compiled tree.')
    }
    return position
  }

  /**
   * Adds a bound value.
   *
   * @returns its number, counted from one
   */
  bind(source: ParameterSource): number {
    return this.parameters.push(source)
  }

  /** Adds a parameter's value, or finds the number that it was given before. */
  bindOnce(node: Node, makeSource: () => ParameterSource): number {
    // Two nodes have one position where they must be one parameter.
    const position = this.positionOf(node)
    let number = this.numbers.get(position)
    if (number === undefined) {
      number = this.bind(makeSource())
      this.numbers.set(position, number)
    }
    return number
  }
}
