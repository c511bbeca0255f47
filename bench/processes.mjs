// The child processes of a run, seen from the parent.

import { fork, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const WORKER = fileURLToPath(new URL('./worker.mjs', import.meta.url))
const COLD_START = fileURLToPath(new URL('./cold-start.mjs', import.meta.url))

// A worker waits long between the batches of one operation and collects garbage before each; V8
// would take that for a reason to throw compiled code away.
const WORKER_FLAGS = ['--expose-gc', '--no-flush-bytecode']

const living = new Set()

/** Ends the processes that are still there, after a failure. */
export function killProcesses() {
  for (const child of living) child.kill('SIGKILL')
}

/**
 * Starts a worker.
 *
 * @param {{ peer: string, driver: string, url: string }} who
 * @returns {{ ask(action: string, request?: object): Promise<object> }} `ask` rejects with the
 *   worker's error, or when the worker has ended
 */
export function startWorker({ peer, driver, url }) {
  const child = fork(WORKER, [peer, driver, url], {
    execArgv: WORKER_FLAGS,
    serialization: 'advanced',
  })
  living.add(child)
  let pending
  let ended
  child.on('message', ({ ok, error, ...answer }) => {
    const { resolve, reject } = pending
    pending = undefined
    if (ok) resolve(answer)
    else reject(new Error(error))
  })
  child.on('exit', (code, signal) => {
    living.delete(child)
    ended = new Error(
      `the process of ${peer} on ${driver} ended (${signal ?? `exit code ${code}`})`,
    )
    pending?.reject(ended)
  })
  return {
    ask: (action, request = {}) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        pending = { resolve, reject }
        child.send({ action, ...request })
      }),
  }
}

/**
 * Runs one cold start in a process of its own.
 *
 * @param {{ peer: string, driver: string, url: string }} who
 * @returns {Promise<{ cpuMs: number, wallMs: number, outcome: unknown }>}
 */
export function runColdStart({ peer, driver, url }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COLD_START, peer, driver, url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    living.add(child)
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      living.delete(child)
      if (code === 0) resolve(JSON.parse(output))
      else reject(new Error(errorLine(errors) ?? `the cold start ended with exit code ${code}`))
    })
  })
}

/** The line with the message, out of what Node prints for an uncaught error. */
function errorLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0]
}
