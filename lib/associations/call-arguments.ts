/**
 * What is given to the methods of associations: the instance they are called on, and the targets. All
 * of it is checked before the first statement, so that a call which is refused has changed nothing.
 */
import type { DataType } from '../data-types/data-type.js'
import { IntegerType, NumberType } from '../data-types/number-types.js'
import { BooleanType } from '../data-types/special-types.js'
import { EnumType } from '../data-types/structured-types.js'
import { DateOnlyType, DateType } from '../data-types/temporal-types.js'
import { StringType, TextType, UuidType } from '../data-types/text-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import type { Model } from '../model/model.js'
import { lowerFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association } from './association.js'
import { type AssociatedModel, isInstance } from './finding.js'
import { isWhole, keyText, type KeyValues, pick } from './keys.js'

/** A call of a method of an association. */
export interface AssociationCall {
  readonly association: Pick<
    Association,
    'accessors' | 'isMultiAssociation' | 'label' | 'source' | 'target'
  >
  readonly operation: 'get' | 'set' | 'create' | 'add' | 'remove' | 'has' | 'count'
  /** The targets, as the application gave them. */
  readonly given?: unknown
}

/** The method of a call: `post.getTags`, `post.hasTag`; `post.addTags` where it is given a list. */
export function callText({ association, operation, given }: AssociationCall): string {
  const { accessors, source } = association
  const isList = Array.isArray(given)
  const named = {
    has: isList ? 'hasAll' : 'hasSingle',
    add: isList ? 'addMultiple' : 'add',
    remove: isList ? 'removeMultiple' : 'remove',
  } as const
  const accessor = operation in named ? named[operation as keyof typeof named] : operation
  const { singular } = source.modelDefinition
  return `${lowerFirst(singular)}.${accessors[accessor] ?? operation}`
}

/**
 * Asserts that what a method is called on is an instance of the association's source.
 *
 * @throws {UsageError} when it is another model's
 */
export function assertSource(call: AssociationCall, instance: unknown): asserts instance is Model {
  const { source } = call.association
  if (isOf(source, instance)) return
  throw UsageError.wrongAssociationSource(callText(call), source.name, modelName(instance))
}

/**
 * Whether an instance has the key by which its targets are found: one that was loaded with a null in
 * it has no targets.
 *
 * @throws {UsageError} when the key is not known: the instance was not saved, or loaded without it
 */
export function hasSourceKey(
  call: AssociationCall,
  instance: unknown,
  names: readonly string[],
): boolean {
  assertSource(call, instance)
  const { attributes } = call.association.source.modelDefinition
  const values = names.map((name) => instance.get(name as never) as unknown)
  const unknownName = names.find((name, index) => {
    const value = values[index]
    if (value === undefined) return true
    return value === null && (instance.isNewRecord || attributes.get(name)?.isPrimaryKey === true)
  })
  if (unknownName === undefined) return isWhole(values)
  throw UsageError.missingSourceKey(callText(call), describeInstance(instance, unknownName))
}

/**
 * Asserts that targets can refer to an instance.
 *
 * @throws {UsageError} when a part of its key is null, or not known
 */
export function assertSourceKey(
  call: AssociationCall,
  instance: unknown,
  names: readonly string[],
): asserts instance is Model {
  if (hasSourceKey(call, instance, names)) return
  const source = instance as Model
  const empty = names.find((name) => !isWhole([source.get(name as never)]))!
  throw UsageError.nullSourceKey(callText(call), describeInstance(source, empty))
}

/**
 * Asserts that the foreign key of an instance is known. It is null where nothing was given to a row
 * that was built or created here; a row that was found may have one that was not loaded.
 *
 * @throws {UsageError} when it was not loaded
 */
export function assertForeignKey(
  call: AssociationCall,
  instance: unknown,
  names: readonly string[],
): asserts instance is Model {
  assertSource(call, instance)
  if (instance._options.isNewRecord !== false) return
  const missing = names.find((name) => instance.get(name as never) === undefined)
  if (missing === undefined) return
  throw UsageError.missingSourceKey(callText(call), describeInstance(instance, missing))
}

/**
 * Asserts that what `create` is given are the values of a new target: an object, or nothing.
 *
 * @throws {UsageError} for a list, an instance, and whatever else has no values by attribute
 */
export function assertValues(call: AssociationCall, values: unknown): void {
  if (values === null || values === undefined) return
  const { accessors, target } = call.association
  const isValues =
    typeof values === 'object' &&
    !Array.isArray(values) &&
    !isInstance(values) &&
    !(values instanceof Promise)
  if (isValues) return
  const model = isInstance(values) ? modelName(values) : undefined
  const other = accessors.add ?? accessors.set
  throw UsageError.notTargetValues(callText(call), {
    target: target.name,
    received: values,
    ...(model === undefined ? {} : { model, link: model === target.name ? other : undefined }),
  })
}

