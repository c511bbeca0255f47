/** Conditions, orders, attributes and paths that make no query. */
import { didYouMean, makeError, quoteText, show } from './base-error.js'
import {
  type AttributeOwner,
  help,
  operatorText,
  QueryError,
  sentence,
  type TypedColumn,
  UsageError,
} from './usage-error.js'

/** `UsageError` factories for conditions, orders, attributes and paths. */
export const queryUsage = {
  /** Finder options that are no object. */
  malformedOptions(where: string, received: unknown): QueryError {
    return makeError(
      QueryError,
      `${where}: the argument must be an object of options. Received ${show(received)}. ` +
        'Use findByPk to find by primary key.',
      queryUsage.malformedOptions,
    )
  },

  /** A key for `findByPk` that the model's primary key cannot have. */
  unsuitableKey(model: string, received: unknown, primaryKey: readonly string[]): UsageError {
    const needs =
      primaryKey.length === 0
        ? `${model} has no primary key; use findOne with "where".`
        : primaryKey.length === 1
          ? `Give the ${quoteText(primaryKey[0]!)} of ${model}: a number, bigint, text or Buffer.`
          : `Give an object with ${primaryKey.map((name) => quoteText(name)).join(', ')}.`
    return makeError(
      UsageError,
      `${model}.findByPk: the key cannot be used. Received ${show(received)}. ${needs}`,
      queryUsage.unsuitableKey,
    )
  },

  /** A name that is no attribute. `option` is where it stands: `attributes`, `order[0]`. */
  unknownAttribute(where: string, option: string, name: string, owner: AttributeOwner): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(name)} in ${option} is not an attribute of ${owner.name}.` +
        didYouMean(name, owner.attributes, owner.name),
      queryUsage.unknownAttribute,
    )
  },

  /** A key in values that is no attribute. `subject` reads "row 2 of 3" or "the values". */
  unexpectedKey(where: string, subject: string, key: string, owner: AttributeOwner): UsageError {
    const verb = subject.startsWith('the ') ? 'have' : 'has'
    return makeError(
      UsageError,
      `${where}: ${subject} ${verb} the unexpected key ${quoteText(key)}.` +
        didYouMean(key, owner.attributes, owner.name),
      queryUsage.unexpectedKey,
    )
  },

  /** A value under the name of an association that is not included, and so would be dropped. */
  nestedValueNotIncluded(where: string, model: string, alias: string): UsageError {
    return makeError(
      UsageError,
      `${where}: the values have ${quoteText(alias)}, an association of ${model} that is not ` +
        `included. Write it with ${model}.create(values, { include: [${quoteText(alias)}] }).`,
      queryUsage.nestedValueNotIncluded,
    )
  },

  /** An operator that does not exist. `path` is the condition: `where.title`. */
  unknownOperator(
    where: string,
    path: string,
    operator: symbol | string,
    known: Iterable<string> = [],
  ): UsageError {
    const name = operatorText(operator)
    return makeError(
      UsageError,
      `${where}: ${path} uses ${name}, which is not an operator.` +
        didYouMean(name, [...known].map(operatorText)),
      queryUsage.unknownOperator,
    )
  },

  /** An operator on a column of a type it is not for. `needs` reads "an ARRAY or RANGE column". */
  operatorNeedsType(
    where: string,
    path: string,
    use: { readonly operator: symbol | string; readonly needs: string },
    column: TypedColumn,
  ): UsageError {
    return makeError(
      UsageError,
      `${where}: ${path} uses ${operatorText(use.operator)}, which needs ${use.needs}; ` +
        `${column.column} is ${column.type}.`,
      queryUsage.operatorNeedsType,
    )
  },

  /** An operator with an operand it cannot have. `expected` reads "a list of two values". */
  operatorNeedsValue(
    where: string,
    path: string,
    use: { readonly operator: symbol | string; readonly needs: string },
    received: unknown,
  ): UsageError {
    return makeError(
      UsageError,
      `${where}: ${path} uses ${operatorText(use.operator)}, which needs ${use.needs}. ` +
        `Received ${show(received)}.`,
      queryUsage.operatorNeedsValue,
    )
  },

  /** A condition on `undefined`, which would otherwise be left out or mean NULL. */
  undefinedInWhere(where: string, path: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${path} is undefined. Give it a value, use null for IS NULL, or leave the key out.`,
      queryUsage.undefinedInWhere,
    )
  },

  /** A condition of a shape that means nothing. `what` reads "where.title cannot be an object". */
  malformedWhere(where: string, what: string, received: unknown, todo?: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${sentence(what)} Received ${show(received)}.${help(todo)}`,
      queryUsage.malformedWhere,
    )
  },

  /** A bulk change without the condition that says which rows. */
  missingWhere(where: string): UsageError {
    return makeError(
      UsageError,
      `${where}: the option "where" is missing. Give { where: {} } if all rows are meant.`,
      queryUsage.missingWhere,
    )
  },

  /** An order or group of a shape that means nothing. `option` is `order`, `order[1]`, `group`. */
  malformedOrder(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${option} cannot be read. Received ${show(received)}. Use a list of attributes, ` +
        'expressions, [attribute, direction] or [association, attribute, direction].',
      queryUsage.malformedOrder,
    )
  },

  /** A direction of sorting that does not exist. */
  unknownDirection(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${option} has an unknown direction. Received ${show(received)}. ` +
        'Use ASC or DESC, also followed by NULLS FIRST or NULLS LAST.',
      queryUsage.unknownDirection,
    )
  },

  /** A list of attributes of a shape that means nothing. `option` is `attributes` or deeper. */
  malformedAttributes(where: string, option: string, received: unknown): QueryError {
    return makeError(
      QueryError,
      `${where}: ${option} cannot be read. Received ${show(received)}. Use a list of attribute ` +
        'names and [expression, alias] pairs, or { include: [...], exclude: [...] }.',
      queryUsage.malformedAttributes,
    )
  },

  /** A query that selects nothing at all. */
  emptyProjection(where: string): QueryError {
    return makeError(
      QueryError,
      `${where}: attributes selects no column. Name at least one.`,
      queryUsage.emptyProjection,
    )
  },

  /** A text with parentheses where a name is meant; v6's `attributeBehavior: 'throw'`. */
  expressionAsText(where: string, option: string, received: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(received)} in ${option} looks like an expression, and text is always ` +
        'a name. Use fn(), col() or literal() for an expression.',
      queryUsage.expressionAsText,
    )
  },

  /** An expression that must be given a name in the result. */
  missingAlias(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: the expression in ${option} needs a name. Received ${show(received)}. ` +
        'Write [expression, "name"].',
      queryUsage.missingAlias,
    )
  },

  /** A type name in a cast that is not on the closed list. */
  unknownCast(where: string, type: string, known: Iterable<string>): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(type)} is not a type that can be cast to.${didYouMean(type, known)}`,
      queryUsage.unknownCast,
    )
  },

  /** A JSON path or JSON function text that cannot be read. */
  malformedJsonPath(where: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: the JSON path cannot be read. Received ${show(received)}. ` +
        'Use names and array positions divided by dots, such as "address.lines[0]".',
      queryUsage.malformedJsonPath,
    )
  },
}
