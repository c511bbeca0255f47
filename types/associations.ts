/** The options of the four associations. The methods that associations add are in `mixins.ts`. */
import type { ColumnOptions, ModelAttributeColumnOptions } from './attribute-options.js'
import type { DeferrableOption } from './deferrable.js'
import type { ModelStatic } from './model-statics.js'
import type { DataType } from './data-types.js'
import type { Hookable } from './query-options.js'

/** The foreign key of an association: its name, and what it is like as an attribute. */
export interface ForeignKeyOptions
  extends ColumnOptions,
    Partial<Omit<ModelAttributeColumnOptions, keyof ColumnOptions>> {
  /** The attribute's name. Default: made of the model's name and its key: `authorId`. */
  name?: string
  /** The attribute's name; the same as `name`. */
  fieldName?: string
  /** When the constraint is checked. PostgreSQL. Default: at once. */
  deferrable?: DeferrableOption
}

/**
 * A foreign key in all its forms: the name of its attribute, what the attribute is like, or a list of
 * these for a key of several attributes.
 */
export type ForeignKeyOption = string | ForeignKeyOptions | readonly (string | ForeignKeyOptions)[]

/** Conditions that an association adds to finding, and values it adds to creating. */
export interface AssociationScope {
  /** The value, by attribute. */
  [attribute: string]: unknown
}

/** The names of an association in the singular and the plural. */
export interface AssociationAlias {
  /** The singular: `child`, for `addChild`. */
  singular: string
  /** The plural: `children`, for `getChildren`. */
  plural: string
}

/** The alias of a to-one association among its options, by its type. */
export interface AliasedOne<Alias extends string> {
  /** The name of the association, or its names in the singular and the plural. */
  as?: Alias | (AssociationAlias & { singular: Alias })
}

/** The alias of a to-many association among its options, by its type. */
export interface AliasedMany<Alias extends string> {
  /** The name of the association, or its names in the singular and the plural. */
  as?: Alias | (AssociationAlias & { plural: Alias })
}

/** An association whose alias is known: includes of it have typed results. */
export type AliasedAssociation<A, Alias extends string> = string extends Alias
  ? A
  : A & { readonly as: Alias }

/** What all associations take. */
export interface AssociationOptions extends Hookable {
  /**
   * The name of the association: of the property that holds what was loaded, and of the methods.
   * Default: the other model's name, in the plural for to-many associations.
   */
  as?: string | AssociationAlias
  /**
   * The attribute that holds the key, with its column's options; a list for a key of several
   * attributes, which refers to the whole primary key. Default: `authorId` and the like.
   */
  foreignKey?: ForeignKeyOption
  /** Whether the database enforces the key. Default: true. */
  constraints?: boolean
  /** Enforces the key also where `constraints` is false. Default: false. */
  foreignKeyConstraint?: boolean
  /** What deleting the referred row does. Default: SET NULL if the key may be null, else CASCADE. */
  onDelete?: string
  /** What changing the referred key does. Default: CASCADE. */
  onUpdate?: string
  /** Conditions for finding and values for creating through this association. Default: none. */
  scope?: AssociationScope
  /**
   * `false`: there is no other side, so that one with another foreign key is not warned of. A text is the
   * alias of the other side; one that is not there is warned of. Default: found by the keys.
   */
  inverse?: string | false
}

/** Options of `belongsTo`. */
export interface BelongsToOptions extends AssociationOptions {
  /** What the foreign key refers to in the other model. Default: its primary key. */
  targetKey?: string | readonly string[]
  /** The foreign key's data type. Default: that of the key it refers to. */
  keyType?: DataType
}

/** Options of `hasOne`. */
export interface HasOneOptions extends AssociationOptions {
  /** What the foreign key refers to in this model. Default: its primary key. */
  sourceKey?: string | readonly string[]
  /** The foreign key's data type. Default: that of the key it refers to. */
  keyType?: DataType
}

/** What associations with many on the other side take. */
export interface ManyToManyOptions extends AssociationOptions {}

/** Options of `hasMany`. */
export interface HasManyOptions extends ManyToManyOptions {
  /** What the foreign key refers to in this model. Default: its primary key. */
  sourceKey?: string | readonly string[]
  /** The foreign key's data type. Default: that of the key it refers to. */
  keyType?: DataType
}

/** The model between the two sides of a many-to-many association. */
export interface ThroughOptions {
  /** The model, or the name of the one to be made. */
  model: ModelStatic<any> | string
  /** Conditions for finding and values for creating through rows. Default: none. */
  scope?: AssociationScope
  /** Makes the pair of foreign keys unique. Default: true. */
  unique?: boolean
  /** Leaves soft-deleted through rows out. Default: true. */
  paranoid?: boolean
}

/** Options of `belongsToMany`. */
export interface BelongsToManyOptions extends ManyToManyOptions {
  /** The model between the two sides, or the name of the one to be made. Required. */
  through: ModelStatic<any> | string | ThroughOptions
  /** The through model's foreign key to the other side. Default: made of the other model's name. */
  otherKey?: ForeignKeyOption
  /** What the through row refers to in this model. Default: its primary key. */
  sourceKey?: string | readonly string[]
  /** What the through row refers to in the other model. Default: its primary key. */
  targetKey?: string | readonly string[]
  /** Adds timestamps to a through model that is made. Default: those of the models. */
  timestamps?: boolean
  /** The name of the unique constraint on the pair of foreign keys. */
  uniqueKey?: string
}

/** Values of the through row in many-to-many associations. */
export interface JoinTableAttributes {
  /** The value, by attribute. */
  [attribute: string]: unknown
}

/** The names of the methods that a to-one association adds. */
export interface SingleAssociationAccessors {
  /** Reads: `getAuthor`. */
  get: string
  /** Sets: `setAuthor`. */
  set: string
  /** Creates and sets: `createAuthor`. */
  create: string
}

/** The names of the methods that a to-many association adds. */
export interface MultiAssociationAccessors {
  /** Reads: `getBooks`. */
  get: string
  /** Replaces: `setBooks`. */
  set: string
  /** Adds many: `addBooks`. */
  addMultiple: string
  /** Adds one: `addBook`. */
  add: string
  /** Creates and adds: `createBook`. */
  create: string
  /** Removes one: `removeBook`. */
  remove: string
  /** Removes many: `removeBooks`. */
  removeMultiple: string
  /** Says whether one is associated: `hasBook`. */
  hasSingle: string
  /** Says whether all are associated: `hasBooks`. */
  hasAll: string
  /** Counts: `countBooks`. */
  count: string
}

/** The kind of an association: the value of `associationType`. */
export type RelationshipType = 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'
