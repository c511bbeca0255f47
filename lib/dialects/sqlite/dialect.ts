/** SQLite: what the folder offers to the engine, and what the database can do. */
import { type Capabilities, standardCapabilities } from '../../compiler/capabilities.js'
import { IdentifierQuoter } from '../../compiler/identifiers.js'
import { LiteralEscaper } from '../../compiler/literals.js'
import { TypeRegistry } from '../../data-types/type-registry.js'
import type { Dialect, DialectContext, DialectModule } from '../../engine/dialect.js'
import { UsageError } from '../../errors/usage-errors.js'
import { sqliteDataTypes } from './data-types.js'
import { SqliteDdlGenerator } from './ddl-generator.js'
import { chooseDriver } from './driver.js'
import { translateConnectionError, translateError } from './errors.js'
import { SqliteIntrospection } from './introspection.js'
import { SqliteQueryGenerator } from './query-generator.js'

const supports: Capabilities = Object.freeze({
  ...standardCapabilities,
  schemas: false,
  insertIds: 'last',
  defaultInRows: false,
  locks: Object.freeze([]),
  lockOf: false,
  skipLocked: false,
  // The library has it since 3.39; v6 writes LEFT JOIN, and applications rely on the rows.
  rightJoin: false,
  lateral: false,
  jsonRows: true,
  listParameters: true,
  alterConstraints: false,
  alterColumns: false,
  comments: false,
  truncate: false,
  truncateCascade: false,
  dropCascade: false,
  transactionTypes: true,
  localStatements: true,
  readOnlyTransactions: false,
  databases: false,
  pool: false,
  rawValuesDecoded: false,
  rowsPerInsert: 100,
  maxParameters: 32_766,
  exactNumbers: false,
})

class SqliteLiterals extends LiteralEscaper {
  // The infinities have no literal of their own; a number that overflows is one.
  protected override escapeNonFinite(number: number): string {
    return Number.isNaN(number) ? 'NULL' : number > 0 ? '9e999' : '-9e999'
  }
}

/** The dialect `sqlite`. */
export const sqlite: DialectModule = Object.freeze({
  name: 'sqlite',
  uri: Object.freeze({ storage: true }),
  create,
})

function create(context: DialectContext): Dialect {
  if (context.timezone !== '+00:00') {
    throw UsageError.invalidOption(
      'new Sequelize',
      'timezone',
      '"+00:00" for sqlite, which has no time zones',
      context.timezone,
    )
  }
  const types = new TypeRegistry(sqliteDataTypes, context)
  const identifiers = new IdentifierQuoter({
    open: '`',
    close: '`',
    supportsSchemas: false,
    foldsCase: true,
  })
  const literals = new SqliteLiterals({
    booleans: 'digits',
    formatDate: (date) => String(types.encodeUntyped(date)),
  })
  const parts = { identifiers, literals, types, supports }
  const queries = new SqliteQueryGenerator(parts)
  return {
    name: 'sqlite',
    ...parts,
    queries,
    ddl: new SqliteDdlGenerator({ ...parts, queries }),
    introspection: new SqliteIntrospection(identifiers),
    lexicalRules: { backtickIdentifiers: true, bracketIdentifiers: 'single' },
    placeholder: () => '?',
    driver: chooseDriver(context),
    minimumVersion: '3.8.0',
    defaultPort: undefined,
    versionQuery: 'SELECT sqlite_version() AS `version`',
    translateError,
    translateConnectionError,
  }
}
