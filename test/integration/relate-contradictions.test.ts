/** What `relate` refuses, since a database would: and that the way out which it shows works there. */
import { expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

// What relations add to models is the subject here, not its types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

function define(sequelize: Sequelize, ...names: readonly string[]): Any {
  return Object.fromEntries(
    names.map((name) => [name, sequelize.define(name, { name: DataTypes.STRING })]),
  )
}

forEachDialect({}, (target) => {
  it('one key of two tables is refused, and is written where nothing enforces it', async () => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const models = define(sequelize, 'Text', 'Image', 'Comment')
    const declare = (options: object) => (r: Any) => ({
      Text: { comments: r.hasMany('Comment', { foreignKey: 'subjectId', ...options }) },
      Image: { comments: r.hasMany('Comment', { foreignKey: 'subjectId', ...options }) },
    })
    expect(() => sequelize.relate(models, declare({ inverse: false }) as Any)).toThrow(
      'Image.comments: the key "subjectId" refers to Image here and to Text in Text.comments',
    )
    sequelize.relate(models, declare({ inverse: false, constraints: false }) as Any)
    await sequelize.sync({ force: true })
    await models.Text.create({ name: 'only' })
    const [, second] = [await models.Image.create({}), await models.Image.create({})]
    await second.createComment({ name: 'well' })
    expect((await second.getComments()).map((one: Any) => one.name)).toEqual(['well'])
  })

  it('SET NULL for a key that cannot be null is refused, and another action is taken', async () => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const models = define(sequelize, 'Owner', 'Pet')
    const declare = (onDelete: string) => (r: Any) => ({
      Owner: { pets: r.hasMany('Pet', { onDelete }) },
      Pet: { owner: r.belongsTo('Owner', { foreignKey: { name: 'ownerId', allowNull: false } }) },
    })
    expect(() => sequelize.relate(models, declare('SET NULL') as Any)).toThrow(
      'Owner.pets: onDelete "SET NULL" would set "ownerId" to null, which may not be null in Pet.',
    )
    sequelize.relate(models, declare('CASCADE') as Any)
    await sequelize.sync({ force: true })
    const owner = await models.Owner.create({})
    await owner.createPet({ name: 'Rex' })
    await owner.destroy()
    expect(await models.Pet.count()).toBe(0)
  })

  it('the table of a model as the name of another is refused, and its model links', async () => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const models = define(sequelize, 'Post', 'Tag')
    const Link = sequelize.define('Link', { since: DataTypes.INTEGER }, { tableName: 'links' })
    const declare = (through: string) => (r: Any) => ({
      Post: { tags: r.belongsToMany('Tag', { through, inverse: false }) },
    })
    expect(() => sequelize.relate(models, declare('links') as Any)).toThrow(
      `Post: { tags: r.belongsToMany('Tag', { through: 'Link', inverse: false }) }`,
    )
    sequelize.relate(models, declare('Link') as Any)
    await sequelize.sync({ force: true })
    const post = await models.Post.create({})
    await post.addTag(await models.Tag.create({}), { through: { since: 1900 } })
    expect((await Link.findAll()).map(({ since }) => since)).toEqual([1900])
  })

  it.each([true, false])(
    'pairs go, or keep what they link, as is said (pairs first: %s)',
    async (isFirst) => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const models = define(sequelize, 'Student', 'Course', 'Seat')
      sequelize.relate(models, ((r: Any) => {
        const pairs = {
          Student: { courses: r.belongsToMany('Course', { through: 'Seat' }) },
          Course: { students: r.belongsToMany('Student', { through: 'Seat' }) },
        }
        const ends = {
          Seat: {
            student: r.belongsTo('Student', { inverse: false }),
            course: r.belongsTo('Course', { onDelete: 'RESTRICT', inverse: false }),
          },
        }
        return isFirst ? { ...pairs, ...ends } : { ...ends, ...pairs }
      }) as Any)
      await sequelize.sync({ force: true })
      const [student, course] = [await models.Student.create({}), await models.Course.create({})]
      await student.addCourse(course)
      await expect(course.destroy()).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      await student.destroy()
      expect(await models.Seat.count()).toBe(0)
      await course.destroy()
    },
  )

  it('what a second call says of a key is in the table', async () => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const models = define(sequelize, 'Owner', 'Pet')
    models.Owner.hasMany(models.Pet, { as: 'pets', foreignKey: 'ownerId' })
    const foreignKey = { field: 'owner_no', allowNull: false }
    sequelize.relate(models, ((r: Any) => ({
      Pet: { owner: r.belongsTo('Owner', { foreignKey, onDelete: 'RESTRICT' }) },
    })) as Any)
    await sequelize.sync({ force: true })
    const columns = await sequelize.getQueryInterface().describeTable('Pets')
    expect(columns.owner_no?.allowNull).toBe(false)
    const owner = await models.Owner.create({ name: 'Ann' })
    await owner.createPet({ name: 'Rex' })
    await expect(owner.destroy()).rejects.toMatchObject({
      name: 'SequelizeForeignKeyConstraintError',
    })
    const [found] = await models.Owner.findAll({ include: 'pets' })
    expect(found.pets.map((pet: Any) => pet.name)).toEqual(['Rex'])
  })

  it('a model that links others is referred to by the key that it is told to have', async () => {
    const declare = (r: Any): Any => ({
      Order: { products: r.belongsToMany('Product', { through: 'Item' }) },
      Product: { orders: r.belongsToMany('Order', { through: 'Item' }) },
      Item: { shipments: r.hasMany('Shipment') },
      Shipment: { item: r.belongsTo('Item') },
    })
    const first = createSequelize(target, { define: { timestamps: false } })
    const wrong = define(first, 'Order', 'Product', 'Item', 'Shipment')
    expect(() => first.relate(wrong, declare as Any)).toThrow(
      'Item.shipments: Item has no key of its own to refer to',
    )
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const models = define(sequelize, 'Order', 'Product', 'Shipment')
    models.Item = sequelize.define('Item', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    })
    sequelize.relate(models, declare as Any)
    await sequelize.sync({ force: true })
    const order = await models.Order.create({})
    await order.addProducts([await models.Product.create({}), await models.Product.create({})])
    const [one, two] = await models.Item.findAll({ order: ['id'] })
    await one.createShipment({})
    expect([await one.countShipments(), await two.countShipments()]).toEqual([1, 0])
  })
})
