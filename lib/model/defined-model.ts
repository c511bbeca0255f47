/**
 * The part of `Model` that says what a model is: its definition, table, attributes, associations
 * and scopes. The static properties are those of v6, set by `init`; subclasses made by `scope()`
 * and `schema()` inherit them.
 */
import { inspect } from 'node:util'
import type {
  AssociationDescription,
  DescribeOptions,
} from '../../types/association-description.js'
import type {
  AliasedAssociation,
  AliasedMany,
  AliasedOne,
  BelongsToManyOptions,
  BelongsToOptions,
  HasManyOptions,
  HasOneOptions,
} from '../../types/associations.js'
import type { InitAttributes, ModelAttributeColumnOptions } from '../../types/attribute-options.js'
import type { Attributes } from '../../types/attributes.js'
import type { FindOptions, ScopeArgument } from '../../types/find-options.js'
import type {
  CheckedAttributes,
  InferableAttributes,
  InitializedModel,
  InstanceOf,
  UntypedModel,
} from '../../types/inferred-model.js'
import type {
  Association,
  BelongsTo,
  BelongsToMany,
  HasMany,
  HasOne,
  Model,
  QueryInterface,
  Sequelize,
} from '../../types/model-class.js'
import type {
  AddScopeOptions,
  InitBaseOptions,
  InitOptions,
  TimestampOptions,
} from '../../types/model-options.js'
import type { ModelStatic } from '../../types/model-statics.js'
import type { TableNameWithSchema } from '../../types/query-interface.js'
import type { ModelIndexesOptions, SchemaOptions } from '../../types/table-options.js'
import { UsageError } from '../errors/usage-errors.js'
import { definitionInSchema } from './definition.js'
import type { ForeignKeyAttributes, ModelDefinition } from './definition-types.js'
import { HookableModel } from './hookable-model.js'
import { initModel, refreshModel, removeAttribute } from './initialization.js'
import type { InstanceRules } from './instance-rules.js'
import type { AnyModel, AssociationLike, ModelRuntime } from './runtime.js'
import { chooseScope, defineScope, type ScopeValues } from './scopes.js'

/** An unique key as `Model.uniqueKeys` shows it. */
export interface PublicUniqueKey {
  fields: string[]
  msg: string | null
  name: string
  column: string
  customIndex: boolean
}

/** Definitions of models in other schemas, by the definition that they come from. */
const inSchemas = new WeakMap<ModelDefinition, Map<string, ModelDefinition>>()

/** What a model class knows of itself: the base of `Model`. */
export abstract class DefinedModel extends HookableModel {
  /** The Sequelize instance that the model belongs to. */
  declare static readonly sequelize: Sequelize
  /** The model's options, with their defaults. */
  declare static readonly options: InitOptions
  /** All attributes, by name, with what `init` added to them. Prefer `getAttributes()`. */
  declare static readonly rawAttributes: { [attribute: string]: ModelAttributeColumnOptions }
  /** The attributes that are columns. */
  declare static readonly tableAttributes: { [attribute: string]: ModelAttributeColumnOptions }
  /** The attributes by their column. */
  declare static readonly fieldRawAttributesMap: { [field: string]: ModelAttributeColumnOptions }
  /** The names of attributes by their column, where the two differ. */
  declare static readonly fieldAttributeMap: { [field: string]: string }
  /** The attributes of the primary key. */
  declare static readonly primaryKeys: { [attribute: string]: ModelAttributeColumnOptions }
  /** The first attribute of the primary key. */
  declare static readonly primaryKeyAttribute: string
  /** The attributes of the primary key, by name. */
  declare static readonly primaryKeyAttributes: readonly string[]
  /** The column of the first attribute of the primary key. */
  declare static readonly primaryKeyField: string
  /** The attribute that the database numbers. */
  declare static readonly autoIncrementAttribute: string | null
  /** The unique keys that attributes declare, by name. */
  declare static readonly uniqueKeys: { [name: string]: PublicUniqueKey }
  /** The associations, by alias. */
  declare static readonly associations: { [alias: string]: Association }
  /** The table's name, without its schema. */
  declare static readonly tableName: string
  /** Whether columns are in snake case. */
  declare static readonly underscored: boolean
  /** Whether this class was made by `scope()` or `unscoped()`. */
  declare static readonly scoped: boolean | undefined

