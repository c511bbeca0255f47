/**
 * Wrong use of the API. `UsageError` is the class and every factory: one per situation, which holds
 * its wording; call sites hold no prose. The factories are in one file per family.
 *
 * In every factory `where` is the place as the user wrote it: `Book.findAll`, `Book.findAll
 * (strict)`, `Author.hasMany(Book)`. Paths of options read `where.title`, `include[0].as`. For a
 * situation without a factory there is `UsageError.invalid`; used twice, it becomes a factory.
 */
import { associationUsage } from './association-usage.js'
import { connectionUsage } from './connection-usage.js'
import { modelUsage } from './model-usage.js'
import { optionUsage } from './option-usage.js'
import { queryUsage } from './query-usage.js'
import { relationUsage } from './relation-usage.js'
import { statementUsage } from './statement-usage.js'
import { UsageError as UsageErrorClass } from './usage-error.js'

export {
  AssociationError,
  EagerLoadingError,
  InstanceError,
  QueryError,
  SequelizeScopeError,
} from './usage-error.js'
export { RelationError, type Contradiction } from './relation-usage.js'
export type { AttributeOwner, FinishedTransaction, TypedColumn } from './usage-error.js'

/** Wrong use of the API, where v6 throws a plain `Error`; made by its factories. */
export const UsageError = Object.assign(UsageErrorClass, {
  ...optionUsage,
  ...queryUsage,
  ...modelUsage,
  ...associationUsage,
  ...relationUsage,
  ...connectionUsage,
  ...statementUsage,
})

/** Wrong use of the API, where v6 throws a plain `Error`. */
export type UsageError = UsageErrorClass
