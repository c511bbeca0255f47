/** Class fields that hide what an instance gets from its associations. */
import { beforeEach, expect, it } from 'vitest'
import { DataTypes, Model, type ModelStatic, Sequelize } from '../../../lib/index.js'

let sequelize: Sequelize

beforeEach(() => {
  sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false })
})

/** The warnings that come while something runs, and shortly after. */
async function warnings(run: () => unknown): Promise<(Error & { code?: string })[]> {
  const found: Error[] = []
  const listen = (warning: Error): void => void found.push(warning)
  process.on('warning', listen)
  try {
    await run()
    await new Promise((resolve) => setTimeout(resolve, 5))
  } finally {
    process.off('warning', listen)
  }
  return found
}

function init(...models: ModelStatic<Model>[]): void {
  for (const model of models) {
    model.init({ name: DataTypes.STRING } as never, { sequelize, timestamps: false })
  }
}

it('warn of the aliases and methods that they hide, once', async () => {
  class Author extends Model {
    books: unknown
    getBooks: unknown
    name: unknown
    other: unknown
  }
  class Book extends Model {}
  init(Author, Book)
  Author.hasMany(Book, { as: 'books' })
  const found = await warnings(() => [Author.build(), Author.build(), Book.build()])
  expect(found.map(({ code, message }) => ({ code, message }))).toEqual([
    {
      code: 'RELATA_SHADOWED_ATTRIBUTE',
      message:
        'Author: class fields hide the attributes "name". Declare them without a value: ' +
        '"declare name: …" in TypeScript, nothing in JavaScript.',
    },
    {
      code: 'RELATA_SHADOWED_ASSOCIATION',
      message:
        'Author: class fields hide the includes and methods of associations "books", "getBooks". ' +
        'Declare them without a value: "declare books: …" in TypeScript, nothing in JavaScript.',
    },
  ])
})

it('warn of those of instances that a finder loads', async () => {
  class Author extends Model {
    books: unknown
  }
  class Book extends Model {}
  init(Author, Book)
  Author.hasMany(Book, { as: 'books' })
  await sequelize.sync()
  await sequelize.query("INSERT INTO Authors (name) VALUES ('Ada')")
  const found = await warnings(() => Author.findAll({ include: 'books' }))
  expect(found.map(({ code }) => code)).toEqual(['RELATA_SHADOWED_ASSOCIATION'])
  await sequelize.close()
})

it('do not warn of declared fields, and of others of no association', async () => {
  class Author extends Model {
    declare books: unknown
    other: unknown
  }
  class Book extends Model {}
  init(Author, Book)
  Author.hasMany(Book, { as: 'books' })
  expect(await warnings(() => [Author.build(), Book.build()])).toEqual([])
})
