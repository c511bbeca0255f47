/** Associations by DATE columns, of which the database knows more digits than a Date. */
import { beforeAll, expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  const strategies = ['auto', 'join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]
  const sequelize = createSequelize(target)
  const define = (name: string, attributes: object): AnyModelClass =>
    sequelize.define(name, attributes as never, { timestamps: false }) as never
  const at = { type: DataTypes.DATE, unique: true }
  const Event = define('Event', { at })
  const Photo = define('Photo', { eventAt: DataTypes.DATE })
  const Guest = define('Guest', { name: DataTypes.STRING })
  const link = { constraints: false }
  Event.hasMany(Photo, { as: 'photos', foreignKey: 'eventAt', sourceKey: 'at', ...link })
  Photo.belongsTo(Event, { as: 'event', foreignKey: 'eventAt', targetKey: 'at', ...link })
  const visits = { through: 'Visits', sourceKey: 'at', foreignKey: 'eventAt', otherKey: 'guestId' }
  Event.belongsToMany(Guest, { as: 'guests', ...visits, ...link })

  beforeAll(async () => {
    await sequelize.sync({ force: true })
    const times = ['.123456', '.123457', '.200000'].map((part) => `'2020-01-02 03:04:05${part}+00'`)
    const insert = (table: string, columns: string, rows: string[]) =>
      sequelize.query(
        `INSERT INTO "${table}" (${columns}) VALUES ${rows.map((row) => `(${row})`).join(', ')}`,
      )
    await insert(
      'Events',
      '"id", "at"',
      times.map((time, index) => `${index + 1}, ${time}`),
    )
    const photos = [times[0], times[1], times[1], times[2]]
    await insert(
      'Photos',
      '"id", "eventAt"',
      photos.map((time, index) => `${index + 1}, ${time}`),
    )
    await Guest.create({ name: 'Ada' })
    const visitColumns = '"eventAt", "guestId", "createdAt", "updatedAt"'
    await insert('Visits', visitColumns, [`${times[1]}, 1, ${times[0]}, ${times[0]}`])
  })

  it('find their rows by every strategy', async () => {
    for (const strategy of strategies) {
      const events = await Event.findAll({
        attributes: ['id'],
        include: ['photos', 'guests'].map((association) => ({
          association,
          strategy,
          attributes: ['id'],
          through: association === 'guests' ? { attributes: [] } : undefined,
          ...(strategy === 'join' ? {} : { order: ['id'] }),
        })),
        order: ['id'],
      } as never)
      const found = events.map((event) => event.get({ plain: true }))
      for (const { photos } of found) photos.sort((a: any, b: any) => a.id - b.id)
      expect({ strategy, found }).toEqual({
        strategy,
        found: [
          { id: 1, photos: [{ id: 1 }], guests: [] },
          { id: 2, photos: [{ id: 2 }, { id: 3 }], guests: [{ id: 1 }] },
          { id: 3, photos: [{ id: 4 }], guests: [] },
        ],
      })
      const include = { association: 'event', strategy, attributes: ['id'] }
      const photos = await Photo.findAll({ include, order: ['id'] } as never)
      expect(photos.map(({ event }) => event?.id)).toEqual([1, 2, 2, 3])
    }
  })

  it('keep the limit of an include', async () => {
    for (const strategy of strategies.filter((name) => name === 'select' || name === 'json')) {
      const events = await Event.findAll({
        include: { association: 'photos', strategy, order: [['id', 'DESC']], limit: 1 },
        order: ['id'],
      } as never)
      expect(events.map(({ photos }) => photos.map(({ id }: any) => id))).toEqual([[1], [3], [4]])
    }
  })
})
