/** v6's arguments for functions and triggers → the statements that they mean. */
import { UsageError } from '../errors/usage-errors.js'
import type {
  CreateFunction,
  CreateTrigger,
  RoutineParameter,
  RoutineVariable,
  TriggerEvent,
} from '../schema/routines.js'
import type { TableIdentity } from '../schema/table.js'

const DIRECTIONS = ['IN', 'OUT', 'INOUT', 'VARIADIC'] as const

/**
 * The parameters of a function.
 *
 * @throws {UsageError} for anything but a list of `{ type, name, direction }`
 */
export function routineParameters(where: string, given: unknown): RoutineParameter[] {
  if (!Array.isArray(given)) {
    throw UsageError.invalidOption(where, 'params', 'a list of { type, name, direction }', given)
  }
  return given.map((parameter: unknown) => {
    const { type, name, direction } = (parameter ?? {}) as Readonly<Record<string, unknown>>
    if (typeof type !== 'string' || type === '') {
      throw UsageError.invalid(
        where,
        'function or trigger used with a parameter without any type',
        parameter,
      )
    }
    return { type, name: textOf(name), direction: directionOf(where, direction) }
  })
}

function directionOf(where: string, given: unknown): RoutineParameter['direction'] {
  const text = textOf(given)?.toUpperCase()
  if (text === undefined) return undefined
  const direction = DIRECTIONS.find((one) => one === text)
  if (direction !== undefined) return direction
  throw UsageError.unknownChoice(where, 'direction of a parameter', given, DIRECTIONS)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** v6's arguments of `createFunction`. */
export interface FunctionArguments {
  readonly name: unknown
  readonly params: unknown
  readonly returnType: unknown
  readonly language: unknown
  readonly body: unknown
  readonly optionsArray: unknown
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * The statement of `createFunction`.
 *
 * @throws {UsageError} for missing arguments
 */
export function functionOf(given: FunctionArguments): CreateFunction {
  const where = 'queryInterface.createFunction'
  const { name, returnType, language, body, options } = given
  if (!textOf(name) || !textOf(returnType) || !textOf(language) || !textOf(body)) {
    throw UsageError.invalid(
      where,
      'createFunction missing some parameters. Did you pass functionName, returnType, language and body',
    )
  }
  return {
    kind: 'createFunction',
    name: name as string,
    parameters: routineParameters(where, given.params ?? []),
    returnType: returnType as string,
    language: language as string,
    body: body as string,
    options: Array.isArray(given.optionsArray) ? given.optionsArray.map(String) : [],
    orReplace: options.force === true,
    variables: variablesOf(where, options.variables),
  }
}

function variablesOf(where: string, given: unknown): RoutineVariable[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) {
    throw UsageError.invalid(
      where,
      'expandFunctionVariableList: function variables must be an array',
      given,
    )
  }
  return given.map((variable: unknown) => {
    const { name, type, default: value } = (variable ?? {}) as Readonly<Record<string, unknown>>
    if (typeof name !== 'string' || name === '' || typeof type !== 'string' || type === '') {
      throw UsageError.invalid(where, 'function variable must have a name and type', variable)
    }
    return { name, type, default: value }
  })
}

const TIMINGS: Readonly<Record<string, Pick<CreateTrigger, 'timing' | 'isConstraint'>>> = {
  after: { timing: 'AFTER', isConstraint: false },
  before: { timing: 'BEFORE', isConstraint: false },
  instead_of: { timing: 'INSTEAD OF', isConstraint: false },
  after_constraint: { timing: 'AFTER', isConstraint: true },
}

const EVENTS = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] as const

/** v6's arguments of `createTrigger`. */
export interface TriggerArguments {
  readonly table: TableIdentity
  readonly name: string
  readonly timing: unknown
  readonly fireOn: unknown
  readonly functionName: string
  readonly functionParams: unknown
  readonly options: unknown
}

/**
 * The statement of `createTrigger`.
 *
 * @throws {UsageError} for an unknown timing or event
 */
export function triggerOf(given: TriggerArguments): CreateTrigger {
  const where = 'queryInterface.createTrigger'
  const timing = typeof given.timing === 'string' ? TIMINGS[given.timing.toLowerCase()] : undefined
  if (timing === undefined) {
    throw UsageError.unknownChoice(where, 'timing of a trigger', given.timing, Object.keys(TIMINGS))
  }
  return {
    kind: 'createTrigger',
    table: given.table,
    name: given.name,
    ...timing,
    events: eventsOf(where, given.fireOn),
    functionName: given.functionName,
    arguments: argumentsOf(given.functionParams),
    options: Array.isArray(given.options) ? given.options.map(String) : [],
  }
}

/** A list of events, or an object of events with the columns that matter. */
function eventsOf(where: string, fireOn: unknown): TriggerEvent[] {
  if (typeof fireOn !== 'object' || fireOn === null || Object.keys(fireOn).length === 0) {
    throw UsageError.invalid(where, 'no table change events specified to trigger on', fireOn)
  }
  if (Array.isArray(fireOn))
    return fireOn.map((event) => ({ event: eventOf(where, event), columns: [] }))
  return Object.entries(fireOn).map(([event, columns]) => ({
    event: eventOf(where, event),
    columns: Array.isArray(columns) ? columns.map(String) : [],
  }))
}

function eventOf(where: string, given: unknown): TriggerEvent['event'] {
  const event = EVENTS.find((one) => one === String(given).toUpperCase())
  if (event !== undefined) return event
  throw UsageError.unknownChoice(where, 'event of a trigger', given, EVENTS)
}

function argumentsOf(given: unknown): string[] {
  if (!Array.isArray(given)) return []
  return given.map((argument: unknown) => {
    const { name } = (argument ?? {}) as { name?: unknown }
    return String(name ?? argument)
  })
}
