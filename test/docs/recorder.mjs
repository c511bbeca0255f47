// Loaded before a program of the documentation: records what each of its samples sends and prints,
// and writes it to the file that RELATA_RECORD names when the process ends.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { format } from 'node:util'

const records = []
let current = { statements: [], printed: [] }

globalThis.beginSample = (index) => {
  current = { statements: [], printed: [] }
  records[index] = current
}

subscribe('relata:statement', ({ sql, parameters }) => {
  // JSON has no bigint and no bytes; the values are only shown.
  const values = parameters.map((value) =>
    typeof value === 'bigint' ? `${value}n` : Buffer.isBuffer(value) ? '<bytes>' : value,
  )
  current.statements.push({ sql, values })
})

console.log = (...values) => {
  current.printed.push(format(...values))
}

process.on('exit', () => writeFileSync(process.env.RELATA_RECORD, JSON.stringify(records)))
