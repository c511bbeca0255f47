/** The arguments of `new Sequelize(…)` → options and connection configuration. */
import {
  type ConnectionUriParts,
  parseConnectionUri,
  parseUriScheme,
} from '../engine/connection-uri.js'
import type { ConnectionConfig } from '../engine/connection.js'
import type { DialectModule } from '../engine/dialect.js'
import type { ReplicationOptions } from '../engine/replication.js'
import { checkOptionNames, type OptionNames } from '../errors/option-names.js'
import type { Options } from '../../types/sequelize-options.js'
import { UsageError } from '../errors/usage-errors.js'

/** Options of the constructor, with v6's defaults filled in. */
export type SequelizeOptions = Record<string, any>

/** v6's `sequelize.config`. */
export type SequelizeConfig = Record<string, any>

const defaults = {
  dialectModule: null,
  dialectModulePath: null,
  protocol: 'tcp',
  define: {},
  query: {},
  sync: {},
  timezone: '+00:00',
  standardConformingStrings: true,
  omitNull: false,
  native: false,
  replication: false,
  ssl: undefined,
  pool: {},
  quoteIdentifiers: true,
  hooks: {},
  transactionType: 'DEFERRED',
  isolationLevel: null,
  databaseVersion: 0,
  typeValidation: false,
  benchmark: false,
  minifyAliases: false,
  logQueryParameters: false,
  attributeBehavior: 'throw',
  strict: false,
  disableClsTransactions: true,
} as const

const names: OptionNames<Options> = {
  attributeBehavior: true,
  batchLazyLoading: true,
  benchmark: true,
  caches: true,
  clientMinMessages: true,
  database: true,
  databaseVersion: true,
  define: true,
  dialect: true,
  dialectModule: true,
  dialectModulePath: true,
  dialectOptions: true,
  disableClsTransactions: true,
  foreignKeys: true,
  hooks: true,
  host: true,
  isolationLevel: true,
  keepDefaultTimezone: true,
  logQueryParameters: true,
  logging: true,
  minifyAliases: true,
  native: true,
  omitNull: true,
  operatorsAliases: true,
  password: true,
  pool: true,
  port: true,
  preparedStatements: true,
  protocol: true,
  query: true,
  quoteIdentifiers: true,
  replication: true,
  retry: true,
  schema: true,
  searchPath: true,
  set: true,
  showWarnings: true,
  ssl: true,
  standardConformingStrings: true,
  storage: true,
  strict: true,
  strictLoading: true,
  sync: true,
  timezone: true,
  transactionType: true,
  typeValidation: true,
  username: true,
}

/** What v6's constructor takes and does not document, or takes from a configuration file. */
const tolerated = {
  dialectPath: true,
  logger: true,
  mode: true,
  prependSearchPath: true,
  rejectOnEmpty: true,
  supportsSearchPath: true,
  url: true,
  use_env_variable: true,
} as const

/** What the constructor's arguments say. */
export interface ConstructorArguments {
  readonly options: SequelizeOptions
  readonly dialect: DialectModule
}

/**
 * Reads v6's forms: `(options)`, `(uri)`, `(uri, options)`, `(database, username, password,
 * options)`, and `(database, username, options)`.
 *
 * @throws {UsageError} for a missing or unknown dialect, a malformed URI, or `pool: false`
 */
export function readArguments(
  given: readonly unknown[],
  resolveDialect: (name: unknown) => DialectModule,
): ConstructorArguments {
  const { uri, options: own } = separate(given)
  checkOptionNames('new Sequelize', own, names, own.strict === true, tolerated)
  const options: SequelizeOptions = { ...defaults, ...withoutUndefined(own) }
  if (uri !== undefined) options.dialect = parseUriScheme(uri)
  if (options.pool === false) {
    throw UsageError.invalidOption(
      'new Sequelize',
      'pool',
      'an object; a pool is always used (one connection is { max: 1 })',
      false,
    )
  }
  if (options.dialect === undefined && given.length > 0 && given.length < 3) {
    if (given[0] === undefined) throw UsageError.undefinedUri()
  }
  const dialect = resolveDialect(options.dialect)
  options.dialect = dialect.name
  if (uri !== undefined) {
    applyUri(
      options,
      parseConnectionUri(uri, dialect.uri, options.dialectOptions as object | undefined),
      own,
    )
  }
  return { options, dialect }
}

