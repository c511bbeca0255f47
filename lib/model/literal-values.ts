/**
 * The options `replacements` and `bind` of a finder or a write: values for the placeholders in its
 * `literal()` expressions. They become bound parameters; text is never put together from them.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import {
  assertOneKindOfValues,
  bindNamed,
  bindReplacements,
  parseSql,
} from '../engine/replacements.js'
import type { BindValues, BoundSql, Replacements } from '../engine/replacements.js'
import type { SqlLexicalRules } from '../engine/sql-scanner.js'
import { Fragment, Literal } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { rewrite } from '../expression/traverse.js'
import type { AnyModel } from './runtime.js'

type Options = Record<string, unknown>

/** Options that can hold literals, in the order in which they stand in the statement. */
const places = [
  'attributes',
  'include',
  'on',
  'through',
  'where',
  'group',
  'having',
  'order',
] as const

/**
 * Gives the values to the literals of some options; the same object where there are none.
 *
 * @throws {UsageError} for a placeholder without a value, and for both kinds of values at once
 */
export function bindLiterals(model: AnyModel, options: Options): Options {
  const { replacements, bind } = options
  if (!isGiven(replacements) && !isGiven(bind)) return options
  assertOneKindOfValues(replacements, bind)
  const rules = model.runtime.dialect.lexicalRules
  const values = isGiven(replacements)
    ? replacementsFor(replacements as Replacements, rules)
    : (sql: string) => bindNamed(sql, bind as BindValues, rules)
  return bindOptions(options, values)
}

function isGiven(values: unknown): boolean {
  return values !== undefined && values !== null
}

type BindSql = (sql: string) => BoundSql

/** Values in order are used up from one literal to the next. */
function replacementsFor(replacements: Replacements, rules: SqlLexicalRules): BindSql {
  if (!Array.isArray(replacements)) return (sql) => bindReplacements(sql, replacements, rules)
  let used = 0
  return (sql) => {
    const bound = bindReplacements(sql, replacements.slice(used), rules)
    used += parseSql(sql, rules).filter(({ kind }) => kind === 'positional').length
    return bound
  }
}

function bindOptions(options: Options, values: BindSql): Options {
  const copy = { ...options }
  for (const name of places) if (isGiven(options[name])) copy[name] = bindAll(options[name], values)
  return copy
}

/** Includes that lead back to themselves are refused by whoever reads them. */
const DEEPEST = 500

function bindAll(value: unknown, values: BindSql, depth = 0): unknown {
  if (depth > DEEPEST) return value
  if (Array.isArray(value)) return value.map((item) => bindAll(item, values, depth + 1))
  if (isNode(value)) return rewrite(value, (part) => boundNode(part, values))
  if (!isPlainObject(value)) return value
  const copy: Record<string | symbol, unknown> = {}
  for (const key of Reflect.ownKeys(value)) {
    Object.defineProperty(copy, key, {
      value: bindAll((value as Record<string | symbol, unknown>)[key], values, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

function boundNode(node: Node, values: BindSql): Node {
  if (!(node instanceof Literal)) return node
  const bound = values(String(node.val))
  return bound.values.length === 0
    ? new Literal(bound.fragments[0]!)
    : new Fragment(bound.fragments, bound.values)
}
