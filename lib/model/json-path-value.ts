/** Setting one place in a JSON value: `set('meta.audit.by', 'ada')`. */
import { isDeepStrictEqual } from 'node:util'

/**
 * A copy of a JSON value with one place changed; only what lies on the path is copied, so that the
 * value before stays what it was.
 *
 * @param path names and positions divided by dots
 * @param refuse called for a step that no value can have or that leads through one that has no parts
 * @returns the same value when the place holds an equal one already
 */
export function setJsonPath(
  root: unknown,
  path: string,
  value: unknown,
  refuse: (step: string, received: unknown) => never,
): unknown {
  return setAt(root, path.split('.'), 0, value, refuse)
}

function setAt(
  holder: unknown,
  steps: readonly string[],
  depth: number,
  value: unknown,
  refuse: (step: string, received: unknown) => never,
): unknown {
  if (depth === steps.length) return isDeepStrictEqual(holder, value) ? holder : value
  const step = steps[depth]!
  if (step === '__proto__') return refuse(step, holder)
  if (holder !== null && holder !== undefined && typeof holder !== 'object') {
    return refuse(step, holder)
  }
  const below =
    typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step)
      ? (holder as Record<string, unknown>)[step]
      : undefined
  const next = setAt(below, steps, depth + 1, value, refuse)
  if (next === below && below !== undefined) return holder
  if (Array.isArray(holder)) {
    const copy: unknown[] = [...(holder as unknown[])]
    ;(copy as unknown as Record<string, unknown>)[step] = next
    return copy
  }
  return { ...(holder as object | null | undefined), [step]: next }
}
