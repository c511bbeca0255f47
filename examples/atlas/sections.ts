// The chapters of the report: each asks one question and tells its answer as a table.

import { hemispheres, largestCities, namesakes, outermostCities } from './answers/cities.js'
import {
  doublyLandlocked,
  mostNeighbours,
  primateCities,
  shadedCapitals,
  urbanCountries,
} from './answers/countries.js'
import { currenciesAcrossRegions, polyglots, widestLanguages } from './answers/culture.js'
import {
  antipodes,
  type CityPair,
  longestJourney,
  nearestAcrossBorder,
} from './answers/distances.js'
import type { Atlas } from './models.js'
import { bar, type Column, count, kilometres, list, percent } from './tables.js'

/** An answer in words and rows. */
export interface Telling {
  readonly columns: readonly Column[]
  readonly rows: string[][]
}

/** A chapter of the report. */
export interface Section {
  readonly title: string
  readonly sentence: string
  /** Asks the database; what comes back tells the answer when called. */
  readonly ask: (atlas: Atlas) => Promise<() => Telling>
}

interface Question<Answer> {
  readonly title: string
  readonly sentence: string
  readonly ask: (atlas: Atlas) => Promise<Answer>
  readonly columns: readonly Column[]
  readonly rows: (answer: Answer) => string[][]
}

function section<Answer>({ ask, columns, rows, ...rest }: Question<Answer>): Section {
  return {
    ...rest,
    ask: async (atlas) => {
      const answer = await ask(atlas)
      return () => ({ columns, rows: rows(answer) })
    },
  }
}

const people: Column = { title: 'People', align: 'right' }
const pairColumns: Column[] = [
  { title: 'City' },
  { title: 'Country' },
  { title: 'City' },
  { title: 'Country' },
  { title: 'Apart', align: 'right' },
]

function pairRows(pairs: readonly CityPair[]): string[][] {
  return pairs.map(({ first, second, kilometres: apart }) => {
    return [first.name, first.country, second.name, second.country, kilometres(apart)]
  })
}

const peopleSections: Section[] = [
  section({
    title: 'Giants',
    sentence: 'The three largest cities of each region, down to the stations of the Antarctic.',
    ask: (atlas) => largestCities(atlas),
    columns: [{ title: 'Region' }, { title: 'City' }, { title: 'Country' }, people],
    rows: (regions) =>
      regions.flatMap(({ region, cities }) =>
        cities.map(({ name, country, population }, index) => {
          return [index === 0 ? region : '', name, country, count(population)]
        }),
      ),
  }),
  section({
    title: 'The urban planet',
    sentence:
      'Countries by the people in their cities. In brackets: languages shared at the border.',
    ask: (atlas) => urbanCountries(atlas),
    columns: [
      { title: 'Country' },
      { title: 'Cities', align: 'right' },
      people,
      { title: 'Neighbours', width: 52 },
    ],
    rows: (countries) =>
      countries.map(({ country, cities, population, neighbours }) => {
        const shown = neighbours.map(({ name, sharedLanguages }) =>
          sharedLanguages.length === 0 ? name : `${name} (${sharedLanguages.join(', ')})`,
        )
        return [country, count(cities), count(population), list(shown) || 'none over land']
      }),
  }),
  section({
    title: 'All in one town',
    sentence:
      'Where one city holds the most of all who live in cities (countries with 20 or more).',
    ask: (atlas) => primateCities(atlas),
    columns: [{ title: 'Country' }, { title: 'City' }, people, { title: 'Share' }],
    rows: (countries) =>
      countries.map(({ country, city, population, share }) => {
        return [country, city, count(population), `${percent(share)} ${bar(share)}`]
      }),
  }),
  section({
    title: 'Capitals in the shade',
    sentence: 'Capitals with the most larger cities in their own country.',
    ask: (atlas) => shadedCapitals(atlas),
    columns: [
      { title: 'Country' },
      { title: 'Capital' },
      people,
      { title: 'Larger cities', align: 'right' },
      { title: 'Largest' },
      people,
    ],
    rows: (capitals) =>
      capitals.map((capital) => [
        capital.country,
        capital.capital,
        count(capital.population),
        count(capital.outrankedBy),
        capital.largest,
        count(capital.largestPopulation),
      ]),
  }),
  section({
    title: 'Namesakes',
    sentence: 'The city names at home in the most countries, and the largest city of each name.',
    ask: (atlas) => namesakes(atlas),
    columns: [
      { title: 'Name' },
      { title: 'Cities', align: 'right' },
      { title: 'Countries', align: 'right' },
      { title: 'Largest in' },
      people,
    ],
    rows: (found) =>
      found.map(({ name, cities, countries, largest }) => {
        const { country, population } = largest
        return [name, count(cities), count(countries.length), country, count(population)]
      }),
  }),
]

