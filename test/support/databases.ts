/**
 * Servers for the tests: the one whose address is in `RELATA_TEST_<DIALECT>_URL`, else a private
 * throw-away one. Within a server every test file has databases of its own.
 */
import { postgresServer } from './postgres-server.js'
import type { DialectName } from './targets.js'

/** A server that answers. */
export interface DatabaseServer {
  /** Address of a database in which databases can be created. */
  readonly url: string
  readonly description: string
  /** Stops what was started for this run. */
  stop(): Promise<void>
}

/** How servers of one dialect are started and divided. */
export interface ServerKind {
  /** @throws {Error} saying what to install when no server can be started */
  start(): Promise<DatabaseServer>
  createDatabase(serverUrl: string, name: string): Promise<void>
  dropDatabase(serverUrl: string, name: string): Promise<void>
  databaseUrl(serverUrl: string, name: string): string
}

/** The kind of server each dialect needs; undefined for a dialect that needs none. */
export const serverKinds: Readonly<Record<DialectName, ServerKind | undefined>> = {
  sqlite: undefined,
  postgres: postgresServer,
}

/** The environment variable that may hold the address of a dialect's server. */
export function urlVariable(dialect: DialectName): string {
  return `RELATA_TEST_${dialect.toUpperCase()}_URL`
}

/**
 * Gives a dialect's server, started when the environment names none.
 *
 * @returns undefined for a dialect that needs no server
 */
export async function openServer(dialect: DialectName): Promise<DatabaseServer | undefined> {
  const kind = serverKinds[dialect]
  if (kind === undefined) return undefined
  const url = process.env[urlVariable(dialect)]
  if (url === undefined || url === '') return kind.start()
  return { url, description: `${dialect} at ${urlVariable(dialect)}`, stop: async () => {} }
}
