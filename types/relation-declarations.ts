/**
 * What is declared in `sequelize.relate`: the options of relations, the `r` that makes them, and the
 * declaration by model and alias. What follows from it is in `relations.ts`.
 */
import type { ReferentialAction } from './attribute-options.js'
import type {
  BelongsToManyOptions,
  BelongsToOptions,
  HasManyOptions,
  HasOneOptions,
  RelationshipType,
  ThroughOptions,
} from './associations.js'
import type { Nothing } from './attributes.js'
import type { ModelStatic, ModelStaticMembers } from './model-statics.js'

/**
 * The models of a declaration, by the names that it uses. Their constructors are not asked for:
 * `define` inside the call would take its types from what is asked for, and not infer them.
 */
export interface RelatableModels {
  /** The model, by name. */
  readonly [name: string]: ModelStaticMembers
}

/** An action of a foreign key, as `relate` takes it. */
export type RelationAction = ReferentialAction | Lowercase<ReferentialAction>

/** What all relations take beside v6's options; the alias is the name that a relation stands under. */
export interface RelationOptions {
  /** The alias of the other side; `false` says that there is none. Default: found by the keys. */
  inverse?: string | false
  /** What deleting the referred row does. Default: SET NULL if the key may be null, else CASCADE. */
  onDelete?: RelationAction
  /** What changing the referred key does. Default: CASCADE. */
  onUpdate?: RelationAction
}

/** The options of associations that `relate` has not, or in its own form. */
type OwnOptions = 'as' | keyof RelationOptions

/** What relations with many on the other side take beside. */
export interface ManyRelationOptions extends RelationOptions {
  /** The singular of the alias: `child`, for `addChild`. Default: by the rules of English. */
  singular?: string | undefined
}

/** Options of `r.belongsTo`. */
export interface BelongsToRelationOptions
  extends Omit<BelongsToOptions, OwnOptions>,
    RelationOptions {}

/** Options of `r.hasOne`. */
export interface HasOneRelationOptions extends Omit<HasOneOptions, OwnOptions>, RelationOptions {}

/** Options of `r.hasMany`. */
export interface HasManyRelationOptions
  extends Omit<HasManyOptions, OwnOptions>,
    ManyRelationOptions {}

/** Options of `r.belongsToMany`. */
export interface BelongsToManyRelationOptions<Models>
  extends Omit<BelongsToManyOptions, OwnOptions | 'through'>,
    ManyRelationOptions {
  /** The model between the two sides, or the name of the one to be made. Required. */
  through: (keyof Models & string) | (string & {}) | ModelStatic<any> | ThroughOptions
}

/**
 * Where the options of a relation are inferred from, each with its literal type. Without effect on
 * what options may be.
 */
export type RelationOptionsSite<O> = [O] extends [Nothing] ? O : {}

/** A declared relation: what `r.hasMany('Post')` gives. */
export interface DeclaredRelation<
  Kind extends RelationshipType = RelationshipType,
  Target = unknown,
  O = {},
> {
  /** The kind of the association. */
  readonly kind: Kind
  /** The target: a model, or its name. */
  readonly target: Target
  /** The options. */
  readonly options: O
}

/** What a relation leads to: a model by its name in the declaration, or a model. */
export type RelationTarget<Models> = (keyof Models & string) | ModelStatic<any>

/** The `r` of `relate`. */
export interface RelationBuilder<Models> {
  /** Each row has at most one row of another model, which holds the key. */
  hasOne<const T extends RelationTarget<Models>, const O = {}>(
    target: T,
    options?: HasOneRelationOptions & RelationOptionsSite<O>,
  ): DeclaredRelation<'HasOne', T, O>
  /** Each row has any number of rows of another model, which hold its key. */
  hasMany<const T extends RelationTarget<Models>, const O = {}>(
    target: T,
    options?: HasManyRelationOptions & RelationOptionsSite<O>,
  ): DeclaredRelation<'HasMany', T, O>
  /** Each row belongs to at most one row of another model, whose key it holds. */
  belongsTo<const T extends RelationTarget<Models>, const O = {}>(
    target: T,
    options?: BelongsToRelationOptions & RelationOptionsSite<O>,
  ): DeclaredRelation<'BelongsTo', T, O>
  /** Rows of two models belong together in any number, through a table of pairs. */
  belongsToMany<const T extends RelationTarget<Models>, const O = {}>(
    target: T,
    options: BelongsToManyRelationOptions<Models> & RelationOptionsSite<O>,
  ): DeclaredRelation<'BelongsToMany', T, O>
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
