/**
 * All relations in one place: `sequelize.relate`. The whole declaration is read, paired and checked
 * before the first association is made; then the same associations are made as by v6's calls, in
 * the order of the declaration.
 */
import { associationsOf } from '../associations/alias-names.js'
import { type ModelRegistry, rememberModels } from '../associations/undo.js'
import { relationDisagreement } from '../errors/relation-disagreement.js'
import { UsageError } from '../errors/usage-errors.js'
import type { OptionNames } from '../errors/option-names.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import { checkAgreement } from './agreement.js'
import { takenAliases } from './aliases.js'
import { associationOptions, unsaidDeletion } from './completion.js'
import { checkOptions } from './call-options.js'
import {
  type Declaration,
  isPromise,
  isRecord,
  readDeclaration,
  type RelatedModels,
} from './declaration.js'
import { findKeys } from './key-uses.js'
import { codeByModel, sidesWithoutInverse, suggestInverses } from './missing-inverse.js'
import { pairSides } from './pairing.js'
import { type RelationMaker, relationMaker } from './relation.js'
import { settleKeys } from './settled-keys.js'
import { defineTablesOfPairs } from './tables-of-pairs.js'
import {
  isFacing,
  placeOf,
  rememberRelated,
  type Side,
  sideOfAssociation,
  type UsedKey,
} from './side.js'
import { checkSides } from './soundness.js'

/** What relations are declared in: a Sequelize instance. */
export type RelatingRuntime = ModelRuntime & ModelRegistry

/** What errors begin with. */
const CALL = 'sequelize.relate'

/** Options of `relate`. */
export interface RelateOptions {
  /** What a relation is met with whose other side is not declared. Default: `warn`. */
  readonly inverse?: 'warn' | 'require' | 'ignore'
}

/**
 * Declares relations of models.
 *
 * @param models the models by the names that the declaration uses
 * @param declare gets `r`, and gives relations by model and alias
 * @returns the same models
 * @throws {RelationError} with everything that is wrong; then nothing was declared
 */
export function relate<T extends RelatedModels>(
  runtime: RelatingRuntime,
  models: T,
  declare: (r: RelationMaker) => unknown,
  options: RelateOptions = {},
): T {
  const mode = inverseMode(options)
  if (!isRecord(models)) {
    throw UsageError.invalidOption(CALL, 'the models', 'an object of models by name', models)
  }
  if (typeof declare !== 'function') {
    throw UsageError.invalidOption(CALL, 'the relations', 'a function of r', declare)
  }
  const read = readDeclaration(runtime, models, relationsOf(declare))
  const all = Object.values(runtime.models) as unknown as AnyModel[]
  const existing = existingSides(read.sides, all)
  const { taken, problems: clashes } = takenAliases([...existing, ...read.sides])
  const declared = read.sides.filter((side) => !taken.has(side))
  const sides = [...existing, ...declared]
  const { problems: unpaired, undecided } = pairSides(sides)
  const keys = findKeys(sides)
  const problems = [
    ...read.problems,
    ...clashes,
    ...unpaired,
    ...checkSides(sides),
    ...checkAgreement(sides, { models: all, undecided, keys }),
  ]
  const lonely = mode === 'ignore' ? [] : sidesWithoutInverse(sides)
  if (mode === 'require') {
    const suggested = suggestInverses(lonely, sides)
    for (const [index, side] of lonely.entries()) {
      const { code } = suggested[index]!
      problems.push(relationDisagreement.missingInverse(placeOf(side), side.targetName, code))
    }
  }
  if (problems.length > 0) throw UsageError.contradictoryRelations(problems)
  associateAll(runtime, declared, keys)
  if (mode === 'warn' && lonely.length > 0) warnLater(lonely)
  return models
}

