/** What a many-to-many relation goes through: reading it, and what can be wrong with it. */
import { relationOptions } from '../errors/relation-options.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { upperFirst } from '../model/naming.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import { isSameModel, isSelf, placeOf, type Side, type Through } from './side.js'
import { codeOfSide } from './side-code.js'

/** The model or the name that `through` gives, bare or as `model`. */
export function givenThrough(option: unknown): unknown {
  const isObject = typeof option === 'object' && option !== null
  return isObject ? (option as { model?: unknown }).model : option
}

/** Whether `through` says that a pair can be there once only; undefined where it says nothing. */
export function throughUnique({ options }: Side): boolean | undefined {
  const { unique } = (options.through ?? {}) as { unique?: unknown }
  return unique === undefined ? undefined : unique !== false
}

/** What a many-to-many relation goes through; names mean models of the declaration first. */
export function throughOf(
  option: unknown,
  known: ReadonlyMap<string, AnyModel>,
  runtime: ModelRuntime,
): Through | undefined {
  const given = givenThrough(option)
  if (typeof given === 'function') {
    const name = [...known].find(([, model]) => model === given)?.[0] ?? given.name
    return { model: given as unknown as AnyModel, name }
  }
  if (typeof given !== 'string' || given === '') return undefined
  return { model: known.get(given) ?? runtime.modelNamed(given), name: given }
}

/** A name for the table of pairs between two models. */
export function pairName(side: Side): string {
  const { source, target, alias } = side
  if (isSelf(side)) return `${source.name}${upperFirst(alias)}`
  return [source.name, target.name].sort().join('')
}

/** What is wrong with what a side itself says that it goes through. */
export function checkThrough(side: Side): Contradiction[] {
  const { through, source, target } = side
  if (through === undefined) return []
  const where = placeOf(side)
  const { model, name } = through
  if (model !== undefined) {
    if (!isSameModel(model, source) && !isSameModel(model, target)) return []
    const code = codeOfSide(side, { through: pairName(side) })
    return [relationOptions.throughIsEnd(where, name, code)]
  }
  const { schema } = source.modelDefinition.table
  const models = Object.values(source.sequelize.models) as unknown as AnyModel[]
  const owner = models.find(({ modelDefinition: { table } }) => {
    return table.name === name && table.schema === schema
  })
  if (owner === undefined) return []
  const isEnd = isSameModel(owner, source) || isSameModel(owner, target)
  const code = codeOfSide(side, { through: isEnd ? pairName(side) : owner.name })
  return isEnd
    ? [relationOptions.throughIsEnd(where, owner.name, code)]
    : [relationOptions.throughIsTable(where, name, owner.name, code)]
}
