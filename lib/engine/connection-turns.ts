/**
 * Turns on a connection that is the only one, as that of a database in memory. Statements share it;
 * a transaction has it alone from its beginning to its end, so that a rollback undoes what belongs
 * to it and nothing else. Who comes meanwhile waits, in order.
 *
 * Two kinds of statements that were not given the transaction take part in it, as in v6: those of
 * its own function, which would else wait for themselves; and all that come while a transaction is
 * open that the application ends itself, since nothing tells whose they are.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { ConnectionAcquireTimeoutError } from '../errors/connection-errors.js'
import { UsageError } from '../errors/usage-errors.js'

/** Longer times are none to Node's timers. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** For who goes on, the turn that it has or takes part in; undefined for a single statement. */
type Answer = Turn | undefined | 'late' | 'closed'

interface Waiter {
  /** The turn of a transaction; undefined for a single statement. */
  readonly turn: Turn | undefined
  /** Whether it goes on as soon as an open transaction has the connection. */
  readonly mayJoin: boolean
  answer(answer: Answer): void
}

/** A transaction's turn. */
export class Turn {
  /** False for a transaction that the application ends itself. */
  readonly isExclusive: boolean
  /** The turn in whose function this one was asked for. */
  readonly outer: Turn | undefined
  /** The transaction, while it runs. */
  transaction: object | undefined
  readonly #turns: ConnectionTurns

  constructor(turns: ConnectionTurns, isExclusive: boolean, outer: Turn | undefined) {
    this.#turns = turns
    this.isExclusive = isExclusive
    this.outer = outer
  }

  /**
   * Waits until the connection is free, and has it from then on.
   *
   * @throws {ConnectionAcquireTimeoutError} when it is not free in time
   * @throws {UsageError} inside of the transaction that has it, which this one would wait for
   */
  async take(): Promise<void> {
    await this.#turns.take(this, false)
  }

  /** The transaction has begun: what waits and may take part in it goes on. */
  begun(transaction: object): void {
    this.transaction = transaction
    this.#turns.advance()
  }

  /** Leaves the connection to the next one. May be called twice. */
  end(): void {
    this.#turns.end(this)
  }

  /** Runs a function whose statements belong to this turn. */
  run<T>(callback: () => Promise<T>): Promise<T> {
    return this.#turns.runIn(this, callback)
  }
}

/** The turns on one connection. */
export class ConnectionTurns {
  readonly #timeoutMs: number
  readonly #context = new AsyncLocalStorage<Turn | undefined>()
  /** Functions that run in a context of a turn. */
  #contexts = 0
  #holder: Turn | undefined
  /** Single statements at work. */
  #running = 0
  readonly #waiting: Waiter[] = []
  #isClosed = false
  #whenIdle: (() => void) | undefined

  /** @param timeoutMs how long to wait for a turn */
  constructor(timeoutMs: number) {
    this.#timeoutMs = Math.min(timeoutMs, LONGEST_TIMEOUT_MS)
  }

  /** A statement begins: at once where nothing is given. `leave` must be called when it is over. */
  enter(): Promise<unknown> | undefined {
    const holder = this.#holder
    const mayRun = holder === undefined ? this.#waiting.length === 0 : this.#isJoined(holder)
    if (!mayRun) return this.#wait(undefined, true)
    this.#running++
    return undefined
  }

