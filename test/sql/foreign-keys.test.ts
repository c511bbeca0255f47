/** The SQL of foreign keys of several columns: in CREATE TABLE, when a table is altered, per dialect. */
import { describe, expect, it } from 'vitest'
import { DataTypes, Deferrable, type Model, type ModelStatic, Sequelize } from '../../lib/index.js'
import { tableOfModel } from '../support/schema.js'
import { allTargets, type DialectName } from '../support/targets.js'

type AnyModel = ModelStatic<Model<any, any>>

const dialects = [...new Set(allTargets.map(({ dialect }) => dialect))]

/** CREATE TABLE of the model that a definition gives, written out per dialect. */
function expectTable(
  define: (sequelize: Sequelize) => AnyModel,
  expected: Readonly<Record<DialectName, string>>,
): void {
  for (const dialect of dialects) {
    const sequelize = new Sequelize({ dialect, logging: false, define: { timestamps: false } })
    const table = tableOfModel(define(sequelize) as never)
    const statements = sequelize.dialect.ddl.compile({
      kind: 'createTable',
      table,
      ifNotExists: false,
    })
    expect(
      statements.map(({ sql }) => sql),
      dialect,
    ).toEqual([expected[dialect]])
  }
}

const key = () => ({
  tenantId: { type: DataTypes.INTEGER, primaryKey: true },
  id: { type: DataTypes.INTEGER, primaryKey: true },
})

const owner = (sequelize: Sequelize): AnyModel => sequelize.define('Owner', key())

