/** What the scope of an association is to rows that are made through it. */
import { NumberType } from '../data-types/number-types.js'
import { BooleanType } from '../data-types/special-types.js'
import { EnumType, isPlainObject } from '../data-types/structured-types.js'
import { DateOnlyType, DateType } from '../data-types/temporal-types.js'
import { StringType, TextType, UuidType } from '../data-types/text-types.js'
import { isNode } from '../expression/node.js'

/** Types whose values are neither lists nor objects. */
const plainTypes = [
  BooleanType,
  DateOnlyType,
  DateType,
  EnumType,
  NumberType,
  StringType,
  TextType,
  UuidType,
]

/**
 * Whether what a scope says of an attribute can only find rows: operators, or several values.
 *
 * @param type the data type of the attribute
 */
export function isScopeCondition(value: unknown, type: unknown): boolean {
  if (typeof value !== 'object' || value === null || isNode(value)) return false
  if (isPlainObject(value) && Object.getOwnPropertySymbols(value).length > 0) return true
  if (!Array.isArray(value) && !isPlainObject(value)) return false
  return plainTypes.some((PlainType) => type instanceof PlainType)
}
