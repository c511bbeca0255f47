/**
 * What instances of a model ask at every `build`, `get` and `set`, found once per definition:
 * getters, setters, sanitizers, defaults, and the attributes that are written only once.
 */
import { JsonType } from '../data-types/structured-types.js'
import type { DataType } from '../data-types/data-type.js'
import { isNode } from '../expression/node.js'
import { type DefaultValueMaker, defaultValueMaker } from './default-values.js'
import type { ModelDefinition } from './definition-types.js'
import type { ModelOptionValues } from './model-options.js'

/** A getter of an attribute or pseudo-attribute; `this` is the instance. */
export type CustomGetter = (this: unknown, key: string) => unknown

/** A setter of an attribute or pseudo-attribute; `this` is the instance. */
export type CustomSetter = (this: unknown, value: unknown, key: string) => void

/** What instances of a model go by. */
export interface InstanceRules {
  readonly getters: ReadonlyMap<string, CustomGetter>
  readonly setters: ReadonlyMap<string, CustomSetter>
  /** Types that convert what is set. */
  readonly sanitizers: ReadonlyMap<string, DataType>
  /** Types that say themselves whether a value changed. */
  readonly comparers: ReadonlyMap<string, DataType>
  /**
   * Attributes that a value is put into as it is, or as its type makes it: those without a setter, and
   * alone in their column.
   */
  readonly plainAttributes: ReadonlyMap<string, DataType | null>
  readonly jsonAttributes: ReadonlySet<string>
  readonly virtualAttributes: ReadonlySet<string>
  /** Attributes of a stored row that only Relata writes: timestamps and version. */
  readonly readOnlyAttributes: ReadonlySet<string>
  readonly primaryKeys: ReadonlySet<string>
  /** The values of a new instance: defaults, then null for primary keys without one. */
  readonly initialValues: readonly (readonly [name: string, make: DefaultValueMaker])[]
  /** Whether an attribute has the name of something that every plain object inherits. */
  readonly hasInheritedNames: boolean
}

/** Whether every plain object inherits something under a name: `constructor`, `toString`. */
export function isInheritedName(name: string): boolean {
  return name in Object.prototype
}

/** The rules that follow from a definition and the options `getterMethods` and `setterMethods`. */
export function instanceRules(
  definition: ModelDefinition,
  options: ModelOptionValues,
): InstanceRules {
  const getters = new Map(functionsOf<CustomGetter>(options.getterMethods))
  const setters = new Map(functionsOf<CustomSetter>(options.setterMethods))
  const sanitizers = new Map<string, DataType>()
  const comparers = new Map<string, DataType>()
  const jsonAttributes = new Set<string>()
  const virtualAttributes = new Set<string>()
  const initialValues: [string, DefaultValueMaker][] = []
  for (const attribute of definition.attributes.values()) {
    const { name, type, getter, setter } = attribute
    // An attribute's own accessors go before the options of the same name.
    if (getter !== undefined) getters.set(name, getter as CustomGetter)
    if (setter !== undefined) setters.set(name, setter as CustomSetter)
    if (type._sanitize !== undefined) sanitizers.set(name, type)
    if (type._isChanged !== undefined) comparers.set(name, type)
    if (type instanceof JsonType) jsonAttributes.add(name)
    if (attribute.isVirtual) virtualAttributes.add(name)
    const make = defaultValueMaker(attribute)
    if (make !== undefined) initialValues.push([name, sanitized(type, make)])
  }
  for (const { name, hasDefault } of definition.primaryKeys) {
    if (!hasDefault) initialValues.push([name, () => null])
  }
  const plainAttributes = new Map<string, DataType | null>()
  for (const name of definition.attributes.keys()) {
    // `__proto__` takes more than an assignment.
    if (!setters.has(name) && !definition.sharedColumns.has(name) && name !== '__proto__') {
      plainAttributes.set(name, sanitizers.get(name) ?? null)
    }
  }
  const { createdAt, updatedAt, deletedAt } = definition.timestamps
  return {
    getters,
    setters,
    sanitizers,
    comparers,
    plainAttributes,
    jsonAttributes,
    virtualAttributes,
    readOnlyAttributes: new Set(
      [createdAt, updatedAt, deletedAt, definition.version].filter((name) => name !== undefined),
    ),
    primaryKeys: new Set(definition.primaryKeys.map(({ name }) => name)),
    initialValues,
    hasInheritedNames: [...definition.attributes.keys()].some(isInheritedName),
  }
}

/** A default is converted as a value from the database is: text for a BOOLEAN becomes a boolean. */
function sanitized(type: DataType, make: DefaultValueMaker): DefaultValueMaker {
  if (type._sanitize === undefined) return make
  return () => {
    const value = make()
    return isNode(value) ? value : type._sanitize!(value, { raw: true })
  }
}

function functionsOf<T>(methods: unknown): [string, T][] {
  if (typeof methods !== 'object' || methods === null) return []
  return Object.entries(methods).filter(([, method]) => typeof method === 'function') as [
    string,
    T,
  ][]
}
