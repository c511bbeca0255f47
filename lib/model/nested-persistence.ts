/** Saving what was built together with an instance by `include`. */
import type { Model } from '../../types/model-class.js'
import type { NormalizedInclude } from './runtime.js'

type Options = Readonly<Record<string, unknown>>

/** Options of the outer save that the nested ones share. */
const shared = [
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'searchPath',
  'supportsSearchPath',
  'retry',
  'rawErrors',
  'hooks',
  'validate',
] as const

/** The includes with which an instance was built; none for one that was loaded. */
function includesOf(instance: Model): readonly NormalizedInclude[] {
  const { includes } = instance._options as { includes?: readonly NormalizedInclude[] }
  return includes ?? []
}

function nestedOptions(include: NormalizedInclude, options: Options): Record<string, unknown> {
  const nested: Record<string, unknown> = {}
  for (const name of shared) if (options[name] !== undefined) nested[name] = options[name]
  const {
    include: _include,
    model: _model,
    association: _association,
    as: _as,
    attributes: _attributes,
    where: _where,
    ...own
  } = include.options
  return { ...nested, ...own }
}

/** Saves the targets of belongs-to associations, whose keys the instance needs. */
export async function saveIncludedBefore(instance: Model, options: Options): Promise<void> {
  for (const include of includesOf(instance)) {
    if (include.association.associationType !== 'BelongsTo') continue
    const target = instance.dataValues[include.as] as Model | null | undefined
    if (target === undefined || target === null) continue
    const nested = nestedOptions(include, options)
    await target.save(nested as never)
    for (const pair of include.association.keyPairs) {
      instance.set(
        pair.source as never,
        target.dataValues[pair.target] as never,
        { raw: true } as never,
      )
    }
  }
}

/** Saves what holds the instance's key: has-one, has-many, and many-to-many with its through rows. */
export async function saveIncludedAfter(instance: Model, options: Options): Promise<void> {
  for (const include of includesOf(instance)) {
    const { association } = include
    if (association.associationType === 'BelongsTo') continue
    const held = instance.dataValues[include.as] as Model | Model[] | null | undefined
    if (held === undefined || held === null) continue
    const targets = Array.isArray(held) ? held : [held]
    const nested = nestedOptions(include, options)
    for (const target of targets) {
      if (association.throughLink === undefined) {
        for (const pair of association.keyPairs) {
          target.set(
            pair.target as never,
            instance.dataValues[pair.source] as never,
            { raw: true } as never,
          )
        }
        for (const [name, value] of Object.entries(association.scope ?? {})) {
          target.set(name as never, value as never, { raw: true } as never)
        }
        await target.save(nested as never)
      } else {
        await target.save(nested as never)
        await saveThroughRow(instance, target, include, nested)
      }
    }
  }
}

async function saveThroughRow(
  instance: Model,
  target: Model,
  include: NormalizedInclude,
  options: Options,
): Promise<void> {
  const link = include.association.throughLink!
  const given =
    target.dataValues[link.as] ?? (target as unknown as Record<string, unknown>)[link.as]
  const values: Record<string, unknown> = {
    ...(include.options.through as { values?: object } | undefined)?.values,
    ...link.scope,
    ...throughValues(given),
  }
  for (const pair of link.sourcePairs) values[pair.through] = instance.dataValues[pair.source]
  for (const pair of link.targetPairs) values[pair.through] = target.dataValues[pair.target]
  const through = await (
    link.model as unknown as {
      create(values: unknown, options: Options): Promise<Model>
    }
  ).create(values, options)
  target.dataValues[link.as] = through
}

function throughValues(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null) return {}
  const { dataValues } = given as { dataValues?: Record<string, unknown> }
  return dataValues ?? (given as Record<string, unknown>)
}
