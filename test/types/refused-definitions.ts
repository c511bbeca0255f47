/** What `define()` and `init()` refuse: misspelt options, and conditions on what is no column. */
import { type Attributes, DataTypes, Model, Sequelize } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Book, sequelize } from './library.js'

// @ts-expect-error no such option of an attribute
sequelize.define('A', { name: { type: DataTypes.STRING, alowNull: false } })
// @ts-expect-error no such option of an attribute among others
sequelize.define('B', { id: DataTypes.INTEGER, name: { type: DataTypes.STRING, uniqe: true } })
// @ts-expect-error no such value
sequelize.define('C', { name: { type: DataTypes.STRING, allowNull: 'no' } })
// @ts-expect-error no such option of the model
sequelize.define('D', { name: DataTypes.STRING }, { paranoyd: true })
// @ts-expect-error no such value of an option of the model
sequelize.define('E', { name: DataTypes.STRING }, { underscored: 'yes' })

class F extends Model {}
// @ts-expect-error no such option of an attribute
F.init({ name: { type: DataTypes.STRING, alowNull: false } }, { sequelize })
// @ts-expect-error no such option of the model
F.init({ name: DataTypes.STRING }, { sequelize, paranoyd: true })

// All options at once are still options, and getters still know their instance.
const G = sequelize.define('G', {
  key: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4, comment: 'x' },
  first: { type: DataTypes.STRING, allowNull: false, unique: 'names', field: 'first_name' },
  last: { type: DataTypes.STRING, allowNull: false, validate: { len: [1, 20], notEmpty: true } },
  full: {
    type: DataTypes.VIRTUAL(DataTypes.STRING, ['first', 'last']),
    get(): string {
      return `${this.first} ${this.last}`
    },
    set(value: string) {
      this.setDataValue('first', value)
    },
  },
  otherKey: { type: DataTypes.UUID, references: { model: 'Gs', key: 'key' }, onDelete: 'CASCADE' },
})
const g = await G.create({ first: 'Ada', last: 'Lovelace' })
expectEqual<typeof g.full, string>(true)
expectEqual<Attributes<typeof g>['first'], string>(true)

// Virtual attributes are no columns.
await G.findAll({ where: { first: 'Ada' }, attributes: ['full'] })
// @ts-expect-error no column
await G.findAll({ where: { full: 'Ada Lovelace' } })
// @ts-expect-error no column
await G.findOne({ where: { full: 'Ada Lovelace' } })
// @ts-expect-error no column
await Book.findAll({ where: { spine: 'x' } })
// @ts-expect-error no column
await Book.count({ where: { spine: 'x' } })
// @ts-expect-error no column
await Book.update({ title: 'x' }, { where: { spine: 'x' } })
// @ts-expect-error no column
await Book.destroy({ where: { spine: 'x' } })

// `init` takes the define option of its Sequelize instance into account, as `define` does.
const stamped = new Sequelize({
  dialect: 'sqlite',
  define: { createdAt: 'made', updatedAt: false, version: true },
})
class H extends Model {}
const Stamped = H.init({ name: DataTypes.STRING }, { sequelize: stamped })
expectEqual<
  Attributes<InstanceType<typeof Stamped>>,
  { id: number; name: string | null; version: number; made: Date }
>(true)
const own = H.init({ name: DataTypes.STRING }, { sequelize: stamped, timestamps: false })
expectEqual<
  Attributes<InstanceType<typeof own>>,
  { id: number; name: string | null; version: number }
>(true)
