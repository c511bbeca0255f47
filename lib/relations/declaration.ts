/** What `relate` was given → the sides of relations, and what is wrong with what was given. */
import { methodOf, relationEntry } from '../errors/code-text.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { type ModelSubject, unsoundRelation } from '../errors/unsound-relation.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import { Relation } from './relation.js'
import type { Side } from './side.js'
import { givenThrough, throughOf } from './through.js'

/** The models of a declaration by the names that it uses. */
export type RelatedModels = Readonly<Record<string, unknown>>

/** Models by name, then relations by alias. */
export type Declaration = Readonly<Record<string, unknown>>

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
    if (!isRecord(relations)) {
      problems.push(
        unsoundRelation.notRelations(sourceName, relations, exampleOf(relations, sourceName)),
      )
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
      const problem = throughProblem(where, relation, runtime)
      if (problem !== undefined) {
        problems.push(problem)
        continue
      }
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
        keys: {},
        ends: {},
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
  subject: ModelSubject,
): Contradiction | undefined {
  if (!isModelClass(model)) return unsoundRelation.notAModel(where, model, subject)
  if (model._definition === undefined) {
    return unsoundRelation.notInitialized(where, model.name, subject)
  }
  if (model.runtime !== runtime) return unsoundRelation.foreignModel(where, subject)
  return undefined
}

function isModelClass(value: unknown): value is AnyModel {
  return typeof value === 'function' && 'modelDefinition' in value
}

/** A class that a many-to-many relation goes through, and that it cannot. */
function throughProblem(
  where: string,
  { kind, options }: Relation,
  runtime: ModelRuntime,
): Contradiction | undefined {
  const given = givenThrough(options.through)
  if (kind !== 'BelongsToMany' || typeof given !== 'function') return undefined
  return modelProblem(where, given, runtime, 'the model it goes through')
}

/** Whether a value is an object of things by name, and not a list, a promise or one of the things. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || value instanceof Relation) return false
  return !(Symbol.iterator in value) && !isPromise(value)
}

/** Whether a value is one that `await` waits for, as async functions give it. */
export function isPromise(value: object): value is Promise<unknown> {
  return 'then' in value && typeof value.then === 'function'
}

/** How the relations of a model are written, by what was meant where that can be told. */
function exampleOf(received: unknown, source: string): string {
  const { kind, target } = received instanceof Relation ? received : { kind: 'HasMany', target: '' }
  const name = typeof target === 'string' && target !== '' ? target : 'Target'
  return relationEntry('alias', { kind: kind as Relation['kind'], source, target: name })
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
