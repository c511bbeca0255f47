/** The names in options of a table without model: every name is a column. */
import { type DataType, normalizeDataType } from '../data-types/data-type.js'
import { JSONB } from '../data-types/structured-types.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { Column } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { ModelResolver } from '../loading/model-resolver.js'
import type { AnyModel } from '../model/runtime.js'
import type {
  ColumnResolver,
  OperatorSupport,
  ResolvedColumn,
} from '../query-options/column-resolver.js'
import type { QueryInterfaceHost } from './host.js'

const jsonType = new JSONB()

/** The data types of columns, by name. */
export type ColumnTypes = ReadonlyMap<string, DataType>

/** The resolver of a table: by its model where there is one. */
export function resolverOf(
  host: QueryInterfaceHost,
  caller: string,
  model: AnyModel | undefined,
  types: ColumnTypes = new Map(),
): ColumnResolver {
  return model === undefined
    ? new TableResolver(host, caller, types)
    : new ModelResolver({ caller, model, alias: undefined, includes: [] })
}

class TableResolver implements ColumnResolver {
  readonly caller: string
  readonly modelName = 'the table'
  readonly strict = false
  readonly supports: OperatorSupport
  readonly dialectName: string
  readonly jsonType: DataType = jsonType
  readonly operatorAliases: ReadonlyMap<string, symbol>
  readonly attributeBehavior: 'throw' | 'escape' | 'unsafe-legacy'
  readonly primaryKey = undefined
  readonly #types: ColumnTypes

  constructor(host: QueryInterfaceHost, caller: string, types: ColumnTypes) {
    this.caller = caller
    this.supports = host.dialect.supports
    this.dialectName = host.dialect.name
    this.operatorAliases = host.runtimeOptions.operatorAliases
    this.attributeBehavior = host.runtimeOptions.attributeBehavior
    this.#types = types
  }

  attributeNames(): readonly string[] {
    return [...this.#types.keys()]
  }

  columnAttributes(): readonly string[] {
    return []
  }

  virtualDependencies(): undefined {
    return undefined
  }

  attribute(name: string): ResolvedColumn | undefined {
    return this.#types.has(name) ? this.unknownColumn(name) : undefined
  }

  unknownColumn(name: string): ResolvedColumn {
    const type = this.#types.get(name)
    return { expression: new Column(undefined, name, type), type, attribute: name }
  }

  included(path: readonly string[]): ResolvedColumn {
    return this.unknownColumn(path.at(-1)!)
  }

  associationNames(): readonly string[] {
    return []
  }

  notIncluded(where: string, path: readonly string[]): Error {
    return UsageError.invalid(
      this.caller,
      `${where} names ${JSON.stringify(path.join('.'))}, and a query without a model includes nothing`,
      undefined,
      'Name the column by itself.',
    )
  }

  alias(): Node | undefined {
    return undefined
  }

  orderPath(): undefined {
    return undefined
  }
}

/** The types that v6's attribute objects give to columns; those without a type are left out. */
export function columnTypes(attributes: unknown): ColumnTypes {
  const types = new Map<string, DataType>()
  if (!isPlainObject(attributes)) return types
  for (const [name, given] of Object.entries(attributes)) {
    const attribute = isPlainObject(given) ? given : { type: given }
    if (attribute.type === undefined || attribute.type === null || isNode(attribute.type)) continue
    const column = typeof attribute.field === 'string' ? attribute.field : name
    types.set(column, normalizeDataType(attribute.type, { where: name }))
  }
  return types
}

/** The types of a model's columns. */
export function modelColumnTypes(model: AnyModel): ColumnTypes {
  const { byColumn } = model.modelDefinition
  return new Map([...byColumn].map(([column, { type }]) => [column, type]))
}
