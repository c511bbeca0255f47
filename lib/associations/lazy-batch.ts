/**
 * Lazy loads of one tick as one statement: requests that are alike but for their instance wait for
 * the end of the tick, are sent as one finder by all of their keys, and get their rows handed out.
 * What cannot be handed out for certain is sent for each instance alone, see `isJoinable`.
 */
import { isNode } from '../expression/node.js'
import { shapeOf } from '../expression/traverse.js'
import type { Turn } from '../engine/connection-turns.js'
import type { Transaction } from '../engine/transaction.js'
import { cloneOptions } from '../model/finders.js'
import type { Model } from '../model/model.js'
import type { Association, CallOptions } from './association.js'
import { isJoinable } from './joinable.js'
import { joinedCounts, joinedRows } from './joined-finder.js'
import { isWhole, keyText, type KeyValues, valuesOf } from './keys.js'
import { areComparable, isHasJoinable, joinedHas } from './lazy-has.js'

/** What is asked of an association. */
export type LazyOperation = 'get' | 'count' | 'has'

/** A request for the rows of one instance. */
export interface LazyRequest<R> {
  readonly association: Association
  readonly operation: LazyOperation
  readonly instance: Model
  readonly options: CallOptions
  /** The keys of the targets that `has` asks for. */
  readonly targets?: readonly KeyValues[]
  /** Sends a statement for this instance alone. */
  readonly load: (options: CallOptions) => Promise<R>
}

/** A request whose answer is awaited. */
interface WaitingRequest {
  readonly key: readonly unknown[]
  readonly targets: readonly KeyValues[]
  /** Called when the request is to go alone after all; may refuse it. */
  readonly onAlone: () => void
  readonly load: (options: CallOptions) => Promise<unknown>
  resolve(answer: unknown): void
  reject(error: unknown): void
}

/** Requests that are alike but for their instance. */
interface Batch {
  readonly association: Association
  readonly operation: LazyOperation
  /** A copy, since the caller may change his until the tick ends. */
  readonly options: CallOptions
  readonly transaction: Transaction | null
  /** The turn of the code that asks, where the connection has turns. */
  readonly turn: Turn | undefined
  readonly isJoinable: boolean
  readonly requests: WaitingRequest[]
}

/** The batches of this tick. */
const waiting = new Map<Association, Batch[]>()

/**
 * Lets a request wait for others of its tick.
 *
 * @param onAlone called when no other one came; may throw to refuse the request
 * @returns undefined for a request that does not wait
 */
export function joinBatch<R>(request: LazyRequest<R>, onAlone: () => void): Promise<R> | undefined {
  const { association, operation, instance, targets = [], load } = request
  const key = valuesOf(instance, sourceNames(association))
  if (!isWhole(key)) return undefined
  if (operation === 'has' && !areComparable(association, targets)) return undefined
  const batch = batchFor(request)
  if (!batch.isJoinable) return undefined
  return new Promise<R>((resolve, reject) => {
    batch.requests.push({
      key,
      targets,
      onAlone,
      load,
      resolve: resolve as (answer: unknown) => void,
      reject,
    })
  })
}

/** The attributes of the source by whose values rows are found. */
function sourceNames({ throughLink, keyPairs }: Association): readonly string[] {
  const pairs: readonly { readonly source: string }[] = throughLink?.sourcePairs ?? keyPairs
  return pairs.map(({ source }) => source)
}

function batchFor({ association, operation, options, targets }: LazyRequest<unknown>): Batch {
  const { transaction: _transaction, ...rest } = options
  const { runtime } = association.source
  const transaction = runtime.transactionOf(options)
  const turn = runtime.executor.connections.turns?.current()
  let batches = waiting.get(association)
  if (batches === undefined) {
    batches = []
    waiting.set(association, batches)
    // Behind all that is settled already, so that requests which follow an await are of the tick.
    void Promise.resolve().then(() => {
      process.nextTick(sendAll, association)
    })
  }
  const alike = batches.find(
    (other) =>
      other.operation === operation &&
      other.transaction === transaction &&
      other.turn === turn &&
      isSame(other.options, rest),
  )
  if (alike !== undefined) return alike
  const batch: Batch = {
    association,
    operation,
    options: cloneOptions(rest),
    transaction,
    turn,
    isJoinable:
      operation === 'has'
        ? isHasJoinable(association, rest, Object.keys(targets?.[0] ?? {}))
        : isJoinable(association, operation, rest),
    requests: [],
  }
  batches.push(batch)
  return batch
}

function sendAll(association: Association): void {
  const batches = waiting.get(association) ?? []
  waiting.delete(association)
  const { turns } = association.source.runtime.executor.connections
  for (const batch of batches) {
    if (turns === undefined) void send(batch)
    // This runs as code of whoever asked first.
    else turns.callIn(batch.turn, () => void send(batch))
  }
}

async function send(batch: Batch): Promise<void> {
  const { requests } = batch
  const [first] = requests
  if (first === undefined) return
  if (requests.length === 1) {
    sendAlone(batch, first, first.onAlone)
    return
  }
  try {
    const answers = await answersOf(batch)
    for (const request of requests) {
      if (answers === undefined) sendAlone(batch, request, () => {})
      else request.resolve(answers(keyText(request.key), request.targets))
    }
  } catch (error) {
    for (const request of requests) request.reject(error)
  }
}

function sendAlone(
  { options, transaction }: Batch,
  request: WaitingRequest,
  onAlone: () => void,
): void {
  try {
    onAlone()
    request.load({ ...options, transaction }).then(request.resolve, request.reject)
  } catch (error) {
    request.reject(error)
  }
}

/** What answers each key; undefined where rows cannot be handed out. */
function answersOf(
  batch: Batch,
): Promise<((key: string, targets: readonly KeyValues[]) => unknown) | undefined> {
  const keys = new Map<string, readonly unknown[]>()
  for (const { key } of batch.requests) keys.set(keyText(key), key)
  const { association, operation, transaction } = batch
  const options = { ...batch.options, transaction }
  if (operation === 'has') {
    const targets = batch.requests.flatMap((request) => request.targets)
    return joinedHas(association, keys, targets, options)
  }
  return operation === 'count'
    ? joinedCounts(association, keys, options)
    : joinedRows(association, keys, options)
}

/** Whether two options are the same in form and value; what cannot be looked into, by identity. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true
  if (typeof left !== 'object' || typeof right !== 'object') return false
  if (left === null || right === null) return false
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => isSame(item, right[index]))
  }
  if (left instanceof Date) return right instanceof Date && left.getTime() === right.getTime()
  if (Buffer.isBuffer(left)) return Buffer.isBuffer(right) && left.equals(right)
  if (isNode(left)) {
    if (!isNode(right)) return false
    const [one, other] = [shapeOf(left), shapeOf(right)]
    return one.key === other.key && isSame(one.values, other.values)
  }
  return isPlain(left) && isPlain(right) && isSameRecord(left, right)
}

function isSameRecord(left: object, right: object): boolean {
  const keys = Reflect.ownKeys(left)
  if (keys.length !== Reflect.ownKeys(right).length) return false
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) &&
      isSame(
        (left as Record<string | symbol, unknown>)[key],
        (right as Record<string | symbol, unknown>)[key],
      ),
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