function separate(given: readonly unknown[]): {
  uri: string | undefined
  options: Record<string, unknown>
} {
  const [first, second, third, fourth] = given
  if (typeof first === 'object' && first !== null && given.length === 1) {
    const options = { ...(first as Record<string, unknown>) }
    const uri = typeof options.url === 'string' ? options.url : undefined
    delete options.url
    return { uri, options }
  }
  if (
    typeof first === 'string' &&
    (given.length === 1 || (given.length === 2 && isOptions(second)))
  ) {
    return { uri: first, options: { ...(second as object | undefined) } }
  }
  const hasShiftedOptions = given.length === 3 && isOptions(third)
  const options = { ...((hasShiftedOptions ? third : fourth) as object | undefined) } as Record<
    string,
    unknown
  >
  return {
    uri: undefined,
    options: {
      ...options,
      database: first,
      username: second,
      ...(hasShiftedOptions ? {} : { password: third }),
    },
  }
}

function isOptions(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function applyUri(
  options: SequelizeOptions,
  parsed: ConnectionUriParts,
  own: Record<string, unknown>,
): void {
  for (const name of ['host', 'port', 'database', 'username', 'password'] as const) {
    if (parsed[name] !== undefined) options[name] = parsed[name]
  }
  if (parsed.storage !== undefined && own.storage === undefined) options.storage = parsed.storage
  if (Object.keys(parsed.dialectOptions).length > 0) options.dialectOptions = parsed.dialectOptions
}

function withoutUndefined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** `ssl` by itself encrypts nothing, in v6 neither: nobody should believe that it does. */
export function warnOfUnusedSsl({ ssl, dialectOptions }: SequelizeOptions): void {
  if (!ssl || dialectOptions?.ssl !== undefined) return
  process.emitWarning(
    'new Sequelize: the option "ssl" is only kept in sequelize.config. How to encrypt the connection ' +
      'is said in dialectOptions.ssl: { dialectOptions: { ssl: true } }.',
    { code: 'RELATA_SSL_UNUSED' },
  )
}

/** v6's `config`: how to connect. The password is there, and does not print. */
export function configOf(
  options: SequelizeOptions,
  defaultPort: number | undefined,
): SequelizeConfig {
  const config: SequelizeConfig = {
    database: options.database,
    username: options.username,
    host: options.host ?? 'localhost',
    port: options.port ?? defaultPort,
    pool: options.pool,
    protocol: options.protocol,
    native: options.native,
    ssl: options.ssl,
    replication: options.replication,
    dialectModule: options.dialectModule,
    dialectModulePath: options.dialectModulePath,
    keepDefaultTimezone: options.keepDefaultTimezone,
    dialectOptions: options.dialectOptions,
  }
  Object.defineProperty(config, 'password', {
    value: options.password ?? null,
    enumerable: false,
    configurable: true,
    writable: true,
  })
  return config
}

/** Options of the constructor that sessions depend on. */
const sessionOptions = [
  'searchPath',
  'foreignKeys',
  'standardConformingStrings',
  'clientMinMessages',
  'preparedStatements',
  'showWarnings',
] as const

/** What a connection is opened with. */
export function connectionConfig(
  options: SequelizeOptions,
  config: SequelizeConfig,
): ConnectionConfig {
  const session: Record<string, unknown> = {}
  for (const name of sessionOptions) if (options[name] !== undefined) session[name] = options[name]
  return {
    database: config.database,
    username: config.username,
    password: config.password ?? undefined,
    host: config.host,
    port: config.port,
    storage: options.storage,
    protocol: config.protocol,
    ssl: config.ssl,
    native: config.native,
    timezone: options.timezone,
    keepDefaultTimezone: options.keepDefaultTimezone,
    dialectOptions: options.dialectOptions,
    session,
  } as ConnectionConfig
}

/** v6's `replication` option, with URIs read. */
export function replicationOf(
  options: SequelizeOptions,
  dialect: DialectModule,
): ReplicationOptions | undefined {
  const { replication } = options
  if (replication === false || replication === undefined || replication === null) return undefined
  const read = (server: unknown): ConnectionConfig =>
    typeof server === 'string'
      ? (parseConnectionUri(server, dialect.uri) as ConnectionConfig)
      : (server as ConnectionConfig)
  return {
    read: ((replication.read ?? []) as unknown[]).map(read),
    write: replication.write === undefined ? undefined : read(replication.write),
  }
}
