/** What an association is, as values: which table holds which key, and what the models gain. */
import type {
  AssociationDescription,
  DescribedKey,
  DescribedMethod,
} from '../../types/association-description.js'
import { lowerFirst } from '../model/naming.js'
import { associationsOf } from '../associations/alias-names.js'
import { inverseCall } from '../associations/other-side.js'
import { associationCall, codeText } from '../errors/code-text.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import { tableOfModel } from '../model/table-definition.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { isSameThrough } from './pairing.js'
import { isFacing, isSameKey, keyNames, type Side, sideOfAssociation } from './side.js'

/** The parts of a description that come from the association alone, and what drawing needs. */
export interface AssociationFacts extends Omit<AssociationDescription, 'drawing'> {
  readonly association: AssociationLike
}

/**
 * Gathers what there is to say of an association.
 *
 * @param suggested the aliases that other sides were suggested under, by model; its own is added
 */
export function factsOf(
  association: AssociationLike,
  suggested: Map<AnyModel, Set<string>>,
): AssociationFacts {
  const { as: alias, associationType: kind, source, target, throughLink, scope } = association
  const keys = keysOf(association)
  return {
    association,
    name: `${source.name}.${alias}`,
    kind,
    alias,
    source: source.name,
    target: target.name,
    meaning: meaningOf(association, keys[0]!.isNullable),
    keys,
    through:
      throughLink === undefined
        ? undefined
        : { model: throughLink.model.name, table: tableText(throughLink.model) },
    scope,
    include: `${source.name}.findAll({ include: ${codeText(alias)} })`,
    ...otherSideOf(association, suggested),
    methods: methodsOf(association, keys[0]!.isNullable),
  }
}

/** `Books`, or with its schema `library.Books`. */
export function tableText({ modelDefinition }: AnyModel): string {
  const { name, schema } = modelDefinition.table
  return schema === undefined ? name : `${schema}.${name}`
}

function keysOf(association: AssociationLike): DescribedKey[] {
  const { source, target, keyPairs, throughLink, associationType } = association
  if (throughLink !== undefined) {
    const { model, sourcePairs, targetPairs } = throughLink
    return [
      describeKey(
        model,
        source,
        sourcePairs.map((pair) => [pair.through, pair.source]),
      ),
      describeKey(
        model,
        target,
        targetPairs.map((pair) => [pair.through, pair.target]),
      ),
    ]
  }
  return associationType === 'BelongsTo'
    ? [
        describeKey(
          source,
          target,
          keyPairs.map((pair) => [pair.source, pair.target]),
        ),
      ]
    : [
        describeKey(
          target,
          source,
          keyPairs.map((pair) => [pair.target, pair.source]),
        ),
      ]
}

function describeKey(
  holder: AnyModel,
  referenced: AnyModel,
  pairs: readonly (readonly [held: string, referred: string])[],
): DescribedKey {
  const held = pairs.map(([name]) => attributeOf(holder, name))
  const columns = held.map(({ column }) => column)
  const references = pairs.map(([, name]) => attributeOf(referenced, name).column)
  const key = tableOfModel(holder).foreignKeys.find(
    (one) =>
      isSameKey(one.columns, columns) &&
      one.references.tableName === referenced.modelDefinition.table.name,
  )
  return {
    holder: holder.name,
    table: tableText(holder),
    columns,
    attributes: held.map(({ name }) => name),
    references: { table: tableText(referenced), columns: references },
    isNullable: held.some(({ allowNull, isPrimaryKey }) => allowNull !== false && !isPrimaryKey),
    constraint:
      key === undefined
        ? undefined
        : holder.runtime.dialect.ddl.constraint({ kind: 'foreignKey', ...key }),
  }
}

type KeyAttribute = Pick<AttributeDefinition, 'name' | 'column' | 'allowNull' | 'isPrimaryKey'>

/** An attribute of a key; one that was removed since counts as a column of its name. */
function attributeOf(model: AnyModel, name: string): KeyAttribute {
  const removed = { name, column: name, allowNull: undefined, isPrimaryKey: false }
  return model.modelDefinition.attributes.get(name) ?? removed
}

