/**
 * Who uses which foreign key. One key is one relation, whatever leads along it: both of its sides,
 * and the many-to-many relations of a model that links others.
 */
import { foreignKeyOf, otherKeyOf } from './completion.js'
import {
  holderOf,
  isSameModel,
  type KeyUse,
  referencedModel,
  type Side,
  type UsedKey,
} from './side.js'

/** Finds the keys of all sides, once they are paired, and gives each side its own. */
export function findKeys(sides: readonly Side[]): readonly UsedKey[] {
  const found = new Map<string, UsedKey[]>()
  const use = (
    side: Side,
    option: KeyUse['option'],
    key: Omit<UsedKey, 'uses' | 'names'> & { readonly names: readonly string[] | undefined },
  ): void => {
    const { holder, names, referenced } = key
    if (names === undefined || names.length === 0) return
    const place = typeof holder === 'string' ? holder : holder.name
    const name = JSON.stringify([place, names])
    const alike = found.get(name) ?? []
    found.set(name, alike)
    let used = alike.find((one) => isSameModel(one.referenced, referenced))
    if (used === undefined) {
      used = { holder, names, referenced, uses: [] }
      alike.push(used)
    }
    used.uses.push({ side, option })
    side.keys[option] = used
  }
  for (const side of sides) {
    const names = foreignKeyOf(side)
    if (side.kind !== 'BelongsToMany') {
      const referenced = referencedModel(side)._owner
      use(side, 'foreignKey', { holder: holderOf(side)._owner, names, referenced })
      continue
    }
    const through = side.through ?? side.inverses[0]?.through
    if (through === undefined) continue
    const holder = through.model?._owner ?? through.name
    const referenced = side.target._owner
    use(side, 'foreignKey', { holder, names, referenced: side.source._owner })
    use(side, 'otherKey', { holder, names: otherKeyOf(side), referenced })
  }
  return [...found.values()].flat()
}
