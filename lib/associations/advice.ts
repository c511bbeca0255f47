/** What to write when an association is missing or is meant by a wrong name: lines of code for errors. */
import { nearestName } from '../errors/base-error.js'
import { type AssociationCode, associationCall, codeText } from '../errors/code-text.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'

/** A sentence that leads to lines of code. */
export interface Advice {
  readonly text: string
  readonly code: readonly string[]
}

/** How many includes deep another way to a model is looked for. */
const MOST_STEPS = 3

/** The associations of a model. */
export function associationsOf(model: AnyModel): AssociationLike[] {
  return Object.values(model.associations as unknown as Record<string, AssociationLike>)
}

/** `BookTag` → `bookTag`. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `authorId` → `author`: what a key is named after. */
export function aliasOfKey(key: string | undefined): string | undefined {
  const name = key === undefined ? undefined : /^(.+?)_?(?:Id|ID|id|Key|Uuid)$/.exec(key)?.[1]
  return name === undefined || name === '' ? undefined : lowerFirst(name)
}

/** The call that declares the other side of an association, by the same keys. */
export function inverseCall(association: AssociationLike): AssociationCode {
  const { associationType, source, target, keyPairs, throughLink } = association
  const plural = lowerFirst(source.modelDefinition.plural)
  if (throughLink !== undefined) {
    const { model, sourcePairs, targetPairs } = throughLink
    const options = {
      as: plural,
      through: model.name,
      foreignKey: one(targetPairs.map(({ through }) => through)),
      otherKey: one(sourcePairs.map(({ through }) => through)),
    }
    return { kind: 'BelongsToMany', source: target.name, target: source.name, options }
  }
  if (associationType === 'BelongsTo') {
    const options = {
      as: plural,
      foreignKey: one(keyPairs.map((pair) => pair.source)),
      ...referenceOption(
        'sourceKey',
        target,
        keyPairs.map((pair) => pair.target),
      ),
    }
    return { kind: 'HasMany', source: target.name, target: source.name, options }
  }
  const key = keyPairs.map((pair) => pair.target)
  const options = {
    as: aliasOfKey(key[0]) ?? lowerFirst(source.modelDefinition.singular),
    foreignKey: one(key),
    ...referenceOption(
      'targetKey',
      source,
      keyPairs.map((pair) => pair.source),
    ),
  }
  return { kind: 'BelongsTo', source: target.name, target: source.name, options }
}

function one(names: readonly string[]): string | readonly string[] {
  return names.length === 1 ? names[0]! : names
}

/** Nothing where the key refers to the primary key, as it does by default. */
function referenceOption(
  option: string,
  model: AnyModel,
  names: readonly string[],
): Record<string, unknown> {
  const { primaryKeys } = model.modelDefinition
  const isDefault = names.every((name, index) => primaryKeys[index]?.name === name)
  return isDefault ? {} : { [option]: one(names) }
}

/** What to do about an include of a model that is not associated. */
export function adviceOnModel(source: AnyModel, target: AnyModel): Advice {
  if (target._definition === undefined) {
    return {
      text: `${target.name} is not even connected to a Sequelize instance. Begin with:`,
      code: [`${target.name}.init(attributes, { sequelize })`],
    }
  }
  const back = associationsOf(target).find((other) => other.target._owner === source._owner)
  if (back !== undefined) {
    const call = inverseCall(back)
    return {
      text: `Only the other side is declared, ${target.name}.${back.as} (${back.associationType}). Declare this side and include it:`,
      code: [associationCall(call), `include: ${codeText(call.options?.as)}`],
    }
  }
  const way = wayTo(source, target)
  if (way !== undefined) {
    return {
      text: `It is reached through ${way
        .slice(0, -1)
        .map((as) => JSON.stringify(as))
        .join(' and ')}:`,
      code: [`include: ${nestedInclude(way)}`],
    }
  }
  const calls = likelyCalls(source, target)
  return {
    text: 'Declare both sides, then include it:',
    code: [...calls.map(associationCall), `include: ${codeText(calls[0]!.options?.as)}`],
  }
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

function nestedInclude(path: readonly string[]): string {
  const [first, ...rest] = path as readonly [string, ...string[]]
  if (rest.length === 0) return codeText(first)
  return `{ association: ${codeText(first)}, include: ${nestedInclude(rest)} }`
}

/** Both sides of a relation that is not declared; which one holds the key, the attributes tell. */
function likelyCalls(source: AnyModel, target: AnyModel): readonly AssociationCode[] {
  const isHeldHere = keyTo(source, target) !== undefined
  const [holder, referenced] = isHeldHere ? [source, target] : [target, source]
  const as = lowerFirst(referenced.modelDefinition.singular)
  const foreignKey = keyTo(holder, referenced) ?? defaultKey(as, referenced)
  const belongs: AssociationCode = {
    kind: 'BelongsTo',
    source: holder.name,
    target: referenced.name,
    options: { as: aliasOfKey(foreignKey) ?? as, foreignKey },
  }
  const has: AssociationCode = {
    kind: 'HasMany',
    source: referenced.name,
    target: holder.name,
    options: { as: lowerFirst(holder.modelDefinition.plural), foreignKey },
  }
  return isHeldHere ? [belongs, has] : [has, belongs]
}

/** The attribute of a model that looks like a key to another one. */
function keyTo(holder: AnyModel, referenced: AnyModel): string | undefined {
  const { singular } = referenced.modelDefinition
  const wanted = defaultKey(singular, referenced).toLowerCase()
  return [...holder.modelDefinition.attributes.keys()].find(
    (name) => name.replaceAll('_', '').toLowerCase() === wanted,
  )
}

function defaultKey(name: string, referenced: AnyModel): string {
  return foreignKeyName(name, referenced.modelDefinition.primaryKeys[0]?.name ?? 'id')
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
  if (model === undefined) return undefined
  const { text, code } = adviceOnModel(source, model)
  return { text: `${model.name} is not associated to ${source.name}. ${text}`, code }
}

function isNameOf(model: AnyModel, name: string): boolean {
  const { modelName, singular, plural } = model.modelDefinition
  const wanted = name.toLowerCase()
  return [modelName, singular, plural].some((one) => one.toLowerCase() === wanted)
}
