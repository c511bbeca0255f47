/** Models for the tests of relations: each test has a Sequelize of its own, which never connects. */
import { DataTypes, Sequelize } from '../../../lib/index.js'
import { Relation } from '../../../lib/relations/relation.js'

// What relations add to models is the subject; types of it are tested elsewhere.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Any = any

/** The `r` of `relate`, and what it is called with: untyped, since much of it is wrong on purpose. */
export interface Sheet {
  readonly sequelize: Sequelize
  readonly models: Any
  /** Calls `relate` with all models. */
  relate(declare: (r: Any) => unknown, options?: object): Any
  /** The message of the error that `relate` throws. */
  problemsOf(declare: (r: Any) => unknown, options?: object): string
}

/** Defines models of the given names, each with an `id` and a `name`. */
export function sheet(...names: readonly string[]): Sheet {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    logging: false,
    define: { timestamps: false },
  })
  for (const name of names) sequelize.define(name, { name: DataTypes.STRING })
  const models: Any = { ...sequelize.models }
  const relate: Sheet['relate'] = (declare, options) =>
    sequelize.relate(models, declare as never, options as never)
  return {
    sequelize,
    models,
    relate,
    problemsOf(declare, options) {
      try {
        relate(declare, options)
      } catch (error) {
        return (error as Error).message
      }
      return 'nothing'
    },
  }
}

/** What an association has become, in short: `authorId → id`. */
export function keysOf(association: Any): string {
  const link = association.throughLink
  const pairs =
    link === undefined
      ? association.keyPairs.map((pair: Any) => [pair.source, pair.target])
      : [...link.sourcePairs, ...link.targetPairs].map((pair: Any) => [
          pair.through,
          pair.source ?? pair.target,
        ])
  return pairs.map((pair: readonly string[]) => pair.join(' → ')).join(', ')
}

/** Whether a value is a declared relation. */
export function isRelation(value: unknown): boolean {
  return value instanceof Relation
}
