/** The results of finders follow their options. */
import type { FindOptions, GroupedCountResultItem } from '../../lib/index.js'
import { col, fn, literal } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Author, Book } from './library.js'

type AuthorInstance = InstanceType<typeof Author>
type BookInstance = InstanceType<typeof Book>

// Instances, unless told otherwise.
expectEqual<Awaited<ReturnType<typeof list>>, AuthorInstance[]>(true)
async function list() {
  return Author.findAll({ where: { name: 'Austen' }, limit: 3, order: [['name', 'DESC']] })
}
const one = await Author.findOne({ where: { name: 'Austen' } })
expectEqual<typeof one, AuthorInstance | null>(true)
const byKey = await Author.findByPk(1)
expectEqual<typeof byKey, AuthorInstance | null>(true)

// rejectOnEmpty: never null.
const sure = await Author.findOne({ where: { name: 'Austen' }, rejectOnEmpty: true })
expectEqual<typeof sure, AuthorInstance>(true)
const surely = await Author.findByPk(1, { rejectOnEmpty: new Error('no such author') })
expectEqual<typeof surely, AuthorInstance>(true)
const unsure = await Author.findOne({ rejectOnEmpty: false })
expectEqual<typeof unsure, AuthorInstance | null>(true)

// raw: plain rows.
const raw = await Author.findAll({ raw: true })
expectEqual<
  typeof raw,
  { id: number; name: string; born: string | null; createdAt: Date; updatedAt: Date }[]
>(true)
const narrow = await Author.findAll({ attributes: ['id', 'born'], raw: true })
expectEqual<typeof narrow, { id: number; born: string | null }[]>(true)
const narrowOne = await Author.findOne({ attributes: ['name'], raw: true })
expectEqual<typeof narrowOne, { name: string } | null>(true)
const narrowByKey = await Author.findByPk(1, {
  attributes: ['name'],
  raw: true,
  rejectOnEmpty: true,
})
expectEqual<typeof narrowByKey, { name: string }>(true)
const notRaw = await Author.findAll({ attributes: ['id'], raw: false })
expectEqual<typeof notRaw, AuthorInstance[]>(true)

// Aliases: of attributes with their type, of expressions with any.
const aliased = await Author.findAll({
  attributes: ['id', ['name', 'called'], [fn('count', col('id')), 'n']],
  raw: true,
})
expectEqual<typeof aliased, { id: number; called: string; n: any }[]>(true)
const extended = await Author.findAll({
  attributes: { include: [[literal('1'), 'one']], exclude: ['createdAt', 'updatedAt'] },
  raw: true,
})
expectEqual<typeof extended, { id: number; name: string; born: string | null; one: any }[]>(true)
const some = await Author.findAll({ attributes: { exclude: ['born'] }, raw: true })
expectEqual<typeof some, { id: number; name: string; createdAt: Date; updatedAt: Date }[]>(true)

// Names that are known at run time only.
const names: string[] = ['id']
const dynamic = await Author.findAll({ attributes: names, raw: true })
dynamic[0]?.name satisfies string | undefined

// plain: the first, or null.
const first = await Author.findAll({ plain: true })
expectEqual<typeof first, AuthorInstance | null>(true)

// Counts.
const count = await Book.count({ where: { pages: 1 } })
expectEqual<typeof count, number>(true)
const counts = await Book.count({ group: ['binding', 'pages'] })
expectEqual<typeof counts, { binding: 'hardcover' | 'paperback'; pages: number; count: number }[]>(
  true,
)
const byExpression = await Book.count({ group: [col('binding')] })
byExpression[0]?.count satisfies number | undefined
counts satisfies GroupedCountResultItem[]
const page = await Book.findAndCountAll({ where: { pages: 1 }, limit: 10 })
expectEqual<typeof page, { rows: BookInstance[]; count: number }>(true)
const pages = await Book.findAndCountAll({ group: 'binding' })
expectEqual<typeof pages.count, { binding: 'hardcover' | 'paperback'; count: number }[]>(true)

// Aggregates of no rows are null.
expectEqual<Awaited<ReturnType<typeof longest>>, number | null>(true)
async function longest() {
  return Book.max('pages')
}
const total = await Book.sum('pages', { where: { available: true } })
expectEqual<typeof total, number | null>(true)

// Options made elsewhere.
const options: FindOptions = { where: { name: 'Austen' } }
const found = await Author.findAll(options)
expectEqual<typeof found, AuthorInstance[]>(true)

// Scopes keep the model.
const scoped = await Book.scope('available').findAll()
expectEqual<typeof scoped, BookInstance[]>(true)
const unscoped = await Book.unscoped().findOne()
expectEqual<typeof unscoped, BookInstance | null>(true)

// @ts-expect-error no such attribute
await Author.findAll({ attributes: ['idd'] })
// @ts-expect-error no such attribute among others
await Author.findAll({ attributes: ['id', 'titel'], raw: true })
// @ts-expect-error no such attribute to leave out
await Author.findAll({ attributes: { exclude: ['titel'] } })
// @ts-expect-error no such option
await Author.findAll({ limt: 3 })
// @ts-expect-error no such attribute
await Author.max('pages')
// @ts-expect-error no such lock
await Author.findAll({ lock: 'EXCLUSIVE' })
