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
})