/** Whether a value is an object of options, or stands for none. */
export function isOptions(value: unknown): boolean {
  if (value === null || value === undefined) return true
  return typeof value === 'object' && !Array.isArray(value) && !isInstance(value)
}

/**
 * Asserts that what a method is given behind the targets are options; `create` takes a list for `fields`.
 *
 * @throws {UsageError} for a second target and the like
 */
export function assertOptions(call: AssociationCall, options: unknown): void {
  const { association, operation } = call
  if (operation === 'create' && Array.isArray(options)) return
  if (!isOptions(options)) {
    const takesTargets = !['get', 'count', 'create'].includes(operation)
    throw UsageError.notCallOptions(
      callText(call),
      options,
      takesTargets && association.isMultiAssociation,
    )
  }
  const { through, fields } = (options ?? {}) as {
    readonly through?: unknown
    readonly fields?: unknown
  }
  if (!isOptions(through)) {
    throw UsageError.invalidOption(callText(call), '"through"', 'an object', through)
  }
  // As in v6 what counts as nothing stands for none, and what updates rows looks at none.
  const writesFields =
    operation === 'create' || (operation === 'set' && !association.isMultiAssociation)
  if (!writesFields || !fields || Array.isArray(fields)) return
  throw UsageError.invalidOption(callText(call), '"fields"', 'a list of attributes', fields)
}

/** What is done with an instance that was not saved yet, and has no key. */
export interface UnsavedTargets {
  readonly acceptsUnsaved: boolean
}

/**
 * One target, or several, as instances or keys → instances of the target.
 *
 * @param names the attributes of the key: a value for one, an object for several
 * @throws {UsageError} for undefined, another model's instance, and what is no such key
 */
export function toInstances(
  call: AssociationCall,
  names: readonly string[],
  { acceptsUnsaved }: UnsavedTargets,
): Model[] {
  if (call.given === null) return []
  const model = call.association.target as unknown as AssociatedModel
  return listGiven(call).map((value, index) => {
    const target = { call, index, value }
    if (!isInstance(value)) {
      return model.build(keyGiven(target, names), { isNewRecord: false, raw: true })
    }
    assertTarget(target, value)
    if (!(acceptsUnsaved && value.isNewRecord)) assertTargetKey(target, value, names)
    return value
  })
}

/**
 * A condition for each target, given as an instance or by its key; each target once.
 *
 * @returns beside them, whether each target can be found: null and what is not saved have no row
 * @throws {UsageError} as `toInstances` does
 */
export function uniqueTargets(
  call: AssociationCall,
  names: readonly string[],
): { readonly conditions: readonly KeyValues[]; readonly areAllSaved: boolean } {
  const seen = new Map<string, KeyValues>()
  let areAllSaved = true
  for (const [index, value] of listGiven(call).entries()) {
    const target = { call, index, value }
    if (isInstance(value)) assertTarget(target, value)
    if (value === null || (isInstance(value) && hasNoLinks(value, names))) {
      areAllSaved = false
      continue
    }
    if (isInstance(value)) assertTargetKey(target, value, names)
    const condition = isInstance(value) ? keyOfTarget(value, names) : keyGiven(target, names)
    seen.set(keyText(Object.values(condition)), condition)
  }
  return { conditions: [...seen.values()], areAllSaved }
}

/** Whether no row can refer to an instance: it has no key. One that was found may have one all the same. */
function hasNoLinks(target: Model, names: readonly string[]): boolean {
  const key = Object.values(keyOfTarget(target, names))
  const wasFound = target._options.isNewRecord === false
  return wasFound ? key.includes(null) : !isWhole(key)
}

/**
 * The one target that a to-one association is given.
 *
 * @throws {UsageError} for undefined and for a list
 */
export function assertOneTarget(call: AssociationCall): void {
  const { given } = call
  if (given === undefined) throw undefinedTargets(call)
  if (!Array.isArray(given)) return
  const { target } = call.association
  throw UsageError.notATarget(callText(call), {
    expected: target.name,
    received: given,
    place: undefined,
  })
}

/** The values of the attributes that a foreign key to a target refers to, whatever it is given as. */
export function keyOfOne(call: AssociationCall, names: readonly string[]): KeyValues {
  const { given } = call
  const target = { call, index: 0, value: given }
  if (!isInstance(given)) return keyGiven(target, names)
  assertTarget(target, given)
  assertTargetKey(target, given, names)
  return Object.fromEntries(names.map((name) => [name, given.get(name as never) as unknown]))
}

/** One of the targets that a method was given. */
interface GivenTarget {
  readonly call: AssociationCall
  readonly index: number
  readonly value: unknown
}

