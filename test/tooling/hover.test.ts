import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = join(root, 'test/types/hover-program.ts')
const program = `
import { DataTypes, Sequelize } from '../../lib/index.js'
const sequelize = new Sequelize('sqlite::memory:')
const User = sequelize.define('User', {
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  email: { type: DataTypes.STRING, allowNull: false },
  nickname: DataTypes.STRING,
  role: { type: DataTypes.ENUM('admin', 'member'), allowNull: false, defaultValue: 'member' },
})
const ada = await User.create({ email: 'ada@example.org' })
const role = ada.role
const nickname = ada.nickname
const createdAt = ada.createdAt
const values = ada.get()
const rows = await User.findAll({ attributes: ['id', 'role'], raw: true })
const counts = await User.count({ group: ['role'] })
const page = await User.findAndCountAll({ raw: true, attributes: ['email'] })
`

let service: ts.LanguageService

/** What an editor asks, with this text in the file. */
function serviceFor(text: string): ts.LanguageService {
  const { useCaseSensitiveFileNames, ...system } = ts.sys
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'test/types/tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  )
  return ts.createLanguageService({
    ...system,
    useCaseSensitiveFileNames: () => useCaseSensitiveFileNames,
    getCompilationSettings: () => config!.options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const source = name === file ? text : ts.sys.readFile(name)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
  })
}

beforeAll(() => {
  service = serviceFor(program)
}, 60_000)

/** What an editor shows for a variable of the program. */
function hover(name: string): string {
  const position = program.indexOf(`const ${name} `) + 'const '.length
  const info = service.getQuickInfoAtPosition(file, position)
  return ts.displayPartsToString(info?.displayParts).replace(/\s+/g, ' ')
}

describe('Hovering over what define() gives', () => {
  it('finds no error in the program', { timeout: 60_000 }, () => {
    const errors = service.getSemanticDiagnostics(file)
    expect(errors.map(({ messageText }) => messageText)).toEqual([])
  })

  it('shows the plain types of attributes', () => {
    expect(hover('role')).toBe('const role: "admin" | "member"')
    expect(hover('nickname')).toBe('const nickname: string | null')
    expect(hover('createdAt')).toBe('const createdAt: Date')
  })

  it('shows all values as one object type', () => {
    expect(hover('values')).toBe(
      'const values: { id: number; email: string; nickname: string | null; ' +
        'role: "admin" | "member"; createdAt: Date; updatedAt: Date; }',
    )
  })

  it('shows plain rows by the attributes that were selected', () => {
    expect(hover('rows')).toBe('const rows: { id: number; role: "admin" | "member"; }[]')
    expect(hover('page')).toBe('const page: { rows: { email: string; }[]; count: number; }')
  })

  it('shows the groups of a count', () => {
    expect(hover('counts')).toBe('const counts: { role: "admin" | "member"; count: number; }[]')
  })

  it('shows the model by its attributes, without helper types for each of them', () => {
    const shown = hover('User')
    expect(shown).toContain('email: string; nickname: string | null; role: "admin" | "member"')
    expect(shown).not.toMatch(/AttributesOf|CreationAttributesOf|Simplify/)
  })

  it('offers the attributes where a condition is written', () => {
    const text = `${program}\nvoid User.findAll({ where: { /* here */ } })`
    const position = text.indexOf('/* here */')
    const entries = serviceFor(text).getCompletionsAtPosition(file, position, {})?.entries ?? []
    const names = entries.map(({ name }) => name.replaceAll('"', ''))
    expect(names).toEqual(expect.arrayContaining(['email', 'id', 'nickname', 'role']))
  }, 60_000)
})