describe('a foreign key of several columns', () => {
  it('is one constraint of the table', () => {
    expectTable(
      (sequelize) => {
        const Pet = sequelize.define('Pet', { name: DataTypes.TEXT })
        Pet.belongsTo(owner(sequelize), {
          foreignKey: ['ownerTenant', { name: 'ownerId', field: 'owner_id' }],
        })
        return Pet
      },
      {
        postgres:
          'CREATE TABLE "Pets" ("id" SERIAL, "name" TEXT, "ownerTenant" INTEGER, "owner_id" INTEGER, ' +
          'PRIMARY KEY ("id"), FOREIGN KEY ("ownerTenant", "owner_id") ' +
          'REFERENCES "Owners" ("tenantId", "id") ON DELETE SET NULL ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Pets` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `name` TEXT, ' +
          '`ownerTenant` INTEGER, `owner_id` INTEGER, FOREIGN KEY (`ownerTenant`, `owner_id`) ' +
          'REFERENCES `Owners` (`tenantId`, `id`) ON DELETE SET NULL ON UPDATE CASCADE)',
      },
    )
  })

  it('keeps its owner where part of it must stay: it is part of the primary key', () => {
    expectTable(
      (sequelize) => {
        const Pet = sequelize.define('Pet', key())
        owner(sequelize).hasMany(Pet, { foreignKey: ['tenantId', 'ownerId'] })
        return Pet
      },
      {
        postgres:
          'CREATE TABLE "Pets" ("tenantId" INTEGER NOT NULL, "id" INTEGER NOT NULL, "ownerId" INTEGER, ' +
          'PRIMARY KEY ("tenantId", "id"), FOREIGN KEY ("tenantId", "ownerId") ' +
          'REFERENCES "Owners" ("tenantId", "id") ON DELETE NO ACTION ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Pets` (`tenantId` INTEGER NOT NULL, `id` INTEGER NOT NULL, `ownerId` INTEGER, ' +
          'PRIMARY KEY (`tenantId`, `id`), FOREIGN KEY (`tenantId`, `ownerId`) ' +
          'REFERENCES `Owners` (`tenantId`, `id`) ON DELETE NO ACTION ON UPDATE CASCADE)',
      },
    )
  })

  it('goes with its owner where none of it may be null, and is checked when it says so', () => {
    expectTable(
      (sequelize) => {
        const Chip = sequelize.define('Chip', {})
        owner(sequelize).hasOne(Chip, {
          foreignKey: [
            { name: 'tenantId', allowNull: false },
            { name: 'ownerId', allowNull: false, deferrable: Deferrable.INITIALLY_DEFERRED },
          ],
          onUpdate: 'restrict',
        })
        return Chip
      },
      {
        postgres:
          'CREATE TABLE "Chips" ("id" SERIAL, "tenantId" INTEGER NOT NULL, "ownerId" INTEGER NOT NULL, ' +
          'PRIMARY KEY ("id"), FOREIGN KEY ("tenantId", "ownerId") ' +
          'REFERENCES "Owners" ("tenantId", "id") ON DELETE CASCADE ON UPDATE RESTRICT ' +
          'DEFERRABLE INITIALLY DEFERRED)',
        sqlite:
          'CREATE TABLE `Chips` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `tenantId` INTEGER NOT NULL, ' +
          '`ownerId` INTEGER NOT NULL, FOREIGN KEY (`tenantId`, `ownerId`) ' +
          'REFERENCES `Owners` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE RESTRICT)',
      },
    )
  })

  it('is declared once, whichever side says it first', () => {
    expectTable(
      (sequelize) => {
        const [Owner, Pet] = [owner(sequelize), sequelize.define('Pet', {})]
        const foreignKey = ['tenantId', 'ownerId']
        Owner.hasMany(Pet, { foreignKey, onDelete: 'CASCADE' })
        Pet.belongsTo(Owner, { foreignKey })
        return Pet
      },
      {
        postgres:
          'CREATE TABLE "Pets" ("id" SERIAL, "tenantId" INTEGER, "ownerId" INTEGER, ' +
          'PRIMARY KEY ("id"), FOREIGN KEY ("tenantId", "ownerId") ' +
          'REFERENCES "Owners" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Pets` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `tenantId` INTEGER, `ownerId` INTEGER, ' +
          'FOREIGN KEY (`tenantId`, `ownerId`) ' +
          'REFERENCES `Owners` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE)',
      },
    )
  })

  it('stands beside a key of one of its columns', () => {
    expectTable(
      (sequelize) => {
        const Tenant = sequelize.define('Tenant', {})
        const Pet = sequelize.define('Pet', {})
        Pet.belongsTo(Tenant, { foreignKey: 'tenantId' })
        Pet.belongsTo(owner(sequelize), { foreignKey: ['tenantId', 'ownerId'] })
        return Pet
      },
      {
        postgres:
          'CREATE TABLE "Pets" ("id" SERIAL, ' +
          '"tenantId" INTEGER REFERENCES "Tenants" ("id") ON DELETE SET NULL ON UPDATE CASCADE, ' +
          '"ownerId" INTEGER, PRIMARY KEY ("id"), FOREIGN KEY ("tenantId", "ownerId") ' +
          'REFERENCES "Owners" ("tenantId", "id") ON DELETE SET NULL ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Pets` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, ' +
          '`tenantId` INTEGER REFERENCES `Tenants` (`id`) ON DELETE SET NULL ON UPDATE CASCADE, ' +
          '`ownerId` INTEGER, FOREIGN KEY (`tenantId`, `ownerId`) ' +
          'REFERENCES `Owners` (`tenantId`, `id`) ON DELETE SET NULL ON UPDATE CASCADE)',
      },
    )
  })

  it('is left out with constraints: false', () => {
    expectTable(
      (sequelize) => {
        const Pet = sequelize.define('Pet', {})
        Pet.belongsTo(owner(sequelize), {
          foreignKey: ['tenantId', 'ownerId'],
          constraints: false,
        })
        return Pet
      },
      {
        postgres:
          'CREATE TABLE "Pets" ("id" SERIAL, "tenantId" INTEGER, "ownerId" INTEGER, PRIMARY KEY ("id"))',
        sqlite:
          'CREATE TABLE `Pets` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `tenantId` INTEGER, `ownerId` INTEGER)',
      },
    )
  })

  it('refers to the attributes that are named, by their columns', () => {
    expectTable(
      (sequelize) => {
        const Shelf = sequelize.define('Shelf', {
          room: { type: DataTypes.STRING(8), field: 'room_name', unique: 'place' },
          number: { type: DataTypes.SMALLINT, unique: 'place' },
        })
        const Box = sequelize.define('Box', {}, { underscored: true })
        Box.belongsTo(Shelf, { targetKey: ['room', 'number'], as: 'shelf' })
        return Box
      },
      {
        postgres:
          'CREATE TABLE "boxes" ("id" SERIAL, "shelf_room" VARCHAR(8), "shelf_number" SMALLINT, ' +
          'PRIMARY KEY ("id"), FOREIGN KEY ("shelf_room", "shelf_number") ' +
          'REFERENCES "Shelves" ("room_name", "number") ON DELETE SET NULL ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `boxes` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `shelf_room` VARCHAR(8), ' +
          '`shelf_number` SMALLINT, FOREIGN KEY (`shelf_room`, `shelf_number`) ' +
          'REFERENCES `Shelves` (`room_name`, `number`) ON DELETE SET NULL ON UPDATE CASCADE)',
      },
    )
  })
})

