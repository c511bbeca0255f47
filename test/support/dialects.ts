/**
 * Tests written once and run in every dialect and driver.
 *
 * Every test file has a database of its own per target, made before its first test and dropped
 * after its last one, so that files run in parallel. Importing this file arranges for that.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import type { Capabilities } from '../../lib/compiler/capabilities.js'
import { type Options, Sequelize } from '../../lib/index.js'
import { serverKinds, urlVariable } from './databases.js'
import { allTargets, type TargetDescription } from './targets.js'

/** A dialect with one of its drivers, in the run at hand. */
export interface DialectTarget extends TargetDescription {
  /** What the dialect can do. */
  readonly supports: Capabilities
  /** The database of this test file, for tests that open connections in ways of their own. */
  readonly url: string
}

/** What {@link forEachDialect} runs in. */
export interface DialectRequirements {
  /** The capabilities that the tests need; targets that lack one are left out. */
  readonly requires?: keyof Capabilities | readonly (keyof Capabilities)[]
  /** The capability that the tests need to be absent, for the twin that asserts the refusal. */
  readonly lacks?: keyof Capabilities
}

const require = createRequire(import.meta.url)
const databaseName = `relata_${randomBytes(6).toString('hex')}`
const opened: Sequelize[] = []

/** The targets of this run, as chosen with `--dialect`. */
export const dialectTargets: readonly DialectTarget[] = allTargets
  .filter((target) => inject('targetNames').includes(target.name))
  .map(describeTarget)

beforeAll(async () => {
  await forEachServer((kind, serverUrl, name) => kind.createDatabase(serverUrl, name))
})

afterAll(async () => {
  await Promise.allSettled(opened.splice(0).map((sequelize) => sequelize.close()))
  await forEachServer((kind, serverUrl, name) => kind.dropDatabase(serverUrl, name))
  for (const target of dialectTargets) {
    if (target.dialect !== 'sqlite') continue
    for (const end of ['', '-wal', '-shm', '-journal']) {
      rmSync(databaseFile(target) + end, { force: true })
    }
  }
})

/**
 * Makes one group of tests per target of this run that can do what the tests require.
 *
 * The tests of a dialect that lacks the capability assert the refusal: they are a second call, with
 * `lacks` in place of `requires`.
 */
export function forEachDialect(
  requirements: DialectRequirements,
  define: (target: DialectTarget) => void,
): void {
  const required = [requirements.requires ?? []].flat()
  for (const target of dialectTargets) {
    if (!required.every((name) => can(target, name))) continue
    if (requirements.lacks !== undefined && can(target, requirements.lacks)) continue
    describe(target.name, () => define(target))
  }
}

/**
 * Opens a Sequelize on a private database that starts empty, with logging off; it is closed after
 * the file's last test.
 *
 * On a server, all calls of one test file share that file's database. SQLite gives each call a
 * database in memory; pass `storage: target.url` for a file that several calls, or several
 * connections, see.
 */
export function createSequelize(target: DialectTarget, options: Options = {}): Sequelize {
  const sequelize = construct(target, options)
  opened.push(sequelize)
  return sequelize
}

/**
 * Every plan found in the cache is compared with a fresh one. The whole suite also runs with
 * `RELATA_STATEMENT_CACHE=off`, and with every tree copied by `RELATA_REWRITE=on`.
 */
const caches = {
  statements: process.env.RELATA_STATEMENT_CACHE !== 'off',
  rewrite: process.env.RELATA_REWRITE === 'on',
  verify: true,
}

function construct(target: DialectTarget, options: Options): Sequelize {
  const driver = target.isExplicitDriver ? { dialectModule: require(target.driver) } : {}
  const common = { dialect: target.dialect, logging: false as const, caches, ...driver }
  if (target.dialect === 'sqlite')
    return new Sequelize({ storage: ':memory:', ...common, ...options })
  return new Sequelize(target.url, { ...common, ...options })
}

function describeTarget(description: TargetDescription): DialectTarget {
  let capabilities: Capabilities | undefined
  return {
    ...description,
    get supports() {
      // Making an instance connects to nothing.
      capabilities ??= new Sequelize({ dialect: description.dialect, logging: false }).dialect
        .supports
      return capabilities
    },
    get url() {
      const kind = serverKinds[description.dialect]
      if (kind === undefined) return databaseFile(description)
      return kind.databaseUrl(serverUrlOf(description), databaseName)
    },
  }
}

function can(target: DialectTarget, name: keyof Capabilities): boolean {
  const value: unknown = target.supports[name]
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function databaseFile(target: TargetDescription): string {
  return join(tmpdir(), `${databaseName}-${target.driver}.sqlite`)
}

function serverUrlOf(target: TargetDescription): string {
  const url = inject('serverUrls')[target.dialect]
  if (url !== undefined) return url
  throw new Error(
    `No ${target.dialect} server: test files in test/unit, test/sql and test/tooling start none. ` +
      `Move this file to test/integration, or set ${urlVariable(target.dialect)}.`,
  )
}

async function forEachServer(
  act: (
    kind: NonNullable<(typeof serverKinds)[keyof typeof serverKinds]>,
    serverUrl: string,
    name: string,
  ) => Promise<void>,
): Promise<void> {
  const done = new Set<string>()
  for (const target of dialectTargets) {
    const kind = serverKinds[target.dialect]
    if (kind === undefined || done.has(target.dialect)) continue
    done.add(target.dialect)
    await act(kind, serverUrlOf(target), databaseName)
  }
}
