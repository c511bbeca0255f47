import { describe, expect, it } from 'vitest'
import { openProgram } from '../support/language-service.js'

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

const { errors, hover, completions } = openProgram(program)

describe('Hovering over what define() gives', () => {
  it('finds no error in the program', { timeout: 60_000 }, () => {
    expect(errors()).toEqual([])
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

  it('offers the attributes where they are selected', { timeout: 60_000 }, () => {
    const names = completions("void User.findAll({ attributes: ['@@'] })")
    expect(names.sort()).toEqual(['createdAt', 'email', 'id', 'nickname', 'role', 'updatedAt'])
  })

  it('offers the attributes where a condition is written', () => {
    const names = completions('void User.findAll({ where: { @@ } })')
    expect(names).toEqual(expect.arrayContaining(['email', 'id', 'nickname', 'role']))
  }, 60_000)
})
