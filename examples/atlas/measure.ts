// Compares the load of the atlas with the least that the driver needs for the same rows:
// one prepared INSERT per table, run row by row in one transaction. Both fill equal tables,
// made by the models' own DDL, in memory. Rounds alternate, so that both meet the same machine.
//
//   npx tsx examples/atlas/measure.ts [rounds]

import Driver from 'better-sqlite3'
import { openDatabase } from './database.js'
import { countRows, createTables, loadAtlas, tableRows } from './load.js'
import { type Atlas, defineModels } from './models.js'
import { sourceCities } from './source.js'
import { count, drawTable, duration } from './tables.js'

interface Timing {
  readonly wall: number
  readonly cpu: number
}

async function time(work: () => unknown): Promise<Timing> {
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpuBefore)
  return { wall, cpu: (user + system) / 1000 }
}

/** Lists the DDL that creates the tables of the atlas. */
async function recordDdl(atlas: Atlas): Promise<string[]> {
  const ddl: string[] = []
  const logging = (line: string) => {
    const sql = line.replace(/^Executing \([^)]*\): /, '')
    if (sql.startsWith('CREATE')) ddl.push(sql)
  }
  await atlas.sequelize.sync({ force: true, logging })
  return ddl
}

async function timeAtlas(): Promise<Timing> {
  const { sequelize } = openDatabase({})
  const atlas = defineModels(sequelize)
  await createTables(atlas)
  const timing = await time(() => loadAtlas(atlas))
  await sequelize.close()
  return timing
}

async function timeBareDriver(ddl: readonly string[], atlas: Atlas): Promise<Timing> {
  const database = new Driver(':memory:')
  for (const statement of ddl) database.exec(statement)
  const timing = await time(() => loadBare(database, atlas))
  const cities = database.prepare('SELECT COUNT(*) FROM atlas_cities').pluck().get()
  if (cities !== sourceCities.length) throw new Error(`The bare driver loaded ${cities} cities`)
  database.close()
  return timing
}

function loadBare(database: Driver.Database, atlas: Atlas): void {
  database.exec('BEGIN')
  for (const { model, count: rows, slice } of tableRows(atlas)) {
    const attributes = Object.keys(slice(0, 1)[0] ?? {})
    const columns = attributes.map((name) => model.getAttributes()[name]?.field ?? name)
    const marks = columns.map(() => '?').join(', ')
    const insert = database.prepare(
      `INSERT INTO ${String(model.getTableName())} (${columns.join(', ')}) VALUES (${marks})`,
    )
    for (let start = 0; start < rows; start += 2500) {
      for (const row of slice(start, Math.min(start + 2500, rows))) {
        insert.run(attributes.map((name) => bound(row[name])))
      }
    }
  }
  database.exec('COMMIT')
}

/** SQLite has no booleans. */
function bound(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

const rounds = Number(process.argv[2] ?? 7)
const { sequelize } = openDatabase({})
const atlas = defineModels(sequelize)
const ddl = await recordDdl(atlas)
const bare: Timing[] = []
const loaded: Timing[] = []
for (let round = 0; round <= rounds; round += 1) {
  const pair = [await timeBareDriver(ddl, atlas), await timeAtlas()] as const
  // The first round warms up the engine and is left out.
  if (round === 0) continue
  bare.push(pair[0])
  loaded.push(pair[1])
}
await sequelize.close()

const row = (name: string, of: (timing: Timing) => number) => {
  const least = median(bare.map(of))
  const ours = median(loaded.map(of))
  return [name, duration(least), duration(ours), `${(ours / least).toFixed(2)}×`]
}
process.stdout.write(
  `${count(countRows(tableRows(atlas)))} rows in one transaction, median of ${rounds} rounds\n\n`,
)
const columns = ['', 'bare driver', 'atlas', 'ratio'].map((title) => {
  return { title, align: 'right' as const }
})
process.stdout.write(
  `${drawTable(columns, [row('wall', ({ wall }) => wall), row('CPU', ({ cpu }) => cpu)])}\n`,
)