function meaningOf(association: AssociationLike, isNullable: boolean): string {
  const { source, target, associationType, throughLink, as } = association
  const one = source.modelDefinition
  const { singular, plural } = target.modelDefinition
  // Of a model with itself, only the alias tells the two ends apart.
  const isSelf = source._owner === target._owner
  const other = isSelf
    ? { singular: `${singular} as "${as}"`, plural: `${plural} as "${as}"` }
    : { singular, plural }
  switch (associationType) {
    case 'BelongsTo':
      return `each ${one.singular} belongs to one ${other.singular}${isNullable ? ', or to none' : ''}`
    case 'HasOne':
      return `each ${one.singular} has one ${other.singular} at most`
    case 'HasMany':
      return `each ${one.singular} has any number of ${other.plural}`
    case 'BelongsToMany':
      return (
        `each ${one.singular} has any number of ${other.plural}` +
        (isSelf ? '' : `, and each ${other.singular} of ${one.plural}`) +
        `; a row of ${tableText(throughLink!.model)} links two of them`
      )
  }
}

/** The associations on the other side, or the call that would declare one. */
function otherSideOf(
  association: AssociationLike,
  suggested: Map<AnyModel, Set<string>>,
): Pick<AssociationDescription, 'inverses' | 'suggestedInverse'> {
  const side = sideOfAssociation(association)
  const inverses = associationsOf(association.target)
    .filter((other) => other !== association && isInverse(side, sideOfAssociation(other)))
    .map(({ source, as }) => `${source.name}.${as}`)
  if (inverses.length > 0) return { inverses, suggestedInverse: undefined }
  const { _owner } = association.target
  const taken = suggested.get(_owner) ?? new Set()
  const call = inverseCall(association, taken)
  suggested.set(_owner, taken.add(String(call.options?.as)))
  return { inverses, suggestedInverse: associationCall(call) }
}

/** Why the database does not enforce one of an association's keys, by its place among them. */
export function reasonOfFreedom(association: AssociationLike, index: number): string {
  const { associationType, source, target, keyPairs, throughLink, options } = association
  if (options.constraints === false) return 'constraints: false'
  const isToSource = throughLink === undefined ? associationType !== 'BelongsTo' : index === 0
  const { name: model, modelDefinition } = isToSource ? source : target
  const names =
    throughLink === undefined
      ? keyPairs.map((pair) => (isToSource ? pair.source : pair.target))
      : isToSource
        ? throughLink.sourcePairs.map((pair) => pair.source)
        : throughLink.targetPairs.map((pair) => pair.target)
  const { attributes, primaryKeys } = modelDefinition
  const missing = names.find((name) => !attributes.has(name))
  if (missing !== undefined) return `${model} has no attribute ${missing}`
  const isPart = names.length === 1 && attributes.get(names[0]!)?.isPrimaryKey === true
  if (!isPart || primaryKeys.length === 1) return 'constraints: false'
  const others = primaryKeys.map(({ name }) => name).join(', ')
  return `${names[0]} alone is not unique: the primary key of ${model} is ${others}`
}

function isInverse(side: Side, other: Side): boolean {
  if (!isFacing(side, other)) return false
  if (side.kind === 'BelongsToMany' || other.kind === 'BelongsToMany') {
    if (side.through === undefined || other.through === undefined) return false
    return (
      isSameThrough(side.through, other.through) && isKey(side, 'foreignKey', other, 'otherKey')
    )
  }
  const isBack = (side.kind === 'BelongsTo') !== (other.kind === 'BelongsTo')
  return isBack && isKey(side, 'foreignKey', other, 'foreignKey')
}

function isKey(side: Side, own: string, other: Side, theirs: string): boolean {
  return isSameKey(keyNames(side.options[own]) ?? [], keyNames(other.options[theirs]) ?? [])
}

/** What each accessor takes, gives and does; in the order in which they are listed. */
const methodTexts: Readonly<
  Record<
    'belongs' | 'one' | 'many' | 'pairs',
    Readonly<Record<string, readonly [string, string, string]>>
  >
