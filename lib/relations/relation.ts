/** A relation as `sequelize.relate` is told of it, before anything is checked or made. */
import { isOptions } from '../associations/call-arguments.js'
import { methodOf } from '../errors/code-text.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AssociationLike } from '../model/runtime.js'

/** The four kinds of relation, named as their associations are. */
export type RelationKind = AssociationLike['associationType']

/** Options of a relation: those of v6's association without `as`, and what `relate` adds. */
export type RelationOptions = Readonly<Record<string, unknown>>

/** One declared relation: what `r.hasMany('Post')` gives. The name it stands under is its alias. */
export class Relation {
  readonly kind: RelationKind
  /** The name of a model among those given, or a model. */
  readonly target: unknown
  readonly options: RelationOptions

  constructor(kind: RelationKind, target: unknown, options: RelationOptions | undefined) {
    if (!isOptions(options)) {
      const named = typeof target === 'string' ? JSON.stringify(target) : '…'
      throw UsageError.notAssociationOptions(`r.${methodOf(kind)}(${named})`, options)
    }
    this.kind = kind
    this.target = target
    this.options = Object.freeze({ ...options })
    Object.freeze(this)
  }
}

/** The `r` of `relate`: makes declarations, and nothing else. */
export interface RelationMaker {
  hasOne(target: unknown, options?: RelationOptions): Relation
  hasMany(target: unknown, options?: RelationOptions): Relation
  belongsTo(target: unknown, options?: RelationOptions): Relation
  belongsToMany(target: unknown, options?: RelationOptions): Relation
}

/** Makes relations; the same for every call of `relate`. */
export const relationMaker: RelationMaker = Object.freeze({
  hasOne: (target: unknown, options?: RelationOptions) => new Relation('HasOne', target, options),
  hasMany: (target: unknown, options?: RelationOptions) => new Relation('HasMany', target, options),
  belongsTo: (target: unknown, options?: RelationOptions) =>
    new Relation('BelongsTo', target, options),
  belongsToMany: (target: unknown, options?: RelationOptions) =>
    new Relation('BelongsToMany', target, options),
})
