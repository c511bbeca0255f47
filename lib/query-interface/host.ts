/** What `QueryInterface` needs of the Sequelize instance, and how options become a session. */
import type { SchemaSession } from '../compiler/ddl-generator.js'
import type { ExecuteOptions } from '../engine/executor.js'
import { schemaSession } from '../engine/schema-session.js'
import { UsageError } from '../errors/usage-errors.js'
import type { Node } from '../expression/node.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'

/** Options of an operation: v6's, as they were given. */
export type OperationOptions = Readonly<Record<string, unknown>>

/** The Sequelize instance, as far as `QueryInterface` knows it. */
export interface QueryInterfaceHost extends ModelRuntime {
  readonly config: { readonly database?: string | undefined }
  readonly models: Readonly<Record<string, unknown>>
  /** Runs a statement; `type` decides the shape of what it gives. */
  query(sql: string | Node, options?: OperationOptions): Promise<unknown>
  /** Shorthand of an attribute in full. */
  normalizeAttribute(attribute: unknown): Record<string, unknown>
  /** Drops the tables of all models. */
  drop(options?: OperationOptions): Promise<void>
}

/** Where DDL and introspection of one operation go to. */
export function sessionOf(host: QueryInterfaceHost, options: OperationOptions): SchemaSession {
  return schemaSession(host.executor, executeOptions(host, options))
}

/** The options of an operation → those of the executor. */
function executeOptions(host: QueryInterfaceHost, options: OperationOptions): ExecuteOptions {
  return {
    transaction: host.transactionOf(options),
    logging: options.logging as ExecuteOptions['logging'],
    benchmark: options.benchmark as boolean | undefined,
    logQueryParameters: options.logQueryParameters as boolean | undefined,
    retry: options.retry as ExecuteOptions['retry'],
    rawErrors: options.rawErrors as boolean | undefined,
    searchPath: options.searchPath as string | undefined,
    supportsSearchPath: options.supportsSearchPath as boolean | undefined,
    source: options,
  }
}

/** The models of an instance. */
export function modelsOf(host: QueryInterfaceHost): AnyModel[] {
  // The instance holds models only.
  return Object.values(host.models) as AnyModel[]
}

/**
 * Options as an object.
 *
 * @throws {UsageError} for anything else
 */
export function optionsOf(method: string, given: unknown): OperationOptions {
  if (given === undefined || given === null) return {}
  if (typeof given === 'object' && !Array.isArray(given)) return given as OperationOptions
  throw UsageError.invalidOption(`queryInterface.${method}`, 'the options', 'an object', given)
}

/** @throws {UsageError} unless the dialect has functions and triggers */
export function assertRoutines(host: QueryInterfaceHost, where: string): void {
  if (host.dialect.supports.routines) return
  throw UsageError.unsupportedByDialect(
    where,
    'a function or trigger of its own',
    host.dialect.name,
    'routines',
  )
}
