/** Foreign keys that may not be null, met by methods that would take them away. */
import { codeText } from '../errors/code-text.js'
import { ValidationError } from '../errors/validation-errors.js'
import type { HeldKey } from './keys.js'

/**
 * Empties keys. Where they may not be null, v6's error says what else the method can do.
 *
 * @param option the option of the method that deletes the rows instead
 */
export async function emptyingKeys<T>(
  { holder, foreignKeys }: HeldKey,
  option: 'destroy' | 'destroyPrevious',
  empty: () => Promise<T>,
): Promise<T> {
  try {
    return await empty()
  } catch (error) {
    if (error instanceof ValidationError) {
      const item = error.errors.find(
        ({ type, path }) => type === 'notNull Violation' && foreignKeys.includes(path ?? ''),
      )
      if (item !== undefined) {
        addHint(
          error,
          `A row of ${holder.name} cannot be without its owner. To delete the row instead, give the ` +
            `method ${codeText({ [option]: true })}.`,
        )
      }
    }
    throw error
  }
}

function addHint(error: Error, hint: string): void {
  const { message, stack } = error
  error.message = `${message}\n${hint}`
  // The stack begins with the message as it was.
  if (stack?.includes(message) === true) error.stack = stack.replace(message, () => error.message)
}
