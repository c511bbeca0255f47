/** Compiles statements without a connection, with the generators that the dialects have. */
import { StatementCompiler, type StatementCompilerOptions } from '../../lib/compiler/compile.js'
import type { QueryGenerator } from '../../lib/compiler/query-generator.js'
import { StatementCache } from '../../lib/compiler/statement-cache.js'
import { resolveDialect } from '../../lib/dialects/index.js'
import { isNode, type Node } from '../../lib/expression/node.js'
import type { DialectName } from './targets.js'

const context = {
  timezone: '+00:00',
  typeValidation: false,
  quoteIdentifiers: true,
  native: false,
}
const generators: Readonly<Record<DialectName, QueryGenerator>> = {
  sqlite: resolveDialect('sqlite').create(context).queries,
  postgres: resolveDialect('postgres').create(context).queries,
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

/** A compiler of its own for a test of compilation itself. */
export function compilerFor(
  dialect: DialectName,
  given: StatementCompilerOptions & { readonly capacity?: number } = {},
): StatementCompiler {
  return new StatementCompiler(generators[dialect], new StatementCache(given.capacity), given)
}

const options = {
  cache: process.env['RELATA_STATEMENT_CACHE'] !== 'off',
  rewrite: process.env['RELATA_REWRITE'] === 'on',
}
const compilers: Readonly<Record<DialectName, StatementCompiler>> = {
  sqlite: compilerFor('sqlite', options),
  postgres: compilerFor('postgres', options),
}

function nodeOf(statement: unknown): Node {
  if (isNode(statement)) return statement
  const node = (statement as { readonly node?: unknown }).node
  if (isNode(node)) return node
  throw new Error('compileFor: a node or a statement builder is needed')
}
