/**
 * Runs one program on Relata and on the npm package `sequelize` (v6) and compares the results.
 *
 * A program runs three times: on v6, on Relata, and on a Relata that compiles again at every hit of
 * its plan cache and compares (`caches: { verify: true }`). Each has a database of its own.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { Sequelize as V6 } from 'sequelize'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { Sequelize as Relata } from '../../lib/index.js'
import { serverKinds } from '../support/databases.js'
import { type DialectTarget, dialectTargets } from '../support/dialects.js'
import { canonical } from './canonical.js'
import { defineLibrary, emptyLibrary, fillLibrary } from './models.js'

/**
 * What a program works with: `lib` (the `Sequelize` class with its statics), `sequelize`, `dialect`,
 * `Op`, `DataTypes`, `fn`, `col`, `literal`, `cast`, `where`, `json`, `attempt`, and the models of
 * the lending library. Both libraries have to fit, so nothing is typed.
 */
// biome-ignore lint/suspicious/noExplicitAny: one program, two libraries with types of their own
export type Setting = Record<string, any>

/** A program; what it resolves to is compared. */
export type Program = (setting: Setting) => unknown

/** A difference that is meant: both results in canonical form (see `canonical.ts`). */
export interface Difference {
  /** Why Relata does not do what v6 does. */
  readonly because: string
  readonly v6: unknown
  readonly relata: unknown
}

/** Which dialect a program needs; both when left out. */
export interface ProgramOptions {
  readonly only?: 'sqlite' | 'postgres'
}

/** Declares programs as tests. */
export interface Comparison {
  /** The libraries must give the same; a program that throws on v6 is a mistake of the test. */
  same(title: string, program: Program, options?: ProgramOptions): void
  /** The libraries give different results, each as stated. */
  differs(title: string, program: Program, difference: Difference & ProgramOptions): void
}

/** One of the three runs. */
interface Side {
  readonly name: string
  readonly library: Setting
  readonly options: object
  readonly storage: string
}

const databasePrefix = `relata_compat_${randomBytes(6).toString('hex')}`
const sides: readonly Side[] = [
  { name: 'sequelize v6', library: V6, options: {}, storage: 'v6' },
  { name: 'Relata', library: Relata, options: {}, storage: 'plain' },
  {
    name: 'Relata that verifies its plans',
    library: Relata,
    options: { caches: { verify: true } },
    storage: 'verified',
  },
]
const cleaners = new Map<string, pg.Client>()
// v6 has no other driver for SQLite.
const targets = dialectTargets.filter((target) => !target.isExplicitDriver)

beforeAll(async () => {
  for (const { kind, serverUrl } of servers()) {
    for (const { storage } of sides) {
      await kind.createDatabase(serverUrl, `${databasePrefix}_${storage}`)
    }
  }
})

afterAll(async () => {
  await Promise.all([...cleaners.values()].map((client) => client.end()))
  for (const { kind, serverUrl } of servers()) {
    for (const { storage } of sides) {
      await kind.dropDatabase(serverUrl, `${databasePrefix}_${storage}`)
    }
  }
})

/**
 * Compares programs on the filled lending library, which they only read: it is filled once. Each
 * program runs twice on Relata, the second time with warm caches.
 */
export function onLibrary(define: (comparison: Comparison) => void): void {
  forEachTarget((target) => {
    const settings = openLibraries(target)
    define(comparisonOf(target, async (side, program) => {
      const setting = settings.get(side) as Setting
      const first = await program(setting)
      if (side.library === V6) return first
      expect(canonical(await program(setting)), 'the second run').toEqual(canonical(first))
      return first
    }))
  })
}

/** Compares programs on the filled lending library, which is filled anew before each of them. */
export function onFreshLibrary(define: (comparison: Comparison) => void): void {
  forEachTarget((target) => {
    const settings = openLibraries(target)
    define(comparisonOf(target, async (side, program) => {
      const setting = settings.get(side) as Setting
      await emptyLibrary(setting['sequelize'])
      await fillLibrary(setting['sequelize'])
      return program(setting)
    }))
  })
}

/**
 * Compares programs that define models of their own, on an empty database.
 *
 * @param options options of the constructor
 */
export function onEmptyDatabase(
  define: (comparison: Comparison) => void,
  options: object = {},
): void {
  forEachTarget((target) => {
    define(comparisonOf(target, async (side, program) => {
      await emptyDatabase(target, side)
      const sequelize = open(target, side, options)
      try {
        return await program(settingOf(target, side, sequelize))
      } finally {
        await sequelize['close']()
      }
    }))
  })
}

