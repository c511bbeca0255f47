/** Functions and triggers; refused where the dialect has none. */
import type { TableIdentity } from '../schema/table.js'
import { assertRoutines, type OperationOptions, type QueryInterfaceHost } from './host.js'
import {
  type FunctionArguments,
  functionOf,
  routineParameters,
  type TriggerArguments,
  triggerOf,
} from './routine-options.js'
import { applyOperations } from './table-operations.js'

/** What is renamed, and how. */
export interface Renaming {
  readonly name: string
  readonly to: string
}

/** `createFunction`. */
export async function createFunction(
  host: QueryInterfaceHost,
  given: FunctionArguments,
): Promise<void> {
  assertRoutines(host, 'queryInterface.createFunction')
  await applyOperations(host, [functionOf(given)], given.options)
}

/** `dropFunction`. */
export async function dropFunction(
  host: QueryInterfaceHost,
  name: string,
  params: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.dropFunction'
  assertRoutines(host, where)
  const parameters = routineParameters(where, params)
  await applyOperations(host, [{ kind: 'dropFunction', name, parameters }], options)
}

/** `renameFunction`. */
export async function renameFunction(
  host: QueryInterfaceHost,
  { name, to }: Renaming,
  params: unknown,
  options: OperationOptions,
): Promise<void> {
  const where = 'queryInterface.renameFunction'
  assertRoutines(host, where)
  const parameters = routineParameters(where, params)
  await applyOperations(host, [{ kind: 'renameFunction', name, parameters, to }], options)
}

/** `createTrigger`. */
export async function createTrigger(
  host: QueryInterfaceHost,
  given: TriggerArguments,
  options: OperationOptions,
): Promise<void> {
  assertRoutines(host, 'queryInterface.createTrigger')
  await applyOperations(host, [triggerOf(given)], options)
}

/** `dropTrigger`. */
export async function dropTrigger(
  host: QueryInterfaceHost,
  table: TableIdentity,
  name: string,
  options: OperationOptions,
): Promise<void> {
  assertRoutines(host, 'queryInterface.dropTrigger')
  await applyOperations(host, [{ kind: 'dropTrigger', table, name }], options)
}

/** `renameTrigger`. */
export async function renameTrigger(
  host: QueryInterfaceHost,
  table: TableIdentity,
  { name, to }: Renaming,
  options: OperationOptions,
): Promise<void> {
  assertRoutines(host, 'queryInterface.renameTrigger')
  await applyOperations(host, [{ kind: 'renameTrigger', table, name, to }], options)
}
