/**
 * The models that `sequelize.relate` gives, typed with their relations.
 *
 * All that follows from a declaration is looked up by the names of models and aliases when it is
 * asked for: nothing here grows with the number of models until their relations are used.
 */
import type { RelationshipType } from './associations.js'
import type { Attributes, CreationAttributes, Identifier, Simplify } from './attributes.js'
import type { FindOptions } from './find-options.js'
import type { IncludeOption } from './checked-includes.js'
import type { FieldsOf, Included, InstanceWith, IsUnion, Relational } from './includes.js'
import type { DefinedInstance, InferredConstructor } from './inferred-model.js'
import type { BelongsTo, BelongsToMany, HasMany, HasOne, Model } from './model-class.js'
import type { ModelStaticMembers } from './model-statics.js'
import type { MethodsOf } from './relation-methods.js'
import type { BuildOptions } from './write-options.js'

/** Models and what is declared of them. */
export interface RelationGraph<Models = any, D = any> {
  /** The models by name. */
  readonly models: Models
  /** The relations by model and alias. */
  readonly relations: D
}

/** The models that `relate` gives: the same classes, typed with their relations. */
export type RelatedModels<Models, D> = {
  [K in keyof Models]: RelatedModel<RelationGraph<Models, D>, K>
}

/** One of the models that `relate` gives. */
export type RelatedModel<G extends RelationGraph, K extends keyof G['models']> =
  KeyedInstance<G, K> extends infer M extends Model
    ? ModelWith<FieldsOf<M>, CreationAttributes<M>, G, K>
    : never

/** A model by its fields, its values on creation, and its relations. */
export type ModelWith<
  TFields,
  TCreationAttributes,
  G extends RelationGraph,
  K extends keyof G['models'],
> = OwnStatics<G['models'][K]> & RelatedStatics<TFields, TCreationAttributes, G, K>

type OwnStatics<C> = [Exclude<keyof C, keyof ModelStaticMembers | 'prototype'>] extends [never]
  ? ModelStaticMembers
  : ModelStaticMembers & Pick<C, Exclude<keyof C, keyof ModelStaticMembers | 'prototype'>>

/** The statics of a model that depend on its relations. */
export interface RelatedStatics<
  TFields,
  TCreationAttributes,
  G extends RelationGraph,
  K extends keyof G['models'],
> {
  new (values?: TCreationAttributes, options?: BuildOptions): RelatedInstance<G, K>
  /** The associations, by alias. */
  readonly associations: AssociationsOf<G, K>
  /** Tells TypeScript of the fields; never there at run time. */
  readonly _fields?: TFields
}

type AssociationsOf<G extends RelationGraph, K extends keyof G['models']> = {
  readonly [A in keyof DeclaredOf<G, K> & string]: AssociationOf<
    RelatedInstance<G, K>,
    RelationInfo<G, K, A, DeclaredOf<G, K>[A]>
  >
}

type AssociationOf<
  S extends Model,
  X extends { kind: RelationshipType; alias: string; target: unknown },
> = (X['kind'] extends 'HasMany'
  ? HasMany<S, ModelOf<X['target']>>
  : X['kind'] extends 'HasOne'
    ? HasOne<S, ModelOf<X['target']>>
    : X['kind'] extends 'BelongsTo'
      ? BelongsTo<S, ModelOf<X['target']>>
      : BelongsToMany<S, ModelOf<X['target']>>) & { readonly as: X['alias'] }

type ModelOf<T> = T extends Model ? T : never

// ---

/** An instance of a model with its relations: their methods, and what includes need to know. */
export type RelatedInstance<G extends RelationGraph, K extends keyof G['models']> =
  KeyedInstance<G, K> extends infer M extends Model
    ? InstanceWith<FieldsOf<M>, M, RelatedParts<G, K>>
    : never

type RelatedParts<G extends RelationGraph, K extends keyof G['models']> = RelatedMembers<G, K> &
  MethodsOf<InfoUnion<G, K>>

/** An instance of a model as it was before `relate`. */
export type PlainInstance<G extends RelationGraph, K extends keyof G['models']> = InstanceOfModel<
  G['models'][K]
>

type DeclaredOf<G extends RelationGraph, K> = K extends keyof G['relations']
  ? G['relations'][K]
  : {}

type InfoUnion<G extends RelationGraph, K> = {
  [A in keyof DeclaredOf<G, K> & string]: RelationInfo<G, K, A, DeclaredOf<G, K>[A]>
}[keyof DeclaredOf<G, K> & string]

/** The relations of a model, by alias. */
export type RelationsByAlias<G extends RelationGraph, K> = K extends keyof G['relations']
  ? {
      readonly [A in keyof G['relations'][K] & string]: RelationInfo<G, K, A, G['relations'][K][A]>
    }
  : unknown

