import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { openServer, serverKinds, urlVariable } from '../support/databases.js'
import { neutralizePlaceholders } from '../support/placeholders.js'
import { allTargets, resolveTargets } from '../support/targets.js'

describe('--dialect', () => {
  it('stands for every driver of the dialect', () => {
    const names = resolveTargets('sqlite').map((target) => target.name)
    expect(names).toEqual(['sqlite', 'sqlite:better-sqlite3'])
  })

  it('can name one driver, and be given more than once', () => {
    const names = resolveTargets('sqlite:better-sqlite3,postgres').map((target) => target.name)
    expect(names).toEqual(['sqlite:better-sqlite3', 'postgres'])
  })

  it('means every dialect when it is left out', () => {
    expect(resolveTargets(undefined)).toEqual(allTargets)
    expect(resolveTargets('')).toEqual(allTargets)
  })

  it('refuses a dialect that there is no test for, and lists those there are', () => {
    expect(() => resolveTargets('postgress')).toThrow(
      '--dialect postgress: no such dialect. There are: sqlite, sqlite:better-sqlite3, postgres.',
    )
  })
})

describe('npm test', () => {
  const runner = fileURLToPath(new URL('../../scripts/test.mjs', import.meta.url))
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [runner, ...args], { encoding: 'utf8' })

  it('ends with the counts alone on a line, and fails when the run could not start', () => {
    const { status, stdout } = run('--dialect', 'postgress')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed')
    expect(status).toBe(1)
  })

  it('says what is missing after an option without a value', () => {
    const { status, stderr } = run('--dialect')
    expect(stderr).toBe('--dialect needs a name, as in --dialect sqlite\n')
    expect(status).toBe(2)
  })
})

describe('the address of a server', () => {
  it('comes from the environment where it is set, and such a server is not stopped', async () => {
    const variable = urlVariable('postgres')
    const previous = process.env[variable]
    process.env[variable] = 'postgres://someone@example.invalid/tests'
    try {
      const server = await openServer('postgres')
      expect(server?.url).toBe('postgres://someone@example.invalid/tests')
      await server?.stop()
    } finally {
      if (previous === undefined) delete process.env[variable]
      else process.env[variable] = previous
    }
  })

  it('keeps user, password and options when a database is put in', () => {
    const url = serverKinds.postgres?.databaseUrl('postgres://u:p%40@h:5/main?ssl=1', 'relata_1')
    expect(url).toBe('postgres://u:p%40@h:5/relata_1?ssl=1')
  })
})

describe('placeholders in expected SQL', () => {
  it.each([
    ['SELECT $1, $12', 'SELECT ?, ?'],
    ['SELECT @p1, @2, :3', 'SELECT ?, ?, ?'],
    [
      `SELECT '$1''$2', "a$1", \`b$1\` FROM t WHERE c = $3`,
      `SELECT '$1''$2', "a$1", \`b$1\` FROM t WHERE c = ?`,
    ],
    ['SELECT $1::text, a::int4 FROM t', 'SELECT ?::text, a::int4 FROM t'],
    ['SELECT arr[1:2]', 'SELECT arr[1:2]'],
  ])('of %s are written %s', (sql, expected) => {
    expect(neutralizePlaceholders(sql)).toBe(expected)
  })
})

describe('the guard of a private server', () => {
  const guards: ChildProcess[] = []

  afterEach(async () => {
    await Promise.all(guards.splice(0).map(release))
  })

  /** Lets go of the leash, which is what the end of a test run does, and waits for the guard. */
  async function release(guard: ChildProcess): Promise<void> {
    if (guard.exitCode !== null) return
    const ended = once(guard, 'exit')
    guard.stdin?.end()
    await ended
  }

  /** Starts a guard over a process that only waits, and gives the folder and the leash. */
  async function startGuard() {
    const folder = mkdtempSync(join(tmpdir(), 'relata-guard-'))
    const ready = join(folder, 'ready')
    const program = join(folder, 'server.mjs')
    writeFileSync(
      program,
      `import { writeFileSync } from 'node:fs'
      writeFileSync(${JSON.stringify(ready)}, String(process.pid))
      setInterval(() => {}, 1000)`,
    )
    const guardFile = fileURLToPath(new URL('../support/server-guard.mjs', import.meta.url))
    const order = { command: process.execPath, args: [program], folder, logFile: `${ready}.log` }
    const guard = spawn(process.execPath, [guardFile, JSON.stringify(order)], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    guards.push(guard)
    while (!existsSync(ready)) await sleep(20)
    return { folder, guard }
  }

  it('stops the server and removes its folder when the test run is gone', async () => {
    const { folder, guard } = await startGuard()
    await release(guard)
    expect(existsSync(folder)).toBe(false)
  })

  it('outlives the signals of the terminal, which the test run answers to', async () => {
    const { guard } = await startGuard()
    guard.kill('SIGINT')
    guard.kill('SIGTERM')
    await sleep(100)
    expect(guard.exitCode).toBe(null)
    expect(guard.signalCode).toBe(null)
  })
})
