/** Keys as text, by which children find their parents. */

/** The values of a key as text; undefined when a part of it is null or missing. Hot. */
export function keyOf(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  return names.length === 1
    ? keyPart(values[names[0]!])
    : keyText(names.map((name) => values[name]))
}

/**
 * A key as text, whatever characters its parts have.
 *
 * @returns undefined when a part of the key is null or missing
 */
export function keyText(parts: readonly unknown[]): string | undefined {
  if (parts.length === 1) return keyPart(parts[0])
  let text = ''
  for (const value of parts) {
    const part = keyPart(value)
    if (part === undefined) return undefined
    text += `${part.length}:${part}`
  }
  return text
}

/** A key of one part as text; a number and its text are one key, as in SQL. Hot. */
export function keyPart(part: unknown): string | undefined {
  if (typeof part === 'string') return part
  if (part === null || part === undefined) return undefined
  if (part instanceof Date) return String(part.getTime())
  return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : String(part)
}
