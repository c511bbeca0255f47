/**
 * New instances of one level, written together as if by `create`: validated and with hooks one by
 * one, inserted by one statement. What is nested in them by `include` is written so, too.
 */
import type { OnConflict } from '../expression/mutations.js'
import type { Model } from '../../types/model-class.js'
import { modelOf } from './instance-state.js'
import {
  type GroupWriter,
  linkedByNested,
  ownBranches,
  referredByNested,
  writeAtomically,
  writeNestedAfter,
  writeNestedBefore,
} from './nested-persistence.js'
import { batchesOfOwnColumns, insertBatches, insertReturning } from './row-insertion.js'
import type { AnyModel } from './runtime.js'
import {
  beginSave,
  columnsOf,
  finishSave,
  nameRefusedInstance,
  type PendingSave,
  runBeforeHooks,
  validatePending,
} from './save-steps.js'
import type { WriteJournal } from './write-journal.js'

type Options = Readonly<Record<string, unknown>>

/** By instance: its save in a transaction of its own, which is not over yet. */
const underWay = new WeakMap<Model, Promise<unknown>>()

/**
 * The save of an instance that another one has to wait for: in transactions of their own, one would
 * undo on the instance what the other has done. In a transaction that is there already, waiting
 * could be for each other.
 *
 * @returns settles when it is over, and never fails
 */
export function earlierSave(
  instance: Model,
  options: Options | undefined,
): Promise<unknown> | undefined {
  const { runtime } = modelOf(instance)
  const isFree = runtime.transactionOf(options ?? {}) === null && runtime.transactionOf({}) === null
  return isFree ? underWay.get(instance) : undefined
}

/** `create` and `save` of a new instance that was built with nested ones. */
export async function createWithNested(instance: Model, given: unknown): Promise<Model> {
  const model = modelOf(instance)
  const outer: Options = { ...(given as Options) }
  const write = async (options: Options, journal: WriteJournal): Promise<Model> => {
    await createInstances({ model, saves: [{ instance, options }], options, journal })
    return instance
  }
  const caller = `${model.name}.create`
  if (model.runtime.transactionOf(outer) !== null) {
    return await writeAtomically(model, caller, outer, write)
  }
  let end = (): void => undefined
  const over = new Promise<void>((resolve) => {
    end = resolve
  })
  underWay.set(instance, over)
  try {
    return await writeAtomically(model, caller, outer, write)
  } finally {
    underWay.delete(instance)
    end()
  }
}

/** Instances to create, and how. */
export interface Creation {
  readonly model: AnyModel
  readonly saves: readonly { readonly instance: Model; readonly options: Options }[]
  /** Of the statement, and of what is nested. */
  readonly options: Options
  readonly journal: WriteJournal | undefined
  readonly onConflict?: OnConflict | undefined
  /** Attributes by which rows of another level refer to these. */
  readonly referred?: readonly string[] | undefined
}

/** Creates instances of one level, and what is nested in them. */
export async function createInstances(creation: Creation): Promise<void> {
  const { options, journal } = creation
  if (journal !== undefined) for (const { instance } of creation.saves) journal.record(instance)
  const pending = creation.saves.map((save) => beginSave(save.instance, save.options))
  await allSettled(pending.map(validatePending))
  await allSettled(pending.map(runBeforeHooks))
  const nested = { options, journal, write: nestedCreator(journal) }
  const written = pending.filter(({ fields }) => fields.length > 0)
  for (const item of written) writeLinks(item)
  await writeNestedBefore(ownBranches(written.map(({ instance }) => instance)), nested)
  await insertPending(pending, creation)
  for (const { instance } of pending) instance.isNewRecord = false
  await writeNestedAfter(ownBranches(pending.map(({ instance }) => instance)), nested)
  for (const item of pending) await finishSave(item)
}

/** The keys of what an instance belongs to are written, whatever else is. */
function writeLinks({ instance, fields }: PendingSave): void {
  for (const name of linkedByNested(ownBranches([instance]))) {
    if (!fields.includes(name)) fields.push(name)
  }
}

/** Waits for all, so that nothing goes on when the first failure is thrown. */
async function allSettled(steps: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(steps)) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
}

function nestedCreator(journal: WriteJournal | undefined): GroupWriter {
  return async ({ model, instances, parents, options, referred }) => {
    const saves = instances.map((instance, index) => ({
      instance,
      options: { ...options, parentRecord: parents[index] },
    }))
    const created = saves.filter(({ instance }) => instance.isNewRecord)
    // Of a row that is there already, put among the nested ones, the changes are saved.
    const changed = saves.filter(({ instance }) => !instance.isNewRecord)
    if (created.length > 0) {
      await createInstances({ model, saves: created, options, journal, referred })
    }
    for (const save of changed) await save.instance.save(save.options as never)
  }
}

async function insertPending(
  pending: readonly PendingSave[],
  { model, options, onConflict, referred = [] }: Creation,
): Promise<void> {
  const { runtime } = model
  const omitNull = options.omitNull ?? model.options.omitNull ?? runtime.runtimeOptions.omitNull
  const ignores = options.ignoreDuplicates === true
  const instances = pending.map(({ instance }) => instance)
  const batches = batchesOfOwnColumns(
    model,
    pending.map((item) => ({ instance: item.instance, fields: columnsOf(item) })),
    { omitNull: omitNull === true, options },
    // Of several rows it cannot be told which were left out.
    (ignores || onConflict !== undefined) && runtime.dialect.supports.insertIds !== false,
  )
  const clauses = {
    onConflict: ignores ? runtime.ignoreConflicts(model) : onConflict,
    returning: insertReturning(model, options, instances, [
      ...referredByNested(ownBranches(instances)),
      ...referred,
    ]),
  }
  try {
    await insertBatches(model, batches, clauses, options)
  } catch (error) {
    nameRefusedInstance(error, instances, model)
    throw error
  }
}
