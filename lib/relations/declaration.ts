/** What `relate` was given → the sides of relations, and what is wrong with what was given. */
import { methodOf } from '../errors/code-text.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import { Relation } from './relation.js'
import type { Side, Through } from './side.js'

/** The models of a declaration by the names that it uses. */
export type RelatedModels = Readonly<Record<string, unknown>>

/** Models by name, then relations by alias. */
export type Declaration = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** A declaration that was read. */
export interface ReadDeclaration {
  readonly sides: readonly Side[]
  readonly problems: readonly Contradiction[]
}

/** Reads a declaration: each relation with its models, in the order in which they are written. */
export function readDeclaration(
  runtime: ModelRuntime,
  models: RelatedModels,
  declaration: Declaration,
): ReadDeclaration {
  const problems: Contradiction[] = []
  const known = usableModels(runtime, models, problems)
  const sides: Side[] = []
  for (const [sourceName, relations] of Object.entries(declaration)) {
    if (relations === undefined) continue
    const source = known.get(sourceName)
    if (source === undefined) {
      // A model that is given and unusable was reported as such.
      if (!Object.hasOwn(models, sourceName)) {
        problems.push(unsoundRelation.unknownModel(sourceName, sourceName, [...known.keys()]))
      }
      continue
    }
    for (const [alias, relation] of Object.entries(relations)) {
      const where = `${sourceName}.${alias}`
      if (!(relation instanceof Relation)) {
        problems.push(unsoundRelation.notARelation(where, relation, alias))
        continue
      }
      const target = targetOf(relation, { where, runtime, models, known, problems })
      if (target === undefined) continue
      sides.push({
        kind: relation.kind,
        source,
        sourceName,
        alias,
        ...target,
        options: relation.options,
        isNew: true,
        through: throughOf(relation.options.through, known, runtime),
        inverses: [],
      })
    }
  }
  return { sides, problems }
}

function usableModels(
  runtime: ModelRuntime,
  models: RelatedModels,
  problems: Contradiction[],
): Map<string, AnyModel> {
  const known = new Map<string, AnyModel>()
  for (const [name, model] of Object.entries(models)) {
    const problem = modelProblem(name, model, runtime, 'it')
    if (problem === undefined) known.set(name, model as AnyModel)
    else problems.push(problem)
  }
  return known
}

function modelProblem(
  where: string,
  model: unknown,
  runtime: ModelRuntime,
  subject: 'it' | 'its target',
): Contradiction | undefined {
  if (!isModelClass(model)) return unsoundRelation.notAModel(where, model, subject)
  if (model._definition === undefined) return unsoundRelation.notInitialized(where, model.name)
  if (model.runtime !== runtime) return unsoundRelation.foreignModel(where)
  return undefined
}

function isModelClass(value: unknown): value is AnyModel {
  return typeof value === 'function' && 'modelDefinition' in value
}

interface TargetContext {
  readonly where: string
  readonly runtime: ModelRuntime
  readonly models: RelatedModels
  readonly known: ReadonlyMap<string, AnyModel>
  readonly problems: Contradiction[]
}

function targetOf(
  { kind, target }: Relation,
  { where, runtime, models, known, problems }: TargetContext,
): { readonly target: AnyModel; readonly targetName: string } | undefined {
  if (typeof target === 'string') {
    const model = known.get(target) ?? runtime.modelNamed(target)
    if (model !== undefined) return { target: model, targetName: target }
    if (!Object.hasOwn(models, target)) {
      problems.push(unsoundRelation.unknownModel(where, target, [...known.keys()]))
    }
    return undefined
  }
  if (target === undefined) {
    problems.push(unsoundRelation.undefinedTarget(where, methodOf(kind)))
    return undefined
  }
  const problem = modelProblem(where, target, runtime, 'its target')
  if (problem !== undefined) {
    problems.push(problem)
    return undefined
  }
  const model = target as AnyModel
  const name = [...known].find(([, other]) => other === model)?.[0] ?? model.name
  return { target: model, targetName: name }
}

/** What a many-to-many relation goes through; names mean models of the declaration first. */
function throughOf(
  option: unknown,
  known: ReadonlyMap<string, AnyModel>,
  runtime: ModelRuntime,
): Through | undefined {
  const isObject = typeof option === 'object' && option !== null
  const given = isObject ? (option as { model?: unknown }).model : option
  if (isModelClass(given)) return { model: given, name: given.name }
  if (typeof given !== 'string' || given === '') return undefined
  return { model: known.get(given) ?? runtime.modelNamed(given), name: given }
}
