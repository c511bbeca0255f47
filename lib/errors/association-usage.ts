/** Associations that cannot be declared, and includes that do not fit them. */
import { didYouMean, makeError, quoteText, show } from './base-error.js'
import { AssociationError, EagerLoadingError, help, sentence, UsageError } from './usage-error.js'

/** `UsageError` factories for associations and includes. */
export const associationUsage = {
  /** A name that is no association of the model. */
  unknownAssociation(
    where: string,
    model: string,
    name: string,
    known: Iterable<string>,
  ): UsageError {
    const names = [...known]
    const none = names.length === 0 ? ` ${model} has no associations.` : ''
    return makeError(
      UsageError,
      `${where}: ${model} has no association named ${quoteText(name)}.` +
        (none || didYouMean(name, names, model)),
      associationUsage.unknownAssociation,
    )
  },

  /** An included model that is not associated with the one that includes it. */
  notAssociated(where: string, source: string, target: string): EagerLoadingError {
    return makeError(
      EagerLoadingError,
      `${where}: ${target} is not associated to ${source}. Declare the association first, for ` +
        `example ${source}.hasMany(${target}).`,
      associationUsage.notAssociated,
    )
  },

  /** An included model whose alias is missing or wrong. `alias` undefined: none was given. */
  wrongAlias(
    where: string,
    pair: { readonly source: string; readonly target: string },
    alias: string | undefined,
    known: Iterable<string>,
  ): EagerLoadingError {
    const given =
      alias === undefined
        ? 'is associated by an alias, and "as" is missing'
        : `is not associated by the alias ${quoteText(alias)}`
    const names = [...known].map((name) => quoteText(name)).join(' or ')
    return makeError(
      EagerLoadingError,
      `${where}: ${pair.target} ${given}. Add "as" with ${names} to include it in ${pair.source}.`,
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
    const names = [...aliases].map((name) => quoteText(name)).join(', ')
    return makeError(
      EagerLoadingError,
      `${where}: ${target} is associated to ${source} multiple times. Add "as" with one of ${names}.`,
      associationUsage.ambiguousAssociation,
    )
  },

  /** An include that is neither model, association, alias nor object. */
  malformedInclude(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${option} cannot be read. Received ${show(received)}. Use a model, an association, ` +
        'its alias as text, or an object with "model" or "association".',
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

  /** `separate` on an association that is loaded with its parent. */
  separateNeedsHasMany(where: string, association: string, kind: string): UsageError {
    return makeError(
      UsageError,
      `${where}: "separate" is for HasMany; ${quoteText(association)} is ${kind}. Leave it out.`,
      associationUsage.separateNeedsHasMany,
    )
  },

  /** An alias that another association of the model has. */
  aliasTaken(where: string, source: string, alias: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: ${source} already has an association named ${quoteText(alias)}. ` +
        'Give this one another "as".',
      associationUsage.aliasTaken,
    )
  },

  /** An alias that an attribute of the model has. */
  aliasClashesWithAttribute(where: string, model: string, alias: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${model} already has an attribute named ${quoteText(alias)} (naming collision). ` +
        'Change "as" or "foreignKey" of the association.',
      associationUsage.aliasClashesWithAttribute,
    )
  },

  /** A many-to-many association without its through table. */
  missingThrough(where: string): AssociationError {
    return makeError(
      AssociationError,
      `${where}: the option "through" is missing. Name the table or model that links the two.`,
      associationUsage.missingThrough,
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
}
