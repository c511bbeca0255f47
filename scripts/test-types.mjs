/**
 * Type-checks test/types with every compiler that users have: a program there that must be refused
 * carries `@ts-expect-error`, so it is the compiler that passes or fails the tests. The programs in
 * test/types/v6 import `sequelize`: they are compiled with Relata in its place, and with v6 itself,
 * which shows that they are programs for v6.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const projects = ['test/types', 'test/types/v6', 'test/types/v6/tsconfig.oracle.json']
let failed = 0

for (const name of ['typescript', 'typescript-native']) {
  const folder = join(root, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const project of projects) {
    const args = [join(folder, 'bin/tsc'), '-p', join(root, project)]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    const outcome = status === 0 ? 'passed' : 'failed'
    process.stdout.write(`TypeScript ${version}, ${project}: ${outcome}\n`)
    if (status !== 0) failed += 1
  }
}

process.exitCode = failed > 0 ? 1 : 0
