/** Associations that cannot be declared, calls of their methods, and includes that do not fit them. */
import { makeError, quoteText, show } from './base-error.js'
import {
  associationCall,
  type AssociationCode,
  type AssociationKind,
  codeLines,
  codeText,
  methodOf,
} from './code-text.js'
import { AssociationError, EagerLoadingError, help, sentence, UsageError } from './usage-error.js'

/** A sentence that leads to lines of code. */
export interface CodeAdvice {
  readonly text: string
  readonly code: readonly string[]
}

function adviceText(advice: CodeAdvice | undefined): string {
  return advice === undefined ? '' : ` ${advice.text}${codeLines(advice.code)}`
}

/** The includes of a model by each of its aliases. */
function includesOf(target: string, aliases: readonly string[]): string[] {
  const model = codeText(Object.defineProperty(() => {}, 'name', { value: target }))
  return aliases.map((as) => `include: { model: ${model}, as: ${codeText(as)} }`)
}

/** Where a value is in a list that was given; undefined for a value by itself. */
export type ListPlace = { readonly index: number; readonly count: number } | undefined

/** An instance without a value for an attribute of its key. */
export interface KeylessInstance {
  readonly model: string
  readonly key: string
  /** Whether it was never saved. */
  readonly isNew: boolean
  /** Whether the row is found by the attribute. */
  readonly isPrimary: boolean
}

function placeText(place: ListPlace, otherwise: string): string {
  return place === undefined ? otherwise : `item ${place.index + 1} of ${place.count}`
}

/** A model in the place of another, whose name it may have. */
function otherModel(received: string, expected: string): string {
  return received === expected
    ? `another model named ${received} (of another Sequelize instance, or defined again)`
    : received
}

function keyAdvice({ key, isNew, isPrimary }: KeylessInstance): string {
  if (isNew) return 'Save it first.'
  const load = `Load it with its key (attributes: [${quoteText(key)}, …])`
  return isPrimary ? `${load}.` : `${load}, or reload() it.`
}

