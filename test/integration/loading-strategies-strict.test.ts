/** Loading strategies of a strict instance: what they hand on among themselves is known to it. */
import { beforeAll, expect, it } from 'vitest'
import type { Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { defineLibrary, fillLibrary, type Library } from '../support/library-models.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target, { strict: true })
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  it.each(['auto', 'join', 'select', 'json'] as const)(
    'loads all kinds of associations by %s',
    async (strategy) => {
      const found = await library.Author.findAll({
        include: {
          association: 'books',
          strategy,
          include: [
            { association: 'tags', strategy, through: { attributes: [] } },
            { association: 'author', strategy },
            { association: 'copies', strategy, required: false, where: { id: 1 } },
          ],
        },
        order: ['id'],
      })
      const books = found.flatMap(({ books: own }: any) => own) as any[]
      expect(books.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5, 6])
      expect(books.every(({ author, authorId }) => author.id === authorId)).toBe(true)
      expect(books.flatMap(({ copies }) => copies.map(({ id }: any) => id))).toEqual([1])
      expect(books.some(({ tags }) => tags.length > 0)).toBe(true)
    },
  )
})
