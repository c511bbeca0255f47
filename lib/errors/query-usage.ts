/** Conditions, orders, attributes and paths that make no query. */
import { didYouMean, makeError, nearestName, quoteText, show } from './base-error.js'
import { codeLines, codeText, nestedInclude } from './code-text.js'
import {
  type AttributeOwner,
  EagerLoadingError,
  help,
  operatorText,
  QueryError,
  sentence,
  type TypedColumn,
  UsageError,
} from './usage-error.js'

/** An include by its alias, as it is written. */
export interface IncludePath {
  /** `Author` */
  readonly source: string
  /** `Book` */
  readonly target: string
  /** `books` */
  readonly as: string
}

/** The most aliases that a message lists, and that it writes out as code. */
const MOST_LISTED = 30
const MOST_WRITTEN = 5

/** What some methods take before their options. */
const firstArguments: ReadonlyMap<string, string> = new Map([
  ['update', 'values, '],
  ['increment', 'fields, '],
  ['decrement', 'fields, '],
])

/** Options that say which association an include is of. */
const namesInclude: ReadonlySet<string> = new Set(['model', 'association', 'as', 'all', 'nested'])

/** What to write for an option: the value received, unless it is none that there is. */
function exampleOf(option: string, received: unknown): unknown {
  if (option !== 'strategy') return received
  return ['join', 'select', 'json', 'auto'].includes(received as string) ? received : 'json'
}

function includeLine(as: string): string {
  return `include: ${codeText([as])}`
}

/** `include: [{ association: 'books', include: ['tags'] }]`. */
function nestedLine(path: readonly string[]): string {
  const nested = path.reduceRight<unknown>(
    (below, as) => (below === undefined ? as : { association: as, include: [below] }),
    undefined,
  )
  return `include: ${codeText([nested])}`
}

