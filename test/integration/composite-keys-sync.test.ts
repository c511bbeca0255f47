/** Foreign keys of several columns in the database: what they enforce, and how sync makes and alters them. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { type Branches, defineBranches, fillBranches } from '../support/branch-models.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let branches: Branches

  beforeAll(() => {
    sequelize = createSequelize(target)
    branches = defineBranches(sequelize)
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await fillBranches(branches)
  })

  const author = (branchId: number, id: number) => branches.Author.findByPk({ branchId, id })
  const book = (branchId: number, id: number) => branches.Book.findByPk({ branchId, id })
  const changes = async (run: () => Promise<unknown>, place = sequelize) =>
    (await statements(place, run)).filter((sql) => !/^(SELECT|PRAGMA)/.test(sql))

  describe('the database', () => {
    it('enforces the whole key', async () => {
      const { Copy } = branches
      await expect(Copy.create({ bookBranch: 2, bookId: 4 })).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      await Copy.create({ bookBranch: 9, bookId: null })
    })

    it('empties the keys of rows whose owner goes, where all of it may be null', async () => {
      await branches.Card.update({ authorBranch: null, authorId: null }, { where: {} })
      const sappho = await author(2, 2)
      await sappho.createCard({ code: 'c-s' })
      await (await book(2, 3)).setAuthor(null)
      await sappho.destroy()
      const card = await branches.Card.findOne({ where: { code: 'c-s' } })
      expect([card.authorBranch, card.authorId]).toEqual([null, null])
    })

    it('keeps an owner whose rows can neither be emptied as a whole nor go', async () => {
      const borges = await author(1, 2)
      await expect(borges.destroy()).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
    })

    it('deletes links with either side', async () => {
      await branches.Copy.destroy({ where: {} })
      await (await book(2, 1)).destroy()
      expect(await branches.BookTag.count()).toBe(3)
    })

    it('needs no change after it was made', async () => {
      expect(await changes(() => sequelize.sync({ alter: true }))).toEqual([])
    })
  })

  describe('sync', () => {
    const define = (place: Sequelize) => {
      const key = () => ({
        tenantId: { type: DataTypes.INTEGER, primaryKey: true },
        id: { type: DataTypes.INTEGER, primaryKey: true },
      })
      const Person = place.define('Person', key()) as AnyModelClass
      const Pet = place.define('Pet', { name: DataTypes.STRING }) as AnyModelClass
      return { Person, Pet, key }
    }
    const scratch = (options: object = {}) => {
      const place = createSequelize(target, {
        ...options,
        define: { timestamps: false },
        ...(target.dialect === 'sqlite' ? { storage: target.url } : {}),
      })
      return { place, ...define(place) }
    }
    const personKey = ['personTenant', 'personId']
    const violation = { name: 'SequelizeForeignKeyConstraintError' }
    const orphan = { personTenant: 1, personId: 99 }

    it('adds a key to a table that lacks it, once', async () => {
      const before = scratch()
      await before.place.sync({ force: true })
      const after = scratch()
      after.Pet.belongsTo(after.Person, { foreignKey: personKey })
      await after.place.sync({ alter: true })
      await expect(after.Pet.create(orphan)).rejects.toMatchObject(violation)
      expect(await changes(() => after.place.sync({ alter: true }), after.place)).toEqual([])
      await after.place.drop()
    })

    it('adds a key to columns that are there, and rows stay', async () => {
      const before = scratch()
      before.Pet.belongsTo(before.Person, { foreignKey: personKey, constraints: false })
      await before.place.sync({ force: true })
      await before.Person.create({ tenantId: 1, id: 1 })
      await before.Pet.create({ name: 'Rex', personTenant: 1, personId: 1 })
      const after = scratch()
      after.Person.hasMany(after.Pet, { foreignKey: personKey })
      await after.place.sync({ alter: true })
      await expect(after.Pet.create(orphan)).rejects.toMatchObject(violation)
      expect(await after.Pet.findAll({ raw: true })).toMatchObject([{ name: 'Rex', personId: 1 }])
      expect(await changes(() => after.place.sync({ alter: true }), after.place)).toEqual([])
      await after.place.drop()
    })

    it('replaces a key whose actions have changed', async () => {
      const before = scratch()
      before.Pet.belongsTo(before.Person, { foreignKey: personKey })
      await before.place.sync({ force: true })
      const after = scratch()
      after.Pet.belongsTo(after.Person, { foreignKey: personKey, onDelete: 'CASCADE' })
      await after.place.sync({ alter: true })
      const person = await after.Person.create({ tenantId: 1, id: 1 })
      await after.Pet.create({ personTenant: 1, personId: 1 })
      await person.destroy()
      expect(await after.Pet.count()).toBe(0)
      expect(await changes(() => after.place.sync({ alter: true }), after.place)).toEqual([])
      await after.place.drop()
    })

    it('drops a key with a column of it', async () => {
      const before = scratch()
      before.Pet.belongsTo(before.Person, { foreignKey: personKey })
      await before.place.sync({ force: true })
      const after = scratch()
      await after.place.sync({ alter: true })
      expect(Object.keys(await after.place.getQueryInterface().describeTable('Pets'))).toEqual([
        ...['id', 'name'],
      ])
      expect(await changes(() => after.place.sync({ alter: true }), after.place)).toEqual([])
      await after.place.drop()
    })

    it('makes and drops tables in the order of such keys, circles among them', async () => {
      const { place, Person, Pet, key } = scratch()
      // Declared before what they refer to.
      const Toy = place.define('Toy', {})
      const House = place.define('House', key())
      Toy.belongsTo(House, { foreignKey: ['houseTenant', 'houseId'] })
      Pet.belongsTo(Person, { foreignKey: personKey })
      Person.belongsTo(House, { as: 'home', foreignKey: ['homeTenant', 'homeId'] })
      House.belongsTo(Person, { as: 'host', foreignKey: ['hostTenant', 'hostId'] })
      await place.sync({ force: true })
      await place.sync({ force: true })
      await expect(
        (Person as any).create({ tenantId: 1, id: 1, homeTenant: 1, homeId: 1 }),
      ).rejects.toMatchObject(violation)
      expect(await changes(() => place.sync({ alter: true }), place)).toEqual([])
      await place.drop()
      expect(await place.getQueryInterface().showAllTables()).not.toContain('Houses')
    })

    it('refers to a table in its schema', async () => {
      const { place, Pet, key } = scratch()
      await place.createSchema('care', {})
      const Owner = place.define('Owner', key(), { schema: 'care' })
      Pet.belongsTo(Owner, { foreignKey: ['ownerTenant', 'ownerId'] })
      await place.sync({ force: true })
      await expect(Pet.create({ ownerTenant: 1, ownerId: 1 })).rejects.toMatchObject(violation)
      await Owner.create({ tenantId: 1, id: 1 } as never)
      await Pet.create({ ownerTenant: 1, ownerId: 1 })
      expect(await changes(() => place.sync({ alter: true }), place)).toEqual([])
      await place.drop()
      await place.dropSchema('care', {})
    })
  })
})
