/** PostgreSQL: what the folder offers to the engine, and what the database can do. */
import { parse } from 'pg-connection-string'
import { type Capabilities, standardCapabilities } from '../../compiler/capabilities.js'
import { IdentifierQuoter } from '../../compiler/identifiers.js'
import { hexadecimal, LiteralEscaper } from '../../compiler/literals.js'
import { TypeRegistry } from '../../data-types/type-registry.js'
import type { Dialect, DialectContext, DialectModule } from '../../engine/dialect.js'
import { postgresDataTypes } from './data-types.js'
import { PostgresDdlGenerator } from './ddl-generator.js'
import { chooseDriver } from './driver.js'
import { translateConnectionError, translateError } from './errors.js'
import { PostgresIntrospection } from './introspection.js'
import { PostgresQueryGenerator } from './query-generator.js'
import { reservedWords } from './reserved-words.js'

const supports: Capabilities = Object.freeze({
  ...standardCapabilities,
  jsonRows: true,
  jsonContainment: true,
  arrays: true,
  ranges: true,
  hstore: true,
  iLike: true,
  regexp: true,
  iRegexp: true,
  textSearch: true,
  quantifiedArrays: true,
  listParameters: true,
  enumTypes: true,
  deferrableConstraints: true,
  concurrentIndexes: true,
  routines: true,
  extremesOfAllTypes: false,
  nullsSortLow: false,
})

class PostgresLiterals extends LiteralEscaper {
  override escapeBytes(bytes: Uint8Array): string {
    return `E'\\\\x${hexadecimal(bytes)}'`
  }

  protected override escapeNonFinite(number: number): string {
    return `'${number}'`
  }

  // As v6 does: the server stores no NUL.
  protected override escapeNul(text: string): string {
    return text.replaceAll('\0', '\\0')
  }
}

/** The dialect `postgres`. */
export const postgres: DialectModule = Object.freeze({
  name: 'postgres',
  uri: Object.freeze({ parseExtra: (uri: string) => parse(uri) }),
  create,
})

function create(context: DialectContext): Dialect {
  const types = new TypeRegistry(postgresDataTypes, context)
  const identifiers = new IdentifierQuoter({
    open: '"',
    close: '"',
    maxLength: { length: 63, unit: 'bytes' },
    supportsSchemas: true,
    quoteOnlyWhenNeeded: !context.quoteIdentifiers,
    reservedWords,
  })
  const literals = new PostgresLiterals({
    backslashes: 'escape-string',
    formatDate: (date) => String(types.encodeUntyped(date)),
  })
  const parts = { identifiers, literals, types, supports }
  const queries = new PostgresQueryGenerator(parts)
  return {
    name: 'postgres',
    ...parts,
    queries,
    ddl: new PostgresDdlGenerator({ ...parts, queries }),
    introspection: new PostgresIntrospection(identifiers),
    lexicalRules: {
      escapeStrings: true,
      dollarQuotes: true,
      nestedComments: true,
      questionMarkOperators: true,
    },
    placeholder: (number: number) => `$${number}`,
    driver: chooseDriver(context),
    minimumVersion: '9.5.0',
    defaultPort: 5432,
    versionQuery: 'SHOW SERVER_VERSION',
    translateError,
    translateConnectionError,
  }
}
