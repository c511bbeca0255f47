/**
 * Everything that a dialect supplies to the engine and the floors above. Written so that a dialect
 * can be implemented from these docstrings alone.
 */
import type { Capabilities } from '../compiler/capabilities.js'
import type { DdlGenerator } from '../compiler/ddl-generator.js'
import type { IdentifierQuoter } from '../compiler/identifiers.js'
import type { LiteralEscaper } from '../compiler/literals.js'
import type { QueryGenerator } from '../compiler/query-generator.js'
import type { TypeRegistry } from '../data-types/type-registry.js'
import type { BaseError } from '../errors/base-error.js'
import type { UriRules } from './connection-uri.js'
import type { SqlLexicalRules } from './replacements.js'
import type { Connection, ConnectionConfig } from './connection.js'
import type { Introspection } from './introspection.js'

/** Where a failed statement came from, for the error that reports it. */
export interface FailedStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** Messages of unique keys declared with one, by constraint name or by sorted field list. */
  readonly uniqueKeyMessages?: Readonly<Record<string, string>> | undefined
  /** Column name → attribute name, so that errors name attributes. */
  readonly attributeNames?: ReadonlyMap<string, string> | undefined
}

/** A database's SQL, types, introspection and errors, independent of the driver. */
export interface Dialect {
  /** v6's short name: `postgres`, `sqlite`, … */
  readonly name: string
  readonly supports: Capabilities
  readonly identifiers: IdentifierQuoter
  readonly literals: LiteralEscaper
  readonly types: TypeRegistry
  readonly queries: QueryGenerator
  readonly ddl: DdlGenerator
  readonly introspection: Introspection
  /** How raw SQL of this dialect is read when replacements are looked for. */
  readonly lexicalRules: SqlLexicalRules
  /**
   * The placeholder of a bound value in raw SQL, counted from one. Where it is the same for all
   * numbers, a value that is written twice is bound twice.
   */
  placeholder(number: number): string
  /** The driver in use. */
  readonly driver: Driver
  /** v6's `dialect.defaultVersion`: the oldest server that is tested. */
  readonly minimumVersion: string
  readonly defaultPort: number | undefined
  /** The statement that gives the server's version as its single value. */
  readonly versionQuery: string
  /** A driver's error → one of ours, or the error itself when it already is. */
  translateError(error: unknown, statement?: FailedStatement): BaseError
  /** A driver's error while connecting → a ConnectionError. */
  translateConnectionError(error: unknown): BaseError
}

/** Connects and executes; several drivers may serve one dialect. */
export interface Driver {
  /** The npm package: `pg`, `better-sqlite3`. */
  readonly packageName: string
  /** The driver's own module object, v6's `dialectModule`. */
  readonly library: unknown
  connect(config: ConnectionConfig): Promise<Connection>
  /**
   * Whether every connection would see a database of its own (SQLite's `:memory:`), so that all
   * statements must share one. Asked of dialects without `supports.pool` only.
   */
  isPrivateDatabase?(config: ConnectionConfig): boolean
}

/** What the Sequelize constructor hands to a dialect when it is made. */
export interface DialectContext {
  readonly dialectModule?: unknown
  readonly dialectModulePath?: string | undefined
  readonly timezone: string
  readonly typeValidation: boolean
  readonly quoteIdentifiers: boolean
  readonly native: boolean
}

/** A dialect's module, as `dialects/index.ts` lists it. */
export interface DialectModule {
  readonly name: string
  /** Rules for connection URIs of this dialect. */
  readonly uri: UriRules
  /** @throws {UsageError} naming the package to install when no driver can be loaded */
  create(context: DialectContext): Dialect
}
