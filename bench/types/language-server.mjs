// The language server that editors use, asked as an editor asks: a file is opened, a character is
// typed and taken back, completions are wanted at that place, and the query's result is hovered over.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const TSSERVER = createRequire(import.meta.url).resolve('typescript/lib/tsserver.js')

/**
 * Measures completions and hovers.
 *
 * @param {{ queriesFile: string, places: import('./projects.mjs').Place[] }} project
 * @param {number} rounds how often each place is visited
 * @returns {Promise<{ firstMs: number, completionMs: number[], hoverMs: number[] }>} `firstMs`: from
 *   opening the file to the first completions; the lists have one time per visit
 * @throws when a place does not offer what it should
 */
export async function visit({ queriesFile, places }, rounds) {
  const server = startServer()
  try {
    const file = queriesFile
    const opened = performance.now()
    server.tell('open', { file, fileContent: readFileSync(file, 'utf8'), scriptKindName: 'TS' })
    await completionsAt(server, file, places[0])
    const result = { firstMs: performance.now() - opened, completionMs: [], hoverMs: [] }
    for (let round = 0; round < rounds; round++) {
      for (const place of places) {
        type(server, file, place)
        const begin = performance.now()
        await completionsAt(server, file, place)
        const completed = performance.now()
        const { displayString } = await server.ask('quickinfo', { file, ...at(place.result) })
        result.completionMs.push(completed - begin)
        result.hoverMs.push(performance.now() - completed)
        if (!displayString.startsWith(`const ${place.result.name}: `)) {
          throw new Error(`line ${place.result.line} shows ${displayString}`)
        }
      }
    }
    return result
  } finally {
    server.stop()
  }
}

const at = ({ line, offset }) => ({ line, offset })

/** Changes the text and takes the change back, so that the server has to look again. */
function type(server, file, { line }) {
  const here = { file, line, offset: 1, endLine: line }
  server.tell('change', { ...here, endOffset: 1, insertString: ' ' })
  server.tell('change', { ...here, endOffset: 2, insertString: '' })
}

async function completionsAt(server, file, place) {
  const { entries = [] } = (await server.ask('completionInfo', { file, ...at(place) })) ?? {}
  if (!entries.some(({ name }) => name === place.expected)) {
    throw new Error(`line ${place.line} does not offer ${place.expected}`)
  }
}

function startServer() {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=8192', TSSERVER, '--disableAutomaticTypingAcquisition'],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  )
  const waiting = new Map()
  let last = 0
  let received = Buffer.alloc(0)
  child.stdout.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(received.toString('latin1', 0, 64))
      if (head === null) return
      const end = head[0].length + Number(head[1])
      if (received.length < end) return
      const message = JSON.parse(received.toString('utf8', head[0].length, end))
      received = received.subarray(end)
      if (message.type !== 'response') continue
      waiting.get(message.request_seq)?.(message)
      waiting.delete(message.request_seq)
    }
  })
  const exited = new Promise((_, reject) => {
    child.on('exit', (code) => reject(new Error(`the language server ended (${code})`)))
  })
  exited.catch(() => {})
  const tell = (command, args) => {
    last += 1
    const request = { seq: last, type: 'request', command, arguments: args }
    child.stdin.write(`${JSON.stringify(request)}\n`)
    return last
  }
  return {
    tell,
    async ask(command, args) {
      const answer = new Promise((resolve) => waiting.set(tell(command, args), resolve))
      const { success, body, message } = await Promise.race([answer, exited])
      if (!success) throw new Error(`${command}: ${message}`)
      return body
    },
    stop: () => child.kill(),
  }
}
