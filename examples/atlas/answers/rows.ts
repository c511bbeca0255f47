// What the answers share: reading rows that aggregate, and the largest city of a country.

import type { Atlas, CityRow, CountryRow } from '../models.js'

/**
 * Types the outcome of a finder called with `raw: true`: plain objects with the columns asked for,
 * while the finder's declared result is instances.
 */
export function asRows<Row>(found: readonly unknown[]): Row[] {
  return found as Row[]
}

/**
 * Loads countries with their largest city as the only one of their `cities`.
 *
 * @param codes two-letter codes
 * @returns code → country
 */
export async function withLargestCity(
  { Country }: Atlas,
  codes: readonly string[],
): Promise<Map<string, CountryRow>> {
  const countries = await Country.findAll({
    where: { code: [...codes] },
    include: [
      {
        association: 'cities',
        separate: true,
        order: [
          ['population', 'DESC'],
          ['id', 'ASC'],
        ],
        limit: 1,
      },
    ],
  })
  return byCode(countries)
}

/** Indexes models by their code. */
export function byCode<Coded extends { code: string }>(models: readonly Coded[]) {
  return new Map(models.map((model) => [model.code, model]))
}

/** Gives the element for `key`, which must be there. */
export function required<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key)
  if (value === undefined) throw new Error(`The atlas has no "${key}"`)
  return value
}

/** A city as the answers show it. */
export interface ShownCity {
  readonly name: string
  readonly country: string
  readonly population: number
}

/** Reads what is shown of a city that was loaded together with its country. */
export function showCity(city: CityRow): ShownCity {
  return { name: city.name, country: city.country?.name ?? '', population: city.population }
}
