import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, type PackedPackage, projectRoot, run, runProgram } from './packed.js'

const require = createRequire(import.meta.url)

let packed: PackedPackage

beforeAll(async () => {
  packed = await installPacked()
})

afterAll(() => {
  packed.remove()
})

/** Runs a program beside the installed package and gives what it printed as JSON. */
async function evaluate(name: string, text: string): Promise<unknown> {
  const { code, stdout, stderr } = await runProgram(packed.folder, name, text)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('the tarball', () => {
  it('holds the built library and what a reader needs, nothing else', () => {
    const files = readdirSync(packed.installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(packed.installed.length + 1))
    const top = files.filter((file) => !file.startsWith('dist/'))
    expect(top.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    expect(
      files.filter(
        (file) => !/^dist\/(index\.d?\.?cts|index\.cjs|lib\/|types\/)|^[^/]+$/.test(file),
      ),
    ).toEqual([])
    expect(files.filter((file) => !/\.(js|d\.ts|cjs|d\.cts|md|json)$|LICENSE$/.test(file))).toEqual(
      [],
    )
  })

  it('installs no driver and no tool of this project', () => {
    const { dependencies } = JSON.parse(
      readFileSync(join(projectRoot, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> }
    const installed = readdirSync(join(packed.folder, 'node_modules'))
    expect(installed).toEqual(expect.arrayContaining(Object.keys(dependencies)))
    for (const driver of ['pg', 'sqlite3', 'better-sqlite3', 'mysql2', 'mariadb', 'tedious']) {
      expect(installed).not.toContain(driver)
    }
  })

  it('has entry points that publint finds nothing wrong with', async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.installed, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg as never))).toEqual([])
  })

  it('has types that fit every way of resolving it', async () => {
    const attw = join(
      dirname(require.resolve('@arethetypeswrong/cli/package.json')),
      'dist/index.js',
    )
    const args = [attw, packed.tarball, '--format', 'json']
    const { stdout } = await run(process.execPath, args, packed.folder)
    const { problems, analysis } = JSON.parse(stdout) as {
      problems?: Record<string, unknown>
      analysis: { types: unknown }
    }
    expect(analysis.types).not.toBe(false)
    expect(problems ?? {}).toEqual({})
  })
})

describe('the Sequelize class', () => {
  it('is one class for all forms of import and require in a program', async () => {
    const same = await evaluate(
      'forms.mjs',
      `import { createRequire } from 'node:module'
      import * as namespace from 'relata'
      import Default, { Sequelize as Named, DataTypes as NamedDataTypes } from 'relata'
      const require = createRequire(import.meta.url)
      const required = require('relata')
      const { Sequelize, DataTypes } = require('relata')
      console.log(JSON.stringify([
        typeof Named === 'function',
        Default === Named,
        required === Named,
        Sequelize === Named,
        required.default === Named,
        namespace.default === Named,
        DataTypes === NamedDataTypes,
      ]))`,
    )
    expect(same).toEqual(Array(7).fill(true))
  })

  it.each([
    ['the ES module', "await import('relata')"],
    ['the CommonJS bundle', "require('./node_modules/relata/dist/index.cjs')"],
  ])('has its name in %s, and the stack of an error starts at the program', async (_of, given) => {
    const [names, stack] = (await evaluate(
      'names.mjs',
      `import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      const { Sequelize, Model, ValidationError } = ${given}
      class Book extends Model {}
      async function findBooks() { return await Book.findAll() }
      const { stack } = await findBooks().catch((error) => error)
      console.log(JSON.stringify([[Sequelize, Model, ValidationError].map(({ name }) => name), stack]))`,
    )) as [string[], string]
    expect(names).toEqual(['Sequelize', 'Model', 'ValidationError'])
    expect(stack).toMatch(
      /^SequelizeUsageError: Book: Book is not connected[^\n]*\n {4}at .*findBooks/,
    )
  })

  it('is one class when a CommonJS program requires it first and imports it later', async () => {
    const same = await evaluate(
      'forms.cjs',
      `const Sequelize = require('relata')
      import('relata').then((module) => console.log(JSON.stringify([
        Sequelize === module.Sequelize,
        Sequelize === module.default,
        new Sequelize.Sequelize({ dialect: 'sqlite', dialectModule: ${sqliteModule()} })
          instanceof module.Sequelize,
      ])))`,
    )
    expect(same).toEqual([true, true, true])
  })

  it.each([
    ['that import gives', "await import('relata')"],
    ['of the CommonJS bundle', "require('./node_modules/relata/dist/index.cjs')"],
  ])('%s has every named export as a property', async (_title, expression) => {
    const missing = await evaluate(
      'properties.mjs',
      `import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      const names = Object.keys(await import('relata'))
      const { Sequelize } = ${expression}
      console.log(JSON.stringify(names.filter((name) =>
        name !== 'module.exports' && Sequelize[name] === undefined)))`,
    )
    expect(missing).toEqual([])
  })
})

