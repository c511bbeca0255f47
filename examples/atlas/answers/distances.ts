// Questions about how near and how far: pairs of cities on a globe, and ways over land.

import { col, literal, Op, QueryTypes, where } from '../database.js'
import type { Atlas } from '../models.js'
import { asRows } from './rows.js'

/** Mean radius of the Earth in kilometres. */
const EARTH_RADIUS_KM = 6371.0088

/** Degrees of latitude in a kilometre, with a margin for rounding. */
const DEGREES_PER_KM = (180 / (Math.PI * EARTH_RADIUS_KM)) * 1.000001

/** Half the way around the Earth: nothing is farther away. */
const FARTHEST_KM = Math.PI * EARTH_RADIUS_KM

/** Two cities and how far apart they are. */
export interface CityPair {
  /** The city in the country whose code comes first in the alphabet. */
  readonly first: { readonly name: string; readonly country: string }
  readonly second: { readonly name: string; readonly country: string }
  /** As the crow flies, to the nearest ten metres. */
  readonly kilometres: number
}

/**
 * Finds the pairs of cities that are nearest to each other across a land border.
 *
 * @param population least number of inhabitants of either city
 */
export async function nearestAcrossBorder(
  atlas: Atlas,
  population: number,
  count = 10,
): Promise<CityPair[]> {
  // A band of latitudes keeps the search small. Once it holds enough pairs within its own
  // width, no pair outside can be nearer.
  for (let withinKm = 5; ; withinKm *= 4) {
    const pairs = await pairsAcrossBorder(atlas, { population, withinKm, count })
    if (pairs.length === count || withinKm > FARTHEST_KM) return pairs
  }
}

interface PairSearch {
  readonly population: number
  readonly withinKm: number
  readonly count: number
}

async function pairsAcrossBorder({ Border }: Atlas, search: PairSearch): Promise<CityPair[]> {
  const distance = literal(kilometresBetween('cities', 'opposite'))
  const peopled = { [Op.gte]: search.population }
  const degrees = search.withinKm * DEGREES_PER_KM
  const found = await Border.findAll({
    attributes: [[distance, 'kilometres']],
    where: {
      // Every border is there once from either side; one of them will do.
      countryCode: { [Op.lt]: col('Border.neighbour_code') },
      [Op.and]: [where(distance, Op.lte, search.withinKm)],
    },
    include: [
      { association: 'country', attributes: ['name'] },
      { association: 'neighbour', attributes: ['name'] },
      { association: 'cities', attributes: ['name'], where: { population: peopled } },
      {
        association: 'opposite',
        attributes: ['name'],
        where: {
          population: peopled,
          latitude: {
            [Op.gte]: literal(`cities.latitude - ${degrees}`),
            [Op.lte]: literal(`cities.latitude + ${degrees}`),
          },
        },
      },
    ],
    order: [
      [distance, 'ASC'],
      ['cities', 'id', 'ASC'],
      ['opposite', 'id', 'ASC'],
    ],
    limit: search.count,
    subQuery: false,
    raw: true,
    nest: true,
  })
  type Named = { name: string }
  type Row = Record<'country' | 'neighbour' | 'cities' | 'opposite', Named> & { kilometres: number }
  return asRows<Row>(found).map(({ country, neighbour, cities, opposite, kilometres }) => ({
    first: { name: cities.name, country: country.name },
    second: { name: opposite.name, country: neighbour.name },
    kilometres: roundKm(kilometres),
  }))
}

/** Writes the great-circle distance between the rows of two table aliases, by the haversine. */
function kilometresBetween(first: string, second: string): string {
  const half = (degrees: string) => `POWER(SIN(RADIANS(${degrees}) / 2), 2)`
  const cosines = `COS(RADIANS(${first}.latitude)) * COS(RADIANS(${second}.latitude))`
  const north = half(`${second}.latitude - ${first}.latitude`)
  const east = half(`${second}.longitude - ${first}.longitude`)
  return `${2 * EARTH_RADIUS_KM} * ASIN(SQRT(${north} + ${cosines} * ${east}))`
}

