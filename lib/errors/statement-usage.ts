/** Statements that cannot be written in the SQL of a dialect. */
import { didYouMean, makeError, quoteText, show } from './base-error.js'
import { help, UsageError } from './usage-error.js'

/** `UsageError` factories for statements and expressions that have no SQL. */
export const statementUsage = {
  /** A part of a statement that the dialect has no SQL for. `what` reads "DISTINCT ON". */
  noSql(what: string, todo?: string): UsageError {
    return makeError(
      UsageError,
      `Statement: ${what} is not supported by this dialect.${help(todo)}`,
      statementUsage.noSql,
    )
  },

  /** A node that stands where the statement cannot have it. */
  misplaced(kind: string, hint: string): UsageError {
    return makeError(
      UsageError,
      `Statement: an expression of kind ${quoteText(kind)} cannot stand here. ${hint}`,
      statementUsage.misplaced,
    )
  },

  /** A value that no parameter can carry. */
  unboundValue(value: unknown): UsageError {
    return makeError(
      UsageError,
      'Statement: a value without a data type must be text, a number, a boolean, a date, bytes or ' +
        `null. Received ${show(value)}. Compare it with an attribute of its type, or give JSON as text.`,
      statementUsage.unboundValue,
    )
  },

  /** A list on the right of IN with items that cannot be bound together. */
  unboundList(list: unknown): UsageError {
    return makeError(
      UsageError,
      'Statement: a list on the right of IN holds items that cannot be bound together. ' +
        `Received ${show(list)}. Use only text, numbers and dates, or only bytes.`,
      statementUsage.unboundList,
    )
  },

  /** A name that is sent unquoted and is not a plain one. `role` reads "an SQL function". */
  unsafeName(role: string, name: unknown, todo: string): UsageError {
    return makeError(
      UsageError,
      `Statement: ${show(name)} is not the name of ${role}. ${todo}`,
      statementUsage.unsafeName,
    )
  },

  /** A clause whose lists do not fit together. */
  unequalRows(columns: number, values: number): UsageError {
    return makeError(
      UsageError,
      `Statement: INSERT names ${columns} columns, and a row has ${values} values. ` +
        'Give every row one value per column.',
      statementUsage.unequalRows,
    )
  },

  /** A statement without what it cannot do without. `what` reads "UPDATE needs an assignment". */
  incomplete(what: string): UsageError {
    return makeError(UsageError, `Statement: ${what}.`, statementUsage.incomplete)
  },

  /** Something that no statement can read from. */
  notASource(received: unknown): UsageError {
    return makeError(
      UsageError,
      `Statement: a source is needed. Received ${show(received)}. ` +
        'Give a table of table(), or a query with .as("alias").',
      statementUsage.notASource,
    )
  },

  /** Something that is no expression where one must stand. */
  notAnExpression(received: unknown): UsageError {
    const hint =
      received === undefined
        ? 'Is the name of a column misspelled?'
        : 'Give a column, a function, a condition or a query; values stand beside operators.'
    return makeError(
      UsageError,
      `Statement: an expression is needed. Received ${show(received)}. ${hint}`,
      statementUsage.notAnExpression,
    )
  },

  /** An operator whose right side is undefined. */
  undefinedOperand(): UsageError {
    return makeError(
      UsageError,
      'Statement: the value on the right of an operator is undefined. Use null for IS NULL.',
      statementUsage.undefinedOperand,
    )
  },

  /** A column that the table does not have. */
  unknownColumn(name: string, known: Iterable<string>): UsageError {
    return makeError(
      UsageError,
      `Statement: ${quoteText(name)} is not a column of the table.${didYouMean(name, known)}`,
      statementUsage.unknownColumn,
    )
  },

  /** A limit or offset that is no number of rows. */
  invalidRowCount(clause: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `Statement: ${clause} must be a whole number, zero or more. Received ${show(received)}.`,
      statementUsage.invalidRowCount,
    )
  },

  /** The `sql` tag called as a function. */
  notATemplate(): UsageError {
    return makeError(
      UsageError,
      'sql: it is a tag of template literals. Write sql`…`, and sql.raw(text) for text that is ' +
        'sent as it is.',
      statementUsage.notATemplate,
    )
  },

  /** A gap of the `sql` tag without a value. */
  undefinedInSql(): UsageError {
    return makeError(
      UsageError,
      'sql: a value is undefined. Use null for NULL.',
      statementUsage.undefinedInSql,
    )
  },

  /** A list without values, which SQL cannot write. */
  emptyList(): UsageError {
    return makeError(
      UsageError,
      'sql.list: the list is empty, which SQL cannot write. Leave the condition out instead.',
      statementUsage.emptyList,
    )
  },
}
