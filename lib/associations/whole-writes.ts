/**
 * Calls of several writes, as `user.setTags` that removes some links and adds others: all of them
 * are done, or none. In a transaction that was given, that is for whoever ends it: a savepoint would
 * also undo what others do in it at the same time.
 */
import type { Model } from '../model/model.js'
import { WriteJournal } from '../model/write-journal.js'
import type { CallOptions } from './association.js'
import { type AssociationCall, callText } from './call-arguments.js'

/** A call and what it changes. */
export interface WholeCall {
  readonly call: AssociationCall
  readonly options: CallOptions
  /** Instances of the application that it writes to: when it fails, they are what they were. */
  readonly instances?: readonly Model[]
  /** How many statements it sends to write; one is whole by itself. */
  readonly writes: number
}

/** Runs the writes of a call, in a transaction of its own where several are in none. */
export async function writeWhole<T>(
  { call, options, instances = [], writes }: WholeCall,
  write: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const { runtime } = call.association.source
  const { logging, benchmark } = options
  const journal = new WriteJournal()
  for (const instance of instances) journal.record(instance)
  try {
    if (writes < 2 || runtime.transactionOf(options) !== null) return await write(options)
    return await runtime.atomically(callText(call), { logging, benchmark }, (transaction) =>
      write(transaction === null ? options : { ...options, transaction }),
    )
  } catch (error) {
    journal.restore()
    throw error
  }
}

/** How many statements a write of some rows sends: with hooks of each row, one for each. */
export function statementsFor(rows: number, { individualHooks }: CallOptions): number {
  return individualHooks === true ? rows : Math.min(rows, 1)
}