> = {
  belongs: {
    get: ['options?', '{T} | null', 'finds it'],
    set: ['{t} | key | null, options?', 'void', 'sets the key, or takes it away, and saves'],
    create: ['values, options?', '{T}', 'creates one and sets the key'],
  },
  one: {
    get: ['options?', '{T} | null', 'finds it'],
    set: ['{t} | key | null, options?', 'void', 'gives this one the key; the former one loses it'],
    create: ['values, options?', '{T}', 'creates one with the key'],
  },
  many: {
    get: ['options?', '{T}[]', 'finds them'],
    count: ['options?', 'number', 'counts them'],
    hasSingle: ['{t} | key, options?', 'boolean', 'whether this one is among them'],
    hasAll: ['[{t} | key, …], options?', 'boolean', 'whether all of these are among them'],
    add: ['{t} | key, options?', 'void', 'gives this one the key'],
    addMultiple: ['[{t} | key, …], options?', 'void', 'gives these the key'],
    set: [
      '[{t} | key, …], options?',
      'void',
      'exactly these: others lose the key, their rows stay',
    ],
    remove: ['{t} | key, options?', 'void', 'takes the key from this one, its row stays'],
    removeMultiple: ['[{t} | key, …], options?', 'void', 'takes the key from these'],
    create: ['values, options?', '{T}', 'creates one with the key'],
  },
  pairs: {
    get: ['options?', '{T}[]', 'finds them, each with its through row as {through}'],
    count: ['options?', 'number', 'counts them'],
    hasSingle: ['{t} | key, options?', 'boolean', 'whether this one is linked'],
    hasAll: ['[{t} | key, …], options?', 'boolean', 'whether all of these are linked'],
    add: ['{t} | key, options?', 'void', 'links this one; options.through: values of the pair'],
    addMultiple: ['[{t} | key, …], options?', 'void', 'links these'],
    set: ['[{t} | key, …], options?', 'void', 'exactly these: deletes the pairs of others'],
    remove: ['{t} | key, options?', 'void', 'deletes the pair, not the row'],
    removeMultiple: ['[{t} | key, …], options?', 'void', 'deletes the pairs of these'],
    create: ['values, options?', '{T}', 'creates one and links it'],
  },
}

/** What methods do instead where the key may not be null. */
const keptTexts: Readonly<
  Record<'belongs' | 'one' | 'many' | 'pairs', Readonly<Record<string, readonly [string, string]>>>
> = {
  belongs: { set: ['{t} | key, options?', 'sets the key, which is never null, and saves'] },
  one: {
    set: [
      '{t} | key | null, options?',
      'gives this one the key; a former one cannot lose it: { destroyPrevious: true } deletes it',
    ],
  },
  many: {
    set: [
      '[{t} | key, …], options?',
      'exactly these; others cannot lose the key: { destroyPrevious: true } deletes them',
    ],
    remove: ['{t} | key, options', 'cannot take the key away: { destroy: true } deletes the row'],
    removeMultiple: [
      '[{t} | key, …], options',
      'cannot take the key away: { destroy: true } deletes the rows',
    ],
  },
  pairs: {},
}

function methodsOf(association: AssociationLike, isNullable: boolean): DescribedMethod[] {
  const { accessors, source, target, isSingleAssociation, throughLink, associationType } =
    association
  const one = target.modelDefinition.singular
  const groupOfMany = throughLink === undefined ? 'many' : 'pairs'
  const groupOfOne = associationType === 'BelongsTo' ? 'belongs' : 'one'
  const group = isSingleAssociation ? groupOfOne : groupOfMany
  const fill = (text: string): string =>
    text
      .replaceAll('{T}', target.name)
      .replaceAll('{t}', lowerFirst(one))
      .replaceAll('{through}', throughLink?.as ?? '')
  const texts = Object.entries(methodTexts[group])
  return texts
    .filter(([accessor], index) => !isRepeated(accessors, texts.slice(0, index), accessor))
    .map(([accessor, [nullableTakes, gives, nullableDoes]]) => {
      const kept = isNullable ? undefined : keptTexts[group][accessor]
      const [takes, does] = kept ?? [nullableTakes, nullableDoes]
      const name = accessors[accessor]!
      const isBoth = texts.some(([other]) => other !== accessor && accessors[other] === name)
      const given = isBoth ? takes.replace('{t} | key', '{t} | key | [{t} | key, …]') : takes
      const instance = lowerFirst(source.modelDefinition.singular)
      return {
        name,
        signature: `${instance}.${name}(${fill(given)}): Promise<${fill(gives)}>`,
        does: fill(does),
      }
    })
}

/** Whether one of the methods before has the name: one method takes one and many, as in "news". */
function isRepeated(
  accessors: Readonly<Record<string, string>>,
  before: readonly (readonly [string, unknown])[],
  accessor: string,
): boolean {
  return before.some(([other]) => accessors[other] === accessors[accessor])
}
