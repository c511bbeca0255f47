/**
 * The Sequelize class: one database, its models, and the putting-together of all floors.
 */
import { LRUCache } from 'lru-cache'
import type {
  AssociationDescription,
  DescribeOptions,
  MermaidOptions,
} from '../types/association-description.js'
import type {
  AttributesOf,
  CheckedAttributes,
  CreationAttributesOf,
  GettersOf,
  InferableAttributes,
  InferredModel,
  VirtualsOf,
  InstanceOf,
} from '../types/inferred-model.js'
import type { ModelAttributes } from '../types/attribute-options.js'
import type { BaseModelOptions, ModelOptions, TimestampOptions } from '../types/model-options.js'
import type { ModelStatic } from '../types/model-statics.js'
import type { CheckedDeclaration } from '../types/checked-relations.js'
import type {
  QueryOptions,
  QueryOptionsWithModel,
  QueryOptionsWithType,
} from '../types/query-options.js'
import type {
  Declaration,
  RelatableModels,
  RelationBuilder,
} from '../types/relation-declarations.js'
import type { RelatedModels } from '../types/relations.js'
import type { CacheOptions, OptionsDefining } from '../types/sequelize-options.js'
import type { SyncOptions } from '../types/table-options.js'
import { associationBuilder } from './associations/associate.js'
import { StatementCompiler } from './compiler/compile.js'
import type { CompiledStatement } from './compiler/compiled-statement.js'
import { StatementCache } from './compiler/statement-cache.js'
import { checkCallOptions } from './sequelize/call-options.js'
import { ConnectionManager } from './sequelize/connection-manager.js'
import {
  configOf,
  connectionConfig,
  readArguments,
  replicationOf,
  type SequelizeConfig,
  type SequelizeOptions,
  warnOfUnusedSsl,
} from './sequelize/constructor-options.js'
import { DataTypes, normalizeDataType } from './data-types/index.js'
import { resolveDialect } from './dialects/index.js'
import type { Dialect } from './engine/dialect.js'
import type { ConnectionProvider } from './engine/connection-provider.js'
import type { Turn } from './engine/connection-turns.js'
import { Executor } from './engine/executor.js'
import { QueryTypes, type RawSql, runRawQuery } from './engine/raw-query.js'
import { createConnections } from './engine/replication.js'
import { ImplicitTransactions } from './engine/implicit-transactions.js'
import { runInTransaction, Transaction, type TransactionOptions } from './engine/transaction.js'
import { createTransactionContext, type TransactionContext } from './engine/transaction-context.js'
import { UsageError } from './errors/usage-errors.js'
import type { Fn } from './expression/expressions.js'
import { and, cast, col, fn, json, literal, or, where } from './expression/constructors.js'
import { OnConflict } from './expression/mutations.js'
import type { Node, NodeBuilder } from './expression/node.js'
import { PlannedLoader } from './loading/loader.js'
import { ModelResolver } from './loading/model-resolver.js'
import { describeAssociations } from './relations/describe.js'
import { toMermaid } from './relations/mermaid.js'
import { relate, type RelateOptions } from './relations/relate.js'
import { HookRegistry } from './model/hooks.js'
import { Model } from './model/model.js'
import type { AnyModel, ModelRuntime, RuntimeOptions } from './model/runtime.js'
import { assertLazyLoading } from './model/siblings.js'
import { dropModels, sortModels, syncModels, truncateModel } from './model/synchronize.js'
import { HookableSequelize } from './sequelize/hookable-sequelize.js'
import { ModelManager } from './sequelize/model-manager.js'
import { operatorAliasesOf } from './sequelize/operator-aliases.js'
import { QueryInterface } from './query-interface.js'
import { attributeNames, hydrateRecords } from './sequelize/record-hydration.js'
import { orderings } from './query-options/order.js'
import { resolveExpression, whereCondition } from './query-options/where.js'

type LooseOptions = Readonly<Record<string, any>>

/** SQL text, text with its values beside it, or a statement of the expression language. */
type SqlStatement =
  | string
  | { query: string; values?: readonly unknown[]; bind?: readonly unknown[] }
  | Node
  | NodeBuilder

/**
 * A database: its connection, its models, its transactions.
 *
 * @typeParam TDefine the `define` option, which decides the attributes that models are given
 */
