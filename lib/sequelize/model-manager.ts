/** v6's `sequelize.modelManager`: the models of one instance. */
import type { ModelStatic } from '../../types/model-statics.js'
import type { AnyModel } from '../model/runtime.js'
import { sortModels } from '../model/synchronize.js'

/** The models of a Sequelize instance, in order of definition. */
export class ModelManager {
  readonly models: ModelStatic<any>[] = []
  readonly #owner: { readonly models: Record<string, ModelStatic<any>> }

  constructor(owner: { readonly models: Record<string, ModelStatic<any>> }) {
    this.#owner = owner
  }

  /** All models. */
  get all(): ModelStatic<any>[] {
    return this.models
  }

  /** Adds a model, in place of one of the same name. */
  addModel(model: ModelStatic<any>): ModelStatic<any> {
    const existing = this.models.findIndex((other) => other.name === model.name)
    if (existing === -1) this.models.push(model)
    else this.models[existing] = model
    Object.defineProperty(this.#owner.models, model.name, {
      value: model,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    return model
  }

  /** Forgets a model; its table stays. */
  removeModel(model: ModelStatic<any>): void {
    const index = this.models.indexOf(model)
    if (index !== -1) this.models.splice(index, 1)
    delete this.#owner.models[model.name]
  }

  /** The first model whose property has the value. */
  getModel(against: unknown, options: { attribute?: string } = {}): ModelStatic<any> | undefined {
    const { attribute = 'name' } = options
    return this.models.find(
      (model) => (model as unknown as Record<string, unknown>)[attribute] === against,
    )
  }

  /** The first model that the function accepts. */
  findModel(accepts: (model: ModelStatic<any>) => boolean): ModelStatic<any> | undefined {
    return this.models.find(accepts)
  }

  /** Models in the order of their foreign keys, referenced ones first; null when they form a circle. */
  getModelsTopoSortedByForeignKey(): ModelStatic<any>[] | null {
    const { sorted, cycles } = sortModels(this.models as unknown as AnyModel[])
    return cycles.length > 0 ? null : (sorted as unknown as ModelStatic<any>[])
  }

  /** Calls a function for each model; by default those that refer to others come first. */
  forEachModel(call: (model: ModelStatic<any>) => void, options: { reverse?: boolean } = {}): void {
    const { sorted } = sortModels(this.models as unknown as AnyModel[])
    const order = options.reverse === false ? sorted : [...sorted].reverse()
    for (const model of order as unknown as ModelStatic<any>[]) call(model)
  }
}
