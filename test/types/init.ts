/** What `init()` infers for a class that declares no types of its own. */
import type { Attributes } from '../../lib/index.js'
import { DataTypes, Model, type ModelAttributes } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

class ReaderClass extends Model {
  greet(): string {
    return 'hello'
  }
}

const Reader = ReaderClass.init(
  {
    name: { type: DataTypes.STRING, allowNull: false },
    joined: DataTypes.DATEONLY,
  },
  { sequelize, modelName: 'Reader', updatedAt: false },
)

const reader = await Reader.create({ name: 'Ada' })
expectEqual<typeof reader.name, string>(true)
expectEqual<typeof reader.joined, string | null>(true)
expectEqual<ReturnType<typeof reader.greet>, string>(true)
expectEqual<
  Attributes<typeof reader>,
  { id: number; name: string; joined: string | null; createdAt: Date }
>(true)
const rows = await Reader.findAll({ attributes: ['name'], raw: true })
expectEqual<typeof rows, { name: string }[]>(true)

// @ts-expect-error name is missing
await Reader.create({})
// @ts-expect-error no such attribute
await Reader.findAll({ where: { nmae: 'Ada' } })

// The class itself stays as it was, as in v6.
const loose = await ReaderClass.create({ anything: 1 })
loose.get('anything')

// Attributes that are known at run time only.
const attributes: ModelAttributes = { name: DataTypes.STRING }
class Dynamic extends Model {}
Dynamic.init(attributes, { sequelize })
const dynamic: Dynamic = await Dynamic.create({ anything: 1 })
dynamic.get('anything')
