/** Data types bound to a dialect, without a connection. */
import type { TypeContext } from '../../lib/data-types/data-type.js'
import { normalizeDataType } from '../../lib/data-types/index.js'
import {
  type DialectDataTypes,
  type TypeBinding,
  TypeRegistry,
} from '../../lib/data-types/type-registry.js'
import { postgresDataTypes } from '../../lib/dialects/postgres/data-types.js'
import { sqliteDataTypes } from '../../lib/dialects/sqlite/data-types.js'

export { DataTypes } from '../../lib/data-types/index.js'

/** The dialects whose data types exist. */
export const DIALECT_TYPES: Readonly<Record<string, DialectDataTypes>> = {
  sqlite: sqliteDataTypes,
  postgres: postgresDataTypes,
}

/** A data type in any form, as a dialect has it. */
export function bindType(
  dialect: keyof typeof DIALECT_TYPES,
  type: unknown,
  context: Partial<TypeContext> = {},
): TypeBinding {
  const registry = new TypeRegistry(DIALECT_TYPES[dialect]!, {
    timezone: '+00:00',
    typeValidation: false,
    ...context,
  })
  return registry.bind(normalizeDataType(type))
}

/** What the driver is given for a value. */
export function encode(
  dialect: string,
  type: unknown,
  value: unknown,
  context: Partial<TypeContext> = {},
): unknown {
  const binding = bindType(dialect, type, context)
  return binding.encode === undefined ? value : binding.encode(value)
}

/** What is read for a value that the driver gives. */
export function decode(
  dialect: string,
  type: unknown,
  value: unknown,
  context: Partial<TypeContext> = {},
): unknown {
  const binding = bindType(dialect, type, context)
  return binding.decode === undefined ? value : binding.decode(value)
}
