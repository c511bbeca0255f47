/** Functions and triggers, as plain values; only some databases have them. */
import type { TableIdentity } from './table.js'

/** A parameter of a function. */
export interface RoutineParameter {
  readonly type: string
  readonly name?: string | undefined
  readonly direction?: 'IN' | 'OUT' | 'INOUT' | 'VARIADIC' | undefined
}

/** A variable of a function's body. */
export interface RoutineVariable {
  readonly type: string
  readonly name: string
  readonly default?: unknown
}

/** `CREATE FUNCTION`. */
export interface CreateFunction {
  readonly kind: 'createFunction'
  readonly name: string
  readonly parameters: readonly RoutineParameter[]
  readonly returnType: string
  readonly language: string
  readonly body: string
  /** Words after the body: `IMMUTABLE`, `STRICT`. */
  readonly options: readonly string[]
  readonly orReplace: boolean
  readonly variables: readonly RoutineVariable[]
}

/** `DROP FUNCTION`. */
export interface DropFunction {
  readonly kind: 'dropFunction'
  readonly name: string
  readonly parameters: readonly RoutineParameter[]
}

/** A function under another name. */
export interface RenameFunction {
  readonly kind: 'renameFunction'
  readonly name: string
  readonly parameters: readonly RoutineParameter[]
  readonly to: string
}

/** What a trigger waits for. */
export interface TriggerEvent {
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE'
  /** UPDATE: the columns that matter; empty for all. */
  readonly columns: readonly string[]
}

/** `CREATE TRIGGER`. */
export interface CreateTrigger {
  readonly kind: 'createTrigger'
  readonly table: TableIdentity
  readonly name: string
  readonly timing: 'AFTER' | 'BEFORE' | 'INSTEAD OF'
  readonly isConstraint: boolean
  readonly events: readonly TriggerEvent[]
  readonly functionName: string
  /** The arguments of the function, which are texts. */
  readonly arguments: readonly string[]
  /** Words before EXECUTE: `FOR EACH ROW`. */
  readonly options: readonly string[]
}

/** `DROP TRIGGER`. */
export interface DropTrigger {
  readonly kind: 'dropTrigger'
  readonly table: TableIdentity
  readonly name: string
}

/** A trigger under another name. */
export interface RenameTrigger {
  readonly kind: 'renameTrigger'
  readonly table: TableIdentity
  readonly name: string
  readonly to: string
}

/** Any statement that defines functions or triggers. */
export type RoutineNode =
  | CreateFunction
  | DropFunction
  | RenameFunction
  | CreateTrigger
  | DropTrigger
  | RenameTrigger
