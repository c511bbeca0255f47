/** Options that do not exist, where models are defined and methods of Sequelize are called. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  describe('in the names of options, with strict', () => {
    it('of the constructor are refused', () => {
      expect(() => createSequelize(target, { strict: true, lgging: false } as never)).toThrow(
        'new Sequelize (strict): "lgging" is not an option. Did you mean "logging"?',
      )
    })

    it.each<[string, (sequelize: any) => unknown, string]>([
      [
        'a model',
        (sequelize) => sequelize.define('Shelf', {}, { tabelName: 'x' }),
        'Shelf.init (strict): "tabelName" is not an option. Did you mean "tableName"?',
      ],
      [
        'an attribute',
        (sequelize) => sequelize.define('Shelf', { room: { type: 'TEXT', alowNull: false } }),
        'Shelf.init: attribute "room" (strict): "alowNull" is not an option. Did you mean "allowNull"?',
      ],
      [
        'an association',
        (sequelize) => {
          const Shelf = sequelize.define('Shelf', { room: 'TEXT' })
          Shelf.hasMany(sequelize.define('Box', {}), { foreignkey: 'shelf' })
        },
        'Shelf.hasMany(Box) (strict): "foreignkey" is not an option. Did you mean "foreignKey"?',
      ],
      [
        'a foreign key',
        (sequelize) => {
          const Shelf = sequelize.define('Shelf', { room: 'TEXT' })
          const foreignKey = { name: 'shelf', alowNull: false } as object
          Shelf.hasMany(sequelize.define('Box', {}), { foreignKey })
        },
        'Shelf.hasMany(Box): foreignKey (strict): "alowNull" is not an option. Did you mean "allowNull"?',
      ],
      [
        'a raw query',
        (sequelize) => sequelize.query('SELECT 1', { replacemnts: [] }),
        'sequelize.query (strict): "replacemnts" is not an option. Did you mean "replacements"?',
      ],
      [
        'a transaction',
        (sequelize) => sequelize.transaction({ isolation: 'SERIALIZABLE' }),
        'sequelize.transaction (strict): "isolation" is not an option.',
      ],
      [
        'sync',
        (sequelize) => sequelize.sync({ aler: true }),
        'sequelize.sync (strict): "aler" is not an option. Did you mean "alter"?',
      ],
      [
        'drop',
        (sequelize) => sequelize.drop({ cascde: true }),
        'sequelize.drop (strict): "cascde" is not an option. Did you mean "cascade"?',
      ],
    ])('of %s are refused, and nothing is done', async (_, call, message) => {
      const sent: string[] = []
      const own = createSequelize(target, { strict: true, logging: (sql) => sent.push(sql) })
      await expect((async () => call(own))()).rejects.toThrow(message)
      expect(sent).toEqual([])
      expect(
        Object.keys(own.models).filter((name) => own.models[name]?.associations.Boxes),
      ).toEqual([])
    })

    it('pass what an existing model has, to define another like it', () => {
      const own = createSequelize(target, { strict: true })
      const Shelf = own.define('Shelf', { room: DataTypes.STRING })
      const { hooks: _hooks, ...options } = Shelf.options as unknown as Record<string, unknown>
      expect(() => own.define('Copy', Shelf.rawAttributes as never, options)).not.toThrow()
    })
  })
})
