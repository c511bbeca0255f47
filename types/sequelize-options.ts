/** The options of `new Sequelize`: connection, pool, replication, logging, defaults, hooks. */
import type { Model } from '../lib/model/model.js'
import type { Sequelize } from '../lib/sequelize.js'
import type { ModelAttributes } from './attribute-options.js'
import type { HookOptions, HookReturn, ModelHooks } from './hooks.js'
import type { ModelOptions } from './model-options.js'
import type { ModelStatic } from './model-statics.js'
import type { Logging, QueryOptions, RetryOptions, StrictLoading } from './query-options.js'
import type { SyncOptions } from './table-options.js'

/** The databases that can be named in the `dialect` option. */
export type Dialect = 'mysql' | 'postgres' | 'sqlite' | 'mariadb' | 'mssql'

/** The connection pool's options. SQLite keeps one connection and ignores them. */
export interface PoolOptions {
  /** Most connections. Default: 5. */
  max?: number
  /** Fewest connections that are kept open. Default: 0. */
  min?: number
  /** Milliseconds that a connection may lie idle before it is closed. Default: 10000. */
  idle?: number
  /** Milliseconds to wait for a connection before `ConnectionAcquireTimeoutError`. Default: 60000. */
  acquire?: number
  /** Milliseconds between checks for idle connections. Default: 1000. */
  evict?: number
  /** Uses after which a connection is replaced. Default: unlimited. */
  maxUses?: number
  /** Says before each use whether a connection is still good. Default: the dialect's own check. */
  validate?(connection?: unknown): boolean
}

/** Where one server is and how to log in. */
export interface ConnectionOptions {
  /** The host's name or address; in PostgreSQL also the absolute path of a socket's folder. */
  host?: string
  /** The port. Default: the dialect's own. */
  port?: number | string
  /** The user. */
  username?: string
  /** The password. */
  password?: string
  /** The database. */
  database?: string
  /** The protocol. Default: `tcp`. */
  protocol?: string
  /** Whether to encrypt; how is said in `dialectOptions.ssl`. */
  ssl?: boolean
  /** Options for the driver. */
  dialectOptions?: object
}

/** One server that writes and several that read. */
export interface ReplicationOptions {
  /** The servers that reads are spread over. */
  read: readonly ConnectionOptions[]
  /** The server that writes, and runs transactions. */
  write: ConnectionOptions
}

/** What is known of the connection: `sequelize.config`. */
export interface Config {
  /** The database. */
  readonly database: string
  /** The user. */
  readonly username: string
  /** The password. Not enumerable in `sequelize.config`, so that it is not logged with it. */
  readonly password: string | null
  /** The host's name or address. */
  readonly host?: string
  /** The port. */
  readonly port?: number | string
  /** The pool's options. */
  readonly pool?: PoolOptions
  /** The protocol. */
  readonly protocol?: string
  /** Whether PostgreSQL's native driver is used. */
  readonly native?: boolean
  /** Whether to encrypt. */
  readonly ssl?: boolean
  /** The replicated servers, or false. */
  readonly replication?: ReplicationOptions | false
  /** The driver's module, where given. */
  readonly dialectModule?: unknown
  /** Where the driver's module is loaded from, where given. */
  readonly dialectModulePath?: string | null
  /** Leaves the session's time zone as the server has it. */
  readonly keepDefaultTimezone?: boolean
  /** Options for the driver. */
  readonly dialectOptions?: Readonly<DialectOptions>
}

/** Options for the driver. Each dialect passes on those that its driver knows. */
export interface DialectOptions {
  /** Any option of the driver: `ssl`, `statement_timeout`, `charset`, … */
  [option: string]: any
}

/** Default options of `sequelize.set`. */
export interface DefaultSetOptions {}

/** Text aliases for operators: `{ $gt: Op.gt }`. */
export interface OperatorsAliases {
  /** The operator, by alias. */
  [alias: string]: symbol
}

