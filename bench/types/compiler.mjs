// The compiler's own count of its work.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const TSC = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')

/**
 * Checks a project.
 *
 * @param {string} folder
 * @param {string} config a file in it
 * @returns {{ instantiations: number, types: number, checkMs: number, totalMs: number,
 *   memoryMb: number }} memory and times as the compiler tells them
 * @throws when the project does not compile
 */
export function check(folder, config = 'tsconfig.json') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=8192', TSC, '-p', config, '--extendedDiagnostics', '--pretty', 'false'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  if (status !== 0) {
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '')
    throw new Error(`it does not compile:\n   ${lines.slice(0, 6).join('\n   ')}`)
  }
  const figure = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1])
  return {
    instantiations: figure('Instantiations'),
    types: figure('Types'),
    checkMs: figure('Check time') * 1000,
    totalMs: figure('Total time') * 1000,
    memoryMb: figure('Memory used') / 1024,
  }
}