export class Sequelize<const TDefine = any> extends HookableSequelize implements ModelRuntime {
  /** Tells TypeScript of the `define` option; never there at run time. */
  declare readonly _define?: TDefine
  /** The context in which managed transactions are current; set by `useCLS`. */
  static _cls: TransactionContext | undefined

  static readonly and = and
  static readonly cast = cast
  static readonly col = col
  static readonly fn = fn
  static readonly json = json
  static readonly literal = literal
  static readonly or = or
  static readonly where = where
  declare readonly and: typeof and
  declare readonly cast: typeof cast
  declare readonly col: typeof col
  declare readonly fn: typeof fn
  declare readonly json: typeof json
  declare readonly literal: typeof literal
  declare readonly or: typeof or
  declare readonly where: typeof where
  readonly options: SequelizeOptions
  readonly config: SequelizeConfig
  readonly dialect: Dialect
  readonly models: Record<string, ModelStatic<any>> = {}
  readonly modelManager: ModelManager
  readonly connectionManager: ConnectionManager
  readonly executor: Executor
  readonly statements: StatementCompiler
  readonly loader: PlannedLoader
  readonly associations = associationBuilder
  readonly writeStatements: LRUCache<string, CompiledStatement>
  readonly runtimeOptions: RuntimeOptions
  readonly #cls: TransactionContext | undefined
  readonly #implicit: ImplicitTransactions
  #queryInterface: QueryInterface | undefined

  /** Connects to the database of a URI: `postgres://user:password@host:5432/library`. */
  constructor(uri: string, options?: OptionsDefining<TDefine>)
  /** Connects to a database by name, user and password. */
  constructor(
    database: string,
    username: string,
    password?: string | null,
    options?: OptionsDefining<TDefine>,
  )
  constructor(database: string, username: string, options?: OptionsDefining<TDefine>)
  /** Connects as the options say. Nothing is opened before the first statement. */
  constructor(options: OptionsDefining<TDefine>)
  constructor(...given: unknown[]) {
    super()
    const { options, dialect } = readArguments(given, resolveDialect)
    const config = configOf(options, undefined)
    Sequelize.runHooksSync('beforeInit', config, options)
    this.options = options
    if (options.logging === undefined) options.logging = true
    this.dialect = dialect.create({
      dialectModule: options.dialectModule ?? undefined,
      dialectModulePath: options.dialectModulePath ?? undefined,
      timezone: options.timezone,
      typeValidation: options.typeValidation === true,
      quoteIdentifiers: options.quoteIdentifiers !== false,
      native: options.native === true,
    })
    this.config = { ...configOf(options, this.dialect.defaultPort), ...config }
    Object.defineProperty(this.config, 'password', {
      value: config.password,
      enumerable: false,
      configurable: true,
      writable: true,
    })
    this.config.port ??= this.dialect.defaultPort
    const ownHooks = new HookRegistry('Sequelize', options.hooks)
    Object.defineProperty(this, '_hooks', { value: ownHooks })
    options.hooks = ownHooks.entries
    this.#cls =
      Sequelize._cls ??
      (options.disableClsTransactions === false ? createTransactionContext() : undefined)
    this.runtimeOptions = runtimeOptionsOf(options)
    const hooks = {
      has: (name: string) => ownHooks.has(name),
      run: (name: string, ...args: unknown[]) => ownHooks.run(this, name, args),
    }
    if (this.dialect.supports.pool) warnOfUnusedSsl(options)
    const connect = (): ConnectionProvider =>
      createConnections({
        dialect: this.dialect,
        config: connectionConfig(options, this.config),
        pool: options.pool ?? {},
        replication: replicationOf(options, dialect),
        hooks,
      })
    this.executor = new Executor({
      dialect: this.dialect,
      connections: connect(),
      hooks,
      defaults: options,
    })
    this.#implicit = new ImplicitTransactions(this, this.#cls)
    const caches = options.caches as CacheOptions | undefined
    const usesCache = caches?.statements !== false
    this.statements = new StatementCompiler(this.dialect.queries, new StatementCache(), {
      cache: usesCache,
      rewrite: caches?.rewrite === true,
    })
    this.loader = new PlannedLoader(this, {
      planCache: usesCache,
      verifyPlans: caches?.verify === true,
    })
    this.writeStatements = new LRUCache({ max: usesCache ? 500 : 1 })
    this.modelManager = new ModelManager(this)
    this.connectionManager = new ConnectionManager(this, connect)
    Object.assign(DataTypes, { [this.dialect.name]: this.dialect.types.classes })
    Sequelize.runHooksSync('afterInit', this)
  }

