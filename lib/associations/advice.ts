/** What to write when an association is missing or is meant by a wrong name: lines of code for errors. */
import { nearestName } from '../errors/base-error.js'
import {
  type AssociationCode,
  associationCall,
  codeText,
  nestedInclude,
} from '../errors/code-text.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { associationsOf } from './alias-names.js'
import { inverseCall, likelyCalls } from './other-side.js'

/** A sentence that leads to lines of code. */
export interface Advice {
  readonly text: string
  readonly code: readonly string[]
}

/** How many includes deep another way to a model is looked for. */
const MOST_STEPS = 3

/** What to do about an include of a model that is not associated. */
export function adviceOnModel(source: AnyModel, target: AnyModel): Advice {
  if (target._definition === undefined) {
    return {
      text: `${target.name} is not even connected to a Sequelize instance. Begin with:`,
      code: [`${target.name}.init(attributes, { sequelize })`],
    }
  }
  const back = associationsOf(target).filter((other) => other.target._owner === source._owner)
  if (back.length > 0) return adviceOnOtherSides(back)
  const way = wayTo(source, target)
  if (way !== undefined) {
    return {
      text: `It is reached through ${way
        .slice(0, -1)
        .map((as) => JSON.stringify(as))
        .join(' and ')}:`,
      code: [`include: ${codeText(nestedInclude(way))}`],
    }
  }
  const calls = likelyCalls(source, target)
  const own = calls.filter((call) => call.source === source.name)
  return {
    text: 'Declare both sides, then include it:',
    code: [...calls.map(associationCall), ...own.slice(0, 1).map(includeOf)],
  }
}

/** What is declared leads from the target only: the calls of this side. */
function adviceOnOtherSides(back: readonly AssociationLike[]): Advice {
  const taken = new Set<string>()
  const calls = new Map<string, AssociationCode>()
  for (const association of back) {
    const call = inverseCall(association, taken)
    const { as, ...keys } = call.options ?? {}
    const key = JSON.stringify(keys)
    // By one key with several scopes, they have one other side.
    if (calls.has(key)) continue
    taken.add(String(as))
    calls.set(key, call)
  }
  const sides = back.map((one) => `${one.source.name}.${one.as} (${one.associationType})`)
  const declare =
    calls.size === 1
      ? 'Declare this side and include it:'
      : 'Declare this side of what is meant, and include it:'
  return {
    text:
      back.length === 1
        ? `Only the other side is declared, ${sides.join('')}. ${declare}`
        : `Only the other sides are declared, ${sides.join(' and ')}. ${declare}`,
    code: [...[...calls.values()].map(associationCall), ...[...calls.values()].map(includeOf)],
  }
}

function includeOf({ options }: AssociationCode): string {
  return `include: ${codeText(options?.as)}`
}

/** The aliases that lead from one model to another, the fewest there are. */
function wayTo(source: AnyModel, target: AnyModel): readonly string[] | undefined {
  const seen = new Set([source._owner])
  let ways: { readonly model: AnyModel; readonly path: readonly string[] }[] = [
    { model: source, path: [] },
  ]
  for (let step = 0; step < MOST_STEPS; step++) {
    const next: typeof ways = []
    for (const { model, path } of ways) {
      for (const association of associationsOf(model)) {
        const { as, target: reached } = association
        if (reached._owner === target._owner) return [...path, as]
        if (seen.has(reached._owner)) continue
        seen.add(reached._owner)
        next.push({ model: reached, path: [...path, as] })
      }
    }
    ways = next
  }
  return undefined
}

/** What to do about an include of an association that starts at another model. */
export function adviceOnAssociation(model: AnyModel, { source, as }: AssociationLike): Advice {
  const way = wayTo(model, source)
  const own = associationsOf(model)
  if (way === undefined) {
    return own.length === 0
      ? { text: `${model.name} has no associations.`, code: [] }
      : { text: `${model.name} has:`, code: own.map((one) => `include: ${codeText(one.as)}`) }
  }
  return {
    text: `${source.name} is reached through ${way.map((one) => JSON.stringify(one)).join(' and ')}:`,
    code: [`include: ${codeText(nestedInclude([...way, as]))}`],
  }
}

/** What to do about an include by a name that is no alias; undefined when only the name is wrong. */
export function adviceOnAlias(source: AnyModel, name: string): Advice | undefined {
  const own = associationsOf(source)
  const aliases = own.map(({ as }) => as)
  if (nearestName(name, aliases) !== undefined) return undefined
  const meant = own.filter(({ target }) => isNameOf(target, name))
  if (meant.length > 0) {
    return {
      text: `${meant[0]!.target.name} is included by its alias:`,
      code: meant.map(({ as }) => `include: ${codeText(as)}`),
    }
  }
  const models = Object.values(source.sequelize.models) as unknown as AnyModel[]
  const model = models.find((one) => isNameOf(one, name))
  if (model === undefined) return adviceOnOwnSide(source, name)
  const { text, code } = adviceOnModel(source, model)
  return { text: `${model.name} is not associated to ${source.name}. ${text}`, code }
}

/** The same of an include of the model in itself by a name that is no alias. */
export function adviceOnOwnAlias(source: AnyModel, name: string): Advice | undefined {
  const aliases = associationsOf(source).map(({ as }) => as)
  return nearestName(name, aliases) === undefined ? adviceOnOwnSide(source, name) : undefined
}

/** A model that leads to itself one way only: the name is likely that of the way back. */
function adviceOnOwnSide(source: AnyModel, name: string): Advice | undefined {
  const own = associationsOf(source)
  const isBack = (one: AssociationLike, other: AssociationLike): boolean =>
    other.target._owner === source._owner && areInverse(one, other)
  const lonely = own.filter(
    (one) => one.target._owner === source._owner && !own.some((other) => isBack(one, other)),
  )
  if (lonely.length === 0) return undefined
  const taken = new Set<string>()
  const calls = lonely.map((one) => {
    const call = inverseCall(one, taken)
    // Of several, only one is meant.
    const as = lonely.length === 1 ? name : String(call.options?.as)
    taken.add(as)
    return { ...call, options: { ...call.options, as } }
  })
  const places = lonely.map(({ as }) => `${source.name}.${as}`).join(' and ')
  return {
    text: `Only one way is declared, ${places}. Declare the way back and include it:`,
    code: [...calls.map(associationCall), ...calls.map(includeOf)],
  }
}

/** Whether two associations of a model with itself are two ways of one relation. */
function areInverse(one: AssociationLike, other: AssociationLike): boolean {
  const [link, back] = [one.throughLink, other.throughLink]
  if (link !== undefined || back !== undefined) {
    const namesOf = (pairs: readonly { readonly through: string }[]): string =>
      pairs.map(({ through }) => through).join()
    return (
      link?.model === back?.model &&
      namesOf(link?.sourcePairs ?? []) === namesOf(back?.targetPairs ?? [])
    )
  }
  const isOwner = ({ associationType }: AssociationLike): boolean => associationType !== 'BelongsTo'
  const keyOf = (side: AssociationLike): string =>
    side.keyPairs.map((pair) => (isOwner(side) ? pair.target : pair.source)).join()
  return isOwner(one) !== isOwner(other) && keyOf(one) === keyOf(other)
}

function isNameOf(model: AnyModel, name: string): boolean {
  const { modelName, singular, plural } = model.modelDefinition
  const wanted = name.toLowerCase()
  return [modelName, singular, plural].some((one) => one.toLowerCase() === wanted)
}
