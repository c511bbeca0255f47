// The command: reads its arguments, prepares databases, measures each engine, prints the tables.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { generateRows } from './data.mjs'
import { ENGINES, OPERATIONS, PACKAGES } from './operations.mjs'
import { installPeers } from './peer-packages.mjs'
import { killProcesses } from './processes.mjs'

const FOLDER = new URL('./', import.meta.url)
const PACES = {
  full: { rounds: 7, warmMs: 400, batchMs: 120 },
  quick: { rounds: 3, warmMs: 60, batchMs: 15 },
}

const HELP = `npm run bench -- [options]

  --quick           about five minutes: fewer and shorter rounds
  --engine <list>   ${Object.keys(ENGINES).join(', ')} (default: all)
  --only <list>     ${OPERATIONS.map(({ name }) => name).join(', ')}
  --peers <list>    ${Object.keys(PACKAGES).join(', ')} (raw always runs)
  --rounds <n>      measured rounds (default: ${PACES.full.rounds}, quick: ${PACES.quick.rounds})
  --json <file>     also write the figures there
  --help

RELATA_TEST_POSTGRES_URL  a PostgreSQL server to use instead of a private one
RELATA_ENTRY              Relata's entry file, instead of dist/lib/index.js
`

class UsageError extends Error {}

