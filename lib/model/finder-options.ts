/**
 * A look at options before they are read: options that do not exist, and attributes in the place of
 * options. On the way of every finder and write, so options that are known cost a set lookup.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { refuseOrWarn, warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from './runtime.js'
import { assertLazyLoading } from './siblings.js'

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
  'strictLoading',
  'batchLazyLoading',
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
  'fields',
  'force',
  'ignoreDuplicates',
  'includeIgnoreAttributes',
  'individualHooks',
  'instance',
  'isNewRecord',
  'joinTableAttributes',
  'linkKeys',
  'mergesRows',
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

/** Options that writes take, by v6's names. */
const documentedOfWrites = [
  'where',
  'fields',
  'validate',
  'hooks',
  'individualHooks',
  'sideEffects',
  'silent',
  'returning',
  'omitNull',
  'ignoreDuplicates',
  'updateOnDuplicate',
  'conflictFields',
  'conflictAttributes',
  'conflictWhere',
  'include',
  'defaults',
  'by',
  'limit',
  'order',
  'force',
  'cascade',
  'truncate',
  'restartIdentity',
  'paranoid',
  'raw',
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'searchPath',
]

/** Options that v6's finders take from below; without them the result would be another. */
const refused: ReadonlyMap<string, string> = new Map([
  ['fieldMap', 'Rename columns by "attributes": [["name", "alias"]].'],
  ['groupedLimit', 'For a limit per parent, include the association with "separate" and "limit".'],
])

/** Options of writes that are handed on between them. */
const handedOnByWrites = [
  'allowNull',
  'defaultFields',
  'includeNames',
  'includes',
  'isNewRecord',
  'parent',
  'reset',
  'skip',
]

/** Options of an include, by v6's names. */
const documentedOfIncludes = [
  'model',
  'association',
  'as',
  'where',
  'on',
  'or',
  'required',
  'right',
  'attributes',
  'include',
  'through',
  'order',
  'limit',
  'offset',
  'separate',
  'strategy',
  'duplicating',
  'subQuery',
  'paranoid',
  'all',
  'nested',
  'strictLoading',
  'batchLazyLoading',
]

const known: ReadonlySet<string> = new Set([
  ...documented,
  ...handedOn,
  ...documentedOfWrites,
  ...handedOnByWrites,
  ...documentedOfIncludes,
])

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
  const instead = refused.get(name)
  if (instead !== undefined && options[name] !== undefined) {
    throw UsageError.invalid(
      `${model.name}.${caller}`,
      `the option "${name}" is not for finders`,
      undefined,
      instead,
    )
  }
  const isAttribute = model.modelDefinition.attributes.has(name)
  if (!model.runtime.runtimeOptions.strict && isAttribute) {
    if (options.where !== undefined) return
    warnOnce(
      'RELATA_ATTRIBUTE_OUTSIDE_WHERE',
      `${model.name}.${caller}: "${name}" is an attribute of ${model.name}, and no option. ` +
        `Did you mean { where: { ${name}: … } }?`,
    )
    return
  }
  refuseOrWarn(`${model.name}.${caller}`, name, documented, model.runtime.runtimeOptions.strict)
}

/**
 * The same look at the options of a write. With `strict`, the attributes that it is restricted to
 * must exist too.
 *
 * @param caller the method: `create`
 */
export function checkWriteOptions(model: AnyModel, options: unknown, caller: string): void {
  if (typeof options !== 'object' || options === null) return
  assertLazyLoading(`${model.name}.${caller}`, options as Record<string, unknown>)
  for (const name in options) {
    if (!known.has(name)) {
      const { strict } = model.runtime.runtimeOptions
      refuseOrWarn(`${model.name}.${caller}`, name, documentedOfWrites, strict)
    }
  }
  if (!model.runtime.runtimeOptions.strict) return
  for (const option of ['fields', 'updateOnDuplicate'] as const) {
    const names = (options as Record<string, unknown>)[option]
    if (Array.isArray(names)) for (const name of names) assertAttribute(model, name, option, caller)
  }
}

function assertAttribute(model: AnyModel, name: unknown, option: string, caller: string): void {
  const { attributes } = model.modelDefinition
  if (typeof name !== 'string' || attributes.has(name)) return
  throw UsageError.unknownAttribute(`${model.name}.${caller} (strict)`, option, name, {
    name: model.name,
    attributes: attributes.keys(),
  })
}

/**
 * The same look at the options of an include.
 *
 * @param where what errors begin with: `Book.findAll: include of "author"`
 */
export function checkIncludeOptions(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  where: string,
): void {
  for (const name in options) {
    if (known.has(name)) continue
    refuseOrWarn(where, name, documentedOfIncludes, model.runtime.runtimeOptions.strict)
  }
}

/** v6's `Model.warnOnInvalidOptions`: the same look, for options that are not used yet. */
export function warnOfFinderOptions(model: AnyModel, options: unknown): void {
  if (typeof options === 'object' && options !== null) {
    checkFinderOptions(model, options as Record<string, unknown>, 'findAll')
  }
}
