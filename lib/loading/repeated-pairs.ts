/**
 * Through tables in which a pair can be there several times (`unique: false`). Among what is included
 * a target is there once for each parent, as in v6, with one of the rows that link it.
 */
import { ThroughRow } from '../associations/through-row.js'
import type { Model } from '../model/model.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { keyOf, keyText } from './key-text.js'

/**
 * Which of several rows that link a pair its target is given: the last one of an ordered result, else
 * the one with the greatest key, which in v6 is the last one most often.
 */
export type LinkChoice = 'last' | 'greatest'

/** What is asked of an include here. */
interface Included {
  readonly association: AssociationLike
  readonly model: AnyModel
  readonly options: Readonly<Record<string, unknown>>
  readonly through: { readonly model: AnyModel; readonly as: string } | undefined
}

/** Whether several rows of the through table can link the same pair. */
export function repeatsPairs({ throughLink }: AssociationLike): boolean {
  if (throughLink === undefined) return false
  const { model, sourcePairs, targetPairs } = throughLink
  return !areUnique(
    model,
    [...sourcePairs, ...targetPairs].map((pair) => pair.through),
  )
}

/** Whether an include is the row that links a child to the parent it is loaded for, one of several. */
export function linksRepeatedly({ association, model, options }: Included): boolean {
  const linkKeys = options.linkKeys as readonly string[] | undefined
  if (linkKeys === undefined || !(association instanceof ThroughRow)) return false
  return !areUnique(model, [...linkKeys, ...association.keyPairs.map((pair) => pair.target)])
}

/** The attributes of a model's primary key. */
export function primaryKeyOf(model: AnyModel): readonly string[] {
  return model.modelDefinition.primaryKeys.map(({ name }) => name)
}

/** Of the rows that link a pair, the one with the greatest key, in the place of the first. */
export function oncePerPair(
  children: readonly Model[],
  { model, through }: Pick<Included, 'model' | 'through'>,
  foreignKeys: readonly string[],
): Iterable<Model> {
  const byPair = new Map<string | undefined, Model>()
  const linkOf = (child: Model) =>
    (child.dataValues[through!.as] as Model | undefined)?.dataValues ?? {}
  const linkKey = primaryKeyOf(through!.model)
  for (const child of children) {
    const link = linkOf(child)
    const pair = keyText([
      keyOf(link, foreignKeys),
      // Without a key of their own children are not told apart.
      keyOf(child.dataValues, primaryKeyOf(model)) ?? String(byPair.size),
    ])
    const known = byPair.get(pair)
    const name = known && linkKey.find((key) => compareKeys(link[key], linkOf(known)[key]) !== 0)
    if (known === undefined || (name && compareKeys(link[name], linkOf(known)[name]) > 0)) {
      byPair.set(pair, child)
    }
  }
  return byPair.values()
}

/** Whether a key of the model is among some attributes. */
export function areUnique(model: AnyModel, attributes: readonly string[]): boolean {
  const { uniqueKeys, byColumn } = model.modelDefinition
  const isWithin = (key: readonly string[]): boolean =>
    key.length > 0 && key.every((name) => attributes.includes(name))
  return (
    isWithin(primaryKeyOf(model)) ||
    uniqueKeys.some(({ fields }) =>
      isWithin(fields.map((column) => byColumn.get(column)?.name ?? column)),
    )
  )
}

/** The order of two values of a key: negative, zero or positive. */
export function compareKeys(one: unknown, other: unknown): number {
  const [left, right] = [comparableKey(one), comparableKey(other)]
  return left === right ? 0 : left > right ? 1 : -1
}

/** A key in a form that compares as it does in the database, whichever way it came. */
function comparableKey(key: unknown): number | bigint | string {
  if (typeof key === 'number' || typeof key === 'bigint') return key
  if (key instanceof Uint8Array) return Buffer.from(key).toString('hex')
  const text = String(key)
  return /^-?\d+$/.test(text) ? BigInt(text) : text
}
