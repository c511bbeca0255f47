/**
 * What is declared in `sequelize.relate`: the options of relations, the `r` that makes them, and the
 * declaration by model and alias. What follows from it is in `relations.ts`.
 */
import type {
  AssociationOptions,
  BelongsToManyOptions,
  BelongsToOptions,
  HasManyOptions,
  HasOneOptions,
  RelationshipType,
  ThroughOptions,
} from './associations.js'
import type { UnknownName } from './attributes.js'
import type { ModelStatic, ModelStaticMembers } from './model-statics.js'

/**
 * The models of a declaration, by the names that it uses. Their constructors are not asked for:
 * `define` inside the call would take its types from what is asked for, and not infer them.
 */
export interface RelatableModels {
  /** The model, by name. */
  readonly [name: string]: ModelStaticMembers
}

/** The forms of a foreign key in the options of relations. */
export type RelationKey = AssociationOptions['foreignKey']

/** What all relations take beside v6's options; the alias is the name that a relation stands under. */
export interface RelationOptions<K extends RelationKey> {
  /** The attribute that holds the key, with its column's options. Default: `authorId` and the like. */
  foreignKey?: K
  /** The alias of the other side; `false` says that there is none. Default: found by the keys. */
  inverse?: string | false
}

/** Options of `r.belongsTo`. */
export interface BelongsToRelationOptions<K extends RelationKey, Reference>
  extends Omit<BelongsToOptions, 'as' | 'foreignKey' | 'targetKey'>,
    RelationOptions<K> {
  /** The attribute of the other model that the foreign key refers to. Default: its primary key. */
  targetKey?: Reference
}

/** Options of `r.hasOne`. */
export interface HasOneRelationOptions<K extends RelationKey>
  extends Omit<HasOneOptions, 'as' | 'foreignKey'>,
    RelationOptions<K> {}

/** Options of `r.hasMany`. */
export interface HasManyRelationOptions<K extends RelationKey, S extends string | undefined>
  extends Omit<HasManyOptions, 'as' | 'foreignKey'>,
    RelationOptions<K> {
  /** The singular of the alias: `child`, for `addChild`. Default: by the rules of English. */
  singular?: S
}

/** Options of `r.belongsToMany`. */
export interface BelongsToManyRelationOptions<
  Models,
  K extends RelationKey,
  S extends string | undefined,
  Through,
> extends Omit<BelongsToManyOptions, 'as' | 'foreignKey' | 'through'>,
    RelationOptions<K> {
  /** The model between the two sides, or the name of the one to be made. Required. */
  through: Through | (keyof Models & string)
  /** The singular of the alias: `child`, for `addChild`. Default: by the rules of English. */
  singular?: S
}

/** A declared relation: what `r.hasMany('Post')` gives. */
export interface DeclaredRelation<
  Kind extends RelationshipType = RelationshipType,
  Target = unknown,
  Key = unknown,
  S = unknown,
  Through = unknown,
  Reference = unknown,
> {
  /** The kind of the association. */
  readonly kind: Kind
  /** The target: a model, or its name. */
  readonly target: Target
  /** The options. */
  readonly options: {
    readonly foreignKey?: Key
    readonly singular?: S
    readonly through?: Through
    readonly targetKey?: Reference
  }
}

/** What a relation leads to: a model by its name in the declaration, or a model. */
export type RelationTarget<Models> = (keyof Models & string) | ModelStatic<any>

/** The `r` of `relate`. */
export interface RelationBuilder<Models> {
  /** Each row has at most one row of another model, which holds the key. */
  hasOne<const T extends RelationTarget<Models>, const K extends RelationKey = undefined>(
    target: T,
    options?: HasOneRelationOptions<K>,
  ): DeclaredRelation<'HasOne', T, K, undefined, undefined>
  /** Each row has any number of rows of another model, which hold its key. */
  hasMany<
    const T extends RelationTarget<Models>,
    const K extends RelationKey = undefined,
    const S extends string | undefined = undefined,
  >(
    target: T,
    options?: HasManyRelationOptions<K, S>,
  ): DeclaredRelation<'HasMany', T, K, S, undefined>
  /** Each row belongs to at most one row of another model, whose key it holds. */
  belongsTo<
    const T extends RelationTarget<Models>,
    const K extends RelationKey = undefined,
    const Reference extends BelongsToOptions['targetKey'] = undefined,
  >(
    target: T,
    options?: BelongsToRelationOptions<K, Reference>,
  ): DeclaredRelation<'BelongsTo', T, K, undefined, undefined, Reference>
  /** Rows of two models belong together in any number, through a table of pairs. */
  belongsToMany<
    const T extends RelationTarget<Models>,
    const Through extends string | ModelStatic<any> | ThroughOptions,
    const K extends RelationKey = undefined,
    const S extends string | undefined = undefined,
  >(
    target: T,
    options: BelongsToManyRelationOptions<Models, K, S, Through>,
  ): DeclaredRelation<'BelongsToMany', T, K, S, Through>
}

/** Any relation. It has no type arguments, which those of relations without options would become. */
export interface AnyDeclaredRelation {
  /** The kind of the association. */
  readonly kind: RelationshipType
  /** The options. */
  readonly options: object
}

/** Relations by model and alias: what the function given to `relate` gives. */
export interface Declaration {
  /** The relations of a model, by alias. */
  readonly [model: string]: { readonly [alias: string]: AnyDeclaredRelation }
}

/** A declaration in which the names that are no models are refused. */
export type CheckedDeclaration<Models, D> = {
  readonly [K in keyof Models]?: { readonly [alias: string]: AnyDeclaredRelation }
} & { readonly [K in Exclude<keyof D, keyof Models>]: UnknownName<keyof Models & string> }