/** Options of `new Sequelize`, all but `define`. */
export interface BaseOptions extends Logging {
  /** The database's kind. Required, unless the connection URI says it. */
  dialect?: Dialect
  /** The driver's module, in place of the one that is installed. */
  dialectModule?: unknown
  /** Where the driver's module is loaded from. */
  dialectModulePath?: string | null
  /** Options for the driver. */
  dialectOptions?: DialectOptions
  /** The file of the database, or `':memory:'`. SQLite. Default: `':memory:'`. */
  storage?: string
  /** The database. */
  database?: string
  /** The user. */
  username?: string
  /** The password. In SQLite, the key of an encrypted file. Default: null. */
  password?: string | null
  /** The host's name or address. Default: `localhost`. */
  host?: string
  /** The port. Default: PostgreSQL 5432, MySQL and MariaDB 3306, SQL Server 1433. */
  port?: number | string
  /** Kept in `sequelize.config`, no more: the connection is encrypted by `dialectOptions.ssl`. */
  ssl?: boolean
  /** The protocol. Default: `tcp`. */
  protocol?: string
  /** Uses PostgreSQL's native driver `pg-native`. Default: false. */
  native?: boolean
  /**
   * Options that every `sequelize.query` begins with; `raw: true` also holds for finders that say
   * nothing else. Default: `{}`.
   */
  query?: QueryOptions
  /** Options that every `sequelize.set` begins with. */
  set?: DefaultSetOptions
  /** Options that every `sequelize.sync` begins with. Default: `{}`. */
  sync?: SyncOptions
  /** The schema of models that name none. Default: the database's own. */
  schema?: string
  /** PostgreSQL's search path, with `dialectOptions.prependSearchPath`. */
  searchPath?: string
  /** The session's time zone, as an offset or a name. SQLite keeps the default. Default: `'+00:00'`. */
  timezone?: string
  /** Leaves the session's time zone as the server has it. Default: false. */
  keepDefaultTimezone?: boolean
  /** PostgreSQL's `standard_conforming_strings`. Default: true. */
  standardConformingStrings?: boolean
  /** PostgreSQL's `client_min_messages`; `false` leaves the server's. Default: `'warning'`. */
  clientMinMessages?: string | boolean
  /** Whether PostgreSQL's identifiers are quoted always, or only where needed. Default: true. */
  quoteIdentifiers?: boolean
  /** Leaves null values out of INSERT and UPDATE. Default: false. */
  omitNull?: boolean
  /**
   * Taken for v6's sake: aliases that are too long for the database are always shortened, and columns
   * of a result are told by their position. Default: false.
   */
  minifyAliases?: boolean
  /** The connection pool. Default: at most 5 connections. */
  pool?: PoolOptions
  /** One server that writes and several that read. Default: false. */
  replication?: false | ReplicationOptions
  /** When failed statements are tried again. */
  retry?: RetryOptions
  /** The isolation level of transactions that name none. Default: the database's own. */
  isolationLevel?: string
  /** How SQLite's transactions begin: `DEFERRED`, `IMMEDIATE` or `EXCLUSIVE`. Default: `DEFERRED`. */
  transactionType?: 'DEFERRED' | 'IMMEDIATE' | 'EXCLUSIVE'
  /** Checks values against their data types before they are sent. Default: false. */
  typeValidation?: boolean
  /**
   * Text aliases for operators.
   *
   * @deprecated symbols cannot be forged by a request; aliases can
   */
  operatorsAliases?: OperatorsAliases | boolean
  /** Hooks of this instance, run after those of a model. */
  hooks?: HookOptions<SequelizeHooks>
  /** The server's version, which is then not asked for. Default: 0, asked on first connection. */
  databaseVersion?: string | number
  /**
   * What happens to attributes that contain parentheses: refused, quoted as a name, or sent as SQL.
   * Default: `'throw'`.
   */
  attributeBehavior?: 'throw' | 'escape' | 'unsafe-legacy'
  /** Whether SQLite enforces foreign keys. Default: true. */
  foreignKeys?: boolean
  /** Keeps statements prepared on PostgreSQL's server. A pooler may not allow it. Default: true. */
  preparedStatements?: boolean
  /** `false` makes managed transactions of this instance current, as `useCLS` does for all. Default: true. */
  disableClsTransactions?: boolean
  /** Logs the server's warnings. MySQL, MariaDB. Default: false. */
  showWarnings?: boolean
  /**
   * Refuses unknown options, unknown attributes in options and unknown keys in values, before
   * anything is sent. Default: false.
   */
  strict?: boolean
  /**
   * What happens on a lazy load (`user.getPosts()`) from one of several instances of a result, which
   * would be repeated for each of them (N+1): nothing, a warning, or an error before anything is
   * sent. Default: `'off'`.
   */
  strictLoading?: StrictLoading
  /** Sends the same lazy loads of one tick as one statement. Default: false. */
  batchLazyLoading?: boolean
  /**
   * The caches of plans and compiled statements. Only for finding faults: without them everything
   * works the same, slower.
   */
  caches?: CacheOptions
}

/** The caches of plans and compiled statements. */
export interface CacheOptions {
  /** False plans and compiles every statement anew. Default: true. */
  statements?: boolean
  /** Copies every statement's tree before it is compiled, which must change nothing. Default: false. */
  rewrite?: boolean
  /** Compares every plan that is found in the cache with a fresh one. Default: false. */
  verify?: boolean
}

/** Options of `new Sequelize`. */
export interface Options extends BaseOptions {
  /** Options that every model begins with. Default: `{}`. */
  define?: ModelOptions
}

/** Options of `new Sequelize` whose `define` is known: it decides the types of models. */
export interface OptionsDefining<D> extends BaseOptions {
  /** Options that every model begins with. Default: `{}`. */
  define?: D & ModelOptions
}

/** The hooks of a Sequelize instance: those of models, for all of them, and its own. */
export interface SequelizeHooks<
  M extends Model = Model,
  TAttributes = any,
  TCreationAttributes = TAttributes,
> extends ModelHooks<M, TAttributes> {
  /** Before a model is defined. Attributes and options may be changed. Synchronous. */
  beforeDefine(attributes: ModelAttributes<M, TCreationAttributes>, options: ModelOptions<M>): void
  /** After a model was defined. Synchronous. */
  afterDefine(model: ModelStatic<any>): void
  /** Before `new Sequelize` reads its options, which may be changed. Synchronous. */
  beforeInit(config: Config, options: Options): void
  /** After `new Sequelize`. Synchronous. */
  afterInit(sequelize: Sequelize): void
  /** Before a connection is opened. The settings may be changed: a password that rotates, say. */
  beforeConnect(config: { -readonly [K in keyof Config]: Config[K] }): HookReturn
  /** After a connection was opened. */
  afterConnect(connection: unknown, config: Config): HookReturn
  /** Before a connection is closed. */
  beforeDisconnect(connection: unknown): HookReturn
  /** After a connection was closed. */
  afterDisconnect(connection: unknown): HookReturn
  /** Before a connection is taken from the pool. */
  beforePoolAcquire(options: object): HookReturn
  /** After a connection was taken from the pool. */
  afterPoolAcquire(connection: unknown, options: object): HookReturn
}

/** Which connection `connectionManager.getConnection` gives. */
export interface GetConnectionOptions {
  /** For reading or for writing. Default: for writing. */
  type: 'read' | 'write'
  /** Gives a connection of the writing server for reads too. Default: false. */
  useMaster?: boolean
}
