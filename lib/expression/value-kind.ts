/**
 * What a value without a data type is, as far as SQL text may depend on it. PostgreSQL takes the
 * type of an operand from its text (`5` is an integer, `1.5` is numeric), so a bound number without
 * a data type is spelled with a cast, and its kind is part of the shape. The keys of plans, which
 * are found without a tree, use the same kinds.
 */

/**
 * `i` an integer of 32 bits, `l` one of 64 bits, `d` any other number, `b` boolean, `s` text,
 * `t` a date, `x` bytes, `a` a list, `n` null, `o` anything else.
 */
export type ValueKind = 'i' | 'l' | 'd' | 'b' | 's' | 't' | 'x' | 'a' | 'n' | 'o'

/** The kind of a value. Hot: plans are looked up with it. */
export function valueKind(value: unknown): ValueKind {
  switch (typeof value) {
    case 'string':
      return 's'
    case 'number':
      return (value | 0) === value ? 'i' : numberKind(value)
    case 'boolean':
      return 'b'
    case 'bigint':
      return bigintKind(value)
    case 'object':
      return value === null ? 'n' : objectKind(value)
    case 'undefined':
      return 'n'
    default:
      return 'o'
  }
}

function numberKind(value: number): ValueKind {
  return Number.isSafeInteger(value) ? 'l' : 'd'
}

function bigintKind(value: bigint): ValueKind {
  if (BigInt.asIntN(32, value) === value) return 'i'
  return BigInt.asIntN(64, value) === value ? 'l' : 'd'
}

function objectKind(value: object): ValueKind {
  if (value instanceof Date) return 't'
  if (value instanceof Uint8Array) return 'x'
  return Array.isArray(value) ? 'a' : 'o'
}

/**
 * The kind of a list on the right of IN: that which all items can be read as. Numbers widen (`i`,
 * `l`, `d`), an object anywhere or bytes beside anything else make the list `o`, and any other
 * mixture is text.
 */
export function listKind(list: readonly unknown[]): ValueKind {
  let kind: ValueKind | undefined
  for (let i = 0; i < list.length; i++) {
    const next = valueKind(list[i])
    if (next === kind) continue
    if (next === 'o' || next === 'a') return 'o'
    kind = kind === undefined ? next : widerKind(kind, next)
    if (kind === 'o') return kind
  }
  return kind ?? 'n'
}

/**
 * Whether a list can be one value of a plan, whatever its length: all texts, or all numbers. Others
 * are compared with item by item. Lists of bigints are among those, since some dialects bind them so.
 */
export function isUniformList(list: readonly unknown[]): boolean {
  if (list.length === 0) return false
  const type = typeof list[0]
  if (type !== 'string' && type !== 'number') return false
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== type) return false
  return true
}

function widerKind(left: ValueKind, right: ValueKind): ValueKind {
  if (left === 'x' || right === 'x') return 'o'
  if (isNumberKind(left) && isNumberKind(right)) {
    return left === 'd' || right === 'd' ? 'd' : 'l'
  }
  return 's'
}

/** The bits of integer types by key; of those with a size that dialects disagree about, the least. */
const integerBits: Readonly<Record<string, number>> = {
  TINYINT: 8,
  SMALLINT: 16,
  MEDIUMINT: 24,
  INTEGER: 32,
  BIGINT: 64,
}

/**
 * The kind of a value beside what it has a type from, as far as SQL text may depend on it. A number
 * that an integer column cannot hold is compared with it as what it is: `id = 99999999999` finds
 * nothing, where a parameter of the column's type would be refused.
 *
 * @returns empty for a value with a type, but for numbers beyond an integer type: `l` or `d`
 */
export function kindBeside(
  type: { readonly key: string } | undefined,
  value: unknown,
): ValueKind | '' {
  if (type === undefined) return valueKind(value)
  const kind = typeof value
  return kind === 'number' || kind === 'bigint' ? kindBeyond(type.key, value as number) : ''
}

/** The same for a list: `l` or `d` when an item is. */
export function listKindBeside(
  type: { readonly key: string } | undefined,
  list: readonly unknown[],
): ValueKind | '' {
  if (type === undefined) return listKind(list)
  if (integerBits[type.key] === undefined) return ''
  let kind: ValueKind | '' = ''
  for (let i = 0; i < list.length && kind !== 'd'; i++) kind = kindBeside(type, list[i]) || kind
  return kind
}

function kindBeyond(key: string, value: number | bigint): ValueKind | '' {
  const bits = integerBits[key]
  if (bits === undefined) return ''
  const kind = valueKind(value)
  if (kind === 'd') return 'd'
  if (kind === 'i' && bits >= 32) return ''
  // Both are exact: a number of this kind is a safe integer.
  return BigInt.asIntN(bits, BigInt(value)) === BigInt(value) ? '' : 'l'
}

/** Whether a kind is that of a number. */
export function isNumberKind(kind: ValueKind): boolean {
  return kind === 'i' || kind === 'l' || kind === 'd'
}

/** The number of placeholders for a list whose items are bound one by one: the next power of two. */
export function paddedLength(length: number): number {
  return length < 2 ? 1 : 2 ** Math.ceil(Math.log2(length))
}
