/**
 * Writes dist/:
 *
 *   dist/lib/index.js        the library in one ES module, which `import` and Node's `require` load:
 *                            hundreds of files would take half as long again to load
 *   dist/lib/**.d.ts         its types, file by file
 *   dist/types/**.d.ts       the type-level half
 *   dist/index.cjs           the library in one CommonJS file, for tools that load nothing else
 *   dist/index.d.cts         its types: the same declarations, seen as `module.exports = Sequelize`
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { relaxEntryTypes } from './entry-types.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const entry = join(dist, 'lib/index.js')
const entryTypes = join(dist, 'lib/index.d.ts')

/** Makes the bundle's `module.exports` the class, with the named exports as its properties. */
const commonJsFooter = `{
  const named = module.exports
  const { Sequelize } = named
  for (const name of Object.keys(named)) {
    if (name === 'module.exports' || Sequelize[name] === named[name]) continue
    Object.defineProperty(Sequelize, name, { value: named[name], configurable: true, writable: true })
  }
  module.exports = Sequelize
}`

rmSync(dist, { recursive: true, force: true })
compile()
removeEmptyModules(join(dist, 'types'))
relaxEntryTypes(entryTypes)
await bundleCommonJs()
await bundleModule()
writeFileSync(join(dist, 'index.d.cts'), commonJsTypes(listExports()))

function compile() {
  const tsc = join(root, 'node_modules/typescript-native/bin/tsc')
  const config = join(root, 'tsconfig.build.json')
  const { status } = spawnSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

/** Removes what the compiler wrote beside declarations and is never loaded. */
function removeEmptyModules(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (name.endsWith('.js')) rmSync(join(folder, name))
  }
}

/** Bundles our own files into the entry, in place of the compiler's output; packages stay imports. */
async function bundleModule() {
  const bundle = join(dist, 'bundle.js')
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  })
  removeEmptyModules(join(dist, 'lib'))
  renameSync(bundle, entry)
  restoreClassNames(entry)
}

/**
 * Gives classes their names again. The bundler writes a class that mentions itself as
 * `var Model = class _Model`, and the name would show in stacks and in the output of console.log.
 */
function restoreClassNames(file) {
  const text = readFileSync(file, 'utf8')
  const renamed = [...text.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => name)
  const pattern = new RegExp(`\\b_(${renamed.join('|')})\\b`, 'g')
  writeFileSync(file, text.replace(pattern, '$1'))
}

/**
 * Bundles our own files; packages stay `require` calls.
 *
 * `require` of the file gives the Sequelize class with every named export as a property, which is
 * also what Node gives for the ES module.
 */
async function bundleCommonJs() {
  const outfile = join(dist, 'index.cjs')
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    define: { 'import.meta.url': '__fileUrl' },
    banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href" },
    footer: { js: commonJsFooter },
    logLevel: 'warning',
  })
  restoreClassNames(outfile)
}

/** The names that the entry exports, but for the class itself. */
function listExports() {
  const program = ts.createProgram([entryTypes], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(entryTypes))
  return checker
    .getExportsOfModule(module)
    .map((symbol) => symbol.name)
    .filter((name) => name !== 'default' && name !== 'Sequelize')
    .sort()
}

function commonJsTypes(names) {
  const members = names.map((name) => `  export import ${name} = relata.${name}`)
  return `// @ts-ignore Node >= 20.19 loads ES modules from CommonJS, older settings of TypeScript deny it.
import * as relata from './lib/index.js'

declare class Sequelize extends relata.Sequelize {
  static readonly default: typeof Sequelize
}

declare namespace Sequelize {
${members.join('\n')}
  export { Sequelize }
}

export = Sequelize
`
}
