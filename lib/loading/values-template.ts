/**
 * What the values of loaded rows are copies of. A copy has room for all its properties from the
 * start, while an object that gets them one by one is moved three times on the way to eleven; rows
 * are made in less time, and leave half the garbage. No code is generated from names for it.
 */

/** More properties than this V8 keeps in another way, of which copies are slow. */
const MOST_NAMES = 100

/** Values of all the kinds that V8 tells apart. */
const kinds: readonly unknown[] = [0, 0.5, 'text', {}, null, undefined]

type Form = Readonly<Record<string, null>>
type Copy = (form: Form) => Record<string, unknown>

/**
 * V8 learns four forms of objects at a place in the code; from the fifth on, a copy that is made there
 * takes six times as long. Applications have more models than that, so there are many places.
 */
const places: readonly Copy[] = [
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
  (form) => ({ ...form }),
]

/** Makes objects with null for each name. */
export interface ValuesTemplate {
  readonly form: Form
  /** Copies the form. */
  readonly copy: Copy
}

/**
 * A template for objects with some names.
 *
 * @param names none of those that objects inherit, such as `__proto__`
 */
export function valuesTemplate(names: readonly string[]): ValuesTemplate {
  return { form: formOf(names), copy: places[placeOf(names)]! }
}

/** Forms that are the same have the same place. */
function placeOf(names: readonly string[]): number {
  let hash = 0
  for (const name of names) {
    for (let at = 0; at < name.length; at++) hash = (hash * 31 + name.charCodeAt(at)) >>> 0
  }
  return hash % places.length
}

function formOf(names: readonly string[]): Form {
  if (names.length > MOST_NAMES) return {}
  const text = `{${names.map((name) => `${JSON.stringify(name)}:null`).join(',')}}`
  // V8 notes for all objects of one form what was seen in a property, and moves those that do not
  // fit: this one is made when everything was seen.
  const pattern = JSON.parse(text) as Record<string, unknown>
  for (const name of names) for (const value of kinds) pattern[name] = value
  return JSON.parse(text) as Record<string, null>
}