/** Calls the function, whose relations must be there when it returns. */
function relationsOf(declare: (r: RelationMaker) => unknown): Declaration {
  const declaration = declare(relationMaker)
  if (isRecord(declaration)) return declaration
  if (typeof declaration === 'object' && declaration !== null && isPromise(declaration)) {
    // Nobody waits for it: what it may fail with is not the error to see.
    Promise.resolve(declaration).catch(() => {})
    throw UsageError.invalid(
      CALL,
      'the function is async: it gave a promise, and nothing was declared',
      undefined,
      'Leave "async" out, and await what it needs before the call.',
    )
  }
  const expected = 'an object of relations by model and alias'
  throw UsageError.invalidOption(CALL, 'what the function gives', expected, declaration)
}

/** All of them, or none. */
function associateAll(
  runtime: RelatingRuntime,
  sides: readonly Side[],
  keys: readonly UsedKey[],
): void {
  const touched = sides.flatMap(({ source, target, through }) => [
    source,
    target,
    ...(through?.model === undefined ? [] : [through.model]),
  ])
  const undo = rememberModels(runtime, touched)
  try {
    defineTablesOfPairs(runtime, sides)
    for (const side of sides) {
      const { kind, source, target } = side
      const isUnsaid = unsaidDeletion(side) !== undefined
      const association = runtime.associations.associate(
        kind,
        source,
        target,
        associationOptions(side),
      )
      rememberRelated(association, isUnsaid)
    }
    settleKeys(runtime, keys)
  } catch (error) {
    undo()
    throw error
  }
}

function inverseMode(options: RelateOptions): 'warn' | 'require' | 'ignore' {
  const known: OptionNames<RelateOptions> = { inverse: true }
  checkOptions(CALL, options, known)
  const { inverse = 'warn' } = options
  if (['warn', 'require', 'ignore'].includes(inverse)) return inverse
  throw UsageError.invalidOption(CALL, 'inverse', '"warn", "require" or "ignore"', inverse)
}

/** The associations that the models of a declaration have already. */
function existingSides(declared: readonly Side[], all: readonly AnyModel[]): Side[] {
  const models = new Set(
    declared.flatMap(({ source, target, through }) => [
      source._owner,
      target._owner,
      ...(through?.model === undefined ? [] : [through.model._owner]),
    ]),
  )
  const own = [...models].flatMap(associationsOf)
  // They say what holds for keys in the models, and what of the models is referred to.
  const others = all
    .filter(({ _owner }) => !models.has(_owner))
    .flatMap(associationsOf)
    .filter(({ target, throughLink }) =>
      [target, throughLink?.model].some((model) => model !== undefined && models.has(model._owner)),
    )
  return [...own, ...others].map(sideOfAssociation)
}

/** Looks again when the modules that declare relations have run: the other side may be among them. */
function warnLater(sides: readonly Side[]): void {
  process.nextTick(() => {
    const missing = sides.filter(
      (side) =>
        !associationsOf(side.target).some((association) => {
          const other = sideOfAssociation(association)
          return isFacing(side, other) && other.alias !== side.alias && canBeInverse(side, other)
        }),
    )
    if (missing.length === 0) return
    const around = missing.flatMap(({ source, target }) => [source, target])
    const sidesThere = [...new Set(around)].flatMap((model) =>
      associationsOf(model).map(sideOfAssociation),
    )
    const lines = codeByModel(suggestInverses(missing, sidesThere)).map((code) => `\n  ${code}`)
    process.emitWarning(
      `sequelize.relate: ${missing.map(placeOf).join(', ')} ${missing.length === 1 ? 'has' : 'have'} ` +
        'no other side. Declare it, or say in the options of the relation that there is none ' +
        `(inverse: false):${lines.join('')}`,
      { code: 'RELATA_MISSING_INVERSE' },
    )
  })
}

function canBeInverse(side: Side, other: Side): boolean {
  if (side.kind === 'BelongsToMany') return other.kind === 'BelongsToMany'
  return side.kind === 'BelongsTo' ? other.kind.startsWith('Has') : other.kind === 'BelongsTo'
}