/** What the types know of one relation. */
export interface RelationInfo<G extends RelationGraph, Source, Alias extends string, Rel> {
  /** The name of the relation. */
  readonly alias: Alias
  /** The kind of its association. */
  readonly kind: Rel extends { readonly kind: infer Kind extends RelationshipType } ? Kind : never
  /** Whether there may be many of the target. */
  readonly isMany: Rel extends { readonly kind: 'HasMany' | 'BelongsToMany' } ? true : false
  /** The singular of the name, where the declaration gives one. */
  readonly singular: Rel extends { readonly options: { readonly singular?: infer S } }
    ? S extends string
      ? S
      : undefined
    : undefined
  /** An instance of the target, with what its own relations add. */
  readonly target: TargetOf<G, Rel>
  /** An instance of the target without that. */
  readonly plainTarget: PlainTargetOf<G, Rel>
  /** What is found on each target beside its own fields: the through row, by its name. */
  readonly through: ThroughOf<G, Rel>
  /** The names that the keys of the through row may have. */
  readonly throughKeys: ThroughKeysOf<G, Source, Rel>
  /** The names that the foreign key may have. */
  readonly foreignKey: ForeignKeyOf<G, Source & string, Alias, Rel>
}

type TargetOf<G extends RelationGraph, Rel> = Rel extends { readonly target: infer T }
  ? NameOf<G, T> extends infer N
    ? N extends keyof G['models']
      ? RelatedInstance<G, N>
      : InstanceOfModel<T>
    : never
  : never

type PlainTargetOf<G extends RelationGraph, Rel> = Rel extends { readonly target: infer T }
  ? NameOf<G, T> extends infer N
    ? N extends keyof G['models']
      ? KeyedInstance<G, N>
      : InstanceOfModel<T>
    : never
  : never

/** The name in the declaration of what is given by its name or as a model; undefined for others. */
type NameOf<G extends RelationGraph, T> = T extends string
  ? T
  : SameModels<G['models'], InstanceOfModel<T>> extends infer N
    ? [N] extends [never]
      ? undefined
      : IsUnion<N> extends true
        ? undefined
        : N
    : never

/** The names of the models whose instances are of a type. Models of equal types are told by none. */
type SameModels<Models, I> = {
  [N in keyof Models]: [InstanceOfModel<Models[N]>, I] extends [I, InstanceOfModel<Models[N]>]
    ? N
    : never
}[keyof Models]

type InstanceOfModel<C> = C extends abstract new (
  ...args: any
) => infer I
  ? I extends Model
    ? I
    : never
  : never

type ThroughOf<G extends RelationGraph, Rel> = Rel extends {
  readonly kind: 'BelongsToMany'
  readonly options: { readonly through?: infer Through }
}
  ? ThroughRow<G, Through extends { readonly model: infer M } ? M : Through>
  : unknown

type ThroughRow<G extends RelationGraph, Through> =
  NameOf<G, Through> extends infer N extends string
    ? { [K in N]: N extends keyof G['models'] ? PlainInstance<G, N> : Model<any, any> }
    : unknown

/** The names that the keys of a through row may have: as they are given, or made by default. */
type ThroughKeysOf<G extends RelationGraph, Source, Rel> = Rel extends {
  readonly kind: 'BelongsToMany'
  readonly target: infer T
}
  ? HasId<G['models'], Source> extends true
    ? HasId<G['models'], T> extends true
      ? `${string}Id` | KeysThrough<Rel> | KeysThroughBack<DeclaredOf<G, T>, Source>
      : string
    : string
  : string

/** Whether a model's primary key is known to be `id`, after which default keys are named. */
type HasId<Models, K> = K extends keyof Models
  ? 'id' extends keyof Attributes<InstanceOfModel<Models[K]>>
    ? true
    : false
  : false

type KeysThrough<Rel> =
  | GivenKey<Rel>
  | (Rel extends { readonly options: { readonly otherKey?: infer K } } ? NameOfKey<K> : never)

type KeysThroughBack<D, Source> = {
  [A in keyof D & string]: D[A] extends { readonly kind: 'BelongsToMany'; readonly target: Source }
    ? KeysThrough<D[A]>
    : never
}[keyof D & string]

// ---

/** The name of a foreign key, as it is given. */
type GivenKey<Rel> = Rel extends { readonly options: { readonly foreignKey?: infer K } }
  ? NameOfKey<K>
  : never

type NameOfKey<K> = K extends readonly (infer E)[] ? NameOfElement<E> : NameOfElement<K>

type NameOfElement<E> = E extends string
  ? E
  : E extends { readonly name: infer N extends string }
    ? N
    : E extends { readonly fieldName: infer N extends string }
      ? N
      : never

