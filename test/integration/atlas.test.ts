import { beforeAll, describe, expect, it } from 'vitest'
import * as cities from '../../examples/atlas/answers/cities.js'
import * as countries from '../../examples/atlas/answers/countries.js'
import * as culture from '../../examples/atlas/answers/culture.js'
import * as distances from '../../examples/atlas/answers/distances.js'
import * as direct from '../../examples/atlas/direct.js'
import { createTables, loadAtlas } from '../../examples/atlas/load.js'
import { type Atlas, defineModels } from '../../examples/atlas/models.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

interface Question {
  readonly finds: string
  readonly ask: (atlas: Atlas) => Promise<unknown>
  readonly compute: () => unknown
}

const questions: Question[] = [
  {
    finds: 'the largest cities of each region',
    ask: (atlas) => cities.largestCities(atlas),
    compute: () => direct.largestCities(),
  },
  {
    finds: 'the countries with the most people in cities, and the languages shared with neighbours',
    ask: (atlas) => countries.urbanCountries(atlas),
    compute: () => direct.urbanCountries(),
  },
  {
    finds: 'the landlocked countries with landlocked neighbours only',
    ask: (atlas) => countries.doublyLandlocked(atlas),
    compute: () => direct.doublyLandlocked(),
  },
  {
    finds: 'the nearest towns across a border',
    ask: (atlas) => distances.nearestAcrossBorder(atlas, 15_000),
    compute: () => direct.nearestAcrossBorder(15_000),
  },
  {
    finds: 'the nearest cities of a million across a border',
    ask: (atlas) => distances.nearestAcrossBorder(atlas, 1_000_000),
    compute: () => direct.nearestAcrossBorder(1_000_000),
  },
  {
    finds: 'the cities on opposite sides of the globe',
    ask: (atlas) => distances.antipodes(atlas, 300_000),
    compute: () => direct.antipodes(300_000),
  },
  {
    finds: 'the two countries that lie the most borders apart, and the way between them',
    ask: (atlas) => distances.longestJourney(atlas),
    compute: () => direct.longestJourney(),
  },
  {
    finds: 'the countries with the most neighbours',
    ask: (atlas) => countries.mostNeighbours(atlas),
    compute: () => direct.mostNeighbours(),
  },
  {
    finds: 'the currencies used in several regions',
    ask: (atlas) => culture.currenciesAcrossRegions(atlas),
    compute: () => direct.currenciesAcrossRegions(),
  },
  {
    finds: 'the languages of the most countries',
    ask: (atlas) => culture.widestLanguages(atlas),
    compute: () => direct.widestLanguages(),
  },
  {
    finds: 'the countries with the most languages',
    ask: (atlas) => culture.polyglots(atlas),
    compute: () => direct.polyglots(),
  },
  {
    finds: 'the capitals that most cities of their country outrank',
    ask: (atlas) => countries.shadedCapitals(atlas),
    compute: () => direct.shadedCapitals(),
  },
  {
    finds: 'the countries most gathered in one city',
    ask: (atlas) => countries.primateCities(atlas),
    compute: () => direct.primateCities(),
  },
  {
    finds: 'the city names of the most countries',
    ask: (atlas) => cities.namesakes(atlas),
    compute: () => direct.namesakes(),
  },
  {
    finds: 'the outermost cities',
    ask: (atlas) => cities.outermostCities(atlas),
    compute: () => direct.outermostCities(),
  },
  {
    finds: 'how the people in cities spread over the hemispheres',
    ask: (atlas) => cities.hemispheres(atlas),
    compute: () => direct.hemispheres(),
  },
]

// Computed once for all dialects: some take as long as the database does.
const computed = new Map<Question, unknown>()

function expectedOf(question: Question): unknown {
  if (!computed.has(question)) computed.set(question, question.compute())
  return computed.get(question)
}

describe('the atlas', () => {
  forEachDialect({}, (target) => {
    describe('unplugged halfway', () => {
      it('leaves the tables as empty as they were', async () => {
        const atlas = defineModels(createSequelize(target))
        await createTables(atlas)

        const load = loadAtlas(atlas, { onProgress: unplug })

        await expect(load).rejects.toThrow('unplugged')
        expect(await atlas.Region.count()).toBe(0)
      })
    })

    describe('loaded', () => {
      let atlas: Atlas

      beforeAll(async () => {
        atlas = defineModels(createSequelize(target))
        await createTables(atlas)
        await loadAtlas(atlas)
      })

      it('holds every country, every border from either side and every city', async () => {
        const { Country, Border, City } = atlas

        const counts = await Promise.all([Country.count(), Border.count(), City.count()])

        expect(counts).toEqual([250, 650, 135_233])
      })

      for (const question of questions) {
        it(`finds ${question.finds}`, async () => {
          const answer = await question.ask(atlas)

          expect(answer).toEqual(expectedOf(question))
        })
      }
    })
  })
})

function unplug(): never {
  throw new Error('unplugged')
}
