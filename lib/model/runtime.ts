/**
 * What models need of the Sequelize instance they belong to, and of the floors above them. Declared
 * here, supplied by `sequelize.ts`.
 */
import type { StatementCompiler } from '../compiler/compile.js'
import type { CompiledStatement } from '../compiler/compiled-statement.js'
import type { Dialect } from '../engine/dialect.js'
import type { Executor } from '../engine/executor.js'
import type { Transaction } from '../engine/transaction.js'
import type { OnConflict } from '../expression/mutations.js'
import type { Node } from '../expression/node.js'
import type {
  AssociationDescription,
  DescribeOptions,
} from '../../types/association-description.js'
import type { Model } from '../../types/model-class.js'
import type { StrictLoading } from '../../types/query-options.js'
import type { ModelDefinition } from './definition-types.js'

/** A model class, as the inside of Relata handles it. */
export type AnyModel = typeof Model & (new (...args: any[]) => Model)

/** Options of the Sequelize constructor that models depend on. */
export interface RuntimeOptions {
  readonly define: Readonly<Record<string, unknown>>
  readonly omitNull: boolean
  readonly typeValidation: boolean
  readonly strict: boolean
  readonly attributeBehavior: 'throw' | 'escape' | 'unsafe-legacy'
  readonly operatorAliases: ReadonlyMap<string, symbol>
  readonly schema: string | undefined
  readonly minifyAliases: boolean
  /** `query: { raw: true }`: finders give plain rows unless they are told otherwise. */
  readonly findsRaw: boolean
  readonly logging: false | ((...args: unknown[]) => void)
  readonly benchmark: boolean
  readonly strictLoading: StrictLoading
  readonly batchLazyLoading: boolean
}

/** Finds: from checked options to instances or plain rows. Implemented by `loading/`. */
export interface Loader {
  /**
   * Runs a finder whose hooks have run and whose scope is merged.
   *
   * @returns instances, or plain rows with `raw`; never null
   */
  load(model: AnyModel, options: Record<string, unknown>): Promise<unknown[]>
  /**
   * COUNT and other aggregates, over includes where there are any.
   *
   * @param attribute the attribute's name or `*`
   * @param fn the SQL function's name
   * @returns rows as plain objects; the aggregate is under the function's lower-case name
   */
  aggregate(
    model: AnyModel,
    attribute: string,
    fn: string,
    options: Record<string, unknown>,
  ): Promise<Record<string, unknown>[]>
  /**
   * The condition that keeps the page of each source where `limit` and `offset` count its targets
   * alone, among those of several sources.
   *
   * @param options of the finder of the targets, the condition on their keys among them
   * @param keys of the sources, each in the order of its attributes
   */
  pageOfEach(
    association: AssociationLike,
    model: AnyModel,
    options: Readonly<Record<string, unknown>>,
    keys: readonly (readonly unknown[])[],
  ): Node | undefined
  /**
   * The include option in its full form (v6's `_conformIncludes` and what follows), for `build` and
   * `create` with `include`.
   *
   * @throws {EagerLoadingError} for what is not associated, with the include to write
   */
  normalizeIncludes(model: AnyModel, include: unknown, caller: string): readonly NormalizedInclude[]
}

/** An include option in its full form. */
export interface NormalizedInclude {
  /** An instance of a class of `associations/`. */
  readonly association: AssociationLike
  readonly as: string
  readonly model: AnyModel
  /** The options given to this include, completed. */
  readonly options: Record<string, unknown>
  readonly include: readonly NormalizedInclude[]
}

/** Attributes that belong together: one on the source, one on the target. */
export interface KeyPair {
  readonly source: string
  readonly target: string
}

/** How a many-to-many association goes through its table. */
export interface ThroughLink {
  readonly model: AnyModel
  /** Under which name a target holds its through row: the through model's name. */
  readonly as: string
  /** Source attribute → attribute of the through model. */
  readonly sourcePairs: readonly { readonly source: string; readonly through: string }[]
  /** Target attribute → attribute of the through model. */
  readonly targetPairs: readonly { readonly target: string; readonly through: string }[]
  /** Conditions on the through row, and values it gets. */
  readonly scope: Readonly<Record<string, unknown>> | undefined
  /** The has-one association from the target to its through row, named `as`; not registered on the target. */
  readonly targetToThrough: AssociationLike
}

