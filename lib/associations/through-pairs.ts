/**
 * Two many-to-many associations that face each other through one model, and whose keys are not the
 * same two crosswise: what becomes of the columns, and what is said of it. As in v6 the call that
 * comes last has its keys.
 */
import { associationCall, codeText } from '../errors/code-text.js'
import { warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { associationsOf } from './alias-names.js'
import type { Association } from './association.js'
import { throughCode } from './other-side.js'

/** The keys of one side. */
export interface PairKeys {
  readonly foreignKeys: readonly string[]
  readonly otherKeys: readonly string[]
}

/** A side, as far as it is told apart from the other one. */
export interface PairSide extends PairKeys {
  readonly source: AnyModel
  readonly target: AnyModel
  readonly as: string
  readonly isAliased: boolean
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * How two sides disagree. `swapped`: about what each of two columns refers to. `replaced`: the columns
 * of the former one go. `apart`: the through model says itself that it has them, and both keep theirs.
 */
export type Disagreement = 'swapped' | 'replaced' | 'apart'

/** The attributes of a through model that associations made, or made part of its primary key. */
interface LinkAttributes {
  readonly made: Set<string>
  readonly promoted: Set<string>
}

const linkAttributes = new WeakMap<AnyModel, LinkAttributes>()

type RawAttributes = Record<string, Record<string, unknown>>

function rawOf(model: AnyModel): RawAttributes {
  return model._owner.rawAttributes as unknown as RawAttributes
}

/** Remembers which keys a through model does not have of itself; to be called before they are added. */
export function noteLinkAttributes(
  model: AnyModel,
  names: readonly string[],
  { arePrimary }: { readonly arePrimary: boolean },
): void {
  const known = linkAttributes.get(model._owner) ?? { made: new Set(), promoted: new Set() }
  linkAttributes.set(model._owner, known)
  const raw = rawOf(model)
  for (const name of names) {
    const attribute = Object.hasOwn(raw, name) ? raw[name]! : undefined
    if (attribute === undefined) known.made.add(name)
    if (arePrimary && attribute?.primaryKey === undefined) known.promoted.add(name)
  }
}

function isMade(model: AnyModel, name: string): boolean {
  return linkAttributes.get(model._owner)?.made.has(name) === true
}

/** How the keys of a new side are not those of the former one; undefined where they are. */
export function disagreementOf(
  former: PairSide,
  keys: PairKeys,
  side: PairSide,
  { model, arePrimary }: { readonly model: AnyModel; readonly arePrimary: boolean },
): Disagreement | undefined {
  const [ours, theirs] = [columnsOf(model, keys), columnsOf(model, side)]
  const isCrosswise =
    isSameSet(ours.foreignKeys, theirs.otherKeys) && isSameSet(ours.otherKeys, theirs.foreignKeys)
  if (isCrosswise) return undefined
  const after = new Set([...theirs.foreignKeys, ...theirs.otherKeys])
  const stale = [...keys.foreignKeys, ...keys.otherKeys].filter(
    (name) => !after.has(columnOf(model, name)),
  )
  if (stale.length === 0) {
    // Between rows of one model either direction refers to the same.
    return former.source._owner === former.target._owner ? undefined : 'swapped'
  }
  const canGo = stale.every((name) => isMade(model, name) && !linksOthers(model, name, former))
  return arePrimary && canGo ? 'replaced' : 'apart'
}

/** Keys by their columns: one side can name the attribute, and the other its column. */
function columnsOf(model: AnyModel, keys: PairKeys): PairKeys {
  const columns = (names: readonly string[]): string[] => names.map((name) => columnOf(model, name))
  return { foreignKeys: columns(keys.foreignKeys), otherKeys: columns(keys.otherKeys) }
}

function columnOf({ modelDefinition }: AnyModel, name: string): string {
  return modelDefinition.attributes.get(name)?.column ?? name
}

function staleKeys(keys: PairKeys, side: PairKeys): string[] {
  const after = new Set([...side.foreignKeys, ...side.otherKeys])
  return [...keys.foreignKeys, ...keys.otherKeys].filter((name) => !after.has(name))
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name))
}

