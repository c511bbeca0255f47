/** Databases, schemas and enumerated types. */
import { UsageError } from '../errors/usage-errors.js'
import { tableIdentity } from '../model/table-definition.js'
import type { EnumRow } from '../engine/introspection.js'
import type { DatabaseOptions, DdlNode } from '../schema/ddl.js'
import { type OperationOptions, type QueryInterfaceHost, sessionOf } from './host.js'
import { applyOperations, dropTable } from './table-operations.js'

const DATABASE_OPTIONS = ['encoding', 'collate', 'ctype', 'template', 'charset'] as const

function assertDatabases(host: QueryInterfaceHost, where: string): void {
  if (host.dialect.supports.databases) return
  throw UsageError.unsupportedByDialect(
    where,
    'creating and dropping databases',
    host.dialect.name,
    'databases',
  )
}

/** `createDatabase`. */
export async function createDatabase(
  host: QueryInterfaceHost,
  name: string,
  options: OperationOptions,
): Promise<void> {
  assertDatabases(host, 'queryInterface.createDatabase')
  const given = DATABASE_OPTIONS.filter((option) => typeof options[option] === 'string')
  const chosen = Object.fromEntries(
    given.map((option) => [option, options[option]]),
  ) as DatabaseOptions
  await applyOperations(host, [{ kind: 'createDatabase', name, options: chosen }], options)
}

/** `dropDatabase`. */
export async function dropDatabase(
  host: QueryInterfaceHost,
  name: string,
  options: OperationOptions,
): Promise<void> {
  assertDatabases(host, 'queryInterface.dropDatabase')
  await applyOperations(host, [{ kind: 'dropDatabase', name }], options)
}

/** `createSchema`. */
export async function createSchema(
  host: QueryInterfaceHost,
  name: string,
  options: OperationOptions,
): Promise<void> {
  await applyOperations(host, [{ kind: 'createSchema', name }], options)
}

/** `dropSchema`; where the dialect has no schemas, a table of the name, as in v6. */
export async function dropSchema(
  host: QueryInterfaceHost,
  name: string,
  options: OperationOptions,
): Promise<void> {
  if (!host.dialect.supports.schemas) return dropTable(host, name, options)
  await applyOperations(host, [{ kind: 'dropSchema', name }], options)
}

/** `dropAllSchemas`. */
export async function dropAllSchemas(
  host: QueryInterfaceHost,
  options: OperationOptions,
): Promise<void> {
  if (!host.dialect.supports.schemas) return host.drop(options)
  const names = await host.dialect.introspection.schemaNames(sessionOf(host, options))
  await applyOperations(
    host,
    names.map((name): DdlNode => ({ kind: 'dropSchema', name })),
    options,
  )
}

function assertEnums(host: QueryInterfaceHost, where: string): void {
  if (host.dialect.supports.enumTypes) return
  throw UsageError.unsupportedByDialect(
    where,
    'an enumerated type of its own',
    host.dialect.name,
    'enumTypes',
  )
}

/** `dropEnum`. */
export async function dropEnum(
  host: QueryInterfaceHost,
  name: string,
  options: OperationOptions,
): Promise<void> {
  assertEnums(host, 'queryInterface.dropEnum')
  const schema = typeof options.schema === 'string' ? options.schema : undefined
  await applyOperations(host, [{ kind: 'dropEnum', name, schema }], options)
}

/** `dropAllEnums`; nothing where the dialect has none. */
export async function dropAllEnums(
  host: QueryInterfaceHost,
  options: OperationOptions,
): Promise<void> {
  const schema = typeof options.schema === 'string' ? options.schema : undefined
  const enums = await host.dialect.introspection.enums(sessionOf(host, options), schema)
  await applyOperations(
    host,
    enums.map(({ name }): DdlNode => ({ kind: 'dropEnum', name, schema })),
    options,
  )
}

/** `pgListEnums`. */
export async function listEnums(
  host: QueryInterfaceHost,
  table: unknown,
  options: OperationOptions,
): Promise<EnumRow[]> {
  assertEnums(host, 'queryInterface.pgListEnums')
  const schema =
    table === undefined || table === null
      ? options.schema
      : tableIdentity(table, 'queryInterface.pgListEnums', options.schema).schema
  const enums = await host.dialect.introspection.enums(
    sessionOf(host, options),
    typeof schema === 'string' ? schema : undefined,
  )
  return enums.map(({ name, values }) => ({ enum_name: name, enum_value: listText(values) }))
}

/** A list of texts as PostgreSQL writes it: `{happy,"so so"}`. */
function listText(values: readonly string[]): string {
  const items = values.map((value) =>
    /^[^\s{}",\\]+$/.test(value) && value.toUpperCase() !== 'NULL'
      ? value
      : `"${value.replaceAll(/["\\]/g, '\\$&')}"`,
  )
  return `{${items.join(',')}}`
}
