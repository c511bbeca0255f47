import { expect, it } from 'vitest'
import type { StatementRequest } from '../../../lib/engine/connection.js'
import { ColumnTransfer } from '../../../lib/dialects/postgres/column-transfer.js'
import type { ServerTypes } from '../../../lib/dialects/postgres/server-types.js'
import {
  decodeJson,
  decodeNumber,
  decodeTimestamp,
} from '../../../lib/dialects/postgres/text-decoders.js'

const fields = [23, 25, 1184, 3802, 869].map((dataTypeID) => ({ dataTypeID }))
const request: StatementRequest = {
  sql: 'SELECT a FROM b ORDER BY c',
  parameters: [],
  isQuery: true,
  reusable: true,
  inBatches: true,
  columns: [
    { name: 'id', decode: decodeNumber },
    { name: 'text' },
    { name: 'at', decode: decodeTimestamp },
    { name: 'document', decode: decodeJson },
    { name: 'address' },
  ],
}
const rowsOf = (count: number, text = 'a') =>
  Array.from({ length: count }, () => ['1', text, '2024-01-02 03:04:05+00', '{}', '10.0.0.1'])

function learnt(rows: unknown[][], given: Partial<StatementRequest> = {}) {
  const transfer = new ColumnTransfer({ isReplaced: () => false } as unknown as ServerTypes)
  const asked = { ...request, ...given }
  transfer.learn(asked, rows, fields)
  return { transfer, asked }
}

it('asks for a list of each column, in the form that loses nothing', () => {
  const { transfer, asked } = learnt(rowsOf(200))
  expect(transfer.statementFor(asked, false)?.sql.replaceAll('pg_catalog.', '')).toBe(
    'SELECT count(*)::int4, json_agg(c0), json_agg(c1), ' +
      "encode(string_agg(coalesce(timestamptz_send(c2), decode('8000000000000001', 'hex')), ''::bytea), 'hex'), " +
      'json_agg(c3), json_agg(CASE WHEN c4 IS DISTINCT FROM NULL THEN concat(c4) END) ' +
      'FROM (SELECT * FROM (SELECT a FROM b ORDER BY c) AS r (c0, c1, c2, c3, c4) LIMIT 100001) AS r',
  )
})

it('asks for what repeats once for each run of rows', () => {
  const runs = { keys: [0], columns: [1] }
  const { transfer, asked } = learnt(rowsOf(200), { runs })
  expect(transfer.statementFor(asked, false)?.sql.replaceAll('pg_catalog.', '')).toBe(
    'SELECT count(*)::int4, json_agg(row_index) FILTER (WHERE starts_run), json_agg(c0), ' +
      'json_agg(c1) FILTER (WHERE starts_run), ' +
      "encode(string_agg(coalesce(timestamptz_send(c2), decode('8000000000000001', 'hex')), ''::bytea), 'hex'), " +
      'json_agg(c3), json_agg(CASE WHEN c4 IS DISTINCT FROM NULL THEN concat(c4) END) ' +
      'FROM (SELECT *, row_number() OVER () - 1 AS row_index, row_number() OVER () - 1 = 0 OR ' +
      'c0 IS DISTINCT FROM lag(c0) OVER () AS starts_run FROM (SELECT * FROM ' +
      '(SELECT a FROM b ORDER BY c) AS r (c0, c1, c2, c3, c4) LIMIT 100001) AS r) AS r',
  )
})

it.each([
  ['few rows', rowsOf(100), {}],
  ['very long rows', rowsOf(200, 'x'.repeat(200_000)), {}],
  ['rows that are written', rowsOf(200), { isQuery: false }],
  ['rows that are read twice', rowsOf(200), { inBatches: false }],
  ['what is sent once', rowsOf(200), { reusable: false }],
  ['what another search path means', rowsOf(200), { searchPath: 'other' }],
])('leaves %s as they are', (_what, rows, given) => {
  const { transfer, asked } = learnt(rows, given)
  expect(transfer.statementFor(asked, false)).toBeUndefined()
})

it('puts no transaction at risk before the server has shown that it can do this', () => {
  const { transfer, asked } = learnt(rowsOf(200))
  expect(transfer.statementFor(asked, true)).toBeUndefined()
  const statement = transfer.statementFor(asked, false)!
  transfer.read(asked, [0, null, null, null, null, null], statement)
  expect(transfer.statementFor(asked, true)).toBe(statement)
})

it('gives up where the server cannot do this, and nowhere else', () => {
  const { transfer, asked } = learnt(rowsOf(200))
  expect(transfer.givesUp(asked, { code: '22012' })).toBe(false)
  expect(transfer.statementFor(asked, false)).toBeDefined()
  expect(transfer.givesUp(asked, { code: '42883' })).toBe(true)
  expect(transfer.statementFor(asked, false)).toBeUndefined()
})