  /** The schema and data operations by table name. */
  get queryInterface(): QueryInterface {
    return this.getQueryInterface()
  }

  /** The schema and data operations by table name. */
  getQueryInterface(): QueryInterface {
    this.#queryInterface ??= new QueryInterface(this)
    return this.#queryInterface
  }

  /** v6's short name of the dialect: `postgres`, `sqlite`. */
  getDialect(): string {
    return this.dialect.name
  }

  /** The name of the database. */
  getDatabaseName(): string {
    return this.config.database as string
  }

  /**
   * Defines a model: a class whose instances are rows of a table. Attribute, creation and instance
   * types follow from the attributes.
   */
  define<M extends Model = never, TAttributes = M['_attributes']>(
    modelName: [M] extends [never] ? never : string,
    attributes?: ModelAttributes<M, TAttributes>,
    options?: ModelOptions<M>,
  ): ModelStatic<M>
  define<
    const A extends InferableAttributes,
    const T extends boolean | undefined = undefined,
    const C extends string | boolean | undefined = undefined,
    const U extends string | boolean | undefined = undefined,
    const E extends string | boolean | undefined = undefined,
    const P extends boolean | undefined = undefined,
    const V extends string | boolean | undefined = undefined,
  >(
    modelName: string,
    attributes: A & CheckedAttributes<A>,
    options?: TimestampOptions<T, C, U, E, P, V> &
      BaseModelOptions<InstanceOf<A, TimestampOptions<T, C, U, E, P, V>, TDefine>>,
  ): InferredModel<
    AttributesOf<A, TimestampOptions<T, C, U, E, P, V>, TDefine>,
    CreationAttributesOf<A, TimestampOptions<T, C, U, E, P, V>, TDefine>,
    GettersOf<A>,
    VirtualsOf<A>
  >
  define(modelName: string, attributes: object = {}, options: object = {}): unknown {
    const DefinedModelClass = class extends (Model as unknown as new () => Model) {}
    const model = DefinedModelClass as unknown as AnyModel
    model.init(attributes as never, { ...options, modelName, sequelize: this } as never)
    return model
  }

  /** @throws {UsageError} when no model of this name is defined */
  model(modelName: string): ModelStatic<any> {
    const found = this.models[modelName]
    if (found === undefined || !this.isDefined(modelName)) {
      throw UsageError.unknownModel('sequelize.model', modelName, Object.keys(this.models))
    }
    return found
  }

  /** Whether a model of this name is defined. */
  isDefined(modelName: string): boolean {
    return Object.hasOwn(this.models, modelName)
  }

  /**
   * Declares the relations of models in one place, both sides of each. Everything is checked before
   * the first association is made; what contradicts itself is told at once, with the code to write.
   *
   * @example
   * sequelize.relate({ Author, Book }, (r) => ({
   *   Author: { books: r.hasMany('Book') },
   *   Book: { author: r.belongsTo('Author') },
   * }))
   *
   * @returns the same models
   * @throws {RelationError} with every contradiction; then nothing was declared
   */
  relate<Models extends RelatableModels, const D extends Declaration>(
    models: Models,
    declare: (r: RelationBuilder<Models>) => D & CheckedDeclaration<Models, D>,
    options?: RelateOptions,
  ): RelatedModels<Models, D> {
    return relate(this, models, declare as never, options) as never
  }

  /** What `Model.describeAssociations` gives. */
  describeAssociations(
    model: AnyModel,
    options?: DescribeOptions,
  ): string | AssociationDescription[] {
    return describeAssociations(model, options)
  }

  /**
   * The models as an entity-relationship diagram in the language of Mermaid, which GitHub and many
   * editors draw.
   */
  toMermaid(options?: MermaidOptions): string {
    return toMermaid(this, Object.values(this.models) as unknown as AnyModel[], options)
  }

