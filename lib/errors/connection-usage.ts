/** Dialects, drivers, connection URIs, transactions, raw SQL and SQL text. */
import { makeError, quoteText, show } from './base-error.js'
import { type FinishedTransaction, sentence, UsageError } from './usage-error.js'

/** `UsageError` factories for dialects, connections, transactions, raw SQL and SQL text. */
export const connectionUsage = {
  /** Something the dialect cannot do. `capability` is the field of `supports` that tells. */
  unsupportedByDialect(
    where: string,
    feature: string,
    dialect: string,
    capability?: string,
  ): UsageError {
    const tells =
      capability === undefined ? '' : `\n(sequelize.dialect.supports.${capability} tells).`
    return makeError(
      UsageError,
      `${where}: ${feature} is not supported by ${dialect}. Leave it out for this dialect` +
        `${tells || '.'}`,
      connectionUsage.unsupportedByDialect,
    )
  },

  /** A driver that is not installed. `packages` is one npm package or several to choose from. */
  missingDriver(packages: string | readonly string[], dialect: string): UsageError {
    const list = typeof packages === 'string' ? [packages] : packages
    return makeError(
      UsageError,
      `new Sequelize: the driver of ${dialect} is not installed. Please install ` +
        `${list.map(quoteText).join(' or ')}: npm install ${list[0]}`,
      connectionUsage.missingDriver,
    )
  },

  /** A dialect that does not exist; undefined: none was given. */
  unknownDialect(received: unknown, known: Iterable<string>): UsageError {
    const choices = `Supported dialects: ${[...known].join(', ')}.`
    const what =
      received === undefined
        ? 'the option "dialect" is missing.'
        : `the dialect ${show(received)} is not supported.`
    return makeError(
      UsageError,
      `new Sequelize: ${what} ${choices}`,
      connectionUsage.unknownDialect,
    )
  },

  /** A connection URI that is undefined, as an environment variable is that nobody set. */
  undefinedUri(): UsageError {
    return makeError(
      UsageError,
      'new Sequelize: the connection URI is undefined. Is the environment variable set that it ' +
        'comes from?',
      connectionUsage.undefinedUri,
    )
  },

  /** A connection URI that cannot be read; only what `shownUri` holds of it is printed. */
  malformedUri(shownUri: string, reason: string): UsageError {
    return makeError(
      UsageError,
      `new Sequelize: the connection URI ${quoteText(shownUri)} cannot be read: ${sentence(reason)} ` +
        'Write dialect://user:password@host:port/database with special characters percent-encoded.',
      connectionUsage.malformedUri,
    )
  },

  /** A Sequelize instance that was closed. */
  closed(where: string): UsageError {
    return makeError(
      UsageError,
      `${where}: the connections were closed with sequelize.close(). Make a new Sequelize instance.`,
      connectionUsage.closed,
    )
  },

  /** A transaction that is used after its end. */
  finishedTransaction(where: string, transaction: FinishedTransaction): UsageError {
    const { state, id, sql } = transaction
    const error = makeError(
      UsageError,
      `${where}: ${state} has been called on this transaction${id === undefined ? '' : `(${id})`}, ` +
        `you can no longer use it.${sql === undefined ? '' : ' (The statement is in error.sql.)'}`,
      connectionUsage.finishedTransaction,
    )
    return sql === undefined ? error : Object.assign(error, { sql })
  },

  /** The option `transaction` with a value that is none. */
  notATransaction(received: unknown): UsageError {
    return makeError(
      UsageError,
      `sequelize.query: the option "transaction" is not a transaction. Received ${show(received)}. ` +
        'Give what sequelize.transaction() resolved to or passed to its function.',
      connectionUsage.notATransaction,
    )
  },

  /** A transaction that is used before `begin`. `where` is what was attempted. */
  transactionNotStarted(where: string): UsageError {
    return makeError(
      UsageError,
      `${where}: the transaction has not been started.`,
      connectionUsage.transactionNotStarted,
    )
  },

  /** A `:name` or `?` in raw SQL without a value. `placeholder` is as written, or with position. */
  replacementMissing(placeholder: string): UsageError {
    return makeError(
      UsageError,
      `sequelize.query: ${placeholder} has no value in replacements. ` +
        'Give it one; null stands for NULL.',
      connectionUsage.replacementMissing,
    )
  },

  /** A `$name` or `$1` in raw SQL without a value. */
  bindMissing(placeholder: string): UsageError {
    return makeError(
      UsageError,
      `sequelize.query: ${placeholder} has no value in bind. Give it one (null stands for NULL), ` +
        'or write $$ for a dollar sign.',
      connectionUsage.bindMissing,
    )
  },

  /** Replacements with a value that SQL has no form for. */
  invalidReplacement(placeholder: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `sequelize.query: the value of ${placeholder} in replacements cannot be bound. ` +
        `Received ${show(received)}. Use text, numbers, dates, buffers, null, lists of them, or ` +
        'JSON.stringify for JSON.',
      connectionUsage.invalidReplacement,
    )
  },

  /**
   * Raw SQL in which a text literal is not closed, so that placeholders cannot be told.
   *
   * @param rest the SQL from the opening quote on
   */
  unterminatedString(rest: string, position: number): UsageError {
    return makeError(
      UsageError,
      'sequelize.query: the SQL contains an unterminated string literal, so replacements cannot ' +
        `be placed. It starts at character ${position + 1}: ${show(rest)}.`,
      connectionUsage.unterminatedString,
    )
  },

  /** A name that cannot be an identifier. `what` reads "is empty". */
  invalidIdentifier(name: unknown, what: string): UsageError {
    return makeError(
      UsageError,
      `The identifier ${show(name)} ${sentence(what)}`,
      connectionUsage.invalidIdentifier,
    )
  },

  /** A value that cannot be written as SQL text. `what` reads "cannot be written as SQL". */
  invalidLiteral(value: unknown, what: string): UsageError {
    return makeError(
      UsageError,
      `The value ${show(value)} ${sentence(what)}`,
      connectionUsage.invalidLiteral,
    )
  },
}
