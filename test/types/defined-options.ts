/** What the options of `define()` and of `new Sequelize` change in the inferred types. */
import type { Attributes } from '../../lib/index.js'
import { DataTypes, Sequelize } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

type AttributesOf<T extends abstract new (...args: any) => any> = Attributes<InstanceType<T>>

const Bare = sequelize.define('Bare', { name: DataTypes.STRING }, { timestamps: false })
expectEqual<AttributesOf<typeof Bare>, { id: number; name: string | null }>(true)

const Renamed = sequelize.define(
  'Renamed',
  { name: DataTypes.STRING },
  { createdAt: 'made', updatedAt: false, deletedAt: 'gone', paranoid: true, version: 'revision' },
)
expectEqual<
  AttributesOf<typeof Renamed>,
  { id: number; name: string | null; revision: number; made: Date; gone: Date | null }
>(true)

// Without timestamps, paranoid adds nothing.
const Contradictory = sequelize.define(
  'Contradictory',
  { name: DataTypes.STRING },
  { timestamps: false, paranoid: true },
)
expectEqual<AttributesOf<typeof Contradictory>, { id: number; name: string | null }>(true)

// A timestamp that is declared keeps its declaration, and is still filled in by itself.
const Declared = sequelize.define('Declared', {
  createdAt: { type: DataTypes.DATE, allowNull: false },
})
expectEqual<AttributesOf<typeof Declared>, { id: number; createdAt: Date; updatedAt: Date }>(true)
await Declared.create({})

// Options that change no types change none.
const Named = sequelize.define(
  'Named',
  { name: { type: DataTypes.STRING, allowNull: false } },
  {
    tableName: 'named_things',
    underscored: true,
    indexes: [{ unique: true, fields: ['name'] }],
    defaultScope: { where: { name: 'x' } },
    scopes: { called: (name: string) => ({ where: { name } }) },
    hooks: {
      beforeCreate(instance, options) {
        expectEqual<typeof instance.name, string>(true)
        expectEqual<typeof instance.createdAt, Date>(true)
        options.transaction?.id satisfies string | undefined
        // @ts-expect-error no such attribute
        instance.title
      },
      afterFind: [async (result) => void result],
    },
    validate: {
      hasName() {
        if (this.name === '') throw new Error('a name is needed')
      },
    },
  },
)
expectEqual<
  AttributesOf<typeof Named>,
  { id: number; name: string; createdAt: Date; updatedAt: Date }
>(true)

// @ts-expect-error no such option
sequelize.define('Misspelt', { name: DataTypes.STRING }, { tabelName: 'x' })
// @ts-expect-error a scope's conditions are checked
sequelize.define('Scoped', { name: DataTypes.STRING }, { defaultScope: { where: { nmae: 1 } } })

// The define option of the Sequelize instance.
const plain = new Sequelize({
  dialect: 'sqlite',
  define: { timestamps: false, version: true },
})
const Plain = plain.define('Plain', { name: DataTypes.STRING })
expectEqual<AttributesOf<typeof Plain>, { id: number; name: string | null; version: number }>(true)
const Stamped = plain.define('Stamped', { name: DataTypes.STRING }, { timestamps: true })
expectEqual<
  AttributesOf<typeof Stamped>,
  { id: number; name: string | null; version: number; createdAt: Date; updatedAt: Date }
>(true)

// Such an instance is still a Sequelize.
function takesSequelize(instance: Sequelize): string {
  return instance.getDialect()
}
takesSequelize(plain)
takesSequelize(sequelize)
