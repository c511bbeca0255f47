/** The data type of an aggregate's result. */
import { type DataType, normalizeDataType } from '../data-types/data-type.js'
import { FloatType, NumberType } from '../data-types/number-types.js'

/**
 * How the result of an aggregate is decoded: as the option `dataType` says, else as v6 does: least
 * and greatest values as the attribute's, numbers as numbers, exact ones among them.
 *
 * @param type that of the column; undefined where it is not known
 * @param where the call, for messages
 * @returns undefined for a result that is left as the driver gives it
 */
export function aggregateType(
  type: DataType | undefined,
  fn: string,
  dataType: unknown,
  where: string,
): DataType | undefined {
  if (dataType !== undefined && dataType !== null) {
    return normalizeDataType(dataType, { where: `${where}: dataType` })
  }
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
