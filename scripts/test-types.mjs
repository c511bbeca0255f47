/**
 * Type-checks test/types with every compiler that users have: a program there that must be refused
 * carries `@ts-expect-error`, so it is the compiler that passes or fails the tests.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
let failed = 0

for (const name of ['typescript', 'typescript-native']) {
  const folder = join(root, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const args = [join(folder, 'bin/tsc'), '-p', join(root, 'test/types')]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  process.stdout.write(`TypeScript ${version}: ${status === 0 ? 'passed' : 'failed'}\n`)
  if (status !== 0) failed += 1
}

process.exitCode = failed > 0 ? 1 : 0
