/** What instances were before an operation wrote them, for when it is undone. */
import type { Model } from '../../types/model-class.js'
import type { InstanceChanges } from './instance-state.js'

interface InstanceBefore {
  readonly isNewRecord: boolean
  readonly values: Readonly<Record<string, unknown>>
  readonly changes: InstanceChanges | undefined
}

/** Remembers instances as they were when they were first recorded. */
export class WriteJournal {
  readonly #before = new Map<Model, InstanceBefore>()

  /** Remembers an instance; a second time changes nothing. */
  record(instance: Model): void {
    if (this.#before.has(instance)) return
    this.#before.set(instance, {
      isNewRecord: instance.isNewRecord,
      values: { ...instance.dataValues },
      changes: copyOf(instance._changes),
    })
  }

  /** Makes all recorded instances what they were: their rows were rolled back. */
  restore(): void {
    for (const [instance, { isNewRecord, values, changes }] of this.#before) {
      instance.isNewRecord = isNewRecord
      for (const name of Object.keys(instance.dataValues)) {
        if (!Object.hasOwn(values, name)) delete instance.dataValues[name]
      }
      Object.assign(instance.dataValues, values)
      instance._changes = changes
    }
  }
}

function copyOf(changes: InstanceChanges | undefined): InstanceChanges | undefined {
  if (changes === undefined) return undefined
  const { changed, previous, isComplete } = changes
  return { changed: new Set(changed), previous: { ...previous }, isComplete }
}