function readArguments() {
  let values
  try {
    values = parseArgs({
      options: {
        quick: { type: 'boolean' },
        engine: { type: 'string' },
        only: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${HELP}`)
  }
  const pace = { ...PACES[values.quick ? 'quick' : 'full'] }
  if (values.rounds !== undefined) {
    pace.rounds = Number(values.rounds)
    if (!Number.isInteger(pace.rounds) || pace.rounds < 1) {
      throw new UsageError(`--rounds "${values.rounds}" is not a whole number of at least 1.`)
    }
  }
  const peers = chosen('--peers', values.peers, Object.keys(PACKAGES))
  return {
    help: values.help,
    pace,
    json: values.json,
    engines: chosen('--engine', values.engine, Object.keys(ENGINES)),
    peers: peers.includes('raw') ? peers : ['raw', ...peers],
    operations: chosen(
      '--only',
      values.only,
      OPERATIONS.map(({ name }) => name),
    ).map((name) => OPERATIONS.find((operation) => operation.name === name)),
  }
}

/** The names of a comma-separated list, in the order of the choices; all of them without a list. */
function chosen(option, list, choices) {
  if (list === undefined) return choices
  const names = list.split(',').map((name) => name.trim())
  for (const name of names) {
    if (!choices.includes(name)) {
      throw new UsageError(`${option} has "${name}", which is none of ${choices.join(', ')}.`)
    }
  }
  return choices.filter((choice) => names.includes(choice))
}

/** Relata, or Relata told how to load includes. */
function isRelata(peer) {
  return peer === 'relata' || peer.startsWith('relata-')
}

function relataEntry() {
  const { RELATA_ENTRY } = process.env
  return RELATA_ENTRY
    ? pathToFileURL(resolve(RELATA_ENTRY))
    : new URL('../dist/lib/index.js', FOLDER)
}

function versionOf(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, FOLDER), 'utf8')).version
}

/** The versions of everything that takes part. */
function versions(engines, peers) {
  const packages = [...engines, ...peers.flatMap((peer) => PACKAGES[peer])]
  const list = Object.fromEntries(packages.map((name) => [name, versionOf(`node_modules/${name}`)]))
  if (peers.some(isRelata)) {
    const built = statSync(relataEntry()).mtime.toISOString().slice(0, 16).replace('T', ' ')
    const source = process.env.RELATA_ENTRY ? 'from RELATA_ENTRY' : versionOf('..')
    list.relata = `${source} (built ${built} UTC)`
  }
  return list
}

/** Gives each contestant of the chosen engines a database of its own. */
async function prepareDatabases({ engines, peers }, folder, cleanups) {
  const { postgresDatabases, sqliteDatabases } = await import('./databases.mjs')
  const rows = generateRows()
  let sqlite
  let postgres
  if (engines.some((engine) => engine !== 'pg')) sqlite = await sqliteDatabases(folder, rows)
  if (engines.includes('pg')) {
    try {
      postgres = await postgresDatabases(rows)
    } catch (error) {
      throw new UsageError(
        `No PostgreSQL to measure on: ${error.message}\n` +
          'Set RELATA_TEST_POSTGRES_URL (its user must be allowed to create databases), or leave ' +
          'PostgreSQL out with --engine better-sqlite3,sqlite3.',
      )
    }
    cleanups.push(() => postgres.close())
  }
  const contestants = {}
  for (const engine of engines) {
    contestants[engine] = []
    for (const peer of ENGINES[engine].peers.filter((name) => peers.includes(name))) {
      const driver = ENGINES[engine].driverOf[peer] ?? engine
      const name = `${engine}_${peer}`.replaceAll('-', '_')
      const url = await (engine === 'pg' ? postgres : sqlite).copy(name)
      contestants[engine].push({ peer, driver, url })
    }
  }
  return contestants
}

function makeProgress() {
  if (!process.stderr.isTTY) {
    let last
    return (text) => {
      const stage = text.split(' · ')[0]
      if (stage !== last) process.stderr.write(`  ${(last = stage)}\n`)
    }
  }
  return (text) => process.stderr.write(`\r\x1b[K${text}`)
}

/**
 * What is printed of an engine: all peers, and apart from them Relata's loading strategies, which
 * would make that table too wide and have only includes to show.
 */
function tablesOf(peers, operations, cells) {
  const strategies = peers.filter((peer) => peer.startsWith('relata-'))
  const all = { title: '', peers: peers.filter((peer) => !strategies.includes(peer)), operations }
  if (strategies.length === 0) return [all]
  const isOffered = ({ name }) => strategies.some((peer) => cells[name][peer].status !== 'absent')
  return [
    all,
    {
      title: 'loading strategies · ',
      peers: [...peers.filter((peer) => peer === 'raw' || peer === 'relata'), ...strategies],
      operations: operations.filter(isOffered),
    },
  ].filter((part) => part.operations.length > 0)
}

async function measureAll(options, contestants) {
  const { measureEngine } = await import('./measure.mjs')
  const { plainFigures, renderTable } = await import('./table.mjs')
  const progress = makeProgress()
  const report = {}
  let problemCount = 0
  for (const engine of options.engines) {
    const { title, driverOf } = ENGINES[engine]
    process.stderr.write(`${title}\n`)
    const { cells, problems } = await measureEngine({
      contestants: contestants[engine],
      operations: options.operations,
      pace: options.pace,
      progress,
    })
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    const peers = contestants[engine].map(({ peer }) => peer)
    const heads = Object.fromEntries(
      peers.map((peer) => [peer, driverOf[peer] ? `${peer}*` : peer]),
    )
    for (const part of tablesOf(peers, options.operations, cells)) {
      for (const [clock, name] of [
        ['cpuMs', 'CPU time'],
        ['wallMs', 'wall time'],
      ]) {
        console.log(`\n${title} · ${part.title}${name} · raw, then multiples of raw`)
        console.log(renderTable(clock, part.peers, heads, part.operations, cells))
      }
    }
    for (const peer of peers.filter((name) => driverOf[name])) {
      console.log(`* ${peer} with its own driver ${driverOf[peer]}: it cannot use ${engine}`)
    }
    for (const problem of problems) console.log(`! ${problem}`)
    problemCount += problems.length
    report[engine] = { operations: plainFigures(options.operations, cells), problems }
  }
  console.log(
    "\nraw: time per call. Building SQL and cold start: times for all. ≠ the result is not raw's. " +
      '~ rounds differ by more than 40 %.',
  )
  return { report, problemCount }
}

async function main() {
  const options = readArguments()
  if (options.help) return console.log(HELP)
  installPeers(FOLDER)
  const missing = options.peers.some(isRelata) && !existsSync(relataEntry())
  if (missing) options.peers = options.peers.filter((peer) => !isRelata(peer))
  const notice = 'Relata is NOT in these tables: it has not been built (npm run build).'
  if (missing) console.log(notice)

  const used = versions(options.engines, options.peers)
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`
  console.log(`Node ${process.versions.node} · ${machine}`)
  console.log(
    Object.entries(used)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
  )

  const { temporaryFolder } = await import('./databases.mjs')
  const folder = temporaryFolder()
  const cleanups = [() => folder.remove()]
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => reject(new UsageError(`Interrupted (${signal}).`)))
    }
  })
  const work = async () => {
    const contestants = await prepareDatabases(options, folder.path, cleanups)
    const { report, problemCount } = await measureAll(options, contestants)
    if (missing) console.log(notice)
    if (options.json) {
      const json = {
        node: process.versions.node,
        machine,
        versions: used,
        pace: options.pace,
        engines: report,
      }
      writeFileSync(options.json, `${JSON.stringify(json, null, 2)}\n`)
    }
    if (problemCount > 0) process.exitCode = 1
  }
  try {
    await Promise.race([work(), interrupted])
  } finally {
    killProcesses()
    for (const cleanup of cleanups.reverse()) {
      await Promise.resolve(cleanup()).catch((error) => console.error(`bench: ${error.message}`))
    }
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error)
  process.exitCode = 1
}
// After an interruption the measurement is still waiting for processes that are gone.
process.exit()
