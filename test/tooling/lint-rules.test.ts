import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import relata from '../../scripts/lint-rules.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'relata-lint-'))
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

/** Writes the files, lints them with the project's own rules, gives the messages by file. */
async function lint(files: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { relata },
      rules: {
        'relata/import-floors': 'error',
        'relata/no-dialect-name-test': 'error',
        'relata/no-import-cycles': 'error',
      },
    },
  })
  const results = await eslint.lintFiles(['**/*.ts'])
  return Object.fromEntries(
    results
      .filter((result) => result.messages.length > 0)
      .map(({ filePath, messages }) => [
        filePath.slice(root.length + 1).replaceAll('\\', '/'),
        messages.map(({ message }) => message),
      ]),
  )
}

describe('npm run lint', () => {
  /** Lints a text as if it were in the file, with the project's own configuration. */
  async function lintAs(filePath: string, text: string): Promise<(string | null)[]> {
    const [result] = await new ESLint().lintText(text, { filePath })
    return result?.messages.map(({ ruleId }) => ruleId) ?? []
  }

  it.each([
    ['an upward import', 'relata/import-floors', "import '../engine/executor.js'"],
    [
      'a test of the dialect by name',
      'relata/no-dialect-name-test',
      "/** Tells. */\nexport const tells = (x: { dialect: string }) => x.dialect === 'postgres'",
    ],
    ['an export without a docstring', 'jsdoc/require-jsdoc', 'export const limit = 1'],
    ['an exported type without one', 'jsdoc/require-jsdoc', 'export interface Limit { n: 1 }'],
    ['a floating promise', '@typescript-eslint/no-floating-promises', 'Promise.resolve()'],
    ['an unused value', '@typescript-eslint/no-unused-vars', 'const limit = 1'],
    ['a file that is too long', 'max-lines', '\n'.repeat(701)],
    [
      'a switch that leaves a case out',
      '@typescript-eslint/switch-exhaustiveness-check',
      "declare const x: 'a' | 'b'\nswitch (x) {\n  case 'a':\n}",
    ],
    ['text compiled into code', 'no-new-func', "new Function('return 1')()"],
  ])('fails on %s', async (_title, rule, text) => {
    expect(await lintAs('lib/compiler/identifiers.ts', text)).toContain(rule)
  })

  it('has nothing against a file that keeps the rules', async () => {
    const text =
      "import type { BaseError } from '../errors/base-error.js'\n\n/** An error. */\nexport type E = BaseError\n"
    expect(await lintAs('lib/compiler/identifiers.ts', text)).toEqual([])
  })
})

