/** Foreign keys of several attributes that cannot be: each refusal says what does not fit. */
import { beforeEach, describe, expect, it } from 'vitest'
import { AssociationError, DataTypes, Sequelize } from '../../../lib/index.js'
import type { AnyModelClass } from '../../support/library-models.js'

describe('a foreign key of several attributes', () => {
  let define: (name: string, attributes?: object) => AnyModelClass
  let Owner: AnyModelClass
  let Pet: AnyModelClass

  beforeEach(() => {
    const sequelize = new Sequelize({ dialect: 'sqlite', logging: false })
    define = (name, attributes = {}) => sequelize.define(name, attributes as never) as never
    const part = () => ({ type: DataTypes.INTEGER, primaryKey: true })
    Owner = define('Owner', { tenantId: part(), id: part() })
    Pet = define('Pet')
  })

  /** The message of the refusal. */
  const refusal = (declare: () => unknown): string => {
    try {
      declare()
    } catch (error) {
      expect(error).toBeInstanceOf(AssociationError)
      return (error as Error).message
    }
    throw new Error('nothing was refused')
  }

  it('has as many attributes as what it refers to', () => {
    expect(refusal(() => Pet.belongsTo(Owner, { foreignKey: ['a', 'b', 'c'] }))).toBe(
      'Pet.belongsTo(Owner): "foreignKey" has 3 attributes (a, b, c), and refers to 2 attributes ' +
        '(tenantId, id). Give "foreignKey" and "targetKey" lists of the same length, in the same order.',
    )
    expect(refusal(() => Owner.hasMany(Pet, { foreignKey: ['a'] }))).toMatch(
      /^Owner\.hasMany\(Pet\): "foreignKey" has 1 attribute \(a\), and refers to 2 attributes \(tenantId, id\)\. Give "foreignKey" and "sourceKey"/,
    )
    expect(
      refusal(() => Owner.hasOne(Pet, { foreignKey: 'a', sourceKey: ['tenantId', 'id'] })),
    ).toMatch(/"foreignKey" has 1 attribute \(a\)/)
    expect(
      refusal(() =>
        Owner.belongsToMany(Pet, {
          through: 'Care',
          foreignKey: ['a', 'b'],
          otherKey: ['c', { type: DataTypes.INTEGER }],
        }),
      ),
    ).toMatch(
      /"otherKey" has 2 attributes \(c, \(attribute 2\)\), and refers to 1 attribute \(id\)/,
    )
  })

  it('names each attribute once', () => {
    expect(refusal(() => Pet.belongsTo(Owner, { foreignKey: ['a', 'a'] }))).toMatch(
      /"foreignKey" has "a" twice/,
    )
    expect(refusal(() => Pet.belongsTo(Owner, { targetKey: ['id', 'id'] }))).toMatch(
      /"targetKey" has "id" twice/,
    )
  })

  it('has attributes that can be read', () => {
    expect(refusal(() => Pet.belongsTo(Owner, { foreignKey: [] }))).toMatch(
      /"foreignKey" is an empty list/,
    )
    expect(refusal(() => Pet.belongsTo(Owner, { targetKey: [] }))).toMatch(
      /"targetKey" is an empty list/,
    )
    for (const wrong of [null, 5, ['a'], '']) {
      expect(refusal(() => Pet.belongsTo(Owner, { foreignKey: ['a', wrong] as never }))).toMatch(
        /"foreignKey" must be the name of an attribute, attribute options with "name", or a list/,
      )
    }
    expect(
      refusal(() => Owner.belongsToMany(Pet, { through: 'Care', otherKey: [7] as never })),
    ).toMatch(/"otherKey" must be/)
  })

  it('refers to attributes that there are', () => {
    expect(refusal(() => Pet.belongsTo(Owner, { targetKey: ['tenantId', 'nope'] }))).toMatch(
      /"targetKey" names "nope", which is not an attribute of Owner\.\s+Owner has: tenantId, id/,
    )
  })

  it('has a type for each attribute', () => {
    expect(
      refusal(() =>
        Pet.belongsTo(Owner, { foreignKey: ['a', 'b'], keyType: DataTypes.BIGINT as never }),
      ),
    ).toMatch(/"keyType" is the type of one attribute.*foreignKey: \[\{ name: "a", type: … \}/)
  })

  it('can be set to null by the database only as a whole', () => {
    expect(
      refusal(() =>
        Pet.belongsTo(Owner, {
          foreignKey: [{ name: 'tenantId', allowNull: false }, 'ownerId'],
          onDelete: 'set null',
        }),
      ),
    ).toMatch(
      /"SET NULL" would set all of tenantId, ownerId to null, and not each of them may be null in Pet/,
    )
    const Dog = define('Dog', { tenantId: { type: DataTypes.INTEGER, primaryKey: true } })
    expect(
      refusal(() =>
        Owner.hasMany(Dog, { foreignKey: ['tenantId', 'ownerId'], onDelete: 'SET NULL' }),
      ),
    ).toMatch(/Owner\.hasMany\(Dog\): onDelete/)
  })

  it('is not set to null where it says itself that it may not be', () => {
    const key = { name: 'ownerId', allowNull: false, onDelete: 'SET NULL' }
    const message =
      /: onDelete: "SET NULL" in "foreignKey" would set a column of Pet to null that may not be null\. Use "CASCADE"/
    const Home = define('Home')
    expect(refusal(() => Pet.belongsTo(Home, { foreignKey: key }))).toMatch(message)
    expect(refusal(() => Home.hasMany(Pet, { foreignKey: key }))).toMatch(message)
    expect(
      refusal(() =>
        Home.belongsToMany(Pet, { through: 'Stays', otherKey: { onDelete: 'set null' } }),
      ),
    ).toMatch(/"SET NULL" in "otherKey" would set a column of Stays to null/)
    // Beside the key it is left to the database, as in v6.
    Pet.belongsTo(Home, { foreignKey: { ...key, onDelete: 'CASCADE' }, onDelete: 'SET NULL' })
    expect(Pet.getAttributes()).toMatchObject({ ownerId: { onDelete: 'SET NULL' } })
  })

  it('differs from the other key of the through table', () => {
    expect(
      refusal(() =>
        Owner.belongsToMany(Owner, {
          as: 'friends',
          through: 'Friends',
          foreignKey: ['a', 'b'],
          otherKey: ['b', 'a'],
        }),
      ),
    ).toMatch(/both keys of the through table would be "a", "b"/)
  })

  it('is the same on both sides of a many-to-many', () => {
    Pet.belongsToMany(Owner, { through: 'Care' })
    expect(
      refusal(() => Owner.belongsToMany(Pet, { through: 'Care', foreignKey: ['t', 'o'] })),
    ).toMatch(
      /Owner\.belongsToMany\(Pet\): its keys \[t, o\] and \[PetId\] do not fit those of Pet\.belongsToMany\(Owner\) through Care, which are \[OwnerTenantId\] and \[PetId\]/,
    )
  })

  it('changes no model when it is refused', () => {
    refusal(() => Pet.belongsTo(Owner, { foreignKey: ['a', 'b', 'c'] }))
    refusal(() => Pet.belongsTo(Owner, { foreignKey: ['a', 'a'] }))
    expect(Object.keys(Pet.getAttributes())).toEqual(['id', 'createdAt', 'updatedAt'])
    expect(Object.keys(Pet.associations)).toEqual([])
  })
})