/** `UsageError` factories for conditions, orders, attributes, includes and paths. */
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

  /** An order by a model that is included several times. `paths` lead to its includes. */
  ambiguousOrder(
    where: string,
    model: string,
    paths: readonly (readonly string[])[],
    attribute: string,
  ): EagerLoadingError {
    const aliases = paths.map((path) => quoteText(path.at(-1)!)).join(' and as ')
    const lines = paths.map((path) => `order: ${codeText([[...path, attribute]])}`)
    return makeError(
      EagerLoadingError,
      `${where}: order by ${model}, which is included as ${aliases}. Name the one to order by:` +
        codeLines(lines),
      queryUsage.ambiguousOrder,
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

  /** A key of an `attributes` object beside the two that there are. */
  unknownAttributesKey(where: string, key: string, received: unknown): UsageError {
    const near = nearestName(key, ['include', 'exclude'])
    return makeError(
      UsageError,
      `${where}: attributes has the unknown key ${quoteText(key)}. Received ${show(received)}. ` +
        `${near === undefined ? '' : `Did you mean ${quoteText(near)}? `}Use a list of attribute ` +
        'names and [expression, alias] pairs, or { include: [...], exclude: [...] }.',
      queryUsage.unknownAttributesKey,
    )
  },

  /**
   * An include by a name that is no alias.
   *
   * @param path the aliases that a name with dots leads along, where it does
   * @param advice what to do where the name means something else
   */
  unknownInclude(
    where: string,
    owner: { readonly name: string; readonly aliases: readonly string[] },
    name: string,
    meant: {
      readonly path?: readonly string[] | undefined
      readonly advice?: { readonly text: string; readonly code: readonly string[] } | undefined
    },
  ): UsageError {
    const { name: model, aliases } = owner
    const near = nearestName(name, aliases)
    const listed = aliases.slice(0, MOST_LISTED).join(', ')
    const more = aliases.length > MOST_LISTED ? `, … ${aliases.length - MOST_LISTED} more` : ''
    const has =
      aliases.length === 0 ? `${model} has no associations.` : `${model} has: ${listed}${more}.`
    const { path, advice } = meant
    const [text, code] =
      path !== undefined
        ? [' Includes are nested:', [nestedLine(path)]]
        : near !== undefined
          ? ['', [includeLine(near)]]
          : advice !== undefined
            ? [` ${advice.text}`, advice.code]
            : ['', aliases.slice(0, MOST_WRITTEN).map(includeLine)]
    return makeError(
      UsageError,
      `${where}: ${model} has no association named ${quoteText(name)}.` +
        `${near === undefined ? '' : ` Did you mean ${quoteText(near)}?`} ${has}` +
        `${text}${codeLines(code)}`,
      queryUsage.unknownInclude,
    )
  },

  /** An include whose `model` is not the one that its `association` leads to. */
  contradictoryModel(where: string, include: IncludePath, received: unknown): EagerLoadingError {
    const { source, target, as } = include
    return makeError(
      EagerLoadingError,
      `${where}: "model" is ${show(received)}, and ${source}.${as} leads to ${target}. ` +
        `Leave "model" out, or name the association that is meant:${codeLines([includeLine(as)])}`,
      queryUsage.contradictoryModel,
    )
  },

  /** An include whose `as` is not the alias of its `association`. */
  contradictoryAlias(where: string, include: IncludePath, received: string): EagerLoadingError {
    const { source, as } = include
    return makeError(
      EagerLoadingError,
      `${where}: "as" is ${quoteText(received)}, and the association is ${source}.${as}. ` +
        `Leave "as" out:${codeLines([includeLine(as)])}`,
      queryUsage.contradictoryAlias,
    )
  },

  /** An include by a model or an association of another Sequelize instance. */
  includeOfOtherInstance(where: string, received: string, include: IncludePath): EagerLoadingError {
    const { source, target, as } = include
    return makeError(
      EagerLoadingError,
      `${where}: ${received} belongs to another Sequelize instance than ${source}, which is ` +
        `associated to the ${target} of its own.${codeLines([includeLine(as)])}`,
      queryUsage.includeOfOtherInstance,
    )
  },

  /** Two includes of one association that say different things. */
  includedTwice(
    where: string,
    as: string,
    option: string,
    received: readonly [unknown, unknown],
  ): UsageError {
    const both = option === 'where' ? 'where: { [Op.and]: [first, second] }' : `${option}: …`
    return makeError(
      UsageError,
      `${where}: it is given twice, with different "${option}". Received ${show(received[0])} and ` +
        `${show(received[1])}. Write one include of it:` +
        codeLines([`include: [{ association: ${codeText(as)}, ${both} }]`]),
      queryUsage.includedTwice,
    )
  },

  /**
   * A path to another table in a statement that writes.
   *
   * @param caller `User.update`
   * @param option where the path stands
   * @param keys the attributes by which rows can be named instead
   */
  pathInWrite(
    caller: string,
    option: string,
    path: readonly string[],
    model: string,
    keys: readonly string[],
  ): UsageError {
    const [key = '…'] = keys
    const parts = `{ ${keys.join(', ')} }`
    const where =
      keys.length > 1
        ? `{ [Op.or]: found.map((${parts}) => (${parts})) }`
        : `{ ${key}: { [Op.in]: found.map((row) => row.${key}) } }`
    const method = caller.slice(caller.indexOf('.') + 1)
    const first = firstArguments.get(method) ?? ''
    const finder = { attributes: keys, include: [nestedInclude(path)] }
    return makeError(
      UsageError,
      `${caller}: ${option} names ${quoteText(path.join('.'))}, and a statement that writes cannot ` +
        'join other tables: "include" has no effect in it. Find the rows first, and name them by ' +
        'their key:' +
        codeLines([
          `const found = await ${model}.findAll(${codeText(finder).slice(0, -2)}, where: { … } })`,
          `await ${model}.${method}(${first}{ where: ${where} })`,
        ]),
      queryUsage.pathInWrite,
    )
  },

  /** An option of targets, given for the rows of the through table. */
  optionOfTarget(where: string, option: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: through has no "${option}". Received ${show(received)}. Its rows come with those of ` +
        `the include: give "${option}" beside "through", or leave it out.`,
      queryUsage.optionOfTarget,
    )
  },

  /** An option that only finders have, within an include. */
  optionOfFinder(where: string, option: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${quoteText(option)} is an option of finders, not of includes. Give it to the ` +
        'finder, or leave it out.',
      queryUsage.optionOfFinder,
    )
  },

  /** An option that only includes have, among those of a finder. */
  optionOfInclude(
    where: string,
    option: string,
    received: unknown,
    as: string | undefined,
  ): UsageError {
    const include = { association: as ?? '…', [option]: exampleOf(option, received) }
    return makeError(
      UsageError,
      `${where}: ${quoteText(option)} is an option of includes, not of finders. Received ` +
        `${show(received)}. ` +
        (namesInclude.has(option)
          ? `Name what to load in the include: ${codeText({ include: [as ?? '…'] })}.`
          : `Give it to the include that it is for: ${codeText({ include: [include] })}.`),
      queryUsage.optionOfInclude,
    )
  },
}
