/** What can be wrong with the values of a relation's options. */
import { normalizeDataType } from '../data-types/data-type.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { nearestName } from '../errors/base-error.js'
import { relationOptions } from '../errors/relation-options.js'
import type { Contradiction } from '../errors/relation-usage.js'
import type { AnyModel } from '../model/runtime.js'
import { isSameModel, keyNames, placeOf, type Side } from './side.js'
import { codeOfSide } from './side-code.js'

/** Checks the values of a side's options, whose names are right. */
export function checkOptionValues(side: Side, sides: readonly Side[]): Contradiction[] {
  return [
    ...checkKeys(side),
    ...checkTypes(side),
    ...checkFlags(side),
    ...checkThroughOptions(side),
    ...checkScopes(side, sides),
  ]
}

function malformed(side: Side, option: string, what: string, received: unknown): Contradiction {
  const code = codeOfSide(side, { [option]: undefined })
  return relationOptions.malformedOption(placeOf(side), what, received, code)
}

function checkKeys(side: Side): Contradiction[] {
  return ['foreignKey', 'otherKey'].flatMap((name) => {
    const value = side.options[name]
    if (value === undefined || value === null || value === '') return []
    if (!isKeyForm(value)) {
      const what = `"${name}" must be the name of an attribute, or attribute options with "name"`
      return [malformed(side, name, what, value)]
    }
    return partsOf(value).flatMap((part) => {
      const { allowNull } = part as { allowNull?: unknown }
      if (allowNull === undefined || allowNull === null || typeof allowNull === 'boolean') return []
      const names = keyNames(value)
      const key = names?.length === 1 ? names[0] : names
      const what = `"${name}.allowNull" must be true or false`
      const code = codeOfSide({ ...side, options: { ...side.options, [name]: key } })
      return [relationOptions.malformedOption(placeOf(side), what, allowNull, code)]
    })
  })
}

function partsOf(value: unknown): readonly object[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (part): part is object => typeof part === 'object' && part !== null,
  )
}

function isKeyForm(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  if (Array.isArray(value)) return value.length > 0 && value.every(isKeyForm)
  if (!isPlainObject(value)) return false
  const { name, fieldName } = value as { name?: unknown; fieldName?: unknown }
  return [name, fieldName].every(
    (one) => one === undefined || one === null || typeof one === 'string',
  )
}

/** Data types that are none would be found when half of the associations are made. */
function checkTypes(side: Side): Contradiction[] {
  const { foreignKey, otherKey, keyType } = side.options
  const given = (option: string, type: unknown): Contradiction[] =>
    type === undefined || type === null || isDataType(type)
      ? []
      : [malformed(side, option, 'the type is not a data type', type)]
  const ofKeys = (['foreignKey', 'otherKey'] as const).flatMap((option) =>
    partsOf(option === 'foreignKey' ? foreignKey : otherKey).flatMap((part) =>
      given(option, (part as { type?: unknown }).type),
    ),
  )
  return [...given('keyType', keyType), ...ofKeys]
}

function isDataType(type: unknown): boolean {
  try {
    normalizeDataType(type as never)
    return true
  } catch {
    return false
  }
}

/** Options that are true or false, and names. */
function checkFlags(side: Side): Contradiction[] {
  const found: Contradiction[] = []
  for (const name of ['constraints', 'foreignKeyConstraint', 'hooks', 'timestamps']) {
    const value = side.options[name]
    if (value === undefined || value === null || typeof value === 'boolean') continue
    found.push(malformed(side, name, `"${name}" must be true or false`, value))
  }
  for (const name of ['uniqueKey', 'singular']) {
    const value = side.options[name]
    if (value === undefined || value === null || typeof value === 'string') continue
    found.push(malformed(side, name, `"${name}" must be a name`, value))
  }
  const { inverse } = side.options
  if (inverse !== undefined && inverse !== false && typeof inverse !== 'string') {
    const what = '"inverse" must be the alias of the other side, or false if there is none'
    found.push(malformed(side, 'inverse', what, inverse))
  }
  return found
}

const throughOptions = ['model', 'unique', 'paranoid', 'scope']

function checkThroughOptions(side: Side): Contradiction[] {
  const { through } = side.options
  if (side.kind !== 'BelongsToMany' || !isPlainObject(through)) return []
  const given = through as Readonly<Record<string, unknown>>
  const isStrict = side.source.runtime.runtimeOptions.strict
  const without = (name: string, meant?: string): string => {
    const right = meant === undefined ? {} : { [meant]: given[name] }
    const options = { ...side.options, through: { ...given, ...right, [name]: undefined } }
    return codeOfSide({ ...side, options })
  }
  const found: Contradiction[] = []
  for (const name of Object.keys(given)) {
    if (throughOptions.includes(name)) continue
    const meant = nearestName(name, throughOptions)
    if (!isStrict && meant === undefined) continue
    const known = throughOptions.map((one) => `through.${one}`)
    const code = without(name, meant)
    const advice = { known, code }
    found.push(relationOptions.misspelledOption(placeOf(side), `through.${name}`, advice))
  }
  for (const name of ['unique', 'paranoid']) {
    const value = given[name]
    if (value === undefined || value === null || typeof value === 'boolean') continue
    const what = `"through.${name}" must be true or false`
    found.push(relationOptions.malformedOption(placeOf(side), what, value, without(name)))
  }
  return found
}

/** A row is found and created with the values of the scopes: they are attributes. */
function checkScopes(side: Side, sides: readonly Side[]): Contradiction[] {
  const { scope, through } = side.options
  const { model } = side.through ?? side.inverses[0]?.through ?? {}
  const ofPairs = isPlainObject(through) ? (through as { scope?: unknown }).scope : undefined
  return [
    ...checkScope(side, 'scope', scope, attributesOf(side.target, sides)),
    ...checkScope(side, 'through.scope', ofPairs, attributesOf(model, sides)),
  ]
}

function checkScope(
  side: Side,
  option: 'scope' | 'through.scope',
  scope: unknown,
  owner: { readonly name: string; readonly attributes: readonly string[] } | undefined,
): Contradiction[] {
  if (scope === undefined || scope === null) return []
  const without =
    option === 'scope'
      ? codeOfSide(side, { scope: undefined })
      : codeOfSide({
          ...side,
          options: { ...side.options, through: side.through?.model ?? side.through?.name },
        })
  if (!isPlainObject(scope)) {
    const what = `"${option}" must be an object of attributes and values`
    return [relationOptions.malformedOption(placeOf(side), what, scope, without)]
  }
  if (owner === undefined) return []
  return Object.keys(scope)
    .filter((name) => !owner.attributes.includes(name) && !/[.$]/.test(name))
    .map((name) =>
      relationOptions.unknownScope(placeOf(side), option, name, { ...owner, code: without }),
    )
}

/** The attributes of a model, with the keys that relations are about to give it. */
function attributesOf(
  model: AnyModel | undefined,
  sides: readonly Side[],
): { readonly name: string; readonly attributes: readonly string[] } | undefined {
  if (model === undefined) return undefined
  const keys = sides
    .flatMap((side) => [side.keys.foreignKey, side.keys.otherKey])
    .filter((key) => typeof key?.holder === 'object' || typeof key?.holder === 'function')
    .filter((key) => isSameModel(key!.holder as AnyModel, model))
  const { attributes } = model.modelDefinition
  return {
    name: model.name,
    attributes: [...new Set([...attributes.keys(), ...keys.flatMap((key) => key!.names)])],
  }
}
