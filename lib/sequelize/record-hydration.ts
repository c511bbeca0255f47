/** Rows of raw SQL → instances, for `sequelize.query` with `model` or `instance`. */
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { groupWithoutIncludes } from '../model/siblings.js'

/** The attributes of `options.model` whose column has another name, by column. */
export function attributeNames(options: Readonly<Record<string, any>>): Record<string, string> {
  const model = (options.model ?? options.instance?.constructor) as AnyModel
  const { byColumn } = model.modelDefinition
  return Object.fromEntries([...byColumn].map(([column, { name }]) => [column, name]))
}

/** Turns rows into instances of `options.model`, columns named by attributes with `mapToModel`. */
export function hydrateRecords(
  records: readonly Record<string, unknown>[],
  options: Readonly<Record<string, any>>,
): unknown[] {
  const model = (options.model ?? options.instance?.constructor) as AnyModel
  const { byColumn, attributes } = model.modelDefinition
  const instances = records.map((record) => {
    // Without prototype, so that a column named `__proto__` is a key as any other.
    const values = Object.create(null) as Record<string, unknown>
    for (const [column, value] of Object.entries(record)) {
      const attribute = options.mapToModel === true ? byColumn.get(column) : attributes.get(column)
      const decode = attribute?.binding?.decode
      const isRawText = typeof value === 'string' || typeof value === 'number'
      const name = options.mapToModel === true ? (attribute?.name ?? column) : column
      values[name] =
        decode === undefined || !isRawText || model.runtime.dialect.supports.rawValuesDecoded
          ? value
          : decode(value)
    }
    return model.build(values as never, { isNewRecord: false, raw: true } as never) as Model
  })
  groupWithoutIncludes(model, instances, options, 'sequelize.query')
  return instances
}
