/** The data type of an aggregate's result. */
import { type DataType, normalizeDataType } from '../data-types/data-type.js'
import { FloatType, NumberType } from '../data-types/number-types.js'
import type { AnyModel } from './runtime.js'

/**
 * How the result of an aggregate is decoded: as the option `dataType` says, else as v6 does: least
 * and greatest values as the attribute's, numbers as numbers, exact ones among them.
 *
 * @param attribute an attribute, a path to one, or `*`
 * @returns undefined for a result that is left as the driver gives it
 */
export function aggregateType(
  model: AnyModel,
  attribute: string,
  fn: string,
  dataType: unknown,
): DataType | undefined {
  if (dataType !== undefined && dataType !== null) {
    return normalizeDataType(dataType, { where: `${model.name}.${fn}: dataType` })
  }
  const type = model.modelDefinition.attributes.get(attribute)?.type
  switch (fn.toLowerCase()) {
    case 'min':
    case 'max':
      return type === undefined || type instanceof NumberType ? new FloatType() : type
    case 'sum':
    case 'avg':
    case 'total':
      return new FloatType()
    default:
      return undefined
  }
}
