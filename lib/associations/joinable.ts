/**
 * Whether the rows of several instances can be loaded by one statement and handed out, so that each
 * gets what it would have got alone. When in doubt, they cannot.
 */
import type { DataType } from '../data-types/data-type.js'
import { BigIntType, IntegerType } from '../data-types/number-types.js'
import { StringType, TextType, UuidType } from '../data-types/text-types.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import { hasFinderHooks } from '../model/finders.js'
import type { AnyModel } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
import type { Association, CallOptions } from './association.js'
import { finderOptions, targetFor } from './finding.js'
import { isSet } from '../query-options/operands.js'

/** Options by which a result is not the sum of what each instance would get. */
const WHOLE_RESULT = ['group', 'having', 'plain', 'distinct', 'rejectOnEmpty']

/** Whether requests with these options can be joined. */
export function isJoinable(
  association: Association,
  operation: 'get' | 'count' | 'has',
  options: CallOptions,
): boolean {
  const model = targetFor(
    association.target,
    options,
    operation === 'count' ? 'count' : 'findAll',
  ) as unknown as AnyModel
  const merged = applyScope(model, finderOptions(options))
  if (!keysOf(association).every(isComparable)) return false
  if (keysOf(association).length > 1 && isSet(applyScope(model, {}).where)) return false
  if (WHOLE_RESULT.some((name) => isSet(merged[name]) && merged[name] !== false)) return false
  return operation === 'count'
    ? isCountJoinable(association, model, merged)
    : isGetJoinable(association, model, merged, options)
}

/** Whether a limit can count the rows of each instance. */
function isPageJoinable(
  { isMultiAssociation }: Association,
  model: AnyModel,
  { limit, offset, subQuery, raw, include }: Readonly<Record<string, unknown>>,
): boolean {
  if (!isSet(limit) && !isSet(offset)) return true
  const isAmount = (value: unknown): boolean =>
    !isSet(value) || (Number.isSafeInteger(value) && (value as number) >= 0)
  // Joined rows may be what is counted, where the option says so.
  if (subQuery === false || (raw === true && isSet(include))) return false
  return (
    isMultiAssociation &&
    isAmount(limit) &&
    isAmount(offset) &&
    model.modelDefinition.primaryKeys.length > 0
  )
}

function isCountJoinable(
  association: Association,
  model: AnyModel,
  merged: Readonly<Record<string, unknown>>,
): boolean {
  if (model.findAll !== model.baseModel.findAll) return false
  const link = association.throughLink
  if (link !== undefined && !isPlainName(link.as)) return false
  // The counts are in the same rows as the keys.
  if (association.keyPairs.some(({ target }) => target === 'count')) return false
  if (merged.hooks !== false && hasFinderHooks(model)) return false
  return ['col', 'include', 'limit', 'offset'].every((name) => !isSet(merged[name]))
}

function isGetJoinable(
  association: Association,
  model: AnyModel,
  merged: Readonly<Record<string, unknown>>,
  { joinTableAttributes }: CallOptions,
): boolean {
  const { baseModel, modelDefinition, options } = model
  if (isSet(options.rejectOnEmpty) && options.rejectOnEmpty !== false) return false
  // An application's own finder may do anything with what it is given.
  if ((['findAll', 'findOne', 'findByPk'] as const).some((name) => model[name] !== baseModel[name]))
    return false
  // Hooks see, and may change, the options of the one statement or all of its rows.
  if (merged.hooks !== false && hasFinderHooks(model)) return false
  if (merged.includeIgnoreAttributes === false) return false
  if (!isPageJoinable(association, model, merged)) return false
  const link = association.throughLink
  const names = link === undefined ? association.keyPairs.map(({ target }) => target) : []
  if (!isPlainProjection(merged.attributes, modelDefinition.attributes, names)) return false
  if (link === undefined || joinTableAttributes === undefined) return true
  const { attributes } = link.model.modelDefinition
  return (
    Array.isArray(joinTableAttributes) &&
    joinTableAttributes.every((name: unknown) => attributes.has(name as string))
  )
}

/** Both attributes of each pair: what the instance has, and what the rows have. */
function keysOf({
  source,
  target,
  keyPairs,
  throughLink,
}: Association): (readonly [AttributeDefinition | undefined, AttributeDefinition | undefined])[] {
  const own = source.modelDefinition.attributes
  if (throughLink !== undefined) {
    const { attributes } = throughLink.model.modelDefinition
    return throughLink.sourcePairs.map((pair) => [
      own.get(pair.source),
      attributes.get(pair.through),
    ])
  }
  const { attributes } = target.modelDefinition
  return keyPairs.map((pair) => [own.get(pair.source), attributes.get(pair.target)])
}

/** Whether equal values of both attributes are the same text, so that rows find their instance. */
function isComparable([one, other]: readonly [
  AttributeDefinition | undefined,
  AttributeDefinition | undefined,
]): boolean {
  const kind = comparedAs(one?.type)
  return kind !== undefined && kind === comparedAs(other?.type)
}

function comparedAs(type: DataType | undefined): 'number' | 'uuid' | 'text' | undefined {
  if (type instanceof BigIntType || type instanceof IntegerType) return 'number'
  if (type instanceof UuidType) return 'uuid'
  if (type instanceof StringType) return type._binary === true ? undefined : 'text'
  return type instanceof TextType ? 'text' : undefined
}

/** Attributes alone: an expression may be an aggregate, or stand where the key is looked for. */
function isPlainProjection(
  given: unknown,
  known: ReadonlyMap<string, unknown>,
  keys: readonly string[],
): boolean {
  if (!isSet(given)) return true
  const isAttribute = (item: unknown): boolean => {
    if (typeof item === 'string') return known.has(item)
    if (!Array.isArray(item) || item.length !== 2) return false
    const [name, alias] = item as unknown[]
    return (
      typeof name === 'string' &&
      known.has(name) &&
      typeof alias === 'string' &&
      !known.has(alias) &&
      !keys.includes(alias)
    )
  }
  if (Array.isArray(given)) return given.length > 0 && given.every(isAttribute)
  const { include } = given as { include?: unknown }
  return !isSet(include) || (Array.isArray(include) && include.every(isAttribute))
}

/** Names that may be said in one text with a column: `BookTag.bookId`. */
function isPlainName(name: string): boolean {
  return /^\w{1,60}$/.test(name)
}