  /**
   * Runs SQL. With `type` the result has that type's shape; without, it is `[rows, metadata]`.
   * `replacements` and `bind` become bound parameters.
   */
  query<M extends Model>(
    sql: SqlStatement,
    options: QueryOptionsWithModel<M> & { readonly plain: true },
  ): Promise<M | null>
  query<M extends Model>(sql: SqlStatement, options: QueryOptionsWithModel<M>): Promise<M[]>
  query<T extends object>(
    sql: SqlStatement,
    options: QueryOptionsWithType<'SELECT'> & { readonly plain: true },
  ): Promise<T | null>
  query<T extends object>(sql: SqlStatement, options: QueryOptionsWithType<'SELECT'>): Promise<T[]>
  query(sql: SqlStatement, options: QueryOptionsWithType<'UPDATE'>): Promise<[undefined, number]>
  query(sql: SqlStatement, options: QueryOptionsWithType<'INSERT'>): Promise<[any, number]>
  query(
    sql: SqlStatement,
    options: QueryOptionsWithType<'BULKUPDATE' | 'BULKDELETE'>,
  ): Promise<number>
  query(sql: SqlStatement, options: QueryOptionsWithType<'UPSERT'>): Promise<any>
  query(sql: SqlStatement, options: QueryOptionsWithType<'DELETE'>): Promise<void>
  query(sql: SqlStatement, options: QueryOptionsWithType<'VERSION'>): Promise<string>
  query(sql: SqlStatement, options: QueryOptionsWithType<'SHOWTABLES'>): Promise<string[]>
  query(
    sql: SqlStatement,
    options: QueryOptionsWithType<
      'DESCRIBE' | 'SHOWINDEXES' | 'SHOWCONSTRAINTS' | 'FOREIGNKEYS' | 'DESCRIBETABLE'
    >,
  ): Promise<any>
  query<T extends object>(
    sql: SqlStatement,
    options: QueryOptions & { readonly plain: true },
  ): Promise<T | null>
  query<T extends object>(
    sql: SqlStatement,
    options: QueryOptions & { readonly nest: true },
  ): Promise<T[]>
  query(
    sql: SqlStatement,
    options?: QueryOptions | QueryOptionsWithType<'RAW'>,
  ): Promise<[any[], unknown]>
  query(sql: SqlStatement, options?: QueryOptions): Promise<any> {
    const given = (options ?? {}) as LooseOptions
    checkCallOptions('query', given, this.options.strict === true)
    assertLazyLoading('sequelize.query', given)
    return runRawQuery(
      {
        executor: this.executor,
        hydrate: (records, own) => hydrateRecords(records, own as LooseOptions),
        attributeNames: (own) => attributeNames(own as LooseOptions),
      },
      sql as RawSql,
      { ...this.options.query, ...given, transaction: this.transactionOf(given) } as never,
    )
  }

  /** Sets session variables. Only dialects that have them; needs a transaction. */
  set(variables: object, options?: LooseOptions): Promise<unknown> {
    if (!this.dialect.supports.sessionVariables) {
      throw UsageError.unsupportedByDialect(
        'sequelize.set',
        'session variables',
        this.dialect.name,
        'sessionVariables',
      )
    }
    const names = Object.keys(variables)
    const assignments = names
      .map((name) => `@${this.dialect.identifiers.quoteAlways(name)} := ?`)
      .join(', ')
    return this.query(`SET ${assignments}`, {
      ...this.options.set,
      ...options,
      replacements: Object.values(variables),
      plain: true,
      raw: true,
    })
  }

  /** A value as an SQL literal. Prefer parameters: `replacements`, `bind`, the `sql` tag. */
  escape(value: unknown): string {
    return this.dialect.literals.escape(value)
  }

  /** The database's random number. */
  random(): Fn {
    return fn('random')
  }

  /** Makes the tables of all models, in the order of their foreign keys. */
  async sync(options: SyncOptions | LooseOptions = {}): Promise<this> {
    checkCallOptions('sync', options, this.options.strict === true)
    const merged: Record<string, any> = { hooks: true, ...this.options.sync, ...options }
    const { match } = merged
    if (match instanceof RegExp && !match.test(String(this.config.database))) {
      throw UsageError.invalid(
        'sequelize.sync',
        `the database ${JSON.stringify(this.config.database)} does not match ${String(match)}`,
      )
    }
    if (merged.hooks !== false) await this.runHooks('beforeBulkSync', merged)
    const models = Object.values(this.models) as unknown as AnyModel[]
    if (models.length === 0) await this.authenticate(merged)
    else await syncModels(this, models, merged)
    if (merged.hooks !== false) await this.runHooks('afterBulkSync', merged)
    return this
  }

  /** Drops the tables of all models, in the reverse order of their foreign keys. */
  async drop(options: LooseOptions = {}): Promise<void> {
    checkCallOptions('drop', options, this.options.strict === true)
    await dropModels(this, Object.values(this.models) as unknown as AnyModel[], options)
  }