function listGiven(call: AssociationCall): readonly unknown[] {
  const { given, operation } = call
  if (given === undefined) {
    // v6 takes it for nothing to do there; elsewhere it would empty a relation, or answer at random.
    if (operation === 'add' || operation === 'remove') return []
    throw undefinedTargets(call)
  }
  // Holes of a list count as undefined.
  return Array.isArray(given) ? Array.from(given as unknown[]) : [given]
}

function undefinedTargets(call: AssociationCall): UsageError {
  const { isMultiAssociation: isMulti, target } = call.association
  const isSet = call.operation === 'set'
  return UsageError.undefinedTarget(callText(call), { expected: target.name, isMulti, isSet })
}

function assertTarget({ call, index }: GivenTarget, value: Model): void {
  const { target } = call.association
  if (isOf(target, value)) return
  throw UsageError.wrongTarget(callText(call), {
    expected: target.name,
    received: modelName(value)!,
    place: placeOf(call, index),
  })
}

function assertTargetKey({ call }: GivenTarget, value: Model, names: readonly string[]): void {
  const key = keyOfTarget(value, names)
  const missing = names.find((name) => !isWhole([key[name]]))
  if (missing === undefined) return
  throw UsageError.targetWithoutKey(callText(call), describeInstance(value, missing))
}

function keyOfTarget(target: Model, names: readonly string[]): KeyValues {
  return pick(target.dataValues as KeyValues, names)
}

/**
 * A key as its attributes: `{ tenantId: 1, id: 5 }`, and a bare value for a key of one.
 *
 * @throws {UsageError} for a value that the key cannot have, and an object that lacks a part of it
 */
function keyGiven(target: GivenTarget, names: readonly string[]): KeyValues {
  const { call, index, value } = target
  const { target: model, label } = call.association
  const { attributes } = model.modelDefinition
  const isObject = typeof value === 'object' && value !== null && !isNode(value)
  const isParts = isObject && names.every((name) => Object.hasOwn(value, name))
  const parts = isParts ? pick(value as KeyValues, names) : { [names[0]!]: value }
  const isKey = names.every((name) => isKeyValue(parts[name], attributes.get(name)?.type))
  if ((isParts || names.length === 1) && isKey) return parts
  const given = { expected: model.name, received: value, place: placeOf(call, index) }
  if (names.length > 1 && !isParts)
    throw UsageError.partialKey(callText(call), label, { ...given, names })
  const key = names.map((name) => ({ name, type: attributes.get(name)?.type.key ?? 'key' }))
  throw UsageError.notATarget(callText(call), { ...given, key })
}

/** Whether a value may be one of a key's attribute. Its length and the like are the database's to judge. */
function isKeyValue(value: unknown, type: DataType | undefined): boolean {
  if (value === undefined || value === null || Number.isNaN(value)) return false
  if (typeof value === 'symbol' || typeof value === 'function') return false
  if (isNode(value)) return true
  if (type instanceof NumberType) return isNumberLike(value, type)
  if (typeof value === 'boolean') return type instanceof BooleanType || !isPlainType(type)
  if (typeof value !== 'object') return true
  if (value instanceof Date) return !Number.isNaN(value.getTime())
  if (value instanceof Uint8Array || value instanceof String) return true
  // Lists, objects and classes of the application: what a custom type makes of them is its own.
  return !isPlainType(type) && !(value instanceof Promise)
}

function isNumberLike(value: unknown, type: DataType): boolean {
  if (typeof value === 'bigint') return true
  if (typeof value === 'number') {
    return type instanceof IntegerType ? Number.isInteger(value) : Number.isFinite(value)
  }
  if (typeof value !== 'string' && !(value instanceof String)) return false
  const text = String(value)
  return type instanceof IntegerType
    ? /^[-+]?\d+$/.test(text)
    : text.trim() !== '' && Number.isFinite(Number(text))
}

const plainTypes = [StringType, TextType, UuidType, EnumType, DateType, DateOnlyType]

/** Whether values of a type are texts or dates. */
function isPlainType(type: DataType | undefined): boolean {
  return plainTypes.some((PlainType) => type instanceof PlainType)
}

/** Whether a value is an instance of a model, by whichever of its classes: scoped, of a schema, extended. */
function isOf(model: AnyModel, value: unknown): value is Model {
  return value instanceof model._owner
}

function modelName(value: unknown): string | undefined {
  return isInstance(value) ? (value.constructor as { readonly name: string }).name : undefined
}

function placeOf(
  { given }: AssociationCall,
  index: number,
): { index: number; count: number } | undefined {
  return Array.isArray(given) ? { index, count: given.length } : undefined
}

function describeInstance(instance: Model, key: string) {
  const model = instance.constructor as AnyModel
  const isPrimary = model.modelDefinition.attributes.get(key)?.isPrimaryKey === true
  return { model: model.name, key, isNew: instance.isNewRecord, isPrimary }
}
