/** JSON attributes: places inside them are set by their path. */
import type { Model } from '../../lib/index.js'

export function setPaths(
  thing: Model<{ id: number; meta: { audit: { by: string } } | null }>,
): void {
  thing.set('meta.audit.by', 'ada')
  thing.set('meta', { audit: { by: 'ada' } })
  // @ts-expect-error no such attribute
  thing.set('mata.audit.by', 'ada')
  // @ts-expect-error no such attribute
  thing.set('mata', 'ada')
}
