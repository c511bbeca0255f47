// The packages of the peers, which are no dependencies of Relata: installed when a run needs them.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Installs what the package.json of a folder lists, unless all of it is there.
 *
 * @param {URL} folder with a slash at its end
 * @throws when npm fails
 */
export function installPeers(folder) {
  const { name, dependencies } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  const isThere = (one) => existsSync(new URL(`node_modules/${one}`, folder))
  if (Object.keys(dependencies).every(isThere)) return
  const path = fileURLToPath(folder)
  console.error(`Installing the packages of ${name} (once) …`)
  const { status } = spawnSync('npm', ['ci'], {
    cwd: path,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    throw new Error(`The packages could not be installed; see above. Try: npm ci --prefix ${path}`)
  }
}
