/** What applications use of v6's query generator: names, values and queries as SQL text. */
import { tableIdentity } from '../model/table-definition.js'
import type { AnyModel } from '../model/runtime.js'
import { optionsOf, type QueryInterfaceHost } from './host.js'
import { selectNode } from './row-operations.js'

/** Writes SQL text in the dialect of one Sequelize instance. */
export class QueryWriter {
  readonly #host: QueryInterfaceHost

  constructor(host: QueryInterfaceHost) {
    this.#host = host
  }

  /** A name as SQL text. */
  quoteIdentifier(identifier: string, force = false): string {
    const { identifiers } = this.#host.dialect
    return force ? identifiers.quoteAlways(identifier) : identifiers.quote(identifier)
  }

  /** A dotted path as SQL text: the last name is a column, those before it its table. */
  quoteIdentifiers(identifiers: string): string {
    return this.#host.dialect.identifiers.quotePath(identifiers)
  }

  /** A table's name as SQL text, with its schema. */
  quoteTable(table: unknown): string {
    const identity = tableIdentity(table, 'queryGenerator.quoteTable')
    return this.#host.dialect.identifiers.quoteTable(identity)
  }

  /** A value as an SQL literal. */
  escape(value: unknown): string {
    return this.#host.dialect.literals.escape(value)
  }

  /**
   * A query of one table as text, its values written into it: for sub-queries in `literal()`.
   *
   * @param options v6's: attributes, where, group, having, order, limit, offset
   */
  selectQuery(table: unknown, options?: object, model?: unknown): string {
    const given = optionsOf('queryGenerator.selectQuery', options)
    const node = selectNode(this.#host, model as AnyModel | undefined, table, given)
    return `${this.#host.dialect.queries.compileInline(node)};`
  }
}
