/**
 * When constraints are checked: v6's `Deferrable`, for columns and constraints (`INITIALLY_…`,
 * `NOT`) and for a transaction (`SET_…`). Each member is accepted as it is, called, or made with `new`.
 */
import type { IdentifierQuoter } from '../compiler/identifiers.js'
import { classToInvokable } from '../data-types/invokable.js'
import { UsageError } from '../errors/usage-errors.js'

abstract class AbstractDeferrable {
  /** SQL text; the names of constraints are quoted with `identifiers`. */
  abstract toSql(identifiers?: Pick<IdentifierQuoter, 'quote'>): string

  toString(): string {
    return this.toSql()
  }
}

class InitiallyDeferred extends AbstractDeferrable {
  toSql(): string {
    return 'DEFERRABLE INITIALLY DEFERRED'
  }
}

class InitiallyImmediate extends AbstractDeferrable {
  toSql(): string {
    return 'DEFERRABLE INITIALLY IMMEDIATE'
  }
}

class NotDeferrable extends AbstractDeferrable {
  toSql(): string {
    return 'NOT DEFERRABLE'
  }
}

abstract class SetConstraints extends AbstractDeferrable {
  protected abstract readonly timing: 'DEFERRED' | 'IMMEDIATE'
  /** The constraints; none for all. */
  readonly constraints: readonly string[]

  constructor(constraints: readonly string[] = []) {
    super()
    this.constraints = constraints
  }

  toSql(identifiers: Pick<IdentifierQuoter, 'quote'> = doubleQuotes): string {
    const names = this.constraints.map((name) => identifiers.quote(name)).join(', ')
    return `SET CONSTRAINTS ${names === '' ? 'ALL' : names} ${this.timing}`
  }
}

class SetDeferred extends SetConstraints {
  protected readonly timing = 'DEFERRED'
}

class SetImmediate extends SetConstraints {
  protected readonly timing = 'IMMEDIATE'
}

const doubleQuotes = { quote: (name: string): string => `"${name.replaceAll('"', '""')}"` }

/** When constraints are checked. PostgreSQL only. */
export const Deferrable = Object.freeze({
  /** The constraint waits for the commit, unless a transaction asks otherwise. */
  INITIALLY_DEFERRED: classToInvokable(InitiallyDeferred),
  /** The constraint is checked at once, unless a transaction asks otherwise. */
  INITIALLY_IMMEDIATE: classToInvokable(InitiallyImmediate),
  /** The constraint is always checked at once. */
  NOT: classToInvokable(NotDeferrable),
  /** For a transaction: the named constraints, or all, wait for the commit. */
  SET_DEFERRED: classToInvokable(SetDeferred),
  /** For a transaction: the named constraints, or all, are checked at once. */
  SET_IMMEDIATE: classToInvokable(SetImmediate),
})

/** An instance of a member of `Deferrable`. */
export type DeferrableInstance = AbstractDeferrable

/** What a call of a member of `Deferrable` gives, by v6's name. */
export type Deferrable = DeferrableInstance

/**
 * The statement behind a transaction's `deferrable` option.
 *
 * @throws {UsageError} for anything but `SET_DEFERRED` and `SET_IMMEDIATE`
 */
export function setConstraintsSql(
  deferrable: unknown,
  identifiers: Pick<IdentifierQuoter, 'quote'>,
): string {
  const instance = typeof deferrable === 'function' ? instantiate(deferrable) : deferrable
  if (instance instanceof SetConstraints) return instance.toSql(identifiers)
  throw UsageError.invalidOption(
    'sequelize.transaction',
    'deferrable',
    'Deferrable.SET_DEFERRED or Deferrable.SET_IMMEDIATE',
    deferrable,
  )
}

function instantiate(member: unknown): unknown {
  const isMember = Object.values(Deferrable).includes(member as never)
  return isMember ? new (member as new () => object)() : member
}
