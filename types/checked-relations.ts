/**
 * What is checked of a declaration of relations as a whole: the models it names, the attributes that
 * keys refer to, and the aliases of other sides.
 */
import type { Attributes, IsAny, UnknownName } from './attributes.js'
import type { Model } from './model-class.js'
import type { AnyDeclaredRelation } from './relation-declarations.js'
import type { RelationsOf } from './includes.js'
import type { KeyedInstance, PlainInstance, RelationGraph } from './relations.js'

/** A declaration in which names are refused that are no models, attributes or aliases. */
export type CheckedDeclaration<Models, D> = (D extends UnreferringDeclaration
  ? { readonly [K in keyof Models]?: { readonly [alias: string]: AnyDeclaredRelation } }
  : { readonly [K in keyof Models]?: CheckedRelations<RelationGraph<Models, D>, K> }) & {
  readonly [K in Exclude<keyof D, keyof Models>]: UnknownName<keyof Models & string>
}

type CheckedRelations<G extends RelationGraph, K> = K extends keyof G['relations']
  ? {
      readonly [A in keyof G['relations'][K]]: AnyDeclaredRelation &
        CheckedRelation<G, K, G['relations'][K][A]>
    }
  : { readonly [alias: string]: AnyDeclaredRelation }

/** A declaration of which nothing is to be checked but the names of its models. */
interface UnreferringDeclaration {
  readonly [model: string]: { readonly [alias: string]: UnreferringRelation }
}

/** A relation that names nothing which is declared elsewhere. */
interface UnreferringRelation extends AnyDeclaredRelation {
  readonly options: {
    readonly [option: string]: unknown
    readonly sourceKey?: undefined
    readonly targetKey?: undefined
    readonly inverse?: false | undefined
  }
}

type CheckedRelation<G extends RelationGraph, K, Rel> = Rel extends {
  readonly target: infer T
  readonly options: infer O
}
  ? CheckedReference<G, K, GivenIn<O, 'sourceKey'>> &
      CheckedReference<G, T, GivenIn<O, 'targetKey'>> &
      CheckedInverse<G, T, GivenIn<O, 'inverse'>>
  : unknown

type GivenIn<O, Name> = Name extends keyof O ? O[Name] : undefined

type CheckedReference<G extends RelationGraph, K, Given> = [Given] extends [undefined]
  ? unknown
  : K extends keyof G['models']
    ? KeyedInstance<G, K> extends infer M extends Model
      ? IsAny<Attributes<M>> extends true
        ? unknown
        : [NamesGiven<Given>] extends [keyof Attributes<M>]
          ? unknown
          : UnknownName<keyof Attributes<M> & string>
      : unknown
    : unknown

type NamesGiven<Given> = Given extends string
  ? string extends Given
    ? never
    : Given
  : Given extends readonly (infer Name)[]
    ? NamesGiven<Name>
    : never

// Of a model without relations in this call, those of other calls may not be known.
type CheckedInverse<G extends RelationGraph, T, Given> = [NamesGiven<Given>] extends [never]
  ? unknown
  : T extends keyof G['relations'] & keyof G['models']
    ? [Given] extends [keyof G['relations'][T] | KnownAliases<RelationsOf<PlainInstance<G, T>>>]
      ? unknown
      : UnknownName<
          (keyof G['relations'][T] & string) | KnownAliases<RelationsOf<PlainInstance<G, T>>>
        >
    : unknown

type KnownAliases<R> = unknown extends R ? never : keyof R & string