/** The keys of a former side, once it goes through the columns of a new one. */
export function keysBeside(former: PairKeys, side: PairKeys & { isSelf: boolean }): PairKeys {
  const { foreignKeys, otherKeys, isSelf } = side
  const isSameDirection =
    isSelf && (isSameSet(former.foreignKeys, foreignKeys) || isSameSet(former.otherKeys, otherKeys))
  return isSameDirection
    ? { foreignKeys, otherKeys }
    : { foreignKeys: otherKeys, otherKeys: foreignKeys }
}

/** Takes a key from a through model, as far as nothing else is there for it. */
export function releaseKey(model: AnyModel, name: string): void {
  const known = linkAttributes.get(model._owner)
  if (known?.made.has(name) === true && !isHeldByOthers(model, name)) {
    known.made.delete(name)
    known.promoted.delete(name)
    model.removeAttribute(name)
    return
  }
  if (known?.promoted.has(name) !== true) return
  known.promoted.delete(name)
  delete rawOf(model)[name]?.primaryKey
}

/** Takes from a key what it refers to, so that another association says it. */
export function releaseReference(model: AnyModel, name: string): void {
  if (isMade(model, name) && !isHeldByOthers(model, name)) {
    releaseKey(model, name)
    return
  }
  const raw = rawOf(model)[name]
  if (raw === undefined) return
  for (const option of ['references', 'onDelete', 'onUpdate']) delete raw[option]
  const { _foreignKeys: keys } = model._owner
  const others = keys.filter(({ attributes }) => !attributes.includes(name))
  keys.splice(0, Infinity, ...others)
}

/** Whether a one-to-many or one-to-one association has its key there, too. */
function isHeldByOthers(model: AnyModel, name: string): boolean {
  return modelsOf(model).some((one) =>
    associationsOf(one).some(({ associationType, source, target, keyPairs }) => {
      const holder = associationType === 'BelongsTo' ? source : target
      if (holder._owner !== model._owner) return false
      return keyPairs.some(
        (pair) => name === (associationType === 'BelongsTo' ? pair.source : pair.target),
      )
    }),
  )
}

/** Whether further many-to-many associations go through a key. */
function linksOthers(model: AnyModel, name: string, former: PairSide): boolean {
  return modelsOf(model).some((one) =>
    associationsOf(one).some(
      (other) =>
        other !== (former as unknown) &&
        other.throughLink?.model._owner === model._owner &&
        [...other.throughLink.sourcePairs, ...other.throughLink.targetPairs].some(
          ({ through }) => through === name,
        ),
    ),
  )
}

function modelsOf({ sequelize }: AnyModel): AnyModel[] {
  return Object.values(sequelize.models) as unknown as AnyModel[]
}

/** The calls of both sides, by the keys of the second one. */
function bothCalls(former: PairSide, side: PairSide, model: AnyModel): readonly [string, string] {
  const isSelf = former.source._owner === former.target._owner
  const call = ({ source, target, as, isAliased, options }: PairSide, keys: PairKeys): string =>
    associationCall({
      kind: 'BelongsToMany',
      source: source.name,
      target: target.name,
      options: {
        ...(isAliased ? { as } : {}),
        through: throughCode({ model, scope: scopeOf(options.through) }, options.through),
        foreignKey: oneOf(keys.foreignKeys),
        otherKey: oneOf(keys.otherKeys),
        ...pickGiven(options, ['sourceKey', 'targetKey', 'constraints']),
      },
    })
  return [call(former, keysBeside(former, { ...keysOf(side), isSelf })), call(side, side)]
}

function keysOf({ foreignKeys, otherKeys }: PairKeys): PairKeys {
  return { foreignKeys, otherKeys }
}

/** The scope in a `through` that is an object; models have a method of that name. */
function scopeOf(through: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof through !== 'object' || through === null) return undefined
  return (through as { scope?: Readonly<Record<string, unknown>> }).scope
}

function oneOf(names: readonly string[]): string | readonly string[] {
  return names.length === 1 ? names[0]! : names
}

function pickGiven(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  )
}

const reported = new WeakSet<AssociationLike>()

/**
 * Says that two sides disagree.
 *
 * @param former the side that was declared first, with the keys that it gave
 * @param associations both, the one that is being declared last
 * @throws {AssociationError} with `strict`
 */
