/** The rows of a query as one value. */
import { describeNode, type Node } from './node.js'
import { Expression } from './expressions.js'

/**
 * The rows of a query, aggregated by the server into one JSON list: a list for each row, in the
 * order of the query, with the values by position. Without rows it is an empty list, never NULL.
 *
 * Each value is written so that it is read exactly as it would be in a column of its own, whatever
 * JSON makes of its type. The query may see the sources around it.
 */
export class JsonRows extends Expression {
  readonly kind = 'jsonRows'
  /** A SELECT; a column that may stand for several (`*`) is refused when it is compiled. */
  readonly query: Node

  constructor(query: Node) {
    super()
    this.query = query
    Object.freeze(this)
  }
}
describeNode('jsonRows', { query: 'node' })
