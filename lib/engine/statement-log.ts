/**
 * The statement log: v6's lines, with v6's arguments; and the diagnostics channel, which tells
 * subscribers of every statement without being configured.
 */
import { channel } from 'node:diagnostics_channel'
import type { MaybePromise } from './connection.js'

/**
 * A log function: the line; with `benchmark` the milliseconds it took; and the options of the query.
 */
export type LogFunction = (message: string, ...details: unknown[]) => void

/** What decides how a statement is logged. */
export interface LogOptions {
  /** Off, or where lines go. Undefined: the instance's default. */
  readonly logging?: boolean | LogFunction | undefined
  /** Logs after the execution, with the time it took. */
  readonly benchmark?: boolean | undefined
  /** Adds the bound values to the line. */
  readonly logQueryParameters?: boolean | undefined
}

/** A statement that is about to be sent, or was. */
export interface LoggedStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The transaction's id, or `default`. */
  readonly label: string
  /** What log functions get as last argument. */
  readonly callerOptions: object
}

/** What subscribers of the diagnostics channel `relata:statement` receive, once per statement. */
export interface StatementMessage extends LoggedStatement {
  readonly elapsedMs: number
  /** Set when the statement failed. */
  readonly error: unknown
}

const statementChannel = channel('relata:statement')

/** Logs the statements of one Sequelize instance. */
export class StatementLog {
  readonly #defaults: LogOptions

  /** @param defaults the instance's options; read anew for every statement */
  constructor(defaults: LogOptions) {
    this.#defaults = defaults
  }

  /** Whether nobody wants to know of a statement. Hot. */
  isSilent(options: LogOptions): boolean {
    const logging = options.logging === undefined ? this.#defaults.logging : options.logging
    return (logging === undefined || logging === false) && !statementChannel.hasSubscribers
  }

  /** Runs a statement, logged before or, with `benchmark`, after it. */
  around<T>(
    statement: LoggedStatement,
    options: LogOptions,
    run: () => MaybePromise<T>,
  ): MaybePromise<T> {
    const defaults = this.#defaults
    const log = logFunctionOf(options.logging === undefined ? defaults.logging : options.logging)
    const isTimed = (options.benchmark ?? defaults.benchmark) === true
    const line =
      log === undefined
        ? ''
        : lineOf(statement, (options.logQueryParameters ?? defaults.logQueryParameters) === true)
    if (log !== undefined && !isTimed) write(log, `Executing ${line}`, [statement.callerOptions])
    if (!isTimed && !statementChannel.hasSubscribers) return run()
    return timed(run, (elapsedMs, error) => {
      if (log !== undefined && isTimed) writeTimed(log, line, elapsedMs, statement)
      if (statementChannel.hasSubscribers) {
        const message: StatementMessage = { ...statement, elapsedMs, error }
        statementChannel.publish(message)
      }
    })
  }
}

async function timed<T>(
  run: () => MaybePromise<T>,
  report: (elapsedMs: number, error: unknown) => void,
): Promise<T> {
  const start = performance.now()
  let failure: unknown
  try {
    return await run()
  } catch (error) {
    failure = error
    throw error
  } finally {
    report(performance.now() - start, failure)
  }
}

function logFunctionOf(logging: LogOptions['logging']): LogFunction | undefined {
  if (typeof logging === 'function') return logging
  // biome-ignore lint/suspicious/noConsole: v6's `logging: true` means console.log
  return logging === true ? console.log : undefined
}

function writeTimed(
  log: LogFunction,
  line: string,
  elapsedMs: number,
  statement: LoggedStatement,
): void {
  const milliseconds = Math.round(elapsedMs)
  // console.log would print the bare number without saying what it is.
  if (log === console.log) log(`Executed ${line} Elapsed time: ${milliseconds}ms`)
  else log(`Executed ${line}`, milliseconds, statement.callerOptions)
}

function write(log: LogFunction, line: string, details: readonly unknown[]): void {
  // The options of a query may hold instances and whole include trees: not for the console.
  if (log === console.log) log(line)
  else log(line, ...details)
}

/** `(default): SELECT 1`, with the values after it where they are asked for. */
function lineOf(statement: LoggedStatement, withParameters: boolean): string {
  const { label, sql, parameters } = statement
  if (!withParameters || parameters.length === 0) return `(${label}): ${sql}`
  const separator = sql.endsWith(';') ? ' ' : '; '
  return `(${label}): ${sql}${separator}${parameters.map(parameterText).join(', ')}`
}

function parameterText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(value) ?? String(value)
}