  declare static _schema: string | null
  declare static _schemaDelimiter: string
  /** The schema of `schema()`, to which foreign keys follow; undefined for that of the options. */
  declare static _chosenSchema: string | undefined
  declare static _scope: ScopeValues
  declare static _scopeNames: string[]
  declare static _indexes: readonly ModelIndexesOptions[]
  declare static _timestampAttributes: {
    createdAt?: string
    updatedAt?: string
    deletedAt?: string
  }
  declare static _versionAttribute: string | undefined
  declare static _readOnlyAttributes: ReadonlySet<string>
  declare static _virtualAttributes: ReadonlySet<string>
  declare static _jsonAttributes: ReadonlySet<string>

  /** The class on which `init` was called. */
  declare static _owner: AnyModel
  declare static _foreignKeys: ForeignKeyAttributes[]
  declare static _definition: ModelDefinition | undefined
  declare static _rules: InstanceRules
  declare static _accessorNames: Set<string>
  /** Column → attribute, so that errors of the database name attributes. */
  declare static attributeNamesByColumn: ReadonlyMap<string, string>
  /** Messages of unique keys that were declared with one. */
  declare static uniqueKeyMessages: Readonly<Record<string, string>>

  /** What the model asks of its Sequelize instance, which is the same object as `sequelize`. */
  static get runtime(): ModelRuntime {
    const runtime = (this.sequelize as unknown as ModelRuntime | undefined) ?? undefined
    if (runtime === undefined) throw UsageError.modelNotInitialized(this.name, this.name)
    return runtime
  }

  /** The checked definition, bound to the class's schema. */
  static get modelDefinition(): ModelDefinition {
    const definition = this._definition
    if (definition === undefined) throw UsageError.modelNotInitialized(this.name, this.name)
    const { schema, delimiter } = definition.table
    // No schema is null, undefined or an empty text.
    if (
      (this._schema || undefined) === schema &&
      (this._schemaDelimiter || undefined) === delimiter
    ) {
      return definition
    }
    return inSchema(definition, this._schema || undefined, this._schemaDelimiter || undefined)
  }

  /** v6's access to `sequelize.getQueryInterface()`. */
  static get queryInterface(): QueryInterface {
    return this.sequelize.getQueryInterface()
  }

  /**
   * Makes a class a model.
   *
   * @example
   * Book.init({ title: DataTypes.STRING }, { sequelize, modelName: 'Book' })
   *
   * @throws {UsageError} for attributes and options that contradict themselves
   */
  static init<
    MS extends ModelStatic<Model>,
    const A extends InferableAttributes,
    const T extends boolean | undefined = undefined,
    const C extends string | boolean | undefined = undefined,
    const U extends string | boolean | undefined = undefined,
    const E extends string | boolean | undefined = undefined,
    const P extends boolean | undefined = undefined,
    const V extends string | boolean | undefined = undefined,
    D = {},
  >(
    this: MS & UntypedModel<MS>,
    attributes: A & CheckedAttributes<A>,
    options: TimestampOptions<T, C, U, E, P, V> &
      InitBaseOptions<InstanceOf<A, TimestampOptions<T, C, U, E, P, V>, D>, D>,
  ): InitializedModel<MS, A, TimestampOptions<T, C, U, E, P, V>, D>
  static init<MS extends ModelStatic<Model>, M extends InstanceType<MS>>(
    this: MS,
    attributes: InitAttributes<M>,
    options: InitOptions<M>,
  ): MS
  static init(attributes: object, options: object): unknown {
    initModel(inside(this), attributes, options as Record<string, unknown>)
    return this
  }

