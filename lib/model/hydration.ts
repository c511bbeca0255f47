/** How instances are made of what was read already: rows without `build`, includes without reading them again. */

/** Marks the options of an instance whose values come decoded from the database. */
export const hydrated: unique symbol = Symbol('hydrated')

/** The include option in its full form, among the options of `build`, where it was read already. */
export const readIncludes: unique symbol = Symbol('readIncludes')

/**
 * The options of loaded instances, shared by all rows of one entity in one result: v6's
 * `instance._options`.
 */
export interface HydrationOptions {
  readonly [hydrated]: true
  readonly isNewRecord: false
  readonly raw: true
  /** Attributes that were selected. */
  readonly attributes: readonly string[]
  /** Names under which included instances are held. */
  readonly includeNames: readonly string[]
  /** The include option of the finder, for `reload`. */
  readonly include: unknown
}
