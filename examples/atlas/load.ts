// Fills the tables of the atlas: the raw data of source.ts as rows, in one transaction.

import type { Model, ModelStatic } from './database.js'
import type { Atlas } from './models.js'
import { commonestNames, neighboursByCountry, sourceCities, sourceCountries } from './source.js'

/** The rows of one table, and the columns they fill. */
export interface TableRows {
  readonly model: ModelStatic<Model>
  readonly count: number
  /** Makes the rows from `start` up to `end`: the cities are never all in memory as rows. */
  readonly slice: (start: number, end: number) => Record<string, unknown>[]
}

/** How a load is carried out. */
export interface LoadOptions {
  /** Rows per `bulkCreate`. */
  readonly batchRows?: number
  /** Told after each batch how many rows it brought. */
  readonly onProgress?: (rows: number) => void
}

/**
 * Creates the tables, empty; tables of the same names are dropped first.
 */
export async function createTables({ sequelize }: Atlas): Promise<void> {
  await sequelize.sync({ force: true })
}

/**
 * Inserts everything in one transaction: either the whole atlas is there afterwards, or nothing.
 *
 * @returns the number of rows inserted
 */
export async function loadAtlas(atlas: Atlas, options: LoadOptions = {}): Promise<number> {
  const { batchRows = 2500, onProgress } = options
  const tables = tableRows(atlas)
  await atlas.sequelize.transaction(async (transaction) => {
    // The rows are known to be well-formed and carry their own keys, so nothing has to be
    // validated before or read back after.
    const bulk = { transaction, validate: false, hooks: false, returning: false }
    for (const { model, count, slice } of tables) {
      for (let start = 0; start < count; start += batchRows) {
        const rows = slice(start, Math.min(start + batchRows, count))
        await model.bulkCreate(rows, bulk)
        onProgress?.(rows.length)
      }
    }
  })
  return countRows(tables)
}

/** Counts the rows of all tables together. */
export function countRows(tables: readonly TableRows[]): number {
  return tables.reduce((sum, table) => sum + table.count, 0)
}

/** Lists the tables in an order in which no row comes before one it refers to. */
export function tableRows(atlas: Atlas): TableRows[] {
  const regions = distinct(sourceCountries.map(({ region }) => region))
  const subregions = distinct(sourceCountries.map(({ subregion }) => subregion).filter(Boolean))
  const regionOf = new Map(sourceCountries.map(({ subregion, region }) => [subregion, region]))
  const regionId = (name: string | undefined) => regions.indexOf(name ?? '') + 1
  return [
    whole(
      atlas.Region,
      regions.map((name) => ({ id: regionId(name), name })),
    ),
    whole(
      atlas.Subregion,
      subregions.map((name, index) => {
        return { id: index + 1, name, regionId: regionId(regionOf.get(name)) }
      }),
    ),
    whole(
      atlas.Country,
      sourceCountries.map((country) => ({
        code: country.cca2,
        name: country.name.common,
        officialName: country.name.official,
        independent: country.independent,
        unMember: country.unMember,
        landlocked: country.landlocked,
        area: country.area < 0 ? null : country.area,
        regionId: regionId(country.region),
        subregionId: country.subregion ? subregions.indexOf(country.subregion) + 1 : null,
      })),
    ),
    whole(atlas.Border, borderRows()),
    ...languageTables(atlas),
    ...currencyTables(atlas),
    { model: atlas.City, count: sourceCities.length, slice: cityRows },
  ]
}

function borderRows() {
  return [...neighboursByCountry()].flatMap(([countryCode, neighbours]) =>
    neighbours.map((neighbourCode) => ({ countryCode, neighbourCode })),
  )
}

function languageTables(atlas: Atlas): TableRows[] {
  const spoken = sourceCountries.flatMap(({ cca2: countryCode, languages }) =>
    Object.entries(languages).map(([languageCode, name]) => ({ countryCode, languageCode, name })),
  )
  const names = commonestNames(spoken.map(({ languageCode, name }) => [languageCode, name]))
  return [
    whole(
      atlas.Language,
      [...names].map(([code, name]) => ({ code, name })),
    ),
    whole(
      atlas.CountryLanguage,
      spoken.map(({ countryCode, languageCode }) => ({ countryCode, languageCode })),
    ),
  ]
}

function currencyTables(atlas: Atlas): TableRows[] {
  const used = sourceCountries.flatMap(({ cca2: countryCode, currencies }) =>
    Object.entries(currencies).map(([currencyCode, { name, symbol }]) => {
      return { countryCode, currencyCode, name, symbol }
    }),
  )
  const names = commonestNames(used.map(({ currencyCode, name }) => [currencyCode, name]))
  const symbols = commonestNames(used.map(({ currencyCode, symbol }) => [currencyCode, symbol]))
  return [
    whole(
      atlas.Currency,
      [...names].map(([code, name]) => ({ code, name, symbol: symbols.get(code) ?? '' })),
    ),
    whole(
      atlas.CountryCurrency,
      used.map(({ countryCode, currencyCode }) => ({ countryCode, currencyCode })),
    ),
  ]
}

function cityRows(start: number, end: number) {
  return sourceCities.slice(start, end).map((city) => ({
    id: city.cityId,
    name: city.name,
    countryCode: city.country,
    adminCode: city.adminCode,
    featureCode: city.featureCode,
    population: city.population,
    latitude: city.loc.coordinates[1],
    longitude: city.loc.coordinates[0],
  }))
}

function whole(model: ModelStatic<Model>, rows: Record<string, unknown>[]): TableRows {
  return { model, count: rows.length, slice: (start, end) => rows.slice(start, end) }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}