  /** All attributes, by name, with what `init` added to them. */
  static getAttributes<M extends Model, TAttributes = Attributes<M>>(
    this: ModelStatic<M>,
  ): { readonly [Key in keyof TAttributes]: ModelAttributeColumnOptions } {
    return inside(this).rawAttributes as never
  }

  /** Takes changes of `rawAttributes` into account. */
  static refreshAttributes(): void {
    refreshModel(inside(this))
  }

  /** Removes an attribute; without `id`, a model has no primary key. */
  static removeAttribute(attribute: string): void {
    removeAttribute(inside(this), attribute)
  }

  /** The table's name; an object when it is in a schema. */
  static getTableName(): string | TableNameWithSchema {
    const model = inside(this)
    const { name: table, schema, delimiter } = model.modelDefinition.table
    if (schema === undefined) return table
    const { identifiers } = model.runtime.dialect
    return {
      tableName: table,
      table,
      name: this.name,
      schema,
      delimiter: delimiter ?? '.',
      toString: () =>
        identifiers.quoteTable({ tableName: table, schema, delimiter: delimiter ?? '.' }),
    } as TableNameWithSchema
  }

  /** The same model in another schema. */
  static schema<M extends Model>(
    this: ModelStatic<M>,
    schema: string,
    options?: SchemaOptions | string,
  ): ModelStatic<M> {
    const clone = subclassOf(inside(this))
    clone._schema = schema
    clone._chosenSchema = schema || undefined
    const delimiter = typeof options === 'string' ? options : options?.schemaDelimiter
    if (delimiter !== undefined) clone._schemaDelimiter = delimiter
    return clone as unknown as ModelStatic<M>
  }

  /** Drops a schema with all that is in it. */
  static dropSchema(schema: string): Promise<void> {
    return this.queryInterface.dropSchema(schema) as Promise<void>
  }

  /** The schema of the model's table; null for the default one. */
  static getSchema(): string | null {
    return this._schema || null
  }

  /**
   * The same model, restricted to named scopes or by options of its own; without arguments,
   * unrestricted. The default scope is left out unless it is named.
   *
   * @throws {SequelizeScopeError} for a scope that is not defined
   */
  static scope<M extends Model>(
    this: ModelStatic<M>,
    ...scopes: readonly (ScopeArgument | undefined)[]
  ): ModelStatic<M> {
    const chosen = chooseScope(inside(this), scopes)
    const scoped = subclassOf(inside(this))
    scoped._scope = chosen.scope
    scoped._scopeNames = chosen.names
    Object.defineProperty(scoped, 'scoped', { value: true, enumerable: true })
    return scoped as unknown as ModelStatic<M>
  }

  /** The same model without its default scope. */
  static unscoped<M extends Model>(this: ModelStatic<M>): ModelStatic<M> {
    return this.scope()
  }

  /**
   * Adds a scope.
   *
   * @throws {UsageError} for a name that is taken, unless `override`
   */
  static addScope<M extends Model>(
    this: ModelStatic<M>,
    name: string,
    scope: FindOptions<Attributes<M>> | ((...args: any[]) => FindOptions<Attributes<M>>),
    options?: AddScopeOptions,
  ): void {
    const model = inside(this)
    defineScope(model._owner, name, scope, options ?? {})
    model.runtime.definitionChanged(model.modelDefinition)
  }

