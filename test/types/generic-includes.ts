/** Programs for any model: includes are accepted there, since no relations are known. */
import { type Includeable, type IncludeOptions, Model, type ModelStatic } from '../../lib/index.js'

export class Repository<M extends Model> {
  readonly model: ModelStatic<M>

  constructor(model: ModelStatic<M>) {
    this.model = model
  }

  byName(): Promise<M[]> {
    return this.model.findAll({ include: ['posts'], attributes: ['id'] })
  }

  byAlias(): Promise<M | null> {
    return this.model.findOne({ include: [{ association: 'posts', required: true }] })
  }

  everything(): Promise<M[]> {
    return this.model.findAll({ include: [{ all: true, nested: true }] })
  }

  given(include: Includeable[]): Promise<M | null> {
    return this.model.findByPk(1, { include })
  }

  options(options: IncludeOptions): Promise<M[]> {
    return this.model.findAll({ include: [options, 'posts'] })
  }

  create(values: M['_creationAttributes']): Promise<M> {
    return this.model.create(values, { include: ['posts'] })
  }
}
