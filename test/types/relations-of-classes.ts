/** `relate` with classes that declare their types, with untyped ones, and in several calls. */
import {
  type CreationOptional,
  DataTypes,
  type ForeignKey,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type NonAttribute,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

class AuthorClass extends Model<
  InferAttributes<AuthorClass>,
  InferCreationAttributes<AuthorClass>
> {
  declare id: CreationOptional<number>
  declare name: string
  declare born: string | null
  declare works?: NonAttribute<WorkClass[]>

  static named(name: string): Promise<AuthorClass | null> {
    return AuthorClass.findOne({ where: { name } })
  }

  get initial(): NonAttribute<string> {
    return this.name.slice(0, 1)
  }
}

class WorkClass extends Model<InferAttributes<WorkClass>, InferCreationAttributes<WorkClass>> {
  declare id: CreationOptional<number>
  declare title: string
  declare authorId: ForeignKey<number>
}

class Untyped extends Model {}
AuthorClass.init(
  { id: DataTypes.INTEGER, name: DataTypes.STRING, born: DataTypes.DATEONLY },
  {
    sequelize,
  },
)
WorkClass.init({ id: DataTypes.INTEGER, title: DataTypes.STRING }, { sequelize })
Untyped.init({ name: DataTypes.STRING }, { sequelize })

const { Author, Work } = sequelize.relate({ Author: AuthorClass, Work: WorkClass }, (r) => ({
  Author: { works: r.hasMany('Work', { foreignKey: 'authorId' }) },
  Work: { author: r.belongsTo('Author') },
}))

const [author] = await Author.findAll({ include: ['works'], where: { name: 'Austen' } })
expectEqual<typeof author extends AuthorClass | undefined ? true : false, true>(true)
author!.initial satisfies string
author!.works[0]!.title satisfies string
const works = await author!.getWorks({ where: { title: 'Emma' }, include: ['author'] })
works[0]!.author?.initial satisfies string | undefined
await author!.createWork({ title: 'Emma' })
;(await Author.named('Austen'))?.initial satisfies string | undefined
await Work.create({ title: 'Emma', authorId: 1 })
await Author.create({ name: 'x', works: [{ title: 'Emma' }] }, { include: ['works'] })
// @ts-expect-error no such relation
await Author.findAll({ include: ['books'] })
// @ts-expect-error no such attribute
await Author.findAll({ where: { nmae: 'Austen' } })
// @ts-expect-error title is missing
await author!.createWork({})
// Nested rows have what is included; without that, raw results are typed as v6 types them.
const [row] = await Work.findAll({ include: ['author'], raw: true, nest: true })
row!.title satisfies string
row!.author!.name satisfies string | null
const [byAuthor] = await Author.findAll({ include: ['works'], raw: true, nest: true })
byAuthor!.works!.title satisfies string | null
// @ts-expect-error plain rows have no methods
byAuthor!.getWorks()
const [plainWork] = await Work.findAll({ raw: true, nest: true })
expectEqual<typeof plainWork extends WorkClass | undefined ? true : false, true>(true)
const old: AuthorClass = author!
old.works?.length

// What takes the class takes the related model.
function show(instance: AuthorClass): string {
  return instance.name
}
show(author!)

// A second call adds to the first.
const more = sequelize.relate({ Author, Work }, (r) => ({
  Work: { editor: r.belongsTo('Author', { inverse: 'edited' }) },
  Author: { edited: r.hasMany('Work', { foreignKey: 'editorId' }) },
}))
const [work] = await more.Work.findAll({ include: ['author', 'editor'] })
work!.author?.name satisfies string | undefined
work!.editor?.name satisfies string | undefined
await work!.getAuthor()
await work!.getEditor()

// Untyped classes stay so.
const loose = sequelize.relate({ Untyped, Author }, (r) => ({
  Untyped: { authors: r.hasMany('Author') },
}))
const [any] = await loose.Untyped.findAll({ include: ['authors'], where: { anything: 1 } })
any!.get('anything')

// Other names than those of the declaration do not compile.
const models = { Author, Work }
// @ts-expect-error no such model to declare relations of
sequelize.relate(models, (r) => ({ Autor: { works: r.hasMany('Work') } }))
// @ts-expect-error no such model to lead to
sequelize.relate(models, (r) => ({ Author: { works: r.hasMany('Werk') } }))
// @ts-expect-error no foreign key
sequelize.relate(models, (r) => ({ Author: { works: r.hasMany('Work', { foreignKey: 5 }) } }))
// @ts-expect-error no such option
sequelize.relate(models, (r) => ({ Author: { works: r.hasMany('Work', { foreignKye: 'x' }) } }))
// @ts-expect-error the alias is the name of the relation
sequelize.relate(models, (r) => ({ Author: { works: r.hasMany('Work', { as: 'books' }) } }))
// @ts-expect-error what it goes through is missing
sequelize.relate(models, (r) => ({ Author: { works: r.belongsToMany('Work', {}) } }))
// @ts-expect-error no relation
sequelize.relate(models, () => ({ Author: { works: 'Work' } }))
// @ts-expect-error no model
sequelize.relate({ Author: 5 }, () => ({}))
// @ts-expect-error no such option of the call
sequelize.relate(models, () => ({}), { inverse: 'sometimes' })

// The singular of a relation's name may be given.
const irregular = sequelize.relate({ Author, Work }, (r) => ({
  Author: { opera: r.hasMany('Work', { singular: 'opus' }), series: r.hasMany('Work') },
}))
const composer = await irregular.Author.findOne({ rejectOnEmpty: true })
await composer.addOpus(1)
await composer.createOpus({ title: 'x' })
await composer.addOpera([1])
await composer.addSeries([1])
await composer.createSeries({ title: 'x' })
// @ts-expect-error it has another singular
await composer.addOperum(1)

// Models in the place of names are found among those of the declaration.
const Label = sequelize.define('Label', { text: DataTypes.STRING })
const WorkLabel = sequelize.define('WorkLabel', { weight: DataTypes.INTEGER })
const byModel = sequelize.relate({ Work: WorkClass, Label, WorkLabel }, (r) => ({
  Work: { labels: r.belongsToMany(Label, { through: WorkLabel }) },
  Label: { works: r.belongsToMany(WorkClass, { through: { model: WorkLabel } }) },
}))
const labelled = await byModel.Work.findOne({
  include: [{ association: 'labels', include: ['works'] }],
  rejectOnEmpty: true,
})
labelled.labels[0]!.WorkLabel.weight satisfies number | null
labelled.labels[0]!.works[0]!.title satisfies string
labelled.labels[0]!.works[0]!.WorkLabel.weight satisfies number | null
await labelled.addLabel(1, { through: { weight: 1 } })