  /** Declares that each row has at most one row of another model, which holds the key. */
  static hasOne<M extends Model, T extends Model, Alias extends string = string>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: HasOneOptions & AliasedOne<Alias>,
  ): AliasedAssociation<HasOne<M, T>, Alias> {
    return associate('HasOne', this, target, options) as never
  }

  /** Declares that each row belongs to at most one row of another model, whose key it holds. */
  static belongsTo<M extends Model, T extends Model, Alias extends string = string>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: BelongsToOptions & AliasedOne<Alias>,
  ): AliasedAssociation<BelongsTo<M, T>, Alias> {
    return associate('BelongsTo', this, target, options) as never
  }

  /** Declares that each row has any number of rows of another model, which hold its key. */
  static hasMany<M extends Model, T extends Model, Alias extends string = string>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options?: HasManyOptions & AliasedMany<Alias>,
  ): AliasedAssociation<HasMany<M, T>, Alias> {
    return associate('HasMany', this, target, options) as never
  }

  /** Declares that rows of two models belong together in any number, through a table of pairs. */
  static belongsToMany<M extends Model, T extends Model, Alias extends string = string>(
    this: ModelStatic<M>,
    target: ModelStatic<T>,
    options: BelongsToManyOptions & AliasedMany<Alias>,
  ): AliasedAssociation<BelongsToMany<M, T>, Alias> {
    return associate('BelongsToMany', this, target, options) as never
  }

  /** The associations with a model. */
  static getAssociations<S extends Model, T extends Model>(
    this: ModelStatic<S>,
    target: ModelStatic<T>,
  ): Association<S, T>[] {
    const associations = Object.values(this.associations) as unknown as {
      target: { name: string }
    }[]
    return associations.filter(
      (association) => association.target.name === target.name,
    ) as unknown as Association<S, T>[]
  }

  /** The association with a model under an alias; without one, the one that has none. */
  static getAssociationForAlias<S extends Model, T extends Model>(
    this: ModelStatic<S>,
    target: ModelStatic<T>,
    alias?: string | null,
  ): Association<S, T> | null {
    const found = this.getAssociations(target) as unknown as { as: string; isAliased: boolean }[]
    const association =
      typeof alias === 'string'
        ? found.find(({ as }) => as === alias)
        : found.find(({ isAliased }) => !isAliased)
    return (association as unknown as Association<S, T> | undefined) ?? null
  }

  /** Whether there is an association of this alias. */
  static hasAlias(alias: string): boolean {
    return Object.hasOwn(this.associations, alias)
  }

  /**
   * Explains the associations: the tables with their keys, the constraint, the include to write, and
   * the methods that instances gained. For people; `format: 'object'` gives the same as values.
   */
  static describeAssociations(options?: DescribeOptions & { readonly format?: 'text' }): string
  static describeAssociations(
    options: DescribeOptions & { readonly format: 'object' },
  ): AssociationDescription[]
  static describeAssociations(options?: DescribeOptions): string | AssociationDescription[] {
    const model = inside(this)
    return model.runtime.describeAssociations(model, options)
  }

  /** How the class shows in logs: by its name. */
  static [inspect.custom](): string {
    return this.name
  }
}

function associate(
  kind: AssociationLike['associationType'],
  source: unknown,
  target: unknown,
  options: object | undefined,
): AssociationLike {
  return inside(source).runtime.associations.associate(
    kind,
    inside(source),
    inside(target),
    options as Record<string, unknown>,
  )
}

function inSchema(
  definition: ModelDefinition,
  schema: string | undefined,
  delimiter: string | undefined,
): ModelDefinition {
  let known = inSchemas.get(definition)
  if (known === undefined) {
    known = new Map()
    inSchemas.set(definition, known)
  }
  const key = JSON.stringify([schema ?? null, delimiter ?? null])
  let found = known.get(key)
  if (found === undefined) {
    found = definitionInSchema(definition, schema, delimiter)
    known.set(key, found)
  }
  return found
}

/** A class of the same name that inherits everything. */
function subclassOf(model: AnyModel): AnyModel {
  const Base = model as unknown as new (...args: never[]) => Model
  const subclass = class extends Base {}
  Object.defineProperty(subclass, 'name', { value: model.name, configurable: true })
  return subclass as unknown as AnyModel
}

/** A model class as the inside of the library handles it. */
function inside(model: unknown): AnyModel {
  return model as AnyModel
}
