/** Several includes of one association in one place → one include, or a refusal. */
import { isPlainObject } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { valueOf } from '../expression/expressions.js'
import { isNode } from '../expression/node.js'
import { shapeOf } from '../expression/traverse.js'
import type { AssociationLike } from '../model/runtime.js'

type Options = Readonly<Record<string, unknown>>

/** An element of an include option whose association is known. */
export interface GivenInclude {
  readonly association: AssociationLike
  readonly given: Readonly<Record<string, unknown>>
  /** The objects that the options are from, by which an include is found that leads back to itself. */
  readonly parts: readonly unknown[]
  /** Whether `all` stands for it: then one that is written out takes its place. */
  readonly isOfAll: boolean
}

/**
 * One include for each alias, in the order of the first. What is written out goes before what `all`
 * stands for, as in v6. Of two that are written out, the nested includes are joined, and an option
 * that both have must be the same. A through row that is loaded along takes the place of another
 * association of its name.
 *
 * @param caller what errors begin with: `Author.findAll`
 * @throws {UsageError} for two includes that contradict each other
 */
export function mergeRepeated(includes: readonly GivenInclude[], caller: string): GivenInclude[] {
  const merged: GivenInclude[] = []
  for (const include of includes) {
    const index = merged.findIndex(({ association }) => association.as === include.association.as)
    const known = merged[index]
    if (known === undefined) merged.push(include)
    else if (known.isOfAll && !include.isOfAll) merged[index] = include
    else if (known.association !== include.association) merged[index] = include
    else if (!include.isOfAll) merged[index] = mergeTwo(known, include, caller)
  }
  return merged
}

/** Options that say which association is meant; `model` may say more, so it is compared. */
const naming: ReadonlySet<string> = new Set(['association', 'as'])

function mergeTwo(first: GivenInclude, second: GivenInclude, caller: string): GivenInclude {
  const { association } = first
  const where = `${caller}: include of "${association.as}"`
  const given: Record<string, unknown> = { ...first.given }
  for (const name of Object.keys(second.given)) {
    const value = second.given[name]
    if (value === undefined || value === null) continue
    const other = given[name]
    if (name === 'include') {
      given.include = [...new Set([...asList(other), ...asList(value)])]
    } else if (other === undefined || other === null) {
      Object.defineProperty(given, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    } else if (!naming.has(name) && !isSame(name, other, value)) {
      throw UsageError.includedTwice(where, association.as, name, [other, value])
    }
  }
  return { association, given, parts: [...first.parts, ...second.parts], isOfAll: false }
}

function asList(include: unknown): readonly unknown[] {
  if (include === undefined || include === null) return []
  return Array.isArray(include) ? (include as unknown[]) : [include]
}

function isSame(name: string, one: unknown, other: unknown): boolean {
  // By its alias as text it is the association's own model.
  if (name === 'model' && (typeof one === 'string' || typeof other === 'string')) return true
  return areEqual(one, other)
}

/** Whether two values of options are equal, also where they are made anew each time. */
function areEqual(one: unknown, other: unknown): boolean {
  const [left, right] = [valueOf(one), valueOf(other)]
  if (Object.is(left, right)) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => areEqual(item, right[index]))
    )
  }
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime()
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array && Buffer.compare(left, right) === 0
  }
  if (isNode(left)) {
    if (!isNode(right)) return false
    const [first, second] = [shapeOf(left), shapeOf(right)]
    return first.key === second.key && areEqual(first.values, second.values)
  }
  return isPlainObject(left) && isPlainObject(right) && haveEqualKeys(left, right)
}

function haveEqualKeys(one: Options, other: Options): boolean {
  const keys = Reflect.ownKeys(one)
  if (keys.length !== Reflect.ownKeys(other).length) return false
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      areEqual(
        (one as Record<PropertyKey, unknown>)[key],
        (other as Record<PropertyKey, unknown>)[key],
      ),
  )
}
