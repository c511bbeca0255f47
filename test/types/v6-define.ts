/** Programs for v6 that use `define` with types of their own, and generic helpers: unchanged. */
import {
  type Attributes,
  type BuildOptions,
  type CreateOptions,
  type CreationAttributes,
  DataTypes,
  type FindAttributeOptions,
  type FindOptions,
  type Includeable,
  type IncludeOptions,
  Model,
  type ModelAttributes,
  type ModelCtor,
  type ModelDefined,
  type ModelStatic,
  Op,
  type Optional,
  type Order,
  type WhereOptions,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

interface NoteAttributes {
  id: number
  title: string
  content: string
}
interface NoteCreationAttributes extends Optional<NoteAttributes, 'id' | 'title'> {}
interface NoteInstance extends Model<NoteAttributes, NoteCreationAttributes>, NoteAttributes {
  createdAt?: Date
}
type NoteStatic = typeof Model & { new (values?: object, options?: BuildOptions): NoteInstance }

const columns = {
  id: { type: DataTypes.INTEGER.UNSIGNED, autoIncrement: true, primaryKey: true },
  title: { type: new DataTypes.STRING(64), defaultValue: 'Untitled' },
  content: { type: DataTypes.TEXT, allowNull: false },
}

// The instance's type as a type argument.
const Note = sequelize.define<NoteInstance>('Note', columns)
const note = await Note.create({ content: 'x' })
expectEqual<typeof note, NoteInstance>(true)
note.title.length
// @ts-expect-error content is missing
await Note.create({ title: 'x' })
// @ts-expect-error the attributes are those of the type argument
sequelize.define<NoteInstance>('Note', { id: DataTypes.INTEGER })

// The model's type as an annotation.
const Annotated: ModelDefined<NoteAttributes, NoteCreationAttributes> = sequelize.define('Note', {
  id: { type: DataTypes.INTEGER.UNSIGNED, autoIncrement: true, primaryKey: true },
  title: DataTypes.STRING,
  content: DataTypes.TEXT,
})
const annotated = await Annotated.create({ content: 'x' })
expectEqual<ReturnType<typeof annotated.getDataValue<'title'>>, string>(true)

// The model's type as an assertion.
const Asserted = sequelize.define('Note', { title: DataTypes.STRING }) as NoteStatic
const asserted = await Asserted.findOne({ where: { title: 'x' } })
expectEqual<typeof asserted, NoteInstance | null>(true)

// No types at all.
const Untyped = sequelize.define<Model>('Untyped', { anything: DataTypes.STRING })
const untyped = await Untyped.create({ something: 1 })
untyped.get('else')
await Untyped.findAll({ where: { other: { [Op.like]: 'x' } }, attributes: ['another'] })
const attributes: ModelAttributes = {
  a: DataTypes.STRING,
  b: {
    type: DataTypes.INTEGER,
    allowNull: false,
    references: { model: 'users', key: 'id' },
    unique: 'ab',
  },
}
const Dynamic = sequelize.define('Dynamic', attributes)
await Dynamic.findAll({ where: { anything: 1 } })

// Options made apart.
const options: FindOptions<NoteAttributes> = { where: { id: 3 } }
const condition: WhereOptions<NoteAttributes> = { title: { [Op.like]: 'x' } }
const order: Order = [['title', 'ASC']]
const includes: Includeable[] = [Note]
const include: IncludeOptions = { model: Note, required: true }
const selected: FindAttributeOptions = ['id', ['title', 'called']]
await Note.findAll(options)
await Note.findAll({ where: condition, order, include: [...includes, include] })
await Note.findAll({ attributes: selected })

// Helpers for any model.
export async function listAndCreate<M extends Model>(
  model: ModelStatic<M>,
  where: WhereOptions<Attributes<M>>,
  values: CreationAttributes<M>,
  createOptions: CreateOptions<Attributes<M>>,
): Promise<M[]> {
  const constructor: ModelCtor<M> = model
  const all: M[] = await model.findAll({ where })
  const one: M | null = await model.findOne({ where })
  await constructor.count({ where })
  await model.create(values, createOptions)
  return one === null ? all : [...all, one]
}
const notes = await listAndCreate(Note, { title: 'x' }, { content: 'x' }, {})
expectEqual<typeof notes, NoteInstance[]>(true)
// @ts-expect-error no such attribute
await listAndCreate(Note, { titel: 'x' }, { content: 'x' }, {})