/** Runs something that may fail and gives its result or its error. */
async function attempt(run: () => unknown): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    return error
  }
}

function forEachTarget(define: (target: DialectTarget) => void): void {
  if (targets.length === 0) it.skip('needs the driver that sequelize v6 uses', () => {})
  for (const target of targets) describe(target.name, () => define(target))
}

function comparisonOf(
  target: DialectTarget,
  run: (side: Side, program: Program) => Promise<unknown>,
): Comparison {
  const declare = (
    title: string,
    options: ProgramOptions,
    compare: (results: readonly unknown[]) => void,
    execute: (side: Side) => Promise<unknown>,
  ) => {
    if (options.only !== undefined && options.only !== target.dialect) return
    it(title, async () => {
      const results: unknown[] = []
      for (const side of sides) results.push(canonical(await execute(side)))
      compare(results)
    })
  }
  return {
    same: (title, program, options = {}) =>
      declare(
        title,
        options,
        ([v6, relata, verified]) => {
          // A program that stumbles over itself gives equal errors and proves nothing.
          expect(JSON.stringify(v6), 'v6').not.toMatch(/"error":"(Type|Reference)Error"/)
          expect(relata, 'Relata, beside v6').toEqual(v6)
          expect(verified, 'Relata that verifies its plans, beside v6').toEqual(v6)
        },
        (side) => run(side, program),
      ),
    differs: (title, program, { v6: v6Result, relata: relataResult, ...options }) =>
      declare(
        `${title} (${options.because})`,
        options,
        ([v6, relata, verified]) => {
          expect(v6, 'v6').toEqual(v6Result)
          expect(relata, 'Relata').toEqual(relataResult)
          expect(verified, 'Relata that verifies its plans').toEqual(relataResult)
        },
        (side) => run(side, (setting) => attempt(() => program(setting))),
      ),
  }
}

function openLibraries(target: DialectTarget): ReadonlyMap<Side, Setting> {
  const settings = new Map<Side, Setting>()
  beforeAll(async () => {
    for (const side of sides) {
      await emptyDatabase(target, side)
      const sequelize = open(target, side, {})
      const models = defineLibrary(side.library, sequelize)
      await sequelize['sync']()
      await fillLibrary(sequelize)
      settings.set(side, { ...settingOf(target, side, sequelize), ...models })
    }
  })
  afterAll(async () => {
    for (const { sequelize } of settings.values()) await sequelize.close()
  })
  return settings
}

function open(target: DialectTarget, side: Side, options: object): Setting {
  const Sequelize = side.library as unknown as new (...args: unknown[]) => Setting
  const common = { logging: false, ...side.options, ...options }
  if (target.dialect === 'sqlite') {
    return new Sequelize({ dialect: 'sqlite', storage: ':memory:', ...common })
  }
  return new Sequelize(urlOf(target, side), common)
}

function settingOf(target: DialectTarget, side: Side, sequelize: Setting): Setting {
  const { Op, DataTypes, fn, col, literal, cast, where, json, and, or } = side.library
  const helpers = { Op, DataTypes, fn, col, literal, cast, where, json, and, or }
  return { lib: side.library, sequelize, dialect: target.dialect, attempt, ...helpers }
}

async function emptyDatabase(target: DialectTarget, side: Side): Promise<void> {
  if (serverKinds[target.dialect] === undefined) return
  const url = urlOf(target, side)
  let client = cleaners.get(url)
  if (client === undefined) {
    client = new pg.Client({ connectionString: url })
    cleaners.set(url, client)
    await client.connect()
    await client.query('SET client_min_messages = warning')
  }
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
}

function urlOf(target: DialectTarget, side: Side): string {
  const kind = serverKinds[target.dialect]
  const serverUrl = inject('serverUrls')[target.dialect]
  if (kind === undefined || serverUrl === undefined) throw new Error(`no ${target.dialect} server`)
  return kind.databaseUrl(serverUrl, `${databasePrefix}_${side.storage}`)
}

function servers() {
  return targets.flatMap(({ dialect }) => {
    const kind = serverKinds[dialect]
    const serverUrl = inject('serverUrls')[dialect]
    return kind === undefined || serverUrl === undefined ? [] : [{ kind, serverUrl }]
  })
}
