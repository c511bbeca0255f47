/**
 * What the values of loaded rows are copies of. A copy has room for all its properties from the
 * start, while an object that gets them one by one is moved three times on the way to eleven; rows
 * are made in less time, and leave half the garbage. No code is generated from names for it.
 */

/** More properties than this V8 keeps in another way, of which copies are slow. */
const MOST_NAMES = 100

/** Values of all the kinds that V8 tells apart. */
const kinds: readonly unknown[] = [0, 0.5, 'text', {}, null, undefined]

/**
 * An object with null for each name; copy it by spreading.
 *
 * @param names none of those that objects inherit, such as `__proto__`
 */
export function valuesTemplate(names: readonly string[]): Readonly<Record<string, null>> {
  if (names.length > MOST_NAMES) return {}
  const text = `{${names.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`
  // V8 notes for all objects of one form what was seen in a property, and moves those that do not
  // fit: this one is made when everything was seen.
  const pattern = JSON.parse(text) as Record<string, unknown>
  for (const name of names) for (const value of kinds) pattern[name] = value
  return JSON.parse(text) as Record<string, null>
}