// The names by which a key may be made, of which the run time takes one.
type ForeignKeyOf<G extends RelationGraph, Source extends string, Alias extends string, Rel> =
  | GivenKey<Rel>
  | (Rel extends { readonly kind: 'HasMany' | 'HasOne'; readonly target: infer T }
      ?
          | `${Source | Uncapitalize<Source>}Id`
          | (Rel extends { readonly kind: 'HasOne' } ? `${Alias}Id` : never)
          | KeysBack<DeclaredOf<G, T>, Source>
      : never)

/** The keys of the relations that lead back. */
type KeysBack<D, Source> = {
  [A in keyof D & string]: D[A] extends { readonly kind: 'BelongsTo'; readonly target: Source }
    ? [GivenKey<D[A]>] extends [never]
      ? `${A}Id`
      : GivenKey<D[A]>
    : never
}[keyof D & string]

// ---

/**
 * An instance of a model with the foreign keys that its `belongsTo` relations add, where the model
 * was inferred and does not declare them itself.
 */
export type KeyedInstance<G extends RelationGraph, K extends keyof G['models']> =
  G['models'][K] extends InferredConstructor<infer A, infer C, infer Getters, infer Virtuals>
    ? [KeyNames<G, K, DeclaredOf<G, K>, keyof A>, ListedKeys<DeclaredOf<G, K>, keyof A>] extends [
        infer N,
        infer L,
      ]
      ? [N, L] extends [never, never]
        ? PlainInstance<G, K>
        : DefinedInstance<
            Simplify<A & KeyAttributes<G, K, N> & ListedAttributes<G, K, L>>,
            Simplify<C & KeyValues<G, K, N> & ListedValues<G, K, L>>,
            Getters,
            Virtuals
          >
      : never
    : PlainInstance<G, K>

/** The aliases of the relations that add a foreign key. */
type KeyNames<G extends RelationGraph, K, D, Declared> = {
  [A in keyof D & string]: D[A] extends { readonly kind: 'BelongsTo' }
    ? KeyName<G, K, A> extends infer N
      ? [N] extends [Declared]
        ? never
        : IsUnion<N> extends true
          ? never
          : A
      : never
    : never
}[keyof D & string]

type KeyAttributes<G extends RelationGraph, K, Aliases> = {
  [A in Aliases as KeyName<G, K, A>]: KeyValue<G, RelationAt<G, K, A>>
}

type KeyValues<G extends RelationGraph, K, Aliases> = {
  [A in Aliases as KeyIsRequired<RelationAt<G, K, A>> extends true
    ? KeyName<G, K, A>
    : never]: KeyValue<G, RelationAt<G, K, A>>
} & {
  [A in Aliases as KeyIsRequired<RelationAt<G, K, A>> extends true ? never : KeyName<G, K, A>]?:
    | KeyValue<G, RelationAt<G, K, A>>
    | undefined
}

/** The names of the attributes that keys of several columns add, which are given as lists. */
type ListedKeys<D, Declared> = {
  [A in keyof D & string]: D[A] extends { readonly kind: 'BelongsTo' }
    ? GivenOption<D[A]> extends readonly unknown[]
      ? Exclude<GivenKey<D[A]>, Declared>
      : never
    : never
}[keyof D & string]

type ListedAttributes<G extends RelationGraph, K, Names> = {
  [N in Names & string]: ListedValue<G, DeclaredOf<G, K>, N>
}

type ListedValues<G extends RelationGraph, K, Names> = {
  [N in RequiredOf<DeclaredOf<G, K>, Names> & string]: ListedValue<G, DeclaredOf<G, K>, N>
} & {
  [N in Exclude<Names, RequiredOf<DeclaredOf<G, K>, Names>> & string]?:
    | ListedValue<G, DeclaredOf<G, K>, N>
    | undefined
}

/** Of some names, those whose columns cannot be null. */
type RequiredOf<D, Names> = {
  [A in keyof D]: GivenOption<D[A]> extends readonly (infer E)[]
    ? E extends { readonly name: infer N extends Names; readonly allowNull: false }
      ? N
      : never
    : never
}[keyof D]

type ListedValue<G extends RelationGraph, D, N> =
  N extends RequiredOf<D, N> ? ReferredInList<G, D, N> : ReferredInList<G, D, N> | null

/** The values of what a name of a list refers to, by its place. */
type ReferredInList<G extends RelationGraph, D, N> = {
  [A in keyof D]: GivenOption<D[A]> extends infer L extends readonly unknown[]
    ? {
        [I in keyof L]: N extends NameOfElement<L[I]>
          ? ReferredAt<D[A], I, PlainTargetAttributes<G, D[A]>>
          : never
      }[number]
    : never
}[keyof D]

type ReferredAt<Rel, I, A> = Rel extends { readonly options: { readonly targetKey: infer R } }
  ? I extends keyof R
    ? R[I] extends keyof A
      ? NonNullable<A[R[I]]>
      : Identifier
    : Identifier
  : Identifier

