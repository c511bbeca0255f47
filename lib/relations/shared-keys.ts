/** One column that refers to two tables, where the database is to enforce both. */
import { associationsOf } from '../associations/alias-names.js'
import { isTableOf, referenceOf } from '../associations/references.js'
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { foreignKeyOf, otherKeyOf } from './completion.js'
import { holderOf, placeOf, referencedModel, type Side, sideOfAssociation } from './side.js'
import { codeOfSide } from './side-code.js'

/** A foreign key that a side makes, with the model that it refers to. */
interface Reference {
  readonly side: Side
  /** The model that holds the key, or the name of a through table that is still to be made. */
  readonly holder: AnyModel | string
  readonly key: readonly string[]
  readonly referenced: AnyModel
  readonly referencedName: string
}

/**
 * Finds keys that refer to two tables.
 *
 * @param sides once they are paired
 * @param models all models: associations of any of them may have made the key
 */
export function checkSharedKeys(
  sides: readonly Side[],
  models: readonly AnyModel[],
): Contradiction[] {
  const present = sides.flatMap(referencesOf)
  const touched = new Set(present.filter(({ side }) => side.isNew).map(({ holder }) => holder))
  const known = new Set(sides.map(({ source, alias }) => JSON.stringify([source.name, alias])))
  const elsewhere = models
    .flatMap((model) => associationsOf(model))
    .filter(({ source, as }) => !known.has(JSON.stringify([source.name, as])))
    .filter((association) => touched.has(holderOfAssociation(association)._owner))
    .flatMap((association) => referencesOf(sideOfAssociation(association)))
  const references = new Map<string, Reference[]>()
  const found: Contradiction[] = []
  for (const reference of [...elsewhere, ...present]) {
    const name = nameOf(reference)
    const before = references.get(name) ?? []
    references.set(name, before)
    // The other side of a relation refers to the same table, and says no more.
    if (before.some((one) => isSameTable(one, reference))) continue
    const other = before.find(
      ({ side }) => (side.isNew || reference.side.isNew) && !isOneRelation(side, reference.side),
    )
    before.push(reference)
    if (other !== undefined) found.push(contradictionOf(reference, other))
  }
  return [...found, ...checkDeclaredReferences(present)]
}

/** Keys that are attributes already, and say themselves that they refer to another table. */
function checkDeclaredReferences(references: readonly Reference[]): Contradiction[] {
  const reported = new Set<string>()
  return references
    .filter(({ side }) => side.isNew)
    .flatMap((reference) => {
      const { side, holder, key, referenced, referencedName: ownTarget } = reference
      const [name] = key
      if (typeof holder === 'string' || key.length !== 1 || name === undefined) return []
      const attribute = holder.modelDefinition.attributes.get(name)
      const declared = attribute === undefined ? undefined : referenceOf(attribute)
      if (declared === undefined || isTableOf(referenced, declared.model)) return []
      // A bare name may mean the table of another schema, by the connection's search path.
      if (declared.model === referenced.modelDefinition.table.name) return []
      // What an association wrote there is that association's.
      if (isWrittenByAssociation(holder, name) || reported.has(nameOf(reference))) return []
      reported.add(nameOf(reference))
      const place = `the attributes of ${holder.name}`
      const other = { place, target: tableName(holder, declared.model), ownTarget }
      const sides = [side, ...side.inverses].filter(({ isNew }) => isNew)
      const code = sides.map((one) => codeOfSide(one, { constraints: false }))
      return [relationDisagreement.oneKeyTwoTables(placeOf(side), name, other, code)]
    })
}

function isWrittenByAssociation(holder: AnyModel, name: string): boolean {
  const models = Object.values(holder.sequelize.models) as unknown as AnyModel[]
  return models.flatMap(associationsOf).some((association) => {
    const { associationType, keyPairs, throughLink, options } = association
    if (options.constraints === false) return false
    if (holderOfAssociation(association)._owner !== holder) return false
    const names =
      throughLink === undefined
        ? keyPairs.map((pair) => (associationType === 'BelongsTo' ? pair.source : pair.target))
        : [...throughLink.sourcePairs, ...throughLink.targetPairs].map(({ through }) => through)
    return names.includes(name)
  })
}

/** How a table is called: by its model, where it has one. */
function tableName(holder: AnyModel, table: unknown): string {
  const models = Object.values(holder.sequelize.models) as unknown as AnyModel[]
  const model = models.find((one) => isTableOf(one, table))
  if (model !== undefined) return model.name
  const name: unknown =
    typeof table === 'object' ? (table as { tableName?: unknown })?.tableName : table
  return typeof name === 'string' ? name : 'another table'
}

function holderOfAssociation(association: AssociationLike): AnyModel {
  const { associationType, source, target, throughLink } = association
  return throughLink?.model ?? (associationType === 'BelongsTo' ? source : target)
}

/** The keys of a table of pairs that are not crosswise are reported as such. */
function isOneRelation(one: Side, other: Side): boolean {
  return one === other || one.inverses.includes(other)
}

function nameOf({ holder, key }: Reference): string {
  return JSON.stringify([typeof holder === 'string' ? holder : holder.name, key])
}

function isSameTable(one: Reference, other: Reference): boolean {
  const [mine, theirs] = [
    one.referenced.modelDefinition.table,
    other.referenced.modelDefinition.table,
  ]
  return mine.name === theirs.name && mine.schema === theirs.schema
}

function contradictionOf(reference: Reference, other: Reference): Contradiction {
  const { side, key, referencedName } = reference
  const where = { place: placeOf(other.side), target: other.referencedName }
  return relationDisagreement.oneKeyTwoTables(
    placeOf(side),
    key.join(', '),
    { ...where, ownTarget: referencedName },
    // An association that is there already cannot be written anew by this declaration.
    [side, other.side]
      .filter(({ isNew }) => isNew)
      .map((one) => codeOfSide(one, { constraints: false })),
  )
}

function referencesOf(side: Side): Reference[] {
  if (completeConstraints(side) === false) return []
  const { source, target, sourceName, targetName } = side
  if (side.kind === 'BelongsToMany') {
    const through = side.through ?? side.inverses[0]?.through
    if (through === undefined) return []
    const holder = through.model?._owner ?? through.name
    const [key, otherKey] = [foreignKeyOf(side) ?? [], otherKeyOf(side) ?? []]
    return [
      { side, holder, key, referenced: source, referencedName: sourceName },
      { side, holder, key: otherKey, referenced: target, referencedName: targetName },
    ]
  }
  const referenced = referencedModel(side)
  const referencedName = referenced === target ? targetName : sourceName
  const key = foreignKeyOf(side)
  if (key === undefined || key.length === 0) return []
  return [{ side, holder: holderOf(side)._owner, key, referenced, referencedName }]
}

/** What either side says of `constraints`. */
export function completeConstraints(side: Side): unknown {
  return side.options.constraints ?? side.inverses.find(hasConstraints)?.options.constraints
}

function hasConstraints(side: Side): boolean {
  return side.options.constraints !== undefined
}