describe('a through table with keys of several columns', () => {
  const link = (sequelize: Sequelize, through: unknown): AnyModel => {
    const Owner = owner(sequelize)
    const Pet = sequelize.define('Pet', key())
    Owner.belongsToMany(Pet, {
      through: through as string,
      foreignKey: ['tenantId', 'ownerId'],
      otherKey: ['tenantId', 'petId'],
    })
    Pet.belongsToMany(Owner, { through: through as string })
    return sequelize.model('Care') as AnyModel
  }

  it('has all of both as its primary key, a shared column once', () => {
    expectTable((sequelize) => link(sequelize, 'Care'), {
      postgres:
        'CREATE TABLE "Care" ("tenantId" INTEGER NOT NULL, "ownerId" INTEGER NOT NULL, "petId" INTEGER NOT NULL, ' +
        'PRIMARY KEY ("tenantId", "ownerId", "petId"), ' +
        'FOREIGN KEY ("tenantId", "ownerId") REFERENCES "Owners" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE, ' +
        'FOREIGN KEY ("tenantId", "petId") REFERENCES "Pets" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE)',
      sqlite:
        'CREATE TABLE `Care` (`tenantId` INTEGER NOT NULL, `ownerId` INTEGER NOT NULL, `petId` INTEGER NOT NULL, ' +
        'PRIMARY KEY (`tenantId`, `ownerId`, `petId`), ' +
        'FOREIGN KEY (`tenantId`, `ownerId`) REFERENCES `Owners` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE, ' +
        'FOREIGN KEY (`tenantId`, `petId`) REFERENCES `Pets` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE)',
    })
  })

  it('has all of both as a unique key where it has a primary key of its own', () => {
    expectTable(
      (sequelize) => {
        sequelize.define('Care', {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        })
        const Care = link(sequelize, 'Care')
        expect(Object.keys(Care.uniqueKeys)).toEqual(['Cares_tenantId_petId_ownerId_unique'])
        return Care
      },
      {
        postgres:
          'CREATE TABLE "Cares" ("id" SERIAL, "tenantId" INTEGER, "ownerId" INTEGER, "petId" INTEGER, ' +
          'UNIQUE ("tenantId", "ownerId", "petId"), PRIMARY KEY ("id"), ' +
          'FOREIGN KEY ("tenantId", "ownerId") REFERENCES "Owners" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE, ' +
          'FOREIGN KEY ("tenantId", "petId") REFERENCES "Pets" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Cares` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `tenantId` INTEGER, `ownerId` INTEGER, `petId` INTEGER, ' +
          'UNIQUE (`tenantId`, `ownerId`, `petId`), ' +
          'FOREIGN KEY (`tenantId`, `ownerId`) REFERENCES `Owners` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE, ' +
          'FOREIGN KEY (`tenantId`, `petId`) REFERENCES `Pets` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE)',
      },
    )
  })

  it('repeats nothing with unique: false', () => {
    expectTable(
      (sequelize) => {
        const Care = sequelize.define('Care', {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        })
        return link(sequelize, { model: Care, unique: false })
      },
      {
        postgres:
          'CREATE TABLE "Cares" ("id" SERIAL, "tenantId" INTEGER, "ownerId" INTEGER, "petId" INTEGER, ' +
          'PRIMARY KEY ("id"), ' +
          'FOREIGN KEY ("tenantId", "ownerId") REFERENCES "Owners" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE, ' +
          'FOREIGN KEY ("tenantId", "petId") REFERENCES "Pets" ("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE)',
        sqlite:
          'CREATE TABLE `Cares` (`id` INTEGER PRIMARY KEY AUTOINCREMENT, `tenantId` INTEGER, `ownerId` INTEGER, `petId` INTEGER, ' +
          'FOREIGN KEY (`tenantId`, `ownerId`) REFERENCES `Owners` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE, ' +
          'FOREIGN KEY (`tenantId`, `petId`) REFERENCES `Pets` (`tenantId`, `id`) ON DELETE CASCADE ON UPDATE CASCADE)',
      },
    )
  })
})