const borderSections: Section[] = [
  section({
    title: 'Two borders from the sea',
    sentence: 'Landlocked countries with none but landlocked neighbours.',
    ask: (atlas) => doublyLandlocked(atlas),
    columns: [{ title: 'Country' }, { title: 'Neighbours', width: 70 }],
    rows: (countries) => countries.map(({ country, neighbours }) => [country, list(neighbours)]),
  }),
  section({
    title: 'Good fences',
    sentence: 'The countries with the most neighbours.',
    ask: (atlas) => mostNeighbours(atlas),
    columns: [
      { title: 'Country' },
      { title: 'Borders', align: 'right' },
      { title: 'In' },
      { title: 'Neighbours', width: 52 },
    ],
    rows: (countries) =>
      countries.map(({ country, neighbours, regions }) => {
        return [country, count(neighbours.length), list(regions), list(neighbours)]
      }),
  }),
  section({
    title: 'A stone’s throw',
    sentence: 'The nearest towns of 15,000 or more on two sides of a border.',
    ask: (atlas) => nearestAcrossBorder(atlas, 15_000),
    columns: pairColumns,
    rows: pairRows,
  }),
  section({
    title: 'Big neighbours',
    sentence: 'The same for cities of a million.',
    ask: (atlas) => nearestAcrossBorder(atlas, 1_000_000, 8),
    columns: pairColumns,
    rows: pairRows,
  }),
  section({
    title: 'The long way round',
    sentence:
      'The two countries the most borders apart, and the shortest way from one to the other.',
    ask: (atlas) => longestJourney(atlas),
    columns: [
      { title: 'Borders', align: 'right' },
      { title: 'Way', width: 80 },
    ],
    rows: ({ borders, countries }) => [[count(borders), countries.join(' → ')]],
  }),
]

const cultureSections: Section[] = [
  section({
    title: 'Well-travelled money',
    sentence: 'Currencies in use in several regions of the world.',
    ask: (atlas) => currenciesAcrossRegions(atlas),
    columns: [{ title: 'Currency' }, { title: 'Region' }, { title: 'Countries', width: 54 }],
    rows: (currencies) =>
      currencies.flatMap(({ code, name, regions }) =>
        regions.map(({ region, countries }, index) => {
          return [index === 0 ? `${code} ${name}` : '', region, list(countries, 6)]
        }),
      ),
  }),
  section({
    title: 'Tongues of the world',
    sentence: 'The languages of the most countries, and the people in the cities there.',
    ask: (atlas) => widestLanguages(atlas),
    columns: [
      { title: 'Language' },
      { title: 'Countries', align: 'right' },
      { title: 'Regions', align: 'right' },
      people,
    ],
    rows: (languages) =>
      languages.map(({ language, countries, regions, population }) => {
        return [language, count(countries), count(regions), count(population)]
      }),
  }),
  section({
    title: 'Polyglots',
    sentence: 'The countries with the most languages.',
    ask: (atlas) => polyglots(atlas),
    columns: [
      { title: 'Country' },
      { title: 'Languages', align: 'right' },
      { title: '', width: 62 },
    ],
    rows: (countries) =>
      countries.map(({ country, languages }) => {
        return [country, count(languages.length), list(languages)]
      }),
  }),
]

const globeSections: Section[] = [
  section({
    title: 'The ends of the Earth',
    sentence:
      'The outermost places of 1,000 people or more; capitals of territories count as capitals.',
    ask: (atlas) => outermostCities(atlas),
    columns: [{ title: '' }, { title: 'City' }, { title: 'Country' }, { title: 'Position' }],
    rows: (extremes) =>
      extremes.map(({ distinction, name, country, position }) => {
        return [distinction, name, country, position]
      }),
  }),
  section({
    title: 'Straight through',
    sentence: 'Cities of 300,000 or more that lie most nearly under each other’s feet.',
    ask: (atlas) => antipodes(atlas, 300_000),
    columns: [...pairColumns.slice(0, 4), { title: 'Off by', align: 'right' }],
    rows: pairRows,
  }),
  section({
    title: 'Halves of an orange',
    sentence: 'How the people in cities spread over the hemispheres.',
    ask: (atlas) => hemispheres(atlas),
    columns: [{ title: 'Hemisphere' }, people, { title: 'Share' }],
    rows: (halves) => {
      const everyone = halves.reduce((sum, half) => sum + half.population, 0) / 2
      return halves.map(({ name, population }) => {
        const share = population / everyone
        return [name, count(population), `${percent(share).padStart(4)} ${bar(share)}`]
      })
    },
  }),
]

/** All chapters, in the order of the report. */
export const sections: readonly Section[] = [
  ...peopleSections,
  ...borderSections,
  ...cultureSections,
  ...globeSections,
]
