/** Creating, updating and deleting. */
import { col, literal } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Author, Book } from './library.js'

type AuthorInstance = InstanceType<typeof Author>

const created = await Author.create({ name: 'Austen' })
expectEqual<typeof created, AuthorInstance>(true)
const unread = await Author.create({ name: 'Austen' }, { returning: false })
expectEqual<typeof unread, void>(true)
const perhaps = await Author.create({ name: 'Austen' }, { ignoreDuplicates: true })
expectEqual<typeof perhaps, void>(true)

const updated = await Author.update({ name: 'Austen' }, { where: { id: 1 } })
expectEqual<typeof updated, [affectedCount: number]>(true)
const returned = await Author.update({ name: 'Austen' }, { where: { id: 1 }, returning: true })
expectEqual<typeof returned, [affectedCount: number, affectedRows: AuthorInstance[]]>(true)
const some = await Author.update({ born: null }, { where: {}, returning: ['id', col('name')] })
expectEqual<(typeof some)[1], AuthorInstance[]>(true)
await Book.update({ pages: literal('pages + 1') }, { where: { isbn: '1' } })

const [upserted, isNew] = await Author.upsert({ name: 'Austen' }, { conflictFields: ['name'] })
expectEqual<typeof upserted, AuthorInstance>(true)
expectEqual<typeof isNew, boolean | null>(true)

const [author, wasCreated] = await Author.findOrCreate({
  where: { name: 'Austen' },
  defaults: { born: '1775-12-16' },
})
expectEqual<typeof author, AuthorInstance>(true)
expectEqual<typeof wasCreated, boolean>(true)
await Author.findOrBuild({ where: { name: 'Austen' } })
await Author.findCreateFind({ where: { name: 'Austen' } })

const many = await Author.bulkCreate([{ name: 'Austen' }, { name: 'Shelley', born: null }], {
  updateOnDuplicate: ['name'],
  conflictAttributes: ['id'],
  returning: ['id'],
})
expectEqual<typeof many, AuthorInstance[]>(true)

expectEqual<ReturnType<typeof remove>, Promise<number>>(true)
function remove() {
  return Author.destroy({ where: { id: 1 }, force: true })
}
await Book.increment('pages', { by: 2, where: { isbn: '1' } })
await Book.increment({ pages: 1, version: 1 }, { where: { isbn: '1' } })
await Book.decrement(['pages'], { by: 1, where: { isbn: '1' } })

// Instances.
await created.update({ name: 'Jane Austen' })
created.set('name', 'Jane')
created.set({ born: null })
created.setDataValue('name', 'Jane')
expectEqual<ReturnType<typeof created.getDataValue<'born'>>, string | null>(true)
created.changed('name') satisfies boolean
created.previous('name') satisfies string | undefined
await created.reload({ include: [Book] })
await created.destroy()
created.toJSON().name satisfies string

// @ts-expect-error no such attribute
await Author.update({ titel: 'x' }, { where: {} })
// @ts-expect-error a name is text
await Author.update({ name: 1 }, { where: {} })
// @ts-expect-error a name is never null
await Author.update({ name: null }, { where: {} })
// @ts-expect-error the rows to update must be said
await Author.update({ name: 'Austen' })
// @ts-expect-error no such attribute
await Author.bulkCreate([{ name: 'Austen' }], { updateOnDuplicate: ['titel'] })
// @ts-expect-error no such attribute
await Author.create({ name: 'Austen' }, { fields: ['titel'] })
// @ts-expect-error no such attribute
await Author.findOrCreate({ where: { name: 'Austen' }, defaults: { titel: 'x' } })
// @ts-expect-error no such attribute
created.setDataValue('titel', 1)
// @ts-expect-error a name is text
created.set('name', 1)
// @ts-expect-error no such attribute
await created.update({ titel: 'x' })
// @ts-expect-error no such attribute
await Book.increment('page', { where: {} })