describe('a query', () => {
  it.each([
    ['the ES modules', 'query.mjs', "import { Sequelize } from 'relata'"],
    ['the ES modules through require', 'query.cjs', "const Sequelize = require('relata')"],
    [
      'the CommonJS bundle',
      'bundle.cjs',
      "const { Sequelize } = require('./node_modules/relata/dist/index.cjs')",
    ],
  ])('runs on %s', async (_title, file, head) => {
    const rows = await evaluate(
      file,
      `${head}
      const load = ${file.endsWith('.mjs') ? "await import('node:module').then((module) => module.createRequire(import.meta.url))" : 'require'}
      const sequelize = new Sequelize({
        dialect: 'sqlite', storage: ':memory:', logging: false,
        dialectModule: load(${JSON.stringify(require.resolve('better-sqlite3'))}),
      })
      sequelize.query('SELECT 1 AS one', { type: 'SELECT' })
        .then((rows) => console.log(JSON.stringify(rows)))
        .finally(() => sequelize.close())`,
    )
    expect(rows).toEqual([{ one: 1 }])
  })
})

describe('a missing driver', () => {
  it.each([
    ['postgres', /npm install (?:[\w-]+ )*pg\b/],
    ['sqlite', /npm install (?:[\w-]+ )*sqlite3\b/],
  ])('of %s gives an error that names the package to install', async (dialect, hint) => {
    const message = await evaluate(
      'driver.mjs',
      `import { Sequelize } from 'relata'
      try {
        await new Sequelize({ dialect: '${dialect}', logging: false }).authenticate()
        console.log('null')
      } catch (error) {
        console.log(JSON.stringify(error.message))
      }`,
    )
    expect(message).toMatch(hint)
  })
})

describe('the types', () => {
  const esModule = `
    import Default, { DataTypes, Model, Sequelize, type Options } from 'relata'
    const options: Options = { dialect: 'sqlite' }
    export const one: Sequelize = new Default(options)
    export class Book extends Model {}
    export const type = DataTypes.STRING
    // @ts-expect-error there is no such export
    export { Sequelise } from 'relata'`
  const commonJs = `
    import Sequelize = require('relata')
    import { DataTypes, Model, type Options } from 'relata'
    const options: Options = { dialect: 'sqlite' }
    const one: Sequelize = new Sequelize(options)
    const two: Sequelize = new Sequelize.Sequelize(options)
    class Book extends Model {}
    const three: Sequelize.Options = options
    export = { one, two, three, Book, type: DataTypes.STRING, Other: Sequelize.Model }`

  it.each([
    ['node16', 'Node16', 'Node16'],
    ['nodenext', 'NodeNext', 'NodeNext'],
    ['bundler', 'Preserve', 'Bundler'],
  ])(
    'are the same for import and require under %s resolution',
    async (name, module, resolution) => {
      const files = [`${name}.mts`, `${name}.cts`]
      writeFileSync(join(packed.folder, `${name}.mts`), esModule)
      writeFileSync(join(packed.folder, `${name}.cts`), commonJs)
      const compilerOptions = {
        module,
        moduleResolution: resolution,
        target: 'ES2022',
        lib: ['ES2023'],
        typeRoots: [join(projectRoot, 'node_modules/@types')],
        types: ['node'],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        esModuleInterop: true,
      }
      writeFileSync(join(packed.folder, `${name}.json`), JSON.stringify({ compilerOptions, files }))
      const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc')
      const { stdout } = await run(process.execPath, [tsc, '-p', `${name}.json`], packed.folder)
      expect(stdout).toBe('')
    },
  )
})

/** An expression for a driver that is at hand here and is not installed beside the package. */
function sqliteModule(): string {
  return `require(${JSON.stringify(require.resolve('better-sqlite3'))})`
}
