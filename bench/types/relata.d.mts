import type { GeneratedModel } from './schema.mjs'

/** The generated schema and its queries, in the words of Relata. */
export function generate(
  models: readonly GeneratedModel[],
  from?: string,
): { readonly schema: string; readonly queries: string }