describe('import floors', () => {
  it('accepts imports of the own folder and of lower floors', async () => {
    const found = await lint({
      'lib/errors/base-error.ts': 'export class BaseError extends Error {}',
      'lib/engine/dialect.ts': "import { BaseError } from '../errors/base-error.js'\nBaseError",
      'lib/engine/executor.ts': "import type { A } from './dialect.js'\nexport type B = A",
      'lib/model/model.ts': "export { A } from '../engine/dialect.js'",
      'lib/sequelize.ts': "import './dialects/index.js'\nimport './model/model.js'",
      'lib/index.ts': "export * from './sequelize.js'\nexport * from './utils.js'",
      'lib/utils.ts': "export { A } from './model/model.js'",
    })
    expect(found).toEqual({})
  })

  it('refuses an upward import in every form it can be written in', async () => {
    const found = await lint({
      'lib/compiler/a.ts': "import { run } from '../engine/executor.js'\nrun()",
      'lib/compiler/b.ts': "import type { Run } from '../engine/executor.js'\nexport type R = Run",
      'lib/compiler/c.ts': "export * from '../engine/executor.js'",
      'lib/compiler/d.ts': "export const run = () => import('../engine/executor.js')",
      'lib/compiler/e.ts': "export type Run = import('../engine/executor.js').Run",
      'lib/compiler/f.ts': "require('../engine/executor.js')",
    })
    expect(Object.keys(found)).toHaveLength(6)
    expect(found['lib/compiler/a.ts']).toEqual([
      '"../engine/executor.js": compiler stands below engine. ' +
        'Declare an interface in compiler and supply it in sequelize.ts.',
    ])
  })

  it('keeps model and dialects blind to each other', async () => {
    const found = await lint({
      'lib/model/a.ts': "import '../dialects/sqlite/dialect.js'",
      'lib/dialects/sqlite/a.ts': "import '../../model/model.js'",
    })
    expect(found).toEqual({
      'lib/model/a.ts': [expect.stringContaining('only dialects/index.ts names dialects')],
      'lib/dialects/sqlite/a.ts': [
        expect.stringContaining('dialects and model are blind to each other'),
      ],
    })
  })

  it('lets only sequelize.ts import the list of dialects', async () => {
    const found = await lint({
      'lib/sequelize.ts': "import './dialects/index.js'",
      'lib/loading/a.ts': "import '../dialects/index.js'",
      'lib/dialects/sqlite/a.ts': "import '../index.js'",
    })
    expect(Object.keys(found).sort()).toEqual(['lib/dialects/sqlite/a.ts', 'lib/loading/a.ts'])
  })

  it('lets mariadb build on mysql, and no other dialect on another', async () => {
    const found = await lint({
      'lib/dialects/mariadb/a.ts': "import '../mysql/dialect.js'",
      'lib/dialects/mysql/a.ts': "import '../emulation/paging.js'",
      'lib/dialects/sqlite/a.ts': "import '../postgres/dialect.js'",
    })
    expect(found).toEqual({
      'lib/dialects/sqlite/a.ts': [
        expect.stringContaining('dialect sqlite may not build on dialect postgres'),
      ],
    })
  })

  it('lets only connection files import drivers, and dialect folders their types', async () => {
    const found = await lint({
      'lib/dialects/postgres/connection.ts': "import pg from 'pg'\npg",
      'lib/dialects/sqlite/connection-sqlite3.ts': "import('sqlite3')",
      'lib/dialects/mysql/errors.ts': "import type { QueryError } from 'mysql2/promise'",
      'lib/dialects/postgres/errors.ts': "import { DatabaseError } from 'pg'",
      'lib/engine/a.ts': "import type { Client } from 'pg'",
      'types/a.ts': "import type { Client } from 'pg'",
    })
    expect(Object.keys(found).sort()).toEqual([
      'lib/dialects/postgres/errors.ts',
      'lib/engine/a.ts',
      'types/a.ts',
    ])
  })

  it('lets lib and types see each other through type imports only', async () => {
    const found = await lint({
      'lib/model/a.ts':
        "import type { A } from '../../types/a.js'\nexport type { B } from '../../types/a.js'",
      'types/a.ts': "import type { Model } from '../lib/model/model.js'",
      'lib/model/b.ts': "import { A } from '../../types/a.js'",
      'types/b.ts': "export { Model } from '../lib/model/model.js'",
      'types/c.ts': "import type { X } from '../lib/dialects/sqlite/dialect.js'",
    })
    expect(Object.keys(found).sort()).toEqual(['lib/model/b.ts', 'types/b.ts', 'types/c.ts'])
  })

  it('lets tests outside test/unit import the public entry only', async () => {
    const found = await lint({
      'test/unit/model/a.test.ts': "import '../../../lib/model/model.js'",
      'test/integration/a.test.ts': "import '../../lib/index.js'\nimport '../support/dialects.js'",
      'test/integration/b.test.ts': "import '../../lib/model/model.js'",
    })
    expect(found).toEqual({
      'test/integration/b.test.ts': [expect.stringContaining('import the public entry')],
    })
  })

  it('refuses files on no floor, further index files and names that say nothing', async () => {
    const found = await lint({
      'lib/magic/a.ts': '',
      'lib/model/index.ts': '',
      'lib/model/helpers.ts': '',
      'lib/internal/a.ts': '',
      'lib/data-types/index.ts': '',
    })
    expect(Object.keys(found).sort()).toEqual([
      'lib/internal/a.ts',
      'lib/magic/a.ts',
      'lib/model/helpers.ts',
      'lib/model/index.ts',
    ])
  })
})

describe('import cycles', () => {
  it('shows the way a cycle takes, type imports included', async () => {
    const found = await lint({
      'lib/model/a.ts': "import type { B } from './b.js'\nexport type A = B",
      'lib/model/b.ts': "export type { C as B } from './c.js'",
      'lib/model/c.ts': "export type C = import('./a.js').A",
      'lib/model/d.ts': "import type { A } from './a.js'\nexport type D = A",
    })
    expect(found['lib/model/a.ts']).toEqual([
      'This import closes a cycle: lib/model/a.ts → lib/model/b.ts → lib/model/c.ts → lib/model/a.ts.',
    ])
    expect(Object.keys(found).sort()).toEqual([
      'lib/model/a.ts',
      'lib/model/b.ts',
      'lib/model/c.ts',
    ])
  })

  it('allows a cycle across the border of lib and types', async () => {
    const found = await lint({
      'lib/model/a.ts': "import type { B } from '../../types/b.js'\nexport type A = B",
      'types/b.ts': "import type { A } from '../lib/model/a.js'\nexport type B = A",
    })
    expect(found).toEqual({})
  })
})

describe('tests of a dialect by name', () => {
  it.each([
    ["export const a = (x) => x.dialect === 'postgres'"],
    ["export const a = (x) => 'sqlite' !== x.getDialect()"],
    ['export const a = (x) => x.dialect.name == `mysql`'],
    ["export const a = (x) => { switch (x.dialect.name) { case 'mssql': return 1 } }"],
    ["export const a = (x) => ['mysql', 'mariadb'].includes(x.dialect)"],
    ["export const a = (x) => x.dialect.startsWith('maria') || x.name.startsWith('mariadb')"],
    ["export const a = (x) => new Set(['db2', 'oracle']).has(x)"],
    ['export const a = (x) => ({ postgres: 1, sqlite: 2 })[x.dialect]'],
  ])('refuses %s in shared code', async (text) => {
    const found = await lint({ 'lib/model/a.ts': text })
    expect(found['lib/model/a.ts']).toEqual([expect.stringContaining('Shared code does not ask')])
  })

  it('accepts capabilities in shared code, and names in the folder of a dialect', async () => {
    const found = await lint({
      'lib/model/a.ts': "export const a = (x) => x.supports.returning && x.kind === 'select'",
      'lib/model/b.ts': 'export const usage = \'new Sequelize({ dialect: "postgres" })\'',
      'lib/dialects/postgres/a.ts': "export const a = (x) => x.name === 'postgres'",
    })
    expect(found).toEqual({})
  })
})
