// Questions about countries: their people, their neighbours, their capitals.

import { col, fn, literal, Op, where } from '../database.js'
import type { Atlas, CountryRow } from '../models.js'
import { asRows, byCode, required, withLargestCity } from './rows.js'

/** A neighbour, and the languages it has in common with the country asked about. */
export interface Neighbour {
  readonly name: string
  readonly sharedLanguages: string[]
}

/** A country and the people who live in its cities. */
export interface UrbanCountry {
  readonly country: string
  readonly cities: number
  readonly population: number
  /** In alphabetical order. */
  readonly neighbours: Neighbour[]
}

/** Finds the `count` countries with the most people in cities, and whom they can talk to. */
export async function urbanCountries(
  { City, Country }: Atlas,
  count = 10,
): Promise<UrbanCountry[]> {
  const people = fn('SUM', col('population'))
  const found = await City.findAll({
    attributes: ['countryCode', [people, 'people'], [fn('COUNT', col('id')), 'cities']],
    group: ['countryCode'],
    order: [
      [people, 'DESC'],
      ['countryCode', 'ASC'],
    ],
    limit: count,
    raw: true,
  })
  type Row = { countryCode: string; people: number | string; cities: number | string }
  const totals = asRows<Row>(found)
  const countries = await Country.findAll({
    where: { code: totals.map(({ countryCode }) => countryCode) },
    include: ['languages', { association: 'neighbours', include: ['languages'] }],
  })
  const countryOf = byCode(countries)
  return totals.map(({ countryCode, people, cities }) => {
    const country = required(countryOf, countryCode)
    return {
      country: country.name,
      cities: Number(cities),
      population: Number(people),
      neighbours: neighboursOf(country),
    }
  })
}

function neighboursOf(country: CountryRow): Neighbour[] {
  const own = new Set(languageNames(country))
  const neighbours = (country.neighbours ?? []).map((neighbour) => ({
    name: neighbour.name,
    sharedLanguages: languageNames(neighbour).filter((language) => own.has(language)),
  }))
  return neighbours.sort((left, right) => (left.name < right.name ? -1 : 1))
}

function languageNames({ languages = [] }: CountryRow): string[] {
  return languages.map(({ name }) => name).sort()
}

/** A landlocked country all of whose neighbours are landlocked too. */
export interface DoublyLandlocked {
  readonly country: string
  /** In alphabetical order. */
  readonly neighbours: string[]
}

/** Finds the countries from which two borders must be crossed to reach the sea. */
export async function doublyLandlocked({ Country }: Atlas): Promise<DoublyLandlocked[]> {
  // Countries joined with their neighbours on a coast: those for which none is found.
  const countries = await Country.scope('landlocked').findAll({
    include: [{ association: 'neighbours', where: { landlocked: false }, required: false }],
    where: { '$neighbours.code$': null },
    order: ['code'],
  })
  const answer: DoublyLandlocked[] = []
  for (const country of countries) {
    const neighbours = await country.getNeighbours({ order: ['code'] })
    answer.push({
      country: country.name,
      neighbours: neighbours.map(({ name }) => name).sort(),
    })
  }
  return answer
}

/** A country with many neighbours. */
export interface WellConnected {
  readonly country: string
  /** In alphabetical order. */
  readonly neighbours: string[]
  /** Regions of the world the neighbours belong to, in alphabetical order. */
  readonly regions: string[]
}

/** Finds the `count` countries with the most neighbours. */
export async function mostNeighbours({ Country }: Atlas, count = 6): Promise<WellConnected[]> {
  const found = await Country.findAll({
    attributes: ['code'],
    include: [{ association: 'neighbours', attributes: [], through: { attributes: [] } }],
    group: [col('Country.code')],
    order: [
      [fn('COUNT', col('neighbours.code')), 'DESC'],
      ['code', 'ASC'],
    ],
    limit: count,
    subQuery: false,
    raw: true,
  })
  const codes = asRows<{ code: string }>(found).map(({ code }) => code)
  const countries = await Country.findAll({
    where: { code: codes },
    include: [{ association: 'neighbours', include: ['region'] }],
  })
  const countryOf = byCode(countries)
  return codes.map((code) => {
    const { name, neighbours = [] } = required(countryOf, code)
    const regions = new Set(neighbours.map(({ region }) => region?.name ?? ''))
    return {
      country: name,
      neighbours: neighbours.map((neighbour) => neighbour.name).sort(),
      regions: [...regions].sort(),
    }
  })
}

/** A capital that larger cities of its country outrank. */
export interface ShadedCapital {
  readonly country: string
  readonly capital: string
  readonly population: number
  /** Larger cities of the country. */
  readonly outrankedBy: number
  readonly largest: string
  readonly largestPopulation: number
}

/**
 * Finds the `count` capitals with the most larger cities in their own country.
 *
 * Capitals whose population the source does not tell are left out.
 */
export async function shadedCapitals(atlas: Atlas, count = 10): Promise<ShadedCapital[]> {
  const larger = fn('COUNT', col('cities.id'))
  const found = await atlas.Country.findAll({
    attributes: ['code', [larger, 'larger']],
    include: [
      {
        association: 'capital',
        attributes: ['name', 'population'],
        where: { population: { [Op.gt]: 0 } },
      },
      {
        association: 'cities',
        attributes: [],
        where: { population: { [Op.gt]: col('capital.population') } },
      },
    ],
    group: [col('Country.code'), col('capital.id')],
    order: [
      [larger, 'DESC'],
      ['code', 'ASC'],
    ],
    limit: count,
    subQuery: false,
    raw: true,
    nest: true,
  })
  const rows = asRows<{
    code: string
    larger: number | string
    capital: { name: string; population: number }
  }>(found)
  const countries = await withLargestCity(
    atlas,
    rows.map(({ code }) => code),
  )
  return rows.map(({ code, larger, capital }) => {
    const { name, cities } = required(countries, code)
    return {
      country: name,
      capital: capital.name,
      population: capital.population,
      outrankedBy: Number(larger),
      largest: cities?.[0]?.name ?? '',
      largestPopulation: cities?.[0]?.population ?? 0,
    }
  })
}

/** A country in which one city dwarfs the others. */
export interface PrimateCity {
  readonly country: string
  readonly city: string
  readonly population: number
  /** Part of the country's city population that lives in that city, from 0 to 1. */
  readonly share: number
}

/** Finds the `count` countries, of those with 20 cities or more, most gathered in one city. */
export async function primateCities(atlas: Atlas, count = 8): Promise<PrimateCity[]> {
  const largest = fn('MAX', col('cities.population'))
  const total = fn('SUM', col('cities.population'))
  const found = await atlas.Country.findAll({
    attributes: ['code', [largest, 'largest'], [total, 'total']],
    include: [{ association: 'cities', attributes: [], where: { population: { [Op.gt]: 0 } } }],
    group: [col('Country.code')],
    having: where(fn('COUNT', col('cities.id')), Op.gte, 20),
    order: [
      [literal('MAX(cities.population) * 1.0 / SUM(cities.population)'), 'DESC'],
      ['code', 'ASC'],
    ],
    limit: count,
    subQuery: false,
    raw: true,
  })
  const rows = asRows<{ code: string; largest: number; total: number | string }>(found)
  const countries = await withLargestCity(
    atlas,
    rows.map(({ code }) => code),
  )
  return rows.map((row) => {
    const { name, cities } = required(countries, row.code)
    const city = cities?.[0]?.name ?? ''
    return { country: name, city, population: row.largest, share: row.largest / Number(row.total) }
  })
}
