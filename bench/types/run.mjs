// The command: writes one schema and its queries for every library, has them checked by the
// compiler and completed by the language server, and prints one table.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPeers } from '../peer-packages.mjs'

const TYPES = new URL('./', import.meta.url)
const BENCH = new URL('../', import.meta.url)
/** The packages whose versions are printed. */
const PACKAGES = {
  relata: [BENCH, '..'],
  drizzle: [BENCH, 'node_modules/drizzle-orm'],
  kysely: [BENCH, 'node_modules/kysely'],
  'mikro-orm': [BENCH, 'node_modules/@mikro-orm/core'],
  prisma: [TYPES, 'node_modules/prisma'],
}
const PEERS = Object.keys(PACKAGES)

const HELP = `node bench/types/run.mjs [options]

  --models <n>    models in the schema, an even number (default: 100)
  --peers <list>  ${PEERS.join(', ')}
  --runs <n>      how often each project is compiled and each place visited (default: 3)
  --json <file>   also write the figures there
  --keep          leave the generated projects where they are
  --help
`

class UsageError extends Error {}

function readArguments() {
  let values
  try {
    values = parseArgs({
      options: {
        models: { type: 'string', default: '100' },
        peers: { type: 'string', default: PEERS.join(',') },
        runs: { type: 'string', default: '3' },
        json: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${HELP}`)
  }
  const peers = values.peers.split(',')
  const unknown = peers.find((peer) => !PEERS.includes(peer))
  if (unknown !== undefined) {
    throw new UsageError(`--peers has "${unknown}", which is none of ${PEERS.join(', ')}.`)
  }
  const models = Number(values.models)
  if (!Number.isInteger(models) || models < 4 || models % 2 !== 0) {
    throw new UsageError(`--models "${values.models}" is not an even number of at least 4.`)
  }
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) {
    throw new UsageError(`--runs "${values.runs}" is not a whole number of at least 1.`)
  }
  return { ...values, peers, models, runs }
}

function versionOf(base, folder) {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, base), 'utf8')).version
}

/** Where Relata's types are: those of the build, or beside the file that RELATA_ENTRY names. */
function relataTypes() {
  const entry = process.env.RELATA_ENTRY ?? fileURLToPath(new URL('../dist/lib/index.js', BENCH))
  const file = resolve(entry).replace(/\.js$/, '.d.ts')
  if (!existsSync(file))
    throw new UsageError(`Relata has not been built (no ${file}): npm run build`)
  return { relata: [file] }
}

async function measure(name, folder, models, { runs }) {
  const { check } = await import('./compiler.mjs')
  const { visit } = await import('./language-server.mjs')
  const { writeProject } = await import('./projects.mjs')
  const { generate, packages, prepare } = await import(`./${name}.mjs`)
  const project = writeProject(folder, name, generate(models), {
    packages: packages ?? new URL('node_modules', BENCH),
    paths: name === 'relata' ? relataTypes() : {},
  })
  prepare?.(project.folder)
  const schema = check(project.folder, 'tsconfig.schema.json')
  const checks = Array.from({ length: runs }, () => check(project.folder))
  return { schema, checks, ...(await visit(project, runs)) }
}

function figures({ schema, checks, firstMs, completionMs, hoverMs }, median) {
  const of = (name) => median(checks.map((one) => one[name]))
  return {
    schemaInstantiations: schema.instantiations,
    instantiations: of('instantiations'),
    types: of('types'),
    checkMs: of('checkMs'),
    totalMs: of('totalMs'),
    memoryMb: of('memoryMb'),
    firstMs,
    completionMs: median(completionMs),
    hoverMs: median(hoverMs),
  }
}

const HEADS = {
  schemaInstantiations: 'instantiations, schema alone',
  instantiations: 'instantiations',
  types: 'types',
  checkMs: 'check time',
  totalMs: 'tsc in all',
  memoryMb: 'memory',
  firstMs: 'first completion',
  completionMs: 'completion',
  hoverMs: 'hover',
}

function cellText(name, value) {
  if (name.endsWith('Ms'))
    return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`
  if (name.endsWith('Mb')) return `${value.toFixed(0)} MB`
  return value.toLocaleString('en')
}

async function render(report) {
  const { default: Table } = await import('cli-table3')
  const peers = Object.keys(report)
  const table = new Table({
    head: ['', ...peers],
    colAligns: ['left', ...peers.map(() => 'right')],
    style: { head: [], border: [], compact: true },
  })
  for (const [name, head] of Object.entries(HEADS)) {
    table.push([head, ...peers.map((peer) => cellText(name, report[peer][name]))])
  }
  return table.toString()
}

async function main() {
  const options = readArguments()
  if (options.help) return console.log(HELP)
  installPeers(BENCH)
  installPeers(TYPES)
  const { generateModels, COLUMNS, QUERIES } = await import('./schema.mjs')
  const { median } = await import('../table.mjs')
  const models = generateModels(options.models)
  const versions = options.peers.map((peer) => `${peer} ${versionOf(...PACKAGES[peer])}`)
  console.log(
    `${models.length} models × ${COLUMNS.length} columns × 3 relations, ${QUERIES.length} queries · ` +
      `TypeScript ${versionOf(TYPES, 'node_modules/typescript')} · ${versions.join(' · ')}`,
  )
  const folder = mkdtempSync(join(tmpdir(), 'relata-types-'))
  const report = {}
  try {
    for (const peer of options.peers) {
      console.error(`  ${peer}`)
      try {
        const { title } = await import(`./${peer}.mjs`)
        report[title] = figures(await measure(peer, folder, models, options), median)
      } catch (error) {
        if (error instanceof UsageError) throw error
        console.log(`! ${peer}: ${error.message}`)
        process.exitCode = 1
      }
    }
  } finally {
    if (options.keep) console.error(`The projects are in ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
  console.log(await render(report))
  console.log(
    'Medians, except of the first completion. Times and memory are those of this machine.',
  )
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error)
  process.exitCode = 1
}
