/** Compiles statements without a connection: a generator per dialect, made from its parts. */
import type { Capabilities } from '../../lib/compiler/capabilities.js'
import { standardCapabilities } from '../../lib/compiler/capabilities.js'
import { StatementCompiler } from '../../lib/compiler/compile.js'
import { IdentifierQuoter } from '../../lib/compiler/identifiers.js'
import { LiteralEscaper } from '../../lib/compiler/literals.js'
import type { QueryGenerator } from '../../lib/compiler/query-generator.js'
import { StatementCache } from '../../lib/compiler/statement-cache.js'
import { TypeRegistry } from '../../lib/data-types/type-registry.js'
import { postgresDataTypes } from '../../lib/dialects/postgres/data-types.js'
import { PostgresQueryGenerator } from '../../lib/dialects/postgres/query-generator.js'
import { sqliteDataTypes } from '../../lib/dialects/sqlite/data-types.js'
import { SqliteQueryGenerator } from '../../lib/dialects/sqlite/query-generator.js'
import { isNode, type Node } from '../../lib/expression/node.js'
import type { DialectName } from './targets.js'

const context = { timezone: '+00:00', typeValidation: false }

const sqliteCapabilities: Capabilities = {
  ...standardCapabilities,
  schemas: false,
  locks: [],
  lateral: false,
  listParameters: true,
}
const postgresCapabilities: Capabilities = {
  ...standardCapabilities,
  quantifiedArrays: true,
  listParameters: true,
}

const generators: Readonly<Record<DialectName, QueryGenerator>> = {
  sqlite: new SqliteQueryGenerator({
    identifiers: new IdentifierQuoter({ open: '`', close: '`', supportsSchemas: false }),
    literals: new LiteralEscaper({ booleans: 'digits' }),
    types: new TypeRegistry(sqliteDataTypes, context),
    supports: sqliteCapabilities,
  }),
  postgres: new PostgresQueryGenerator({
    identifiers: new IdentifierQuoter({ open: '"', close: '"', supportsSchemas: true }),
    literals: new LiteralEscaper({ backslashes: 'escape-string' }),
    types: new TypeRegistry(postgresDataTypes, context),
    supports: postgresCapabilities,
  }),
}

/** The generator of a dialect. */
export function generatorFor(dialect: DialectName): QueryGenerator {
  return generators[dialect]
}

/**
 * A statement's SQL and encoded parameters.
 *
 * RELATA_STATEMENT_CACHE=off compiles each statement anew, RELATA_REWRITE=on copies each tree first:
 * both change nothing.
 *
 * @param statement a node, or a builder with one
 */
export function compileFor(
  dialect: DialectName,
  statement: unknown,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const { statement: compiled, parameters } = compilers[dialect].bind(nodeOf(statement))
  return { sql: compiled.sql, parameters }
}

const options = {
  cache: process.env['RELATA_STATEMENT_CACHE'] !== 'off',
  rewrite: process.env['RELATA_REWRITE'] === 'on',
}
const compilers: Readonly<Record<DialectName, StatementCompiler>> = {
  sqlite: new StatementCompiler(generators.sqlite, new StatementCache(), options),
  postgres: new StatementCompiler(generators.postgres, new StatementCache(), options),
}

function nodeOf(statement: unknown): Node {
  if (isNode(statement)) return statement
  const node = (statement as { readonly node?: unknown }).node
  if (isNode(node)) return node
  throw new Error('compileFor: a node or a statement builder is needed')
}