/** What persistence and loading need of an association. */
export interface AssociationLike {
  readonly associationType: 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'
  readonly as: string
  readonly source: AnyModel
  readonly target: AnyModel
  readonly isSingleAssociation: boolean
  readonly isMultiAssociation: boolean
  /** Whether `as` was given. */
  readonly isAliased: boolean
  /** What the association's own rows are told apart by, conditions on the target. */
  readonly scope: Readonly<Record<string, unknown>> | undefined
  /** The keys that join source and target, whichever holds the foreign key; empty with `through`. */
  readonly keyPairs: readonly KeyPair[]
  /** Many-to-many only. */
  readonly throughLink: ThroughLink | undefined
  /** Attribute name of the foreign key. */
  readonly foreignKey: string
  readonly accessors: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, unknown>>
}

/** Makes associations. Implemented by `associations/`. */
export interface AssociationBuilder {
  associate(
    kind: 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany',
    source: AnyModel,
    target: AnyModel,
    options: Record<string, unknown>,
  ): AssociationLike
}

/** A bounded map of compiled statements. */
export interface StatementMap {
  get(key: string): CompiledStatement | undefined
  set(key: string, statement: CompiledStatement): unknown
}

/** What a model asks of its Sequelize instance. */
export interface ModelRuntime {
  readonly runtimeOptions: RuntimeOptions
  readonly dialect: Dialect
  readonly statements: StatementCompiler
  readonly executor: Executor
  readonly loader: Loader
  readonly associations: AssociationBuilder
  /** Compiled INSERTs of plain rows, by their columns; bounded. */
  readonly writeStatements: StatementMap
  /** The conflict clause that leaves out rows which violate a unique key. */
  ignoreConflicts(model: AnyModel): OnConflict
  /** Empties a model's table. */
  truncateTable(model: AnyModel, options: Readonly<Record<string, unknown>>): Promise<void>
  /** An expression among written values, with `json()`, `where()` and conditions in it resolved. */
  resolveValue(model: AnyModel, value: Node): Node
  /**
   * A `where` option as a condition on the model's table, whose columns it leaves unqualified.
   *
   * @param caller what errors begin with: `Book.update`
   */
  whereCondition(model: AnyModel, where: unknown, caller: string): Node | undefined
  /** ORDER BY items for an UPDATE or DELETE with a limit: which rows are the first ones. */
  writeOrder(model: AnyModel, order: unknown, caller: string): readonly Node[]
  /** The transaction of an operation: the given one, or that of the async context; null for none. */
  transactionOf(options: Readonly<Record<string, unknown>>): Transaction | null
  /** A managed transaction: commits when the callback resolves, rolls back when it throws. */
  transaction<T>(options: object, callback: (transaction: Transaction) => Promise<T>): Promise<T>
  /** A transaction of an operation; in a database in memory part of the one that it is called in. */
  ownTransaction<T>(options: object, callback: (transaction: Transaction) => Promise<T>): Promise<T>
  /**
   * Runs an operation of several statements in a transaction that nobody gave: all is done, or
   * nothing. Statements of hooks take part in it without being told.
   *
   * @param operation its argument is null where it takes part in a transaction that has no name here
   */
  atomically<T>(
    caller: string,
    options: object,
    operation: (transaction: Transaction | null) => Promise<T>,
  ): Promise<T>
  /** Whether instance-wide hooks of this name exist. */
  hasHooks(name: string): boolean
  /** Runs instance-wide hooks of this name, in order. */
  runHooks(name: string, ...args: unknown[]): Promise<void>
  runHooksSync(name: string, ...args: unknown[]): void
  /** Adds a model to the registry, in place of one of the same name. */
  registerModel(model: AnyModel): void
  /** The model of a name, if one is defined. */
  modelNamed(name: string): AnyModel | undefined
  /** Explains the associations of a model; implemented by `relations/`. */
  describeAssociations(
    model: AnyModel,
    options?: DescribeOptions,
  ): string | AssociationDescription[]
  /** `sequelize.define`. */
  defineModel(name: string, attributes: object, options: object): AnyModel
  /** Says that a model's definition or scopes changed: cached plans are dropped. */
  definitionChanged(definition: ModelDefinition): void
}
