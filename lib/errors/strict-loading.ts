/** A lazy load that strict loading does not allow: the error, and the text it shares with the warning. */
import { makeError, nameClass, trimStack, userFrame } from './base-error.js'
import { codeText } from './code-text.js'
import { AssociationError } from './usage-error.js'

/** A lazy load from one of several instances of a result. */
export interface LazyLoad {
  /** The call as the user writes it: `post.getTags`. */
  readonly call: string
  /** Whether the call is given something before its options. */
  readonly hasArgument: boolean
  /** The model from whose instance is loaded. */
  readonly model: string
  /** The association's alias. */
  readonly association: string
  /** How many instances the result has, the one that is loaded from among them. */
  readonly siblings: number
  /** The call that gave the result: `User.findAll`. */
  readonly origin: string
  /** What is to be written instead, as code. */
  readonly instead: string
  /** Whether the instance has it already. */
  readonly isLoaded: boolean
  /** Whether the instance refers to another one by now than it was loaded with. */
  readonly isReplaced: boolean
}

/**
 * A lazy load that would be repeated for each instance of a result (N+1), refused by
 * `strictLoading: 'throw'`. Nothing was sent.
 */
export class StrictLoadingError extends AssociationError {
  static {
    nameClass(this, 'SequelizeStrictLoadingError')
  }

  /** The model from whose instance was to be loaded. */
  declare readonly model: string
  /** The association's alias. */
  declare readonly association: string
  /** How many instances the result has. */
  declare readonly siblings: number
}

/** The error for a lazy load. */
export function strictLoadingError(load: LazyLoad): StrictLoadingError {
  const error = makeError(StrictLoadingError, strictLoadingText(load), strictLoadingError)
  const { model, association, siblings } = load
  return Object.assign(error, { model, association, siblings })
}

/** What error and warning say of a lazy load. */
export function strictLoadingText(load: LazyLoad): string {
  const { call, hasArgument, model, association, siblings, origin } = load
  const site = callSite()
  const advice = adviceOn(load)
  return (
    `${call}: loads "${association}" for one of the ${siblings} instances of ${model} that ` +
    `${origin} gave; for all of them that is a statement for each (N+1). ${advice}` +
    `\nOr allow this call: ${call}(${hasArgument ? '…, ' : ''}${codeText({ strictLoading: 'off' })}).` +
    (site === undefined ? '' : `\nCalled at ${site}`)
  )
}

/** What to do instead. */
function adviceOn({ call, association, instead, isLoaded, isReplaced }: LazyLoad): string {
  const instance = call.slice(0, call.lastIndexOf('.'))
  const value = `${instance}.${association}`
  if (isReplaced) {
    const reload = `await ${instance}.reload(${codeText({ include: [association] })})`
    return (
      `Its key was changed since ${value} was loaded along. Use what it was set to, or ` +
      `${reload}, and read ${value}.`
    )
  }
  return isLoaded
    ? `It was loaded along: read ${value}.`
    : `Load it along: ${instead}, and read ${value}.`
}

/** Where the user's code called: `file:line:column`; undefined where the stack does not tell. */
export function callSite(): string | undefined {
  return userFrame(trimStack(new Error(), callSite))
}
