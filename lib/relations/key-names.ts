/** Foreign keys of one table whose names differ by upper and lower case only: one column to many databases. */
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { upperFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { foreignKeyOf, otherKeyOf } from './completion.js'
import { holderOf, isSameKey, keyOption, placeOf, type Side } from './side.js'
import { codeOfSide } from './side-code.js'

/** A key with the name of an attribute, or of another key, in other letters. */
interface NamedKey {
  readonly name: string
  /** `Post.tags`, or the model whose attribute it is. */
  readonly place: string
}

/** Checks the names of the keys that are to be added, and of both keys of through tables. */
export function checkKeyNames(sides: readonly Side[]): Contradiction[] {
  const taken = new Map<string, Map<string, NamedKey>>()
  return sides.flatMap((side) => {
    const table = tableOf(side)
    if (table === undefined) return []
    const [key = [], otherKey = []] = [foreignKeyOf(side), keyToTarget(side)]
    if (side.isNew && isOtherCase(key, otherKey)) {
      const code = codeOfSide(side, { otherKey: `other${upperFirst(key[0]!)}` })
      return [relationDisagreement.oneKeyForBoth(placeOf(side), key.join(', '), code)]
    }
    const known = taken.get(table.name) ?? namesOf(table.model)
    taken.set(table.name, known)
    const count = key.length
    return [...key, ...otherKey].flatMap((name, index) => {
      const own = { name, place: placeOf(side) }
      const other = known.get(name.toLowerCase())
      known.set(name.toLowerCase(), other ?? own)
      if (other === undefined || other.name === name || !side.isNew) return []
      const option = index < count ? 'foreignKey' : 'otherKey'
      const names = option === 'foreignKey' ? key : otherKey
      const meant = names.map((one) => (one === name ? other.name : one))
      const code = codeOfSide(side, { [option]: keyOption(meant) })
      return [relationDisagreement.otherCase(own.place, name, other, [code])]
    })
  })
}

/** The table that holds the keys of a side, by a name that tells it from others. */
function tableOf(
  side: Side,
): { readonly name: string; readonly model: AnyModel | undefined } | undefined {
  if (side.kind !== 'BelongsToMany') {
    const model = holderOf(side)._owner
    return { name: model.name, model }
  }
  const through = side.through ?? side.inverses[0]?.through
  return through === undefined
    ? undefined
    : { name: through.model?.name ?? through.name, model: through.model }
}

function keyToTarget(side: Side): readonly string[] {
  return side.kind === 'BelongsToMany' ? (otherKeyOf(side) ?? []) : []
}

function namesOf(model: AnyModel | undefined): Map<string, NamedKey> {
  const names = [...(model?.modelDefinition.attributes.keys() ?? [])]
  return new Map(
    names.map((name) => [name.toLowerCase(), { name, place: `the attributes of ${model!.name}` }]),
  )
}

function isOtherCase(key: readonly string[], other: readonly string[]): boolean {
  if (key.length === 0 || isSameKey(key, other)) return false
  return isSameKey(
    key.map((name) => name.toLowerCase()),
    other.map((name) => name.toLowerCase()),
  )
}