/** `UsageError` factories for associations and includes. */
export const associationUsage = {
  /** An included model that is not associated with the one that includes it. */
  notAssociated(
    where: string,
    source: string,
    target: string,
    advice?: CodeAdvice,
  ): EagerLoadingError {
    return makeError(
      EagerLoadingError,
      `${where}: ${target} is not associated to ${source}.${adviceText(advice)}`,
      associationUsage.notAssociated,
    )
  },

  /** An included model whose alias is missing or wrong. `alias` undefined: none was given. */
  wrongAlias(
    where: string,
    pair: { readonly source: string; readonly target: string },
    alias: string | undefined,
    known: Iterable<string>,
    advice?: CodeAdvice,
  ): EagerLoadingError {
    const given =
      alias === undefined
        ? 'is associated by an alias, and "as" is missing'
        : `is not associated by the alias ${quoteText(alias)}`
    const names = [...known]
    const choices = names.map((name) => quoteText(name)).join(' or ')
    return makeError(
      EagerLoadingError,
      `${where}: ${pair.target} ${given}. Add "as" with ${choices} to include it in ` +
        `${pair.source}:${codeLines(includesOf(pair.target, names))}` +
        (advice === undefined ? '' : `\n${advice.text}${codeLines(advice.code)}`),
      associationUsage.wrongAlias,
    )
  },

  /** An included model that is associated several times, and no alias says which is meant. */
  ambiguousAssociation(
    where: string,
    source: string,
    target: string,
    aliases: Iterable<string>,
  ): EagerLoadingError {
    const names = [...aliases]
    const choices = names.map((name) => quoteText(name)).join(', ')
    return makeError(
      EagerLoadingError,
      `${where}: ${target} is associated to ${source} multiple times. Add "as" with one of ` +
        `${choices}:${codeLines(includesOf(target, names))}`,
      associationUsage.ambiguousAssociation,
    )
  },

  /** An included association that starts at another model. */
  associationOfOther(
    where: string,
    model: string,
    association: { readonly source: string; readonly as: string },
    advice: CodeAdvice,
  ): EagerLoadingError {
    const { source, as } = association
    return makeError(
      EagerLoadingError,
      `${where}: ${source}.${as} is an association of ${source}, and ${model} is not associated ` +
        `by it.${adviceText(advice)}`,
      associationUsage.associationOfOther,
    )
  },

  /** An include that is neither model, association, alias nor object. */
  malformedInclude(where: string, option: string, received: unknown): UsageError {
    const isUndefined =
      received === undefined ||
      (Object(received) === received &&
        ['model', 'association'].some(
          (key) =>
            Object.hasOwn(received as object, key) &&
            (received as Record<string, unknown>)[key] === undefined,
        ))
    const hint = isUndefined
      ? ' A model imported in a circle of modules is still undefined when it is used; its alias ' +
        'as text is never.'
      : ''
    return makeError(
      UsageError,
      `${where}: ${option} cannot be read. Received ${show(received)}. Use a model, an association, ` +
        `its alias as text, or an object with "model" or "association".${hint}`,
      associationUsage.malformedInclude,
    )
  },

  /** `include: [{ all: … }]` with kinds of association that do not exist. */
  unknownIncludeAll(where: string, received: unknown): EagerLoadingError {
    return makeError(
      EagerLoadingError,
      `${where}: include all has an unknown kind of association. Received ${show(received)}. ` +
        'Use true, or some of BelongsTo, HasOne, HasMany, BelongsToMany, One, Has, Many.',
      associationUsage.unknownIncludeAll,
    )
  },

  /** An include's `strategy` that there is not. */
  unknownStrategy(where: string, received: unknown, known: readonly string[]): UsageError {
    return makeError(
      UsageError,
      `${where}: "strategy" is not a loading strategy. Received ${show(received)}. ` +
        `Use one of ${known.map((name) => quoteText(name)).join(', ')}.`,
      associationUsage.unknownStrategy,
    )
  },

  /** A computed attribute with the name of a key that loading needs. */
  hiddenKey(where: string, key: string, include: string): UsageError {
    return makeError(
      UsageError,
      `${where}: "attributes" gives the name ${quoteText(key)} to something else, and the include ` +
        `of ${quoteText(include)} is loaded by the key of that name. Give it another alias.`,
      associationUsage.hiddenKey,
    )
  },

  /** A child that is loaded by a key which the database finds equal to another text. */
  unlikeKeys(source: string, include: string, key: string): UsageError {
    return makeError(
      UsageError,
      `${source}.${include}: a row was found whose key ${show(key)} is that of no ${source} as text. ` +
        'The database compares these keys otherwise, so they cannot be loaded by key. ' +
        `Use "strategy: 'join'" for this include.`,
      associationUsage.unlikeKeys,
    )
  },

  /** An include that leads back to itself. `path` reads `books.author.books`. */
  endlessInclude(where: string, path: string, levels: number): EagerLoadingError {
    const steps = path.split('.').filter((step) => step !== '')
    const shown = steps.length > 6 ? [...steps.slice(0, 6), '…'] : steps
    return makeError(
      EagerLoadingError,
      `${where}: an include leads back to itself without an end: ${shown.join(' → ')} ` +
        `(${levels + 1} levels). Write out the levels that are wanted, each as an object of its own.`,
      associationUsage.endlessInclude,
    )
  },

  /** `separate` on an association that is loaded with its parent. */
  separateNeedsHasMany(where: string, association: string, kind: string): UsageError {
    return makeError(
      UsageError,
      `${where}: "separate" is for HasMany; ${quoteText(association)} is ${kind}. Leave it out.`,
      associationUsage.separateNeedsHasMany,
    )
  },

  /** An alias that another association of the model has. */
  aliasTaken(
    where: string,
    source: string,
    alias: string,
    taken?: {
      readonly kind: AssociationKind
      readonly target: string
      /** The same association, declared again. */
      readonly isSame: boolean
    },
  ): AssociationError {
    const by = taken === undefined ? '' : ` (${methodOf(taken.kind)} of ${taken.target})`
    return makeError(
      AssociationError,
      `${where}: ${source} already has an association named ${quoteText(alias)}${by}. ` +
        (taken?.isSame === true
          ? 'Declare it once; a second relation between the two needs another "as".'
          : 'Give this one another "as".'),
      associationUsage.aliasTaken,
    )
  },

  /** An alias that an attribute of the model has. */
  aliasClashesWithAttribute(where: string, model: string, alias: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${model} already has an attribute named ${quoteText(alias)} (naming collision), ` +
        'and an instance has one property of a name. Change "as" or "foreignKey" of the ' +
        'association, or remove the attribute if the association replaces it.',
      associationUsage.aliasClashesWithAttribute,
    )
  },

  /** An alias that is the attribute of the foreign key, too. */
  aliasIsForeignKey(where: string, alias: string, call: AssociationCode): UsageError {
    return makeError(
      UsageError,
      `${where}: the alias and the foreign key are both ${quoteText(alias)} (naming collision), and ` +
        `an instance has one property of a name. Give them two names:${codeLines([associationCall(call)])}`,
      associationUsage.aliasIsForeignKey,
    )
  },

  /** An alias that is the name of the through model, too. */
  aliasIsThrough(where: string, alias: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: the alias ${quoteText(alias)} is the name of the through model, under which each ` +
        'target holds its through row. Give the association or the through model another name.',
      associationUsage.aliasIsThrough,
    )
  },

  /** Options of an association that are none: `Author.hasMany(Book, "authorId")`. */
  notAssociationOptions(where: string, received: unknown): UsageError {
    const key = typeof received === 'string' ? received : 'authorId'
    return makeError(
      UsageError,
      `${where}: the options must be an object. Received ${show(received)}. ` +
        `A foreign key is named by { foreignKey: ${quoteText(key)} }.`,
      associationUsage.notAssociationOptions,
    )
  },

  /** Options of a call that are none: `author.addBook(book, other)`. */
  notCallOptions(call: string, received: unknown, takesSeveral: boolean): UsageError {
    return makeError(
      UsageError,
      `${call}: the options must be an object. Received ${show(received)}.` +
        (takesSeveral ? ' Several targets are given as a list.' : ''),
      associationUsage.notCallOptions,
    )
  },

  /** A `through` that is one of the models it links. */
  throughIsEnd(where: string, model: string, pair: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: it goes through ${model}, which is one of the models that it links, and would lose ` +
        `its primary key. The pairs need a table of their own, for example through: ${quoteText(pair)}.`,
      associationUsage.throughIsEnd,
    )
  },

  /** A `through` that names the table of a model, which has another name. */
  throughIsTable(where: string, table: string, model: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: "through" is ${quoteText(table)}, which is the table of the model ${model}: a second ` +
        `model of it is made, and sync() creates the table without the keys. ` +
        `Name the model: through: ${quoteText(model)}.`,
      associationUsage.throughIsTable,
    )
  },

  /** A many-to-many association without its through table. */
  missingThrough(
    where: string,
    pair?: { readonly source: string; readonly target: string },
  ): AssociationError {
    const through = pair === undefined ? '' : [pair.source, pair.target].sort().join('')
    const code =
      pair === undefined
        ? []
        : [pair, { source: pair.target, target: pair.source }].map((one) =>
            associationCall({ kind: 'BelongsToMany', ...one, options: { through } }),
          )
    return makeError(
      AssociationError,
      `${where}: the option "through" is missing. Name the table or model that links the two` +
        (code.length === 0 ? '.' : `, the same on both sides:${codeLines(code)}`),
      associationUsage.missingThrough,
    )
  },

  /** `through` on an association whose key is in the target's own table. */
  throughOnHasMany(source: string, target: string, through: unknown): UsageError {
    const name = through === Object(through) && typeof through !== 'function' ? '…' : through
    const code = [
      { source, target },
      { source: target, target: source },
    ].map((one) => associationCall({ kind: 'BelongsToMany', ...one, options: { through: name } }))
    return makeError(
      UsageError,
      `${source}.hasMany(${target}): hasMany does not go through another table (N:M), it has the ` +
        `key in the table of ${target}. Many to many is written:${codeLines(code)}`,
      associationUsage.throughOnHasMany,
    )
  },

  /** An association option that does not fit. `what` reads `"targetKey" is no attribute of Book`. */
  invalidAssociation(where: string, what: string, hint?: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: ${sentence(what)}${help(hint)}`,
      associationUsage.invalidAssociation,
    )
  },

  /** A method of an association that is called on what is no instance of its source. */
  wrongAssociationSource(call: string, expected: string, received: string | undefined): UsageError {
    const what =
      received === undefined
        ? `no instance of ${expected}`
        : `an instance of ${otherModel(received, expected)}`
    return makeError(
      UsageError,
      `${call}: it was called on ${what}. Call it on an instance of ${expected}.`,
      associationUsage.wrongAssociationSource,
    )
  },

  /** An instance of another model than the association's target. */
  wrongTarget(
    call: string,
    target: { readonly expected: string; readonly received: string; readonly place: ListPlace },
  ): UsageError {
    const { expected, received, place } = target
    return makeError(
      UsageError,
      `${call}: ${placeText(place, 'the target')} is an instance of ` +
        `${otherModel(received, expected)}. Pass an instance of ${expected}, or its key.`,
      associationUsage.wrongTarget,
    )
  },

  /** A target that is neither an instance nor a key. */
  notATarget(
    call: string,
    target: {
      readonly expected: string
      readonly received: unknown
      readonly place: ListPlace
      /** The attributes of a key with their types. */
      readonly key?: readonly { readonly name: string; readonly type: string }[]
    },
  ): UsageError {
    const { expected, received, place, key = [] } = target
    const [part] = key
    const named = part === undefined ? 'its key' : `its ${quoteText(part.name)} (${part.type})`
    const choice =
      key.length < 2 ? named : `an object with ${key.map(({ name }) => name).join(', ')}`
    return makeError(
      UsageError,
      `${call}: ${placeText(place, 'the target')} is neither an instance of ${expected} nor a key ` +
        `of one. Received ${show(received)}. Pass an instance of ${expected}, or ${choice}.`,
      associationUsage.notATarget,
    )
  },

  /** Values of a new row that are none: a list, an instance, a text. */
  notTargetValues(
    call: string,
    given: {
      readonly target: string
      readonly received: unknown
      /** The model of an instance. */
      readonly model?: string | undefined
      /** The method that takes instances. */
      readonly link?: string | undefined
    },
  ): UsageError {
    const { target, received, model, link } = given
    const what =
      model === undefined
        ? `the values of the new ${target} are not an object of attributes. Received ${show(received)}.`
        : `an instance of ${model} was given for the values of a new ${target}.`
    const todo = Array.isArray(received)
      ? 'Call it for each of them.'
      : link === undefined
        ? 'Give the values by attribute: { title: "…" }.'
        : `Give the values by attribute, or use ${link}, which takes instances.`
    return makeError(UsageError, `${call}: ${what} ${todo}`, associationUsage.notTargetValues)
  },

  /** A bare value for a key of several attributes, or an object without one of them. */
  partialKey(
    call: string,
    association: string,
    target: {
      readonly expected: string
      readonly received: unknown
      readonly place: ListPlace
      readonly names: readonly string[]
    },
  ): UsageError {
    const { expected, received, place, names } = target
    const item = place === undefined ? '' : ` (${placeText(place, '')})`
    return makeError(
      UsageError,
      `${call} of ${association}: a key of ${expected} has ${names.length} attributes. ` +
        `Received ${show(received)}${item}. Pass an instance of ${expected}, or an object with ` +
        `${names.join(', ')}.`,
      associationUsage.partialKey,
    )
  },

  /** No target, by accident: a variable that has no value. */
  undefinedTarget(
    call: string,
    target: { readonly expected: string; readonly isMulti: boolean; readonly isSet: boolean },
  ): UsageError {
    const { expected, isMulti, isSet } = target
    const choice = isMulti
      ? `Pass instances of ${expected}, or their keys`
      : `Pass an instance of ${expected}, or its key`
    const removal = isMulti ? '; null or [] to remove all' : '; null to remove it'
    return makeError(
      UsageError,
      `${call}: ${isMulti ? 'the targets are' : 'the target is'} undefined. ` +
        `${choice}${isSet ? removal : ''}.`,
      associationUsage.undefinedTarget,
    )
  },

  /** A target without the key by which it would be linked. */
  targetWithoutKey(call: string, target: KeylessInstance): UsageError {
    const { model, key } = target
    return makeError(
      UsageError,
      `${call}: the given ${model} has no ${quoteText(key)}. ${keyAdvice(target)}`,
      associationUsage.targetWithoutKey,
    )
  },

  /** An instance whose key is not known, so that its targets are not either. */
  missingSourceKey(call: string, instance: KeylessInstance): UsageError {
    const { model, key } = instance
    return makeError(
      UsageError,
      `${call}: this ${model} has no ${quoteText(key)}. ${keyAdvice(instance)}`,
      associationUsage.missingSourceKey,
    )
  },

  /** An instance to which nothing can refer, since its key is null. */
  nullSourceKey(call: string, { model, key }: KeylessInstance): UsageError {
    return makeError(
      UsageError,
      `${call}: ${quoteText(key)} of this ${model} is null, so nothing can refer to it. ` +
        'Give it a value and save it first.',
      associationUsage.nullSourceKey,
    )
  },
}
