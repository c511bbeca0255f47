/**
 * A look at a finder's options before they are read: options that do not exist, and attributes in
 * the place of options. On the way of every finder, so options that are known cost a set lookup.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { nearestName } from '../errors/base-error.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from './runtime.js'

/** Options that finders take, by v6's names. */
const documented = [
  'where',
  'attributes',
  'include',
  'order',
  'group',
  'having',
  'limit',
  'offset',
  'paranoid',
  'raw',
  'nest',
  'plain',
  'lock',
  'skipLocked',
  'subQuery',
  'indexHints',
  'tableHint',
  'rejectOnEmpty',
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'useMaster',
  'searchPath',
  'hooks',
  'distinct',
  'col',
  'dataType',
  'retry',
  'rawErrors',
  'typeValidation',
]

/** Options that other calls hand on to finders, and those that v6 sets itself. */
const handedOn = [
  'as',
  'association',
  'bind',
  'caller',
  'cascade',
  'conflictFields',
  'connection',
  'defaults',
  'fieldMap',
  'fields',
  'force',
  'groupedLimit',
  'ignoreDuplicates',
  'includeIgnoreAttributes',
  'individualHooks',
  'instance',
  'isNewRecord',
  'joinTableAttributes',
  'mapToModel',
  'model',
  'originalAttributes',
  'replacements',
  'returning',
  'schema',
  'schemaDelimiter',
  'scope',
  'separate',
  'sideEffects',
  'silent',
  'strategy',
  'supportsSearchPath',
  'tableNames',
  'through',
  'type',
  'validate',
]

const known: ReadonlySet<string> = new Set([...documented, ...handedOn])

/** Warnings that were given; bounded, since keys may come from requests. */
const warned = new Set<string>()
const MOST_WARNINGS = 500

/**
 * Checks what the options of a finder are, not what is in them. With `strict` options that do not
 * exist are refused. Without, they are for hooks; one that looks like a misspelling, or like an
 * attribute outside of `where`, warns once.
 *
 * @param caller the method: `findAll`
 * @throws {QueryError} for `attributes` that are neither a list nor `{ include, exclude }`
 */
export function checkFinderOptions(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  caller: string,
): void {
  const { attributes } = options
  if (attributes !== undefined && attributes !== null && !Array.isArray(attributes)) {
    if (!isPlainObject(attributes)) {
      throw UsageError.malformedAttributes(`${model.name}.${caller}`, 'attributes', attributes)
    }
  }
  for (const name in options) {
    if (!known.has(name)) checkUnknown(model, options, caller, name)
  }
}

function checkUnknown(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  caller: string,
  name: string,
): void {
  if (model.runtime.runtimeOptions.strict) {
    throw UsageError.unknownOption(`${model.name}.${caller} (strict)`, name, documented)
  }
  if (model.modelDefinition.attributes.has(name)) {
    if (options.where !== undefined) return
    warnOnce(
      'RELATA_ATTRIBUTE_OUTSIDE_WHERE',
      `${model.name}.${caller}: "${name}" is an attribute of ${model.name}, and no option. ` +
        `Did you mean { where: { ${name}: … } }?`,
    )
    return
  }
  const near = nearestName(name, documented)
  if (near !== undefined) {
    warnOnce(
      'RELATA_UNKNOWN_OPTION',
      `${model.name}.${caller}: "${name}" is not an option. Did you mean "${near}"?`,
    )
  }
}

function warnOnce(code: string, text: string): void {
  if (warned.has(text) || warned.size >= MOST_WARNINGS) return
  warned.add(text)
  process.emitWarning(text, { code })
}

/** v6's `Model.warnOnInvalidOptions`: the same look, for options that are not used yet. */
export function warnOfFinderOptions(model: AnyModel, options: unknown): void {
  if (typeof options === 'object' && options !== null) {
    checkFinderOptions(model, options as Record<string, unknown>, 'findAll')
  }
}
