// Questions about cities: the largest, the outermost, the namesakes.

import { col, fn, Op, type WhereOptions } from '../database.js'
import type { Atlas, CityRow } from '../models.js'
import { asRows, type ShownCity, showCity } from './rows.js'

/** The largest cities of one region. */
export interface RegionCities {
  readonly region: string
  readonly cities: ShownCity[]
}

/** Finds the `count` largest cities of each region, leaving out regions without cities. */
export async function largestCities(atlas: Atlas, count = 3): Promise<RegionCities[]> {
  const answer: RegionCities[] = []
  for (const region of await atlas.Region.findAll({ order: ['id'] })) {
    const cities = await atlas.City.findAll({
      include: [{ association: 'country', where: { regionId: region.id } }],
      order: [
        ['population', 'DESC'],
        ['id', 'ASC'],
      ],
      limit: count,
    })
    if (cities.length > 0) answer.push({ region: region.name, cities: cities.map(showCity) })
  }
  return answer
}

/** A city at some end of the world. */
export interface Extreme extends ShownCity {
  /** What the city is, such as `northernmost`. */
  readonly distinction: string
  /** Its coordinates, as text. */
  readonly position: string
}

/** Finds the outermost cities of at least 1,000 people, and the outermost capitals. */
export async function outermostCities({ City }: Atlas): Promise<Extreme[]> {
  const towns = City.scope({ method: ['peopledBy', 1000] })
  const capitals = City.scope('capital')
  const latitude = col('City.latitude')
  const fromEquator = fn('ABS', latitude)
  const questions = [
    { distinction: 'northernmost', among: towns, by: latitude, direction: 'DESC' },
    { distinction: 'southernmost', among: towns, by: latitude, direction: 'ASC' },
    { distinction: 'nearest the equator', among: towns, by: fromEquator, direction: 'ASC' },
    { distinction: 'northernmost capital', among: capitals, by: latitude, direction: 'DESC' },
    { distinction: 'southernmost capital', among: capitals, by: latitude, direction: 'ASC' },
    {
      distinction: 'capital nearest the equator',
      among: capitals,
      by: fromEquator,
      direction: 'ASC',
    },
  ]
  const answer: Extreme[] = []
  for (const { distinction, among, by, direction } of questions) {
    const city = await among.findOne({
      include: ['country'],
      order: [
        [by, direction],
        ['id', 'ASC'],
      ],
      rejectOnEmpty: true,
    })
    answer.push({ distinction, ...showCity(city), position: city.position })
  }
  return answer
}

/** A name that cities of several countries bear. */
export interface Namesake {
  readonly name: string
  /** Cities of that name. */
  readonly cities: number
  /** Names of the countries that have one, in alphabetical order. */
  readonly countries: string[]
  /** The most populous of them. */
  readonly largest: ShownCity
}

/** Finds the `count` city names that occur in the most countries. */
export async function namesakes({ City }: Atlas, count = 8): Promise<Namesake[]> {
  const found = await City.findAll({
    attributes: ['name', [fn('COUNT', col('id')), 'cities']],
    group: ['name'],
    order: [
      [fn('COUNT', fn('DISTINCT', col('country_code'))), 'DESC'],
      [fn('COUNT', col('id')), 'DESC'],
      [fn('MIN', col('id')), 'ASC'],
    ],
    limit: count,
    raw: true,
  })
  const names = asRows<{ name: string; cities: number | string }>(found)
  const bearers = await City.findAll({
    where: { name: names.map(({ name }) => name) },
    include: ['country'],
    order: [
      ['population', 'DESC'],
      ['id', 'ASC'],
    ],
  })
  return names.map(({ name, cities }) => {
    const shown = bearers.filter((city) => city.name === name).map(showCity)
    const countries = [...new Set(shown.map(({ country }) => country))].sort()
    return { name, cities: Number(cities), countries, largest: shown[0] as ShownCity }
  })
}

/** How many people live in the cities of one half of the Earth. */
export interface Hemisphere {
  readonly name: string
  readonly population: number
}

/** Sums up the city population of each hemisphere. */
export async function hemispheres({ City }: Atlas): Promise<Hemisphere[]> {
  const halves: [string, WhereOptions<CityRow>][] = [
    ['Northern', { latitude: { [Op.gte]: 0 } }],
    ['Southern', { latitude: { [Op.lt]: 0 } }],
    ['Eastern', { longitude: { [Op.gte]: 0 } }],
    ['Western', { longitude: { [Op.lt]: 0 } }],
  ]
  const answer: Hemisphere[] = []
  for (const [name, where] of halves) {
    answer.push({ name, population: Number(await City.sum('population', { where })) })
  }
  return answer
}
