/**
 * Type-checks test/types with every compiler that users have: a program there that must be refused
 * carries `@ts-expect-error`, so it is the compiler that passes or fails the tests.
 *
 * - The newest compilers read the sources. The programs in test/types/v6 import `sequelize`: they
 *   are compiled with Relata in its place, and with v6 itself, which shows that they are programs
 *   for v6.
 * - Every minor version since 5.4 reads the declarations that are shipped, and checks them too.
 *
 * Names of compilers as arguments (`5.4 7.0`) run only those.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { relaxEntryTypes } from './entry-types.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const projects = ['test/types', 'test/types/v6', 'test/types/v6/tsconfig.oracle.json']
const newest = ['typescript', 'typescript-native']
const older = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9'].map((version) => `typescript-${version}`)
const chosen = process.argv.slice(2)
let failed = 0

for (const name of newest.filter(isChosen)) {
  for (const project of projects) check(name, join(root, project), project)
}
const folder = mkdtempSync(join(tmpdir(), 'relata-types-'))
try {
  writeShippedTypes(folder)
  for (const name of [...older, ...newest].filter(isChosen)) {
    check(name, folder, 'test/types with the shipped declarations')
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0

function isChosen(name) {
  return chosen.length === 0 || chosen.some((version) => versionOf(name).startsWith(version))
}

function versionOf(name) {
  const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  return JSON.parse(text).version
}

function check(name, project, title) {
  const compiler = join(root, 'node_modules', name, 'bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' })
  const outcome = status === 0 ? 'passed' : 'failed'
  process.stdout.write(`TypeScript ${versionOf(name)}, ${title}: ${outcome}\n`)
  if (status !== 0) failed += 1
}

/** The declarations in the place of the sources, with the programs beside them. */
function writeShippedTypes(folder) {
  const compiler = join(root, 'node_modules/typescript-native/bin/tsc')
  const config = join(root, 'tsconfig.build.json')
  const args = [compiler, '-p', config, '--emitDeclarationOnly', '--outDir', folder]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  relaxEntryTypes(join(folder, 'lib/index.d.ts'))
  cpSync(join(root, 'test/types'), join(folder, 'test/types'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  // What only reads sources, or has to do with emitting, older compilers do not know.
  const { erasableSyntaxOnly: _, ...options } = compilerOptions
  const settings = {
    compilerOptions: { ...options, skipLibCheck: false },
    include: ['test/types'],
    exclude: ['test/types/v6'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
}