export function reportDisagreement(
  kind: Disagreement,
  { former, side, model }: { former: PairSide; side: PairSide; model: AnyModel },
  associations: readonly Association[],
): void {
  const { label } = associations.at(-1)!
  const keys = ({ foreignKeys, otherKeys }: PairKeys): string =>
    [foreignKeys, otherKeys].map((names) => JSON.stringify(oneOf(names))).join(' and ')
  const place = `${former.source.name}.${former.as}`
  const what = `its foreignKey and otherKey ${keys(side)} are not those of ${place} crosswise, ${keys(former)}`
  const outcome = {
    swapped:
      `As this call was the last, ${oneOf(side.foreignKeys).toString()} of ${model.name} refers to ` +
      `${side.source.name} and ${oneOf(side.otherKeys).toString()} to ${side.target.name}, and ` +
      `${place} writes the opposite.`,
    replaced: `As this call was the last, ${model.name} has its columns, and ${place} goes through them.`,
    apart: `${model.name} has the columns of both: a row of one is none of the other.`,
  }[kind]
  const code = bothCalls(former, side, model).map((line) => `\n  ${line}`)
  const advice = `Give both the same two:${code.join('')}`
  if (side.source.runtime.runtimeOptions.strict) {
    throw UsageError.invalidAssociation(`${label} (strict)`, what, advice)
  }
  for (const association of associations) reported.add(association)
  warnOnce('RELATA_THROUGH_KEYS', `${label}: ${what}. ${outcome} ${advice}`)
}

/** A side, with the attributes that its keys refer to. */
type ReferringSide = Pick<Association, 'label' | 'source' | 'as'> & {
  readonly sourceKeys: readonly string[]
  readonly targetKeys: readonly string[]
}

/**
 * Says so of two sides whose keys are the same columns, and refer to other attributes.
 *
 * @throws {AssociationError} with `strict`
 */
export function reportReferences(former: ReferringSide, side: ReferringSide): void {
  const place = `${former.source.name}.${former.as}`
  for (const [own, other] of [
    ['targetKey', 'sourceKey'],
    ['sourceKey', 'targetKey'],
  ] as const) {
    const [mine, theirs] = [side[`${own}s`], former[`${other}s`]]
    if (String(mine) === String(theirs)) continue
    const [key, otherKey] = [codeText(oneOf(mine)), codeText(oneOf(theirs))]
    const what = `its ${own} is ${key}, and the ${other} of ${place} is ${otherKey}`
    const advice = `Say ${other}: ${key} in ${place}, or ${own}: ${otherKey} here.`
    if (side.source.runtime.runtimeOptions.strict) {
      throw UsageError.invalidAssociation(`${side.label} (strict)`, what, advice)
    }
    const outcome =
      'One column refers to both, and rows that one side links the other does not find.'
    warnOnce('RELATA_THROUGH_KEYS', `${side.label}: ${what}. ${outcome} ${advice}`)
  }
}

/**
 * Says so of an association that has no other side through its model, where one that faces it has none
 * either: by other keys that the model has of itself, or through another table. Both work, each for
 * itself. To be called when all that are declared together are there.
 */
export function warnOfLonelyPair(association: AssociationLike): void {
  const { throughLink: link, source, target } = association
  if (link === undefined || reported.has(association) || isSetApart(association)) return
  if (source._owner === target._owner) return
  const facing = pairsBetween(target, source)
  const alike = pairsBetween(source, target)
  const [own, ...others] = alike.filter((one) => !facing.some((other) => isCrosswise(one, other)))
  const [other, ...further] = facing.filter((one) => !alike.some((mine) => isCrosswise(mine, one)))
  // Several are several relations, and nobody can tell which belong together.
  if (own !== association || other === undefined || others.length + further.length > 0) return
  if (isSetApart(other) || reported.has(other)) return
  const isOneModel = other.throughLink!.model._owner === link.model._owner
  if (isOneModel ? !hasMadeKey(own, other) : !areAlike(own, other)) return
  reported.add(own)
  reported.add(other)
  if (isOneModel) warnOfKeys(own, other)
  else warnOfTables(own, other)
}

