// The measurement of one engine: workers are started, compared, warmed up, and then run in turn,
// one batch each, operation by operation and round by round.

import { firstDifference } from './compare.mjs'
import { runColdStart, startWorker } from './processes.mjs'

/**
 * Measures all peers of an engine.
 *
 * @param {object} plan
 * @param {{ peer: string, driver: string, url: string }[]} plan.contestants raw is the first
 * @param {import('./operations.mjs').OPERATIONS} plan.operations
 * @param {{ rounds: number, warmMs: number, batchMs: number }} plan.pace
 * @param {(text: string) => void} plan.progress
 * @returns {Promise<{ cells: Record<string, Record<string, Cell>>, problems: string[] }>} a cell per
 *   operation and peer
 *
 * @typedef {{ status: 'measured' | 'failed' | 'absent', isEqual?: boolean, samples?: Sample[] }} Cell
 * @typedef {{ cpuMs: number, wallMs: number }} Sample
 */
export async function measureEngine({ contestants, operations, pace, progress }) {
  const problems = []
  const cells = Object.fromEntries(operations.map(({ name }) => [name, {}]))
  progress('starting')
  const workers = await Promise.all(contestants.map((who) => openWorker(who, problems)))
  const tasks = []
  for (const operation of operations) {
    progress(`comparing results · ${operation.title}`)
    const row = cells[operation.name]
    const [raw, ...others] = workers.map((worker) => {
      row[worker.peer] = { status: worker.offered ? 'absent' : 'failed' }
      return worker
    })
    const compare = async (worker, reference) => {
      if (!worker.offered?.has(operation.name)) return undefined
      const task = operation.process ? coldStartTask(worker) : batchTask(worker, operation, pace)
      try {
        const isEqual = await isEqualToRaw(task, worker, operation, reference, problems)
        const cell = { status: 'measured', isEqual, samples: [] }
        row[worker.peer] = cell
        return { ...task, cell, operation, peer: worker.peer }
      } catch (error) {
        row[worker.peer] = { status: 'failed' }
        problems.push(`${worker.peer}, ${operation.title}: ${error.message}`)
        return undefined
      }
    }
    const reference = {}
    const ofRaw = await compare(raw, reference)
    const ofOthers = await Promise.all(others.map((worker) => compare(worker, reference)))
    tasks.push(...[ofRaw, ...ofOthers].filter((task) => task !== undefined))
  }
  await runInTurn(tasks, pace, progress, problems)
  for (const worker of workers) await worker.ask('stop').catch(() => {})
  return { cells, problems }
}

/** Starts a contestant's worker; `offered` holds its operations, null when it did not start. */
async function openWorker(who, problems) {
  const worker = { ...who, ...startWorker(who), offered: null }
  try {
    worker.offered = new Set((await worker.ask('start')).operations)
  } catch (error) {
    problems.push(`${who.peer} did not start: ${error.message}`)
  }
  return worker
}

/** An operation that a living worker runs in batches. */
function batchTask(worker, { name }, { warmMs, batchMs }) {
  let count
  return {
    check: (full) => worker.ask('check', { name, full }),
    warm: async () => {
      count = (await worker.ask('warm', { name, warmMs, batchMs })).count
    },
    run: () => worker.ask('run', { name, count }),
  }
}

/** The operation that is a process of its own. */
function coldStartTask(worker) {
  return {
    check: async () => {
      const { outcome } = await runColdStart(worker)
      return { digest: JSON.stringify(outcome), outcome }
    },
    warm: async () => {},
    run: () => runColdStart(worker),
  }
}

async function isEqualToRaw(task, worker, operation, reference, problems) {
  const { digest } = await task.check(false)
  if (worker.peer === 'raw') {
    reference.digest = digest
    // Asked for once, even when several peers differ at the same time.
    let full
    reference.full = () => (full ??= task.check(true).then(({ outcome }) => outcome))
    return true
  }
  if (!reference.digest || digest === reference.digest) return true
  const expected = await reference.full()
  const received = (await task.check(true)).outcome
  const difference = firstDifference(expected, received) ?? 'different, but not when asked again'
  problems.push(`${worker.peer}, ${operation.title}: its result is not raw's. ${difference}`)
  return false
}

async function runInTurn(tasks, { rounds }, progress, problems) {
  const fail = (task, error) => {
    task.cell.status = 'failed'
    problems.push(`${task.peer}, ${task.operation.title}: ${error.message}`)
  }
  for (const task of tasks) {
    progress(`warming up · ${task.operation.title} · ${task.peer}`)
    await task.warm().catch((error) => fail(task, error))
  }
  const operations = [...new Set(tasks.map((task) => task.operation))]
  for (let round = 0; round < rounds; round++) {
    for (const operation of operations) {
      const group = tasks.filter(
        (task) => task.operation === operation && task.cell.status === 'measured',
      )
      for (let n = 0; n < group.length; n++) {
        // Another peer is the first in each round: no one always runs after the same one.
        const task = group[(n + round) % group.length]
        progress(`round ${round + 1} of ${rounds} · ${operation.title} · ${task.peer}`)
        try {
          const { cpuMs, wallMs } = await task.run()
          task.cell.samples.push({ cpuMs, wallMs })
        } catch (error) {
          fail(task, error)
        }
      }
    }
  }
}
