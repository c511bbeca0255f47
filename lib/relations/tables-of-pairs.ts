/** The tables of pairs that many-to-many relations name, and that are still to be made. */
import { defineThroughModel } from '../associations/through-model.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import type { Side } from './side.js'

/**
 * Defines them, as their relations would: with the options of an end (`underscored`, its schema). It is
 * the end whose name comes first, whichever side is written first, or at all.
 */
export function defineTablesOfPairs(runtime: ModelRuntime, sides: readonly Side[]): void {
  const byName = new Map<string, Side[]>()
  for (const side of sides) {
    const name = side.kind === 'BelongsToMany' ? throughName(side) : undefined
    if (name === undefined || runtime.modelNamed(name) !== undefined) continue
    byName.set(name, [...(byName.get(name) ?? []), side])
  }
  for (const [name, users] of byName) {
    const [first] = users
      .flatMap(({ source, target }): AnyModel[] => [source, target])
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    defineThroughModel(first!, name, {
      timestamps: firstOf(users, ({ options }) => options.timestamps),
      paranoid: firstOf(users, ({ options }) => {
        return (options.through as { paranoid?: unknown } | null | undefined)?.paranoid
      }),
    })
  }
}

function throughName(side: Side): string | undefined {
  const through = side.through ?? firstOf(side.inverses, (other) => other.through)
  return through?.model === undefined ? through?.name : undefined
}

function firstOf<T>(sides: readonly Side[], read: (side: Side) => T | undefined): T | undefined {
  for (const side of sides) {
    const value = read(side)
    if (value !== undefined) return value
  }
  return undefined
}
