/** The static side of models: the class types under which models are passed around. */
import type { Model } from '../lib/model/model.js'

/** The class of a model whose instances are `M`: all statics of `Model`, and `new`. */
export type ModelStatic<M extends Model> = ModelStaticMembers & ModelConstructor<M>

/** The static side of `Model` without its constructor. */
export type ModelStaticMembers = Omit<typeof Model, 'prototype'>

/**
 * How an instance of a model is made with `new`. The values are unchecked, so that a model class
 * stays assignable to the model of its base class; `build` checks them.
 */
export interface ModelConstructor<M extends Model> {
  new (values?: any, options?: any): M
}

/**
 * The class of a model.
 *
 * @deprecated v6's older name of {@link ModelStatic}
 */
export type ModelCtor<M extends Model> = ModelStatic<M>

/** The class of a model made with `define()` from attribute types written by hand. */
export type ModelDefined<S extends {}, T extends {}> = ModelStatic<Model<S, T>>

/** The loosest type of a model class: only that it makes instances. */
export type ModelType<
  TModelAttributes extends {} = any,
  TCreationAttributes extends {} = TModelAttributes,
> = new () => Model<TModelAttributes, TCreationAttributes>
