/** Options that are unknown, missing, contradictory or of the wrong kind, wherever they are taken. */
import { didYouMean, listChoices, makeError, quoteText, show } from './base-error.js'
import { help, sentence, UsageError } from './usage-error.js'

/** `UsageError` factories for options, wherever they are taken. */
export const optionUsage = {
  /**
   * A situation without a factory of its own.
   *
   * @param what a sentence without its full stop
   * @param received the value at fault; undefined is not shown
   * @param todo a full sentence
   */
  invalid(where: string, what: string, received?: unknown, todo?: string): UsageError {
    const parts = [`${where}: ${sentence(what)}`]
    if (received !== undefined) parts.push(`Received ${show(received)}.`)
    if (todo !== undefined) parts.push(todo)
    return makeError(UsageError, parts.join(' '), optionUsage.invalid)
  },

  /** Values of an instance that are not by attribute. */
  notAttributeValues(where: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: the values are not an object of attributes. Received ${show(received)}. ` +
        'Give the values by attribute: { title: "…" }',
      optionUsage.notAttributeValues,
    )
  },

  /** An option that does not exist. */
  unknownOption(where: string, option: string, known: Iterable<string>): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(option)} is not an option.${didYouMean(option, known)}`,
      optionUsage.unknownOption,
    )
  },

  /** An option with a value of the wrong kind. `expected` reads "an array of attribute names". */
  invalidOption(where: string, option: string, expected: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${option} must be ${expected}. Received ${show(received)}.`,
      optionUsage.invalidOption,
    )
  },

  /** An option that must be given. */
  missingOption(where: string, option: string, todo?: string): UsageError {
    return makeError(
      UsageError,
      `${where}: the option ${quoteText(option)} is missing.${help(todo)}`,
      optionUsage.missingOption,
    )
  },

  /** Two options that exclude each other. */
  conflictingOptions(where: string, first: string, second: string, todo?: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(first)} and ${quoteText(second)} cannot be used together.` +
        help(todo ?? 'Leave one of them out.'),
      optionUsage.conflictingOptions,
    )
  },

  /** A limit or offset that is not a whole number from zero up. */
  invalidLimit(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${option} must be a whole number, zero or more. Received ${show(received)}.`,
      optionUsage.invalidLimit,
    )
  },

  /** A name that is not in a closed list. `kind` reads "isolation level", "lock". */
  unknownChoice(
    where: string,
    kind: string,
    received: unknown,
    known: Iterable<string>,
  ): UsageError {
    const names = [...known]
    const suggestion =
      typeof received === 'string' ? didYouMean(received, names) : listChoices(names)
    return makeError(
      UsageError,
      `${where}: ${show(received)} is not a known ${kind}.${suggestion}`,
      optionUsage.unknownChoice,
    )
  },
}
