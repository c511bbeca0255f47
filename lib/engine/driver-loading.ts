/** Loads driver packages, which the application installs beside this one. */
import { createRequire } from 'node:module'
import { join } from 'node:path'

// The CommonJS bundle has no import.meta.url, the ES module no __filename.
const here = typeof __filename === 'string' ? __filename : import.meta.url

/**
 * A package as the application sees it: resolved from this package's place, then from the working
 * directory, for installations in which this package cannot see its neighbours.
 *
 * @param name a package's name, or v6's `dialectModulePath`
 * @returns undefined when it is not installed
 * @throws whatever the package throws while it loads
 */
export function loadPackage(name: string): unknown {
  const requireHere = createRequire(here)
  for (const load of [requireHere, createRequire(join(process.cwd(), 'package.json'))]) {
    try {
      return load(name) as unknown
    } catch (error) {
      if (!isMissing(error, name)) throw error
    }
  }
  return undefined
}

/** Whether the package itself is missing, rather than something it needs. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = Object(error) as { code?: string; message?: string }
  return code === 'MODULE_NOT_FOUND' && message?.includes(`'${name}'`) === true
}
