/** The engine without models: connections, executor and transactions on a target's database. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { resolveDialect } from '../../lib/dialects/index.js'
import type { ConnectionConfig } from '../../lib/engine/connection.js'
import type { PoolOptions } from '../../lib/engine/connection-pool.js'
import {
  type ConnectionProvider,
  type EngineHooks,
  noHooks,
} from '../../lib/engine/connection-provider.js'
import { parseConnectionUri } from '../../lib/engine/connection-uri.js'
import type { Dialect, DialectContext } from '../../lib/engine/dialect.js'
import { type ExecuteOptions, Executor, type ExecutorDefaults } from '../../lib/engine/executor.js'
import { recordsOf, runRawQuery, type RawQueryOptions } from '../../lib/engine/raw-query.js'
import { createConnections, type ReplicationOptions } from '../../lib/engine/replication.js'
import {
  runInTransaction,
  Transaction,
  type TransactionHost,
  type TransactionOptions,
} from '../../lib/engine/transaction.js'
import type { TransactionDefaults } from '../../lib/engine/transaction-options.js'
import { serverKinds } from './databases.js'
import { allTargets, type TargetDescription } from './targets.js'

export { Deferrable } from '../../lib/engine/deferrable.js'
export { bindRawSql } from '../../lib/engine/raw-query.js'
export type { Transaction } from '../../lib/engine/transaction.js'
export { Fragment, Literal, Parameter } from '../../lib/expression/expressions.js'

/** What an engine is made with. */
export interface EngineOptions {
  readonly config?: ConnectionConfig
  readonly pool?: PoolOptions
  readonly replication?: ReplicationOptions
  readonly hooks?: EngineHooks
  readonly defaults?: ExecutorDefaults & TransactionDefaults
  readonly context?: Partial<DialectContext>
}

/** An engine on a database. */
export interface Engine {
  readonly dialect: Dialect
  readonly connections: ConnectionProvider
  readonly executor: Executor
  readonly host: TransactionHost
  /** Runs raw SQL; `$1` is written in every dialect. */
  query(sql: string, bind?: readonly unknown[], options?: RawQueryOptions): Promise<unknown>
  /** The rows of raw SQL. */
  rows(sql: string, bind?: readonly unknown[], options?: ExecuteOptions): Promise<object[]>
  begin(options?: TransactionOptions): Promise<Transaction>
  transaction<T>(
    callback: (transaction: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<Awaited<T>>
  close(): Promise<void>
}

const require = createRequire(import.meta.url)
const databaseName = `relata_${randomBytes(6).toString('hex')}`
const opened: Engine[] = []
const targets = allTargets.filter((target) => inject('targetNames').includes(target.name))

const servers = [...new Set(targets.map((target) => target.dialect))]

beforeAll(async () => {
  for (const dialect of servers) {
    await serverKinds[dialect]?.createDatabase(serverUrl(dialect), databaseName)
  }
})

afterAll(async () => {
  await Promise.allSettled(opened.splice(0).map((engine) => engine.close()))
  for (const dialect of servers) {
    await serverKinds[dialect]?.dropDatabase(serverUrl(dialect), databaseName)
  }
  for (const target of targets) rmSync(databaseFile(target), { force: true })
})

/** A group of tests per target of this run; each file has a database of its own on a server. */
export function forEachEngine(
  define: (target: TargetDescription) => void,
  dialects: readonly string[] = ['sqlite', 'postgres'],
): void {
  for (const target of targets) {
    if (dialects.includes(target.dialect)) describe(target.name, () => define(target))
  }
}

/** The configuration of this file's database; of SQLite a file that several connections see. */
export function databaseConfig(target: TargetDescription): ConnectionConfig {
  const kind = serverKinds[target.dialect]
  if (kind === undefined) return { storage: databaseFile(target) }
  const url = kind.databaseUrl(serverUrl(target.dialect), databaseName)
  const { host, port, database, username, password } = parseConnectionUri(url, {})
  return { host, port, database, username, password }
}

/** Opens an engine on this file's database; it is closed after the file's last test. */
export function openEngine(target: TargetDescription, options: EngineOptions = {}): Engine {
  const driver = target.isExplicitDriver ? { dialectModule: require(target.driver) as unknown } : {}
  const dialect = resolveDialect(target.dialect).create({
    timezone: '+00:00',
    typeValidation: false,
    quoteIdentifiers: true,
    native: false,
    ...driver,
    ...options.context,
  })
  const hooks = options.hooks ?? noHooks
  const config = { timezone: '+00:00', ...databaseConfig(target), ...options.config }
  const { pool = {}, replication, defaults = {} } = options
  const connections = createConnections({ dialect, config, pool, replication, hooks })
  const executor = new Executor({ dialect, connections, hooks, defaults })
  const engine = makeEngine(executor, { executor, options: defaults })
  opened.push(engine)
  return engine
}

function makeEngine(executor: Executor, host: TransactionHost): Engine {
  const { connections, dialect } = executor
  const context = {
    executor,
    hydrate: (records: object[]) => records,
    attributeNames: () => ({}),
  }
  return {
    dialect,
    connections,
    executor,
    host,
    query: (sql, bind, options) =>
      runRawQuery(context, sql, bind === undefined ? options : { ...options, bind }),
    async rows(sql, bind = [], options = {}) {
      const request = { sql: spelled(dialect, sql), parameters: bind, decodeByDriver: true }
      return recordsOf(await executor.execute(request, 'write', options))
    },
    begin: (options) => new Transaction(host, options).begin(),
    transaction: (callback, options = {}) => runInTransaction(host, options, callback),
    close: () => connections.close(),
  }
}

function spelled(dialect: Dialect, sql: string): string {
  return sql.replaceAll(/\$(\d+)/g, (_, number: string) => dialect.placeholder(Number(number)))
}

function databaseFile(target: TargetDescription): string {
  return join(tmpdir(), `${databaseName}-${target.driver}.sqlite`)
}

function serverUrl(dialect: string): string {
  return inject('serverUrls')[dialect] ?? ''
}
