// Questions about languages and currencies, which cross borders more easily than people do.

import { col, fn, Op, where } from '../database.js'
import type { Atlas } from '../models.js'
import { asRows, byCode, required } from './rows.js'

/** A currency used in more than one region of the world. */
export interface WorldCurrency {
  readonly code: string
  readonly name: string
  /** The regions in alphabetical order, each with the countries that use the currency there. */
  readonly regions: { readonly region: string; readonly countries: string[] }[]
}

/** Finds the currencies that are used in several regions, those of the most countries first. */
export async function currenciesAcrossRegions({ Currency }: Atlas): Promise<WorldCurrency[]> {
  const regions = fn('COUNT', fn('DISTINCT', col('countries.region_id')))
  const found = await Currency.findAll({
    attributes: ['code'],
    include: [{ association: 'countries', attributes: [], through: { attributes: [] } }],
    group: [col('Currency.code')],
    having: where(regions, Op.gt, 1),
    order: [
      [fn('COUNT', col('countries.code')), 'DESC'],
      ['code', 'ASC'],
    ],
    raw: true,
  })
  const codes = asRows<{ code: string }>(found).map(({ code }) => code)
  const currencies = await Currency.findAll({
    where: { code: codes },
    include: [{ association: 'countries', include: ['region'] }],
  })
  const currencyOf = byCode(currencies)
  return codes.map((code) => {
    const { name, countries = [] } = required(currencyOf, code)
    const users = new Map<string, string[]>()
    for (const country of countries) {
      const region = country.region?.name ?? ''
      users.set(region, [...(users.get(region) ?? []), country.name])
    }
    const sorted = [...users].sort(([left], [right]) => (left < right ? -1 : 1))
    return {
      code,
      name,
      regions: sorted.map(([region, names]) => ({ region, countries: names.sort() })),
    }
  })
}

/** A language and how far it reaches. */
export interface WideLanguage {
  readonly language: string
  readonly countries: number
  readonly regions: number
  /** People in the cities of these countries, whatever they speak at home. */
  readonly population: number
}

/** Finds the `count` languages that have official standing in the most countries. */
export async function widestLanguages({ Language }: Atlas, count = 8): Promise<WideLanguage[]> {
  const countries = fn('COUNT', fn('DISTINCT', col('countries.code')))
  const found = await Language.findAll({
    attributes: [
      'name',
      [countries, 'countryCount'],
      [fn('COUNT', fn('DISTINCT', col('countries.region_id'))), 'regionCount'],
      [fn('SUM', col('countries->cities.population')), 'people'],
    ],
    include: [
      {
        association: 'countries',
        attributes: [],
        through: { attributes: [] },
        required: true,
        include: [{ association: 'cities', attributes: [] }],
      },
    ],
    group: [col('Language.code'), col('Language.name')],
    order: [
      [countries, 'DESC'],
      ['code', 'ASC'],
    ],
    limit: count,
    subQuery: false,
    raw: true,
  })
  const rows = asRows<Record<string, string | number>>(found)
  return rows.map(({ name, countryCount, regionCount, people }) => ({
    language: String(name),
    countries: Number(countryCount),
    regions: Number(regionCount),
    population: Number(people),
  }))
}

/** A country of many languages. */
export interface Polyglot {
  readonly country: string
  /** In alphabetical order. */
  readonly languages: string[]
}

/** Finds the `count` countries with the most languages. */
export async function polyglots({ Country }: Atlas, count = 5): Promise<Polyglot[]> {
  const found = await Country.findAll({
    attributes: ['code'],
    include: [{ association: 'languages', attributes: [], through: { attributes: [] } }],
    group: [col('Country.code')],
    order: [
      [fn('COUNT', col('languages.code')), 'DESC'],
      ['code', 'ASC'],
    ],
    limit: count,
    subQuery: false,
    raw: true,
  })
  const codes = asRows<{ code: string }>(found).map(({ code }) => code)
  const countryOf = byCode(
    await Country.findAll({ where: { code: codes }, include: ['languages'] }),
  )
  return codes.map((code) => {
    const { name, languages = [] } = required(countryOf, code)
    return { country: name, languages: languages.map((language) => language.name).sort() }
  })
}
