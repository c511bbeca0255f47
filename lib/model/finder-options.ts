/**
 * A look at options before they are read: options that do not exist, and attributes in the place of
 * options. On the way of every finder and write, so options that are known cost a set lookup.
 */
import { refuseOrWarn, warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import {
  finderCallNames,
  finderOptionNames,
  knownOptionNames,
  writeOptionNames,
} from './finder-option-names.js'
import { aliasOf, checkAttributes, checkIncludes } from './include-options.js'
import type { AnyModel } from './runtime.js'
import { assertLazyLoading } from './siblings.js'

/** Options that v6's finders take from below; without them the result would be another. */
const refused: ReadonlyMap<string, string> = new Map([
  ['fieldMap', 'Rename columns by "attributes": [["name", "alias"]].'],
  ['groupedLimit', 'For a limit per parent, include the association with "separate" and "limit".'],
])

/**
 * Checks what the options of a finder are, not what is in them. With `strict` options that do not
 * exist are refused. Without, they are for hooks; one that looks like a misspelling, or like an
 * attribute outside of `where`, warns once.
 *
 * @param caller the method: `findAll`
 * @param ofInclude whether they are those of an include that is loaded by a finder of its own
 * @throws {QueryError} for `attributes` that are neither a list nor `{ include, exclude }`
 * @throws {UsageError} for an include whose options are of the wrong kind, or say two things, and for
 *   a `strategy` outside of an include
 */
export function checkFinderOptions(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  caller: string,
  ofInclude = false,
): void {
  const { attributes } = options
  if (attributes !== undefined && attributes !== null && !Array.isArray(attributes)) {
    checkAttributes(`${model.name}.${caller}`, attributes)
  }
  if (options.include !== undefined && options.include !== null) {
    checkIncludes(model, options.include, `${model.name}.${caller}`, 'find')
  }
  for (const name in options) {
    if (finderCallNames.has(name)) continue
    if (!knownOptionNames.has(name)) checkUnknown(model, options, caller, name)
    else if (!ofInclude) checkMisplaced(model, options, caller, name)
  }
}

/**
 * An option of includes, given to a finder: v6 does nothing about it, and neither do we unless told
 * to be strict. A strategy is no option of v6, and one that is not followed would not be noticed.
 */
function checkMisplaced(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  caller: string,
  name: string,
): void {
  const value = options[name]
  const { strict } = model.runtime.runtimeOptions
  if (value === undefined || value === null || (!strict && name !== 'strategy')) return
  const where = `${model.name}.${caller}${name === 'strategy' ? '' : ' (strict)'}`
  throw UsageError.optionOfInclude(where, name, value, aliasOf(options.include))
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
  refuseOrWarn(
    `${model.name}.${caller}`,
    name,
    finderOptionNames,
    model.runtime.runtimeOptions.strict,
  )
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
  const { include } = options as { include?: unknown }
  if (include !== undefined && include !== null) {
    checkIncludes(model, include, `${model.name}.${caller}`, 'write')
  }
  for (const name in options) {
    if (!knownOptionNames.has(name)) {
      const { strict } = model.runtime.runtimeOptions
      refuseOrWarn(`${model.name}.${caller}`, name, writeOptionNames, strict)
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

/** v6's `Model.warnOnInvalidOptions`: the same look, for options that are not used yet. */
export function warnOfFinderOptions(model: AnyModel, options: unknown): void {
  if (typeof options === 'object' && options !== null) {
    checkFinderOptions(model, options as Record<string, unknown>, 'findAll')
  }
}
