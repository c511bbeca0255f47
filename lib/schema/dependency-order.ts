/** The order in which things that refer to each other are made: what is referred to comes first. */

/** Things in order, and the circles among them. */
export interface DependencyOrder<T> {
  /** Every thing once; what is referred to stands before what refers to it, circles excepted. */
  readonly sorted: readonly T[]
  /** Groups of things that all refer to each other, a lone thing that refers to itself excepted. */
  readonly cycles: readonly (readonly T[])[]
}

/**
 * Sorts things by what they refer to. Things that do not depend on each other keep their order.
 *
 * @param dependenciesOf what a thing refers to; what is not among the things is passed over
 */
export function dependencyOrder<T>(
  things: readonly T[],
  dependenciesOf: (thing: T) => Iterable<T>,
): DependencyOrder<T> {
  const known = new Set(things)
  const sorted: T[] = []
  const cycles: (readonly T[])[] = []
  const marks = new Map<T, { index: number; low: number; isOpen: boolean }>()
  const open: T[] = []

  // Tarjan's algorithm: strongly connected things come out together, dependencies first.
  const visit = (thing: T): { index: number; low: number; isOpen: boolean } => {
    const mark = { index: marks.size, low: marks.size, isOpen: true }
    marks.set(thing, mark)
    open.push(thing)
    for (const dependency of dependenciesOf(thing)) {
      if (!known.has(dependency)) continue
      const other = marks.get(dependency) ?? visit(dependency)
      if (other.isOpen) mark.low = Math.min(mark.low, other.low)
    }
    if (mark.low === mark.index) {
      const group = open.splice(open.indexOf(thing))
      for (const member of group) marks.get(member)!.isOpen = false
      if (group.length > 1) cycles.push(group)
      sorted.push(...(group.length > 1 ? things.filter((one) => group.includes(one)) : group))
    }
    return mark
  }
  for (const thing of things) if (!marks.has(thing)) visit(thing)
  return { sorted, cycles }
}