  /** A statement is over. */
  leave(): void {
    if (--this.#running === 0 && (this.#waiting.length > 0 || this.#isClosed)) this.advance()
  }

  /** A turn for a transaction. `isExclusive`: it has a function, which tells what belongs to it. */
  turn(isExclusive: boolean): Turn {
    const outer = this.current()
    return new Turn(this, isExclusive, outer === this.#holder ? outer : undefined)
  }

  /**
   * Runs an operation of several statements in a turn of its own; `null`: as part of the transaction
   * that it is called in or that is open, which is the second argument once it has begun.
   */
  async alone<T>(operation: (turn: Turn | null, joined?: object) => Promise<T>): Promise<T> {
    const holder = this.#holder
    if (holder !== undefined && this.#isJoined(holder)) return operation(null, holder.transaction)
    const turn = this.turn(true)
    return await turn.run(async () => {
      const got = await this.take(turn, true)
      try {
        return await (got === turn ? operation(turn) : operation(null, got.transaction))
      } finally {
        turn.end()
      }
    })
  }

  /** The turn that the present code belongs to, which may be over. */
  current(): Turn | undefined {
    return this.#contexts === 0 ? undefined : this.#context.getStore()
  }

  /** Calls a function as code of a turn, or of none, that the present code does not belong to. */
  callIn(turn: Turn | undefined, callback: () => void): void {
    if (this.#contexts === 0) callback()
    else this.#context.run(turn, callback)
  }

  /** See {@link Turn.run}. */
  async runIn<T>(turn: Turn, callback: () => Promise<T>): Promise<T> {
    this.#contexts++
    try {
      return await this.#context.run(turn, callback)
    } finally {
      this.#contexts--
      // A storage that was used once slows every promise of the process until it is switched off.
      if (this.#contexts === 0) this.#context.disable()
    }
  }

  /** See {@link Turn.take}. @returns the turn, or that of an open transaction that it is a part of */
  async take(turn: Turn, mayJoin: boolean): Promise<Turn> {
    const holder = this.#holder
    if (holder === turn) return turn
    if (holder !== undefined && (holder === turn.outer || holder === this.current())) {
      throw UsageError.invalid(
        'sequelize.transaction',
        'a database in memory has one connection, and the transaction around this call has it: ' +
          'a second one would wait for itself',
        undefined,
        'Pass { transaction } for a savepoint in the outer one.',
      )
    }
    if (this.#isClosed && !turn.isExclusive) throw closed()
    if (holder === undefined && this.#running === 0 && this.#waiting.length === 0) {
      this.#holder = turn
      return turn
    }
    return (await this.#wait(turn, mayJoin))!
  }

  /** See {@link Turn.end}. */
  end(turn: Turn): void {
    if (this.#holder !== turn) return
    this.#holder = undefined
    // Code that still runs in the context of the turn would keep it.
    turn.transaction = undefined
    this.advance()
  }

  /** Refuses transactions that are yet to begin and ended by the application; waits for the rest. */
  async close(): Promise<void> {
    this.#isClosed = true
    const holder = this.#holder
    // An open transaction may never be ended, and the one that this is called in waits for this.
    const isLeft = holder !== undefined && (!holder.isExclusive || this.current() === holder)
    for (const waiter of [...this.#waiting]) {
      if (isLeft || waiter.turn?.isExclusive === false) this.#answer(waiter, 'closed')
    }
    this.advance()
    const isIdle = this.#holder === undefined && this.#running === 0 && this.#waiting.length === 0
    if (isLeft || isIdle) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
  }

  /** Whether what is called here takes part in the transaction that has the connection. */
  #isJoined(holder: Turn): boolean {
    return isOpen(holder) || this.current() === holder
  }

  /** Async, so that the stack of an error leads to the caller. */
  async #wait(turn: Turn | undefined, mayJoin: boolean): Promise<Turn | undefined> {
    let timer: NodeJS.Timeout | undefined
    const answer = await new Promise<Answer>((resolve) => {
      const waiter: Waiter = { turn, mayJoin, answer: resolve }
      this.#waiting.push(waiter)
      timer = setTimeout(() => {
        this.#answer(waiter, 'late')
        this.advance()
      }, this.#timeoutMs)
    })
    clearTimeout(timer)
    if (answer === 'closed') throw closed()
    if (answer === 'late') {
      throw ConnectionAcquireTimeoutError.connectionHeld({
        waiting: this.#waiting.length + 1,
        acquireTimeoutMs: this.#timeoutMs,
      })
    }
    return answer
  }

  /** Lets go on who may. */
  advance(): void {
    while (this.#holder === undefined) {
      const first = this.#waiting[0]
      if (first === undefined) {
        if (this.#running === 0) this.#whenIdle?.()
        return
      }
      if (first.turn === undefined) this.#running++
      else if (this.#running > 0) return
      else this.#holder = first.turn
      this.#answer(first, first.turn)
    }
    if (!isOpen(this.#holder)) return
    for (const waiter of [...this.#waiting]) {
      if (!waiter.mayJoin) continue
      if (waiter.turn === undefined) this.#running++
      this.#answer(waiter, this.#holder)
    }
  }

  #answer(waiter: Waiter, answer: Answer): void {
    const index = this.#waiting.indexOf(waiter)
    // Answered before: its timer runs until it has read the answer.
    if (index === -1) return
    this.#waiting.splice(index, 1)
    waiter.answer(answer)
  }
}

/** Whether a transaction takes in what comes: before it has begun, statements would run outside of it. */
function isOpen(turn: Turn): boolean {
  return !turn.isExclusive && turn.transaction !== undefined
}

function closed(): UsageError {
  return UsageError.closed('ConnectionManager.getConnection')
}
