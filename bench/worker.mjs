// One process per peer and engine. It stays alive for the whole run and does what its parent sends:
// check (once, for comparison), warm up, and run a batch with the clocks on.

import { createHash } from 'node:crypto'
import { canonical } from './compare.mjs'
import { entryInputs, filterInputs } from './data.mjs'
import { dialectOf, openDirect } from './direct.mjs'
import { OPERATIONS } from './operations.mjs'
import { resetEntries, SEEDED_ENTRIES } from './schema.mjs'

const [peerName, engine, url] = process.argv.slice(2)
const AUTHORS = 1000
const WARM_BEFORE_BATCH = 0.1
/** Calls of a batch, and uncounted ones before it, also where one takes long. */
const LEAST_CALLS = 3
const LEAST_UNCOUNTED = 2

/** What the operations work on, made before any clock runs. `i` counts the calls. */
function makeInputs() {
  const entries = Object.freeze(entryInputs())
  const filters = filterInputs(false)
  const varied = filterInputs(true)
  return {
    entries,
    authorId: (i) => 1 + ((i * 37) % AUTHORS),
    entryId: (i) => 1 + (i % SEEDED_ENTRIES),
    entry: (i) => entries[i % entries.length],
    title: (i) => `changed ${i}`,
    filter: (i) => filters[i % filters.length],
    variedFilter: (i) => varied[i % varied.length],
  }
}

const byName = Object.fromEntries(OPERATIONS.map((operation) => [operation.name, operation]))
const calls = {}
const checkedMs = {}
let peer
let direct
/** Holds the result of the last call, so that it is made for someone. */
const kept = { result: undefined }

async function start() {
  const { setup, coldStart } = await import(`./peers/${peerName}.mjs`)
  peer = await setup(engine, url, makeInputs())
  direct = await openDirect(engine, url)
  const offered = { ...peer, coldStart }
  return { operations: OPERATIONS.map(({ name }) => name).filter((name) => offered[name]) }
}

const reset = (name) =>
  byName[name].writes ? direct.run(resetEntries(dialectOf(engine))) : undefined

/** Runs an operation on a few fixed inputs; gives the canonical form of all that came of it. */
async function check({ name, full }) {
  const { checks, ordered, writes } = byName[name]
  await reset(name)
  const outcome = { results: [] }
  for (let i = 0; i < checks; i++) {
    const before = performance.now()
    const result = await peer[name](i)
    checkedMs[name] = performance.now() - before
    const plain = peer.plain(result)
    if (name === 'buildSql') outcome.results.push(await rowsOf(plain))
    // What a bulk insert returns differs by design (nothing, a count, instances); its rows do not.
    else if (name !== 'bulkInsert') outcome.results.push(canonical(plain, { ordered }))
  }
  if (writes) outcome.table = canonical(await direct.rows('SELECT * FROM "entries"'))
  const digest = createHash('sha256').update(JSON.stringify(outcome)).digest('hex')
  return full ? { digest, outcome } : { digest }
}

/** Built SQL is compared by the rows that it selects. */
async function rowsOf({ sql, parameters = [] }) {
  return (await direct.rows(sql, [...parameters])).map((row) => row.id)
}

/**
 * Warms up for a time, and finds how many calls fill a batch. A call that by itself takes far
 * longer than the warm-up has been warmed by the check.
 */
async function warm({ name, warmMs, batchMs }) {
  const { times } = byName[name]
  if (times) return { count: times }
  if (checkedMs[name] > 3 * Math.max(warmMs, batchMs)) return { count: 1 }
  await reset(name)
  const begin = performance.now()
  let leastMs = Number.POSITIVE_INFINITY
  do {
    leastMs = Math.min(leastMs, await timed(name, 1))
  } while (performance.now() - begin < warmMs)
  // Short calls are timed in groups, as a clock's step and a pause weigh too much on one.
  if (leastMs < 1) leastMs = Math.min(await timed(name, 50), await timed(name, 50))
  return { count: Math.max(LEAST_CALLS, Math.ceil(batchMs / Math.max(leastMs, 0.0001))) }
}

/** Milliseconds of one call among `count`. */
async function timed(name, count) {
  const before = performance.now()
  await repeat(name, count)
  return (performance.now() - before) / count
}

async function run({ name, count }) {
  await reset(name)
  kept.result = undefined
  globalThis.gc()
  // After the others' turn the caches hold their data and memory, so the first calls go uncounted.
  if (count > 1)
    await repeat(name, Math.max(LEAST_UNCOUNTED, Math.floor(count * WARM_BEFORE_BATCH)))
  const cpuBefore = process.cpuUsage()
  const wallBefore = performance.now()
  await repeat(name, count)
  const wallMs = performance.now() - wallBefore
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpuMs: (user + system) / 1000 / count, wallMs: wallMs / count }
}

async function repeat(name, count) {
  const operation = peer[name]
  let i = calls[name] ?? 0
  const end = i + count
  for (; i < end; i++) {
    const result = operation(i)
    // A synchronous peer is not charged for a promise that it does not make.
    kept.result = typeof result?.then === 'function' ? await result : result
  }
  calls[name] = end
}

async function stop() {
  kept.result = undefined
  await peer?.close()
  await direct?.close()
}

const actions = { start, check, warm, run, stop }

/** An error in a few lines: some peers leave the message out of the stack, and stacks are long. */
function describe(error) {
  const at = String(error?.stack ?? '')
    .split('\n')
    .find((line) => line.includes('/bench/peers/'))
  return `${error?.name ?? 'Error'}: ${error?.message ?? error}${at ? `\n   ${at.trim()}` : ''}`
}

process.on('message', async ({ action, ...request }) => {
  try {
    process.send({ ok: true, ...(await actions[action](request)) })
  } catch (error) {
    process.send({ ok: false, error: describe(error) })
  }
  if (action === 'stop') process.disconnect()
})
