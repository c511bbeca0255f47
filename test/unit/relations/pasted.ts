/** The code that errors and warnings of relations show, as a user pastes it. */
import { runInThisContext } from 'node:vm'
import { type Any, sheet } from './models.js'

const codeLine = /^\s*(\S.*: \{ .+: r\.\w+\(.*\) \})$/

/** Relations by model and alias, from all lines of code in a text. */
export function pastedCode(text: string): (r: Any) => Any {
  const lines = text.split('\n').flatMap((line) => codeLine.exec(line)?.[1] ?? [])
  return (r) => {
    const all: Any = {}
    for (const line of lines) {
      const entry = (runInThisContext(`(r) => ({ ${line} })`) as (made: Any) => Any)(r)
      for (const [model, relations] of Object.entries(entry)) {
        all[model] = { ...all[model], ...(relations as object) }
      }
    }
    return all
  }
}

/** A declaration that is wrong, and what is left of it once its wrong entries are replaced. */
export interface Mistake {
  readonly title: string
  /** Models that are defined; each has an `id` and a `name`. */
  readonly models: readonly string[]
  /** What is done before, with the models. */
  readonly before?: (models: Any, sequelize: Any) => void
  readonly wrong: (r: Any) => Any
  /** What the error says. */
  readonly says: readonly string[]
  /** What is kept beside the code that the error shows. */
  readonly kept?: (r: Any) => Any
}

/** Tries a mistake, then the code that its error shows. */
export function tryMistake({ models: names, before, wrong, kept }: Mistake): {
  readonly message: string
  readonly afterPasting: string
  readonly associations: Record<string, readonly string[]>
} {
  const first = sheet(...names)
  before?.(first.models, first.sequelize)
  const message = first.problemsOf(wrong, { inverse: 'ignore' })
  const second = sheet(...names)
  before?.(second.models, second.sequelize)
  const paste = pastedCode(message)
  const afterPasting = second.problemsOf(
    (r) => {
      const code = paste(r)
      for (const [model, relations] of Object.entries(kept?.(r) ?? {})) {
        code[model] = { ...(relations as object), ...code[model] }
      }
      if (Object.keys(code).length === 0) throw new Error('there is no code in the error')
      return code
    },
    { inverse: 'ignore' },
  )
  const associations = Object.fromEntries(
    names.map((name) => [name, Object.keys(second.models[name].associations)]),
  )
  return { message, afterPasting, associations }
}