function roundKm(kilometres: number): number {
  return Math.round(kilometres * 100) / 100
}

/**
 * Finds the cities that are most nearly on opposite sides of the globe, by a statement in SQL.
 *
 * The distance of a pair is that from one city to the point opposite the other.
 *
 * @param population least number of inhabitants of either city
 */
export async function antipodes(
  { sequelize }: Atlas,
  population: number,
  count = 6,
): Promise<CityPair[]> {
  const rows = await sequelize.query<{
    name: string
    country: string
    opposite: string
    oppositeCountry: string
    kilometres: number
  }>(
    `WITH large AS (
       SELECT cities.*, countries.name AS country
         FROM atlas_cities AS cities
         JOIN atlas_countries AS countries ON countries.code = cities.country_code
        WHERE cities.population >= :population
     ), pairs AS (
       SELECT south.id, south.name, south.country, north.id AS opposite_id,
              north.name AS opposite, north.country AS opposite_country,
              POWER(SIN(RADIANS(south.latitude + north.latitude) / 2), 2)
                + COS(RADIANS(south.latitude)) * COS(RADIANS(north.latitude))
                * POWER(COS(RADIANS(south.longitude - north.longitude) / 2), 2) AS haversine
         FROM large AS south
         JOIN large AS north ON north.latitude >= 0 AND south.latitude < 0
     )
     SELECT name, country, opposite, opposite_country AS "oppositeCountry",
            :diameter * ASIN(SQRT(haversine)) AS kilometres
       FROM pairs
      ORDER BY haversine, id, opposite_id
      LIMIT :count`,
    {
      replacements: { population, count, diameter: 2 * EARTH_RADIUS_KM },
      type: QueryTypes.SELECT,
    },
  )
  return rows.map(({ name, country, opposite, oppositeCountry, kilometres }) => ({
    first: { name, country },
    second: { name: opposite, country: oppositeCountry },
    kilometres: roundKm(kilometres),
  }))
}

/** A way over land. */
export interface Journey {
  /** Borders that are crossed. */
  readonly borders: number
  /** Every country on the way, both ends included. */
  readonly countries: string[]
}

/**
 * Finds the two countries that lie the most borders apart, and the shortest way between them.
 *
 * Of equally good ends and ways, those come first whose codes do in the alphabet.
 */
export async function longestJourney({ Border, Country }: Atlas): Promise<Journey> {
  const borders = await Border.findAll({ order: ['countryCode', 'neighbourCode'] })
  const neighbours = new Map<string, string[]>()
  for (const { countryCode, neighbourCode } of borders) {
    neighbours.set(countryCode, [...(neighbours.get(countryCode) ?? []), neighbourCode])
  }
  let longest: string[] = []
  for (const start of neighbours.keys()) {
    const way = longestWayFrom(start, neighbours)
    if (way.length > longest.length) longest = way
  }
  const countries = await Country.findAll({ where: { code: longest } })
  const nameOf = new Map(countries.map(({ code, name }) => [code, name]))
  return {
    borders: longest.length - 1,
    countries: longest.map((code) => nameOf.get(code) ?? code),
  }
}

/** Walks all ways at once, a border at a time; the last country reached is the farthest. */
function longestWayFrom(start: string, neighbours: ReadonlyMap<string, string[]>): string[] {
  const ways = new Map([[start, [start]]])
  let reached = [start]
  let farthest = start
  while (reached.length > 0) {
    farthest = [...reached].sort()[0] ?? start
    const next: string[] = []
    for (const country of reached) {
      for (const neighbour of neighbours.get(country) ?? []) {
        if (ways.has(neighbour)) continue
        ways.set(neighbour, [...(ways.get(country) ?? []), neighbour])
        next.push(neighbour)
      }
    }
    reached = next
  }
  return ways.get(farthest) ?? [start]
}
