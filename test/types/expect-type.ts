/** What the type tests assert with. Nothing here runs: `tsc --noEmit` is the test. */

/** Whether two types are exactly the same. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only if both types are exactly the same. */
export declare function expectEqual<A, B>(equal: Equal<A, B>): void