type RelationAt<G extends RelationGraph, K, A> = A extends keyof DeclaredOf<G, K>
  ? DeclaredOf<G, K>[A]
  : never

type KeyIsRequired<Rel> = Rel extends {
  readonly options: { readonly foreignKey?: { readonly allowNull: false } }
}
  ? GivenOption<Rel> extends { readonly allowNull: false }
    ? true
    : false
  : false

type GivenOption<Rel> = Rel extends { readonly options: { readonly foreignKey?: infer K } }
  ? K
  : never

// Conditional, so that editors show the union and not this alias.
type KeyValue<G extends RelationGraph, Rel> =
  KeyIsRequired<Rel> extends true
    ? ReferredValue<Rel, PlainTargetAttributes<G, Rel>>
    : ReferredValue<Rel, PlainTargetAttributes<G, Rel>> | null

type PlainTargetAttributes<G extends RelationGraph, Rel> = Rel extends {
  readonly target: infer T extends keyof G['models']
}
  ? Attributes<PlainInstance<G, T>>
  : unknown

type ReferredValue<Rel, A> = Rel extends { readonly options: { readonly targetKey: infer R } }
  ? [R] extends [keyof A]
    ? NonNullable<A[R]>
    : Identifier
  : 'id' extends keyof A
    ? A['id']
    : Identifier

/**
 * The name of a `belongsTo` relation's key: as it is given here or on the other side, else made of
 * the alias. A union, or never, where the types cannot tell which one it is.
 */
type KeyName<G extends RelationGraph, K, A> = A extends keyof DeclaredOf<G, K> & string
  ? DeclaredOf<G, K>[A] extends infer Rel
    ? GivenOption<Rel> extends readonly unknown[]
      ? never
      : [GivenKey<Rel>] extends [never]
        ? Rel extends { readonly target: infer T }
          ? SharedKey<
              [Siblings<DeclaredOf<G, K>, T, A>] extends [never]
                ? KeysThere<DeclaredOf<G, T>, K>
                : never,
              DefaultKey<G, T, A>
            >
          : never
        : GivenKey<Rel>
    : never
  : never

type SharedKey<Given, Default> = [Given] extends [never]
  ? Default
  : [Default] extends [Given]
    ? Default
    : Given

// The run time makes it of the alias and the target's primary key, which is known to be `id` alone.
type DefaultKey<G extends RelationGraph, T, A extends string> = T extends keyof G['models']
  ? 'id' extends keyof Attributes<PlainInstance<G, T>>
    ? `${A}Id`
    : never
  : never

/** Other `belongsTo` relations with the target, to which the keys that it gives may belong. */
type Siblings<D, T, A> = {
  [B in Exclude<keyof D, A> & string]: D[B] extends {
    readonly kind: 'BelongsTo'
    readonly target: T
  }
    ? B
    : never
}[Exclude<keyof D, A> & string]

/** The keys that relations from the target give. */
type KeysThere<D, Source> = {
  [A in keyof D & string]: D[A] extends {
    readonly kind: 'HasMany' | 'HasOne'
    readonly target: Source
  }
    ? GivenKey<D[A]>
    : never
}[keyof D & string]

/** What every related instance has. */
export interface RelatedMembers<G extends RelationGraph, K extends keyof G['models']>
  extends Relational<RelationsByAlias<G, K>> {
  /** Tells TypeScript of conditions on related models; never there at run time. */
  _conditions: RelatedConditions<RelationsByAlias<G, K>>
  /** Tells TypeScript that no other aliases are known; never there at run time. */
  _aliases: unknown extends RelationsByAlias<G, K> ? unknown : never
  /** Reads the row again, with what the options include. */
  reload<const I>(
    options: Omit<FindOptions<Attributes<PlainInstance<G, K>>>, 'include'> & {
      /** What is loaded along. */
      include: IncludeOption<RelationsByAlias<G, K>, I>
    },
  ): Promise<Included<this, I>>
}

/** Conditions on the attributes of related models: `$author.name$`. */
export type RelatedConditions<R> = unknown extends R
  ? unknown
  : { [Path in PathOf<R>]?: ValueAt<R, Path> }

type PathOf<R> = {
  [A in keyof R & string]: `$${A}.${keyof AttributesAt<R, A> & string}$`
}[keyof R & string]

type ValueAt<R, Path> = Path extends `$${infer A}.${infer Name}$`
  ? A extends keyof R
    ? Name extends keyof AttributesAt<R, A>
      ? AttributesAt<R, A>[Name]
      : never
    : never
  : never

type AttributesAt<R, A extends keyof R> = R[A] extends { readonly plainTarget: infer T }
  ? T extends Model
    ? Attributes<T>
    : never
  : never