function pairsBetween(source: AnyModel, target: AnyModel): AssociationLike[] {
  return associationsOf(source).filter(
    (one) => one.throughLink !== undefined && one.target._owner === target._owner,
  )
}

function isCrosswise(one: AssociationLike, other: AssociationLike): boolean {
  const [left, right] = [sideOf(one), sideOf(other)]
  return (
    one.throughLink!.model._owner === other.throughLink!.model._owner &&
    isSameSet(columnNames(one, left), columnNames(other, right))
  )
}

function columnNames({ throughLink }: AssociationLike, side: PairSide): readonly string[] {
  const { foreignKeys, otherKeys } = columnsOf(throughLink!.model, side)
  return [...foreignKeys, ...otherKeys]
}

function sideOf(association: AssociationLike): PairSide {
  const { sourcePairs, targetPairs } = association.throughLink!
  const { source, target, as, isAliased, options } = association
  return {
    ...{ source, target, as, isAliased, options },
    foreignKeys: sourcePairs.map(({ through }) => through),
    otherKeys: targetPairs.map(({ through }) => through),
  }
}

/** Whether an association says by itself that it is no plain side of a relation. */
function isSetApart({ options, scope, throughLink }: AssociationLike): boolean {
  return options.inverse === false || scope !== undefined || throughLink?.scope !== undefined
}

/** Whether a column is there for one of the two alone, which their model does not have of itself. */
function hasMadeKey(one: AssociationLike, other: AssociationLike): boolean {
  const [left, right] = [sideOf(one), sideOf(other)]
  const names = [...staleKeys(left, right), ...staleKeys(right, left)]
  return names.some((name) => isMade(one.throughLink!.model, name))
}

function warnOfKeys(own: AssociationLike, other: AssociationLike): void {
  const isFirst = rankOf(own) < rankOf(other)
  const [former, side] = isFirst ? [own, other] : [other, own]
  const { model } = own.throughLink!
  const [one, two] = [sideOf(former), sideOf(side)]
  const keys = ({ foreignKeys, otherKeys }: PairKeys): string =>
    [...foreignKeys, ...otherKeys].map((name) => JSON.stringify(name)).join(', ')
  process.emitWarning(
    `${placeOf(former)} links by ${keys(one)} of ${model.name}, and ${placeOf(side)} by ` +
      `${keys(two)}: a row of one is none of the other. Give both the same two:` +
      `${bothCalls(one, two, model)
        .map((line) => `\n  ${line}`)
        .join('')}\nIf these are two relations, say inverse: false.`,
    { code: 'RELATA_THROUGH_KEYS' },
  )
}

function warnOfTables(own: AssociationLike, other: AssociationLike): void {
  const { model } = own.throughLink!
  const { model: second } = other.throughLink!
  const [one, two] = [sideOf(own), sideOf(other)]
  process.emitWarning(
    `${placeOf(own)} goes through ${model.name}, and ${placeOf(other)} through ${second.name}: two ` +
      'tables, where one relation has one. Give both the same:' +
      `${bothCalls({ ...two, foreignKeys: one.otherKeys, otherKeys: one.foreignKeys }, one, model)
        .toReversed()
        .map((line) => `\n  ${line}`)
        .join('')}\nIf these are two relations, say inverse: false.`,
    { code: 'RELATA_TWO_THROUGH_TABLES' },
  )
}

function placeOf({ source, as }: AssociationLike): string {
  return `${source.name}.${as}`
}

/** The place of a source among the models: those of the former calls come first, as a rule. */
function rankOf({ source }: AssociationLike): number {
  return modelsOf(source).findIndex((model) => model._owner === source._owner)
}

/** Whether two sides are called, or their tables, as those of one relation are. */
function areAlike(one: AssociationLike, other: AssociationLike): boolean {
  const isPlain = ({ as, target }: AssociationLike): boolean =>
    as.toLowerCase() === target.modelDefinition.plural.toLowerCase()
  const letters = ({ throughLink }: AssociationLike): string =>
    [...throughLink!.model.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')].toSorted().join('')
  return (isPlain(one) && isPlain(other)) || letters(one) === letters(other)
}
