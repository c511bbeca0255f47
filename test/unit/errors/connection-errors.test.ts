import { describe, expect, it } from 'vitest'
import * as errors from '../../../lib/errors/connection-errors.js'

describe('ConnectionError', () => {
  it('carries the driver error', () => {
    const parent = new Error('no route')
    const error = new errors.ConnectionError(parent)
    expect(error.message).toBe('no route')
    expect(error.parent).toBe(parent)
    expect(error.original).toBe(parent)
    expect(error.cause).toBe(parent)
  })

  it('stands without a driver error', () => {
    expect(new errors.ConnectionError().message).toBe('')
  })

  it.each([
    'ConnectionRefusedError',
    'AccessDeniedError',
    'HostNotFoundError',
    'HostNotReachableError',
    'InvalidConnectionError',
    'ConnectionTimedOutError',
    'ConnectionAcquireTimeoutError',
  ] as const)('%s is a ConnectionError with the v6 name', (name) => {
    const error = new errors[name](new Error('m'))
    expect(error).toBeInstanceOf(errors.ConnectionError)
    expect(error.name).toBe(`Sequelize${name}`)
  })

  it('tells the state of an exhausted pool and what to do', () => {
    const error = errors.ConnectionAcquireTimeoutError.poolExhausted({
      using: 5,
      max: 5,
      waiting: 3,
      acquireTimeoutMs: 60000,
    })
    expect(error.message).toContain('60000 ms: 5 of 5 are in use and 3 calls wait')
    expect(error.message).toContain('pool.max')
  })

  it('names the error of a closed statement queue', () => {
    expect(new errors.AsyncQueueError('m').name).toBe('SequelizeAsyncQueueError')
  })
})
