/** Who may use the only connection, and who waits for whom. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ConnectionTurns, type Turn } from '../../../lib/engine/connection-turns.js'

/** Turns whose events are written down in the order in which they come. */
function makeTurns(timeoutMs = 1000) {
  const turns = new ConnectionTurns(timeoutMs)
  const seen: string[] = []
  return {
    turns,
    seen,
    /** A transaction with a function that lasts until `end` is called. */
    transaction(name: string) {
      let end = (): void => undefined
      const lasting = new Promise<void>((resolve) => (end = resolve))
      const turn = turns.turn(true)
      const done = turn.run(async () => {
        await turn.take()
        seen.push(`begin ${name}`)
        await lasting
        seen.push(`end ${name}`)
        turn.end()
      })
      return { turn, done, end }
    },
    async statement(name: string): Promise<void> {
      await turns.enter()
      seen.push(name)
      await sleep(1)
      turns.leave()
    },
  }
}

/** A transaction that the application ends itself. */
async function open(turns: ConnectionTurns): Promise<Turn> {
  const turn = turns.turn(false)
  await turn.take()
  turn.begun({})
  return turn
}

describe('ConnectionTurns', () => {
  it('lets statements run at once, and side by side, while there is no transaction', () => {
    const { turns } = makeTurns()
    expect([turns.enter(), turns.enter()]).toEqual([undefined, undefined])
    turns.leave()
    turns.leave()
  })

  it('lets a transaction wait for the statements at work', async () => {
    const { turns, seen, transaction } = makeTurns()
    expect(turns.enter()).toBeUndefined()
    const one = transaction('1')
    await sleep(5)
    expect(seen).toEqual([])
    turns.leave()
    one.end()
    await one.done
    expect(seen).toEqual(['begin 1', 'end 1'])
  })

  it('gives turns in the order in which they are asked for', async () => {
    const { seen, transaction, statement } = makeTurns()
    const one = transaction('1')
    const before = statement('a')
    const two = transaction('2')
    const after = [statement('b'), statement('c')]
    for (const { end } of [one, two]) end()
    await Promise.all([one.done, two.done, before, ...after])
    expect(seen).toEqual(['begin 1', 'end 1', 'a', 'begin 2', 'end 2', 'b', 'c'])
  })

  it('lets the statements of its own function take part, also those after an await', async () => {
    const { turns } = makeTurns()
    const turn = turns.turn(true)
    await turn.run(async () => {
      await turn.take()
      expect(turns.enter()).toBeUndefined()
      turns.leave()
      await sleep(1)
      expect(turns.enter()).toBeUndefined()
      turns.leave()
      expect(await turns.alone(async (inner) => inner)).toBeNull()
      turn.end()
    })
  })

  it('does not take code for its own that still runs after its end', async () => {
    const { turns, seen, transaction, statement } = makeTurns()
    const turn = turns.turn(true)
    let late: Promise<void> | undefined
    await turn.run(async () => {
      await turn.take()
      late = sleep(5).then(() => statement('late'))
      turn.end()
    })
    const next = transaction('2')
    await sleep(15)
    expect(seen).toEqual(['begin 2'])
    next.end()
    await Promise.all([next.done, late])
    expect(seen).toEqual(['begin 2', 'end 2', 'late'])
  })

  it('lets everything but transactions run beside one that the application ends itself', async () => {
    const { turns, seen, transaction } = makeTurns()
    const turn = await open(turns)
    const one = transaction('1')
    expect(turns.enter()).toBeUndefined()
    turns.leave()
    expect(await turns.alone(async (inner) => inner)).toBeNull()
    expect(seen).toEqual([])
    turn.end()
    one.end()
    await one.done
    expect(seen).toEqual(['begin 1', 'end 1'])
  })

  it('lets those who wait run when such a transaction begins before their turn', async () => {
    const { turns, seen, transaction, statement } = makeTurns()
    const one = transaction('1')
    const opening = open(turns)
    const two = transaction('2')
    const operation = turns.alone(async (inner) => inner)
    const waiting = statement('a')
    one.end()
    const turn = await opening
    expect(await operation).toBeNull()
    await waiting
    expect(seen).toEqual(['begin 1', 'end 1', 'a'])
    turn.end()
    two.end()
    await two.done
  })

  it('lets them wait until it has begun', async () => {
    const { turns, seen, statement } = makeTurns()
    const turn = turns.turn(false)
    await turn.take()
    const waiting = statement('a')
    await turn.run(async () => {
      expect(turns.enter()).toBeUndefined()
      turns.leave()
    })
    await sleep(5)
    expect(seen).toEqual([])
    turn.begun({})
    await waiting
  })

  it('gives an operation a turn of its own where no transaction is', async () => {
    const { turns, seen, statement } = makeTurns()
    let waiting: Promise<void> | undefined
    const got = await turns.alone(async (turn) => {
      // Outside of the operation: its own statements would take part.
      turns.callIn(undefined, () => (waiting = statement('a')))
      await sleep(5)
      expect(seen).toEqual([])
      return turn
    })
    expect(got).not.toBeNull()
    await waiting
  })

  it('refuses a transaction that would wait for the one it is called in', async () => {
    const { turns } = makeTurns()
    const turn = turns.turn(true)
    await turn.run(async () => {
      await turn.take()
      const inner = turns.turn(true)
      await expect(inner.run(() => inner.take())).rejects.toThrow(/Pass \{ transaction \}/)
      await expect(turns.turn(false).take()).rejects.toThrow(/one connection/)
      turn.end()
    })
    expect(turns.enter()).toBeUndefined()
  })

  it('gives up waiting in time, and lets those behind go on', async () => {
    const { turns } = makeTurns(20)
    expect(turns.enter()).toBeUndefined()
    const late = expect(turns.turn(true).take()).rejects.toMatchObject({
      name: 'SequelizeConnectionAcquireTimeoutError',
      message: expect.stringContaining('within 20 ms'),
    })
    await sleep(10)
    const behind = turns.enter()
    await late
    await behind
    turns.leave()
    turns.leave()
  })

  it('is without context when nothing runs in one', async () => {
    const { turns, transaction } = makeTurns()
    const one = transaction('1')
    await sleep(1)
    one.end()
    await one.done
    expect(turns.current()).toBeUndefined()
    let isCalled = false
    turns.callIn(one.turn, () => (isCalled = turns.current() === undefined))
    expect(isCalled).toBe(true)
  })

  describe('close', () => {
    it('waits for statements and transactions with a function, also for those that wait', async () => {
      const { turns, seen, transaction, statement } = makeTurns()
      const [one, two] = [transaction('1'), transaction('2')]
      void statement('a')
      const closing = turns.close().then(() => seen.push('closed'))
      one.end()
      two.end()
      await closing
      expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'a', 'closed'])
    })

    it('refuses those that would have to be ended by the application', async () => {
      const { turns, transaction } = makeTurns()
      const one = transaction('1')
      const waiting = expect(open(turns)).rejects.toThrow('sequelize.close()')
      const closing = turns.close()
      await waiting
      one.end()
      await closing
      await expect(open(turns)).rejects.toThrow('sequelize.close()')
    })

    it('does not wait for one that is open, and refuses those that wait for it', async () => {
      const { turns } = makeTurns()
      await open(turns)
      const waiting = expect(turns.turn(true).take()).rejects.toThrow('sequelize.close()')
      await turns.close()
      await waiting
    })

    it('does not wait for the transaction that it is called in', async () => {
      const { turns } = makeTurns()
      const turn = turns.turn(true)
      await turn.run(async () => {
        await turn.take()
        await turns.close()
      })
    })
  })
})
