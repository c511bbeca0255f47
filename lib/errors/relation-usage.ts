/**
 * Relations declared by `sequelize.relate` that cannot be: every contradiction with its place and
 * the code that ends it, all of them in one error.
 */
import { makeError, nameClass } from './base-error.js'
import { AssociationError } from './usage-error.js'

/** One thing that is wrong with the relations. */
export interface Contradiction {
  /** `Author.books`: the relation, or the model. */
  readonly where: string
  /** What is wrong, a full sentence. */
  readonly what: string
  /** What to do: a sentence, then lines of code. */
  readonly fix: string
}

/** Relations that contradict themselves or each other; nothing was declared. */
export class RelationError extends AssociationError {
  static {
    nameClass(this, 'SequelizeRelationError')
  }

  /** Everything that is wrong, in the order of the declaration. */
  readonly contradictions: readonly Contradiction[] = []
}

/** `UsageError` factories for `sequelize.relate`. */
export const relationUsage = {
  /** All contradictions of one call. */
  contradictoryRelations(found: readonly Contradiction[]): RelationError {
    const count = found.length === 1 ? 'a contradiction' : `${found.length} contradictions`
    const first =
      `sequelize.relate: there ${found.length === 1 ? 'is' : 'are'} ${count} in the relations; ` +
      'none of them was declared.'
    const items = found.map(({ where, what, fix }, index) => {
      const text = `${found.length === 1 ? '' : `${index + 1}. `}${where}: ${what}\n${fix}`
      return text.replaceAll(/\n(?=.)/g, '\n   ')
    })
    const error = makeError(
      RelationError,
      [first, ...items].join('\n\n'),
      relationUsage.contradictoryRelations,
    )
    return Object.assign(error, { contradictions: found })
  },
}
