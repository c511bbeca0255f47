/** Properties on the prototype of a model class: its attributes, and what finders include. */
import type { Model } from '../../types/model-class.js'
import type { AnyModel, AssociationLike } from './runtime.js'

/** Fields that every instance has: an attribute of such a name is reached by `get` alone. */
const instanceFields: ReadonlySet<string> = new Set([
  'dataValues',
  'isNewRecord',
  '_options',
  '_changes',
  '__proto__',
])

/**
 * Defines a property for every attribute and pseudo-attribute. Names that `Model.prototype` has
 * (`save`, `get`, …) keep their meaning there; such attributes are reached by `get` and `set`.
 *
 * @param before names of properties that were defined for attributes which are gone
 * @returns the names of the properties
 */
export function defineAttributeAccessors(
  model: AnyModel,
  before: Iterable<string> = [],
): Set<string> {
  const prototype = prototypeOf(model)
  const base = model.baseModel.prototype as object
  const { getters, setters } = model._rules
  // A class that replaces `get` or `set` sees every access, as in v6.
  const readsDirectly = (prototype as Model).get === (base as Model).get
  const names = new Set<string>()
  for (const name of [
    ...model.modelDefinition.attributes.keys(),
    ...getters.keys(),
    ...setters.keys(),
  ]) {
    if (instanceFields.has(name) || name in base) continue
    names.add(name)
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: false,
      get: readsDirectly && !getters.has(name) ? storedValueGetter(name) : getter(name),
      set: setter(name),
    })
  }
  for (const name of before) {
    if (!names.has(name)) delete (prototype as Record<string, unknown>)[name]
  }
  return names
}

function prototypeOf(model: AnyModel): object {
  return model.prototype as object
}

/** Hot: reading an attribute is reading its stored value. */
function storedValueGetter(name: string): (this: Model) => unknown {
  return function () {
    return this.dataValues[name]
  }
}

function getter(name: string): (this: Model) => unknown {
  return function () {
    return this.get(name)
  }
}

function setter(name: string): (this: Model, value: unknown) => void {
  return function (value) {
    this.set(name, value)
  }
}

/**
 * Defines the property under which included instances are found: `author.books`. A method or
 * property of that name that the class has already stays. What is assigned to an instance that was
 * not found to include it is a property of that object, which no `toJSON` shows, as in v6.
 */
export function defineIncludeAccessor(model: AnyModel, as: string): void {
  const prototype = prototypeOf(model)
  if (as in prototype || instanceFields.has(as)) return
  Object.defineProperty(prototype, as, {
    configurable: true,
    enumerable: false,
    get: storedValueGetter(as),
    set(this: Model, value: unknown) {
      if (includesNamed(this, as)) this.dataValues[as] = value
      else definePlain(this, as, value)
    },
  })
}

function includesNamed({ _options, dataValues }: Model, as: string): boolean {
  const names = _options.includeNames as readonly string[] | undefined
  return names?.includes(as) === true || Object.hasOwn(dataValues, as)
}

function definePlain(instance: Model, name: string, value: unknown): void {
  const plain = { value, configurable: true, enumerable: true, writable: true }
  Object.defineProperty(instance, name, plain)
}

/**
 * Warns of class fields that hide attributes, included instances or methods of associations:
 * `class Book extends Model { title }` makes an own property on each instance, so that the
 * attribute's value is never seen. Called for the first instance of a class; looks once its
 * constructor is through, when the fields are there.
 */
export function warnOfShadowingFields(model: AnyModel, instance: Model): void {
  queueMicrotask(() => {
    const isHidden = (name: string): boolean =>
      !instanceFields.has(name) && Object.hasOwn(instance, name)
    const attributes = [...model.modelDefinition.attributes.keys()].filter(isHidden)
    if (attributes.length > 0) {
      warnOfFields(model, 'the attributes', attributes, 'RELATA_SHADOWED_ATTRIBUTE')
    }
    const associations = [...namesOfAssociations(model)].filter(isHidden)
    if (associations.length > 0) {
      warnOfFields(
        model,
        'the includes and methods of associations',
        associations,
        'RELATA_SHADOWED_ASSOCIATION',
      )
    }
  })
}

function warnOfFields(model: AnyModel, what: string, names: readonly string[], code: string): void {
  process.emitWarning(
    `${model.name}: class fields hide ${what} ${names.map((name) => `"${name}"`).join(', ')}. ` +
      `Declare them without a value: "declare ${names[0]!}: …" in TypeScript, nothing in JavaScript.`,
    { code },
  )
}

/** Under which names instances find what is included, and the methods of associations. */
function namesOfAssociations(model: AnyModel): ReadonlySet<string> {
  const associations = Object.values(model.associations) as AssociationLike[]
  return new Set([
    ...associations.map(({ as }) => as),
    ...associations.flatMap(({ accessors }) => Object.values(accessors)),
  ])
}
