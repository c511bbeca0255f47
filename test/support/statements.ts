import { expect } from 'vitest'
import type { Sequelize } from '../../lib/index.js'

/**
 * Runs a function and gives the SQL of every statement that was sent meanwhile, in order, without
 * the log's `Executing (…): ` in front.
 *
 * Statements are taken from the `logging` option, so a call with a `logging` of its own is not seen.
 */
export async function statements(
  sequelize: Sequelize,
  run: () => Promise<unknown>,
): Promise<string[]> {
  const sent: string[] = []
  const options = sequelize.options as { logging?: unknown }
  const previous = options.logging
  options.logging = (message: string) => {
    sent.push(message.replace(/^Execut(?:ing|ed) \([^)]*\): /, ''))
  }
  try {
    await run()
  } finally {
    options.logging = previous
  }
  return sent
}

/** The error of what must be refused before a statement is sent. */
export async function refusedUnsent(
  sequelize: Sequelize,
  run: () => Promise<unknown>,
): Promise<Error> {
  let outcome: unknown
  const sent = await statements(sequelize, async () => {
    outcome = await run().catch((error: unknown) => error)
  })
  expect(sent).toEqual([])
  expect(outcome).toBeInstanceOf(Error)
  return outcome as Error
}