  /** Deletes all rows of all models. */
  async truncate(options: LooseOptions = {}): Promise<void> {
    const models = Object.values(this.models) as unknown as AnyModel[]
    const { sorted, cycles } = sortModels(models)
    if (cycles.length > 0 && options.cascade !== true) {
      throw UsageError.invalid(
        'sequelize.truncate',
        'the foreign keys of the models form a circle',
        undefined,
        'Pass { cascade: true }.',
      )
    }
    for (const model of [...sorted].reverse()) await model.truncate(options as never)
  }

  /** Checks that the database answers. */
  async authenticate(options: LooseOptions = {}): Promise<void> {
    await this.query('SELECT 1+1 AS result', { ...options, raw: true, plain: true })
  }

  /** v6's other name of `authenticate`. */
  validate(options: LooseOptions = {}): Promise<void> {
    return this.authenticate(options)
  }

  /** The server's version. */
  databaseVersion(options: LooseOptions = {}): Promise<string> {
    return this.getQueryInterface().databaseVersion(options)
  }

  /**
   * With a function: a managed transaction, which commits when the function resolves, rolls back
   * when it throws, and gives what the function gave. Without: a transaction that you end yourself.
   */
  transaction<T>(callback: (transaction: Transaction) => T | PromiseLike<T>): Promise<T>
  transaction<T>(
    options: object | null | undefined,
    callback: (transaction: Transaction) => T | PromiseLike<T>,
  ): Promise<T>
  transaction(options?: object | null): Promise<Transaction>
  async transaction(first?: unknown, second?: unknown): Promise<unknown> {
    const callback = typeof first === 'function' ? first : second
    if (typeof first !== 'function') {
      checkCallOptions('transaction', first, this.options.strict === true)
    }
    const options = this.#nested((typeof first === 'function' ? {} : (first ?? {})) as never)
    if (callback === undefined) return new Transaction(this, options).begin()
    if (typeof callback !== 'function') {
      throw UsageError.invalidOption(
        'sequelize.transaction',
        'the callback',
        'a function',
        callback,
      )
    }
    return runInTransaction(
      this,
      options,
      callback as (transaction: Transaction) => unknown,
      this.#cls,
    )
  }

