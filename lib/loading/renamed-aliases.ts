/** Includes whose alias is in use in their statement, by one that differs from it in case only. */
import { UsageError } from '../errors/usage-errors.js'
import type { Select } from '../expression/select.js'
import type { IncludeNode } from './include-tree.js'
import { mentionsOf, tableOfColumn } from './mentioned-names.js'

/**
 * Paths of attributes find an include under whatever alias; `col()` would find the other one.
 *
 * @throws {UsageError} for a column of such an include, named by `col()`
 */
export function assertNamed(
  select: Select,
  includes: readonly IncludeNode[],
  caller: string,
): void {
  const renamed = renamedOf(includes)
  if (renamed.length === 0) return
  const paths = renamed.flatMap(({ path, through }) => [path, through?.path])
  for (const column of mentionsOf(select).columns) {
    const path = tableOfColumn(column)
    if (path === undefined || !paths.includes(path)) continue
    throw UsageError.invalid(
      caller,
      `col('${column}') is of an include whose alias differs from another one in case only, and the ` +
        'database cannot tell them apart',
      undefined,
      `Write the path, "$${column}$", or give one of them another alias.`,
    )
  }
}

function renamedOf(includes: readonly IncludeNode[]): IncludeNode[] {
  return includes.flatMap((include) => [
    ...(include.isRenamed ? [include] : []),
    ...renamedOf(include.children),
  ])
}
