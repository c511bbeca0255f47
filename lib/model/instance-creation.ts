/**
 * New instances of one level, written together as if by `create`: validated and with hooks one by
 * one, inserted by one statement. What is nested in them by `include` is written so, too.
 */
import type { OnConflict } from '../expression/mutations.js'
import type { Model } from '../../types/model-class.js'
import { modelOf } from './instance-state.js'
import {
  type GroupWriter,
  ownBranches,
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

/** `create` and `save` of a new instance that was built with nested ones. */
export function createWithNested(instance: Model, given: unknown): Promise<Model> {
  const model = modelOf(instance)
  return writeAtomically(
    model,
    `${model.name}.create`,
    { ...(given as Options) },
    async (options, journal) => {
      await createInstances({ model, saves: [{ instance, options }], options, journal })
      return instance
    },
  )
}

/** Instances to create, and how. */
export interface Creation {
  readonly model: AnyModel
  readonly saves: readonly { readonly instance: Model; readonly options: Options }[]
  /** Of the statement, and of what is nested. */
  readonly options: Options
  readonly journal: WriteJournal | undefined
  readonly onConflict?: OnConflict | undefined
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
  await writeNestedBefore(ownBranches(written.map(({ instance }) => instance)), nested)
  await insertPending(pending, creation)
  for (const { instance } of pending) instance.isNewRecord = false
  await writeNestedAfter(ownBranches(pending.map(({ instance }) => instance)), nested)
  for (const item of pending) await finishSave(item)
}

/** Waits for all, so that nothing goes on when the first failure is thrown. */
async function allSettled(steps: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(steps)) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
}

function nestedCreator(journal: WriteJournal | undefined): GroupWriter {
  return async ({ model, instances, parents, options }) => {
    const saves = instances.map((instance, index) => ({
      instance,
      options: { ...options, parentRecord: parents[index] },
    }))
    const created = saves.filter(({ instance }) => instance.isNewRecord)
    // Of a row that is there already, put among the nested ones, the changes are saved.
    const changed = saves.filter(({ instance }) => !instance.isNewRecord)
    if (created.length > 0) await createInstances({ model, saves: created, options, journal })
    for (const save of changed) await save.instance.save(save.options as never)
  }
}

async function insertPending(
  pending: readonly PendingSave[],
  { model, options, onConflict }: Creation,
): Promise<void> {
  const { runtime } = model
  const omitNull = options.omitNull ?? model.options.omitNull ?? runtime.runtimeOptions.omitNull
  const ignores = options.ignoreDuplicates === true
  const batches = batchesOfOwnColumns(
    model,
    pending.map((item) => ({ instance: item.instance, fields: columnsOf(item) })),
    { omitNull: omitNull === true, options },
    // Of several rows it cannot be told which were left out.
    (ignores || onConflict !== undefined) && runtime.dialect.supports.insertIds !== false,
  )
  const clauses = {
    onConflict: ignores ? runtime.ignoreConflicts(model) : onConflict,
    returning: insertReturning(model, options),
  }
  try {
    await insertBatches(model, batches, clauses, options)
  } catch (error) {
    nameRefusedInstance(
      error,
      pending.map(({ instance }) => instance),
      model,
    )
    throw error
  }
}