  /** Within a transaction that an operation began by itself, one of a hook is a savepoint. */
  #nested(options: TransactionOptions): TransactionOptions {
    if (options.transaction !== undefined) return options
    const transaction = this.#implicit.current()
    return transaction === undefined ? options : { ...options, transaction }
  }

  /** v7's name for a transaction that you end yourself. */
  async startUnmanagedTransaction(options?: TransactionOptions): Promise<Transaction> {
    return new Transaction(this, this.#nested(options ?? {})).begin()
  }

  /** The transaction of the async context, where `useCLS` or `disableClsTransactions: false` is on. */
  getCurrentClsTransaction(): Transaction | undefined {
    return this.#cls?.current() as Transaction | undefined
  }

  /** Takes up replaced `parse` functions of data types: v6's `refreshTypes`. */
  refreshTypes(): void {
    this.dialect.types.refresh()
    this.statements.cache.clear()
    this.writeStatements.clear()
    this.loader.clear()
  }

  /** Waits for running statements, closes all connections, and refuses further use. */
  async close(): Promise<void> {
    await this.connectionManager.close()
  }

  createSchema(schema: string, options: LooseOptions = {}): Promise<unknown> {
    return this.getQueryInterface().createSchema(schema, options)
  }

  dropSchema(schema: string, options: LooseOptions = {}): Promise<unknown> {
    return this.getQueryInterface().dropSchema(schema, options)
  }

  showAllSchemas(options: LooseOptions = {}): Promise<unknown> {
    return this.getQueryInterface().showAllSchemas(options)
  }

  dropAllSchemas(options: LooseOptions = {}): Promise<unknown> {
    return this.getQueryInterface().dropAllSchemas(options)
  }

  /** Logs a line where the instance logs. */
  log(...args: unknown[]): void {
    const last = args.at(-1) as { logging?: unknown } | undefined
    const own =
      typeof last === 'object' && last !== null && 'logging' in last ? last.logging : undefined
    const logging = own ?? this.options.logging
    if (typeof logging === 'function') (logging as (...line: unknown[]) => void)(...args)
  }

  /** v6's semi-public helper: shorthand types as `{ type }`. */
  normalizeAttribute(attribute: unknown): Record<string, unknown> {
    const isOptions =
      typeof attribute === 'object' &&
      attribute !== null &&
      Object.getPrototypeOf(attribute) === Object.prototype
    const options = isOptions ? { ...(attribute as Record<string, unknown>) } : { type: attribute }
    return { ...options, type: normalizeDataType(options.type) }
  }

  /** v6's semi-public helper: a class, instance or text as a data type instance. */
  normalizeDataType(type: unknown): unknown {
    return normalizeDataType(type)
  }

  /**
   * Makes managed transactions current in the async context, so that operations in their callback
   * take part without being told. Call it before instances are made.
   *
   * @param namespace a cls-hooked namespace, an AsyncLocalStorage, or nothing for one of its own
   */
  static useCLS(namespace?: unknown): typeof Sequelize {
    Sequelize._cls = createTransactionContext(namespace)
    return Sequelize
  }

  // What follows is what models ask of their instance: see ModelRuntime.

  transactionOf(options: Readonly<Record<string, unknown>>): Transaction | null {
    const { transaction } = options
    if (transaction !== undefined) return transaction as Transaction | null
    if (this.#cls === undefined) return this.#implicit.current() ?? null
    return (this.#cls.current() as Transaction | undefined) ?? null
  }

  async ownTransaction<T>(
    given: object,
    callback: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const options = this.#nested(given)
    const begin = (turn?: Turn): Promise<T> =>
      runInTransaction(this, options, callback, this.#cls, turn) as Promise<T>
    const { turns } = this.executor.connections
    if (turns === undefined || options.transaction) return await begin()
    return await turns.alone((turn, joined) =>
      joined === undefined ? begin(turn ?? undefined) : callback(joined as Transaction),
    )
  }

  atomically<T>(
    caller: string,
    options: object,
    operation: (transaction: Transaction | null) => Promise<T>,
  ): Promise<T> {
    return this.#implicit.run(caller, options as TransactionOptions, operation)
  }

  registerModel(model: AnyModel): void {
    this.modelManager.addModel(model as unknown as ModelStatic<any>)
  }

  modelNamed(name: string): AnyModel | undefined {
    return this.isDefined(name) ? (this.models[name] as unknown as AnyModel) : undefined
  }

  defineModel(name: string, attributes: object, options: object): AnyModel {
    return (this.define as unknown as (...args: unknown[]) => AnyModel).call(
      this,
      name,
      attributes,
      options,
    )
  }

  definitionChanged(): void {
    this.loader?.clear()
  }

  whereCondition(model: AnyModel, where: unknown, caller: string): Node | undefined {
    return whereCondition(where, unqualified(model, caller))
  }

  writeOrder(model: AnyModel, order: unknown, caller: string): readonly Node[] {
    return orderings(order, unqualified(model, caller))
  }

  resolveValue(model: AnyModel, value: Node): Node {
    return resolveExpression(value, unqualified(model, model.name))
  }

  ignoreConflicts(): OnConflict {
    return new OnConflict([], [])
  }

  truncateTable(model: AnyModel, options: LooseOptions): Promise<void> {
    return truncateModel(this, model, options)
  }
}

Object.defineProperties(Sequelize.prototype, {
  QueryTypes: { value: QueryTypes },
  Sequelize: { value: Sequelize },
})

/** Columns of the model's own table, unqualified, as UPDATE, DELETE and INSERT need them. */
function unqualified(model: AnyModel, caller: string): ModelResolver {
  return new ModelResolver({ caller, model, alias: undefined, includes: [] })
}

function runtimeOptionsOf(options: SequelizeOptions): RuntimeOptions {
  assertLazyLoading('new Sequelize', options)
  return {
    define: options.define ?? {},
    omitNull: options.omitNull === true,
    typeValidation: options.typeValidation === true,
    strict: options.strict === true,
    attributeBehavior: options.attributeBehavior,
    operatorAliases: operatorAliasesOf(options.operatorsAliases),
    schema: options.schema,
    minifyAliases: options.minifyAliases === true,
    findsRaw: options.query?.raw === true,
    logging: options.logging,
    benchmark: options.benchmark === true,
    strictLoading: options.strictLoading ?? 'off',
    batchLazyLoading: options.batchLazyLoading === true,
  }
}
