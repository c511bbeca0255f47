/** The `where` option: keys, values and operators that fit, and those that do not. */
import type { Attributes, WhereOptions } from '../../lib/index.js'
import { and, cast, col, fn, json, literal, Op, or, where } from '../../lib/index.js'
import { Author, Book } from './library.js'

await Book.findAll({ where: { title: 'Emma', pages: { [Op.gte]: 100, [Op.lt]: 900 } } })
await Book.findAll({ where: { subtitle: null, isbn: ['1', '2'], binding: 'paperback' } })
await Book.findAll({ where: { subtitle: { [Op.ne]: null }, title: { [Op.not]: ['a', 'b'] } } })
await Book.findAll({ where: { pages: { [Op.between]: [1, 9], [Op.in]: [1, 2], [Op.notIn]: [] } } })
await Book.findAll({ where: { pages: { [Op.in]: literal('(SELECT 1)') } } })
await Book.findAll({ where: { title: { [Op.like]: 'E%', [Op.startsWith]: 'E' } } })
await Book.findAll({ where: { title: { [Op.iLike]: { [Op.any]: ['e%', 'f%'] } } } })
await Book.findAll({ where: { binding: { [Op.like]: 'paper%' } } })
await Book.findAll({ where: { published: { [Op.gt]: new Date() }, available: { [Op.is]: true } } })
await Book.findAll({ where: { title: fn('lower', 'EMMA'), pages: literal('3') } })
await Book.findAll({ where: { title: { [Op.eq]: col('subtitle') }, isbn: { [Op.col]: 'title' } } })
await Book.findAll({ where: { title: { [Op.or]: ['Emma', { [Op.like]: 'P%' }] } } })
await Book.findAll({ where: { copies: 3, price: { [Op.lt]: '9.99' } } })

await Book.findAll({ where: { [Op.or]: [{ title: 'Emma' }, { pages: 1 }] } })
await Book.findAll({ where: { [Op.or]: { title: 'Emma', pages: 1 } } })
await Book.findAll({ where: { [Op.and]: [{ title: 'Emma' }, literal('1 = 1'), fn('is_open')] } })
await Book.findAll({ where: { [Op.not]: { title: 'Emma', [Op.and]: [{ pages: 1 }] } } })
await Book.findAll({ where: [{ title: 'Emma' }, literal('1 = 1')] })
await Book.findAll({ where: and({ title: 'Emma' }, or({ pages: 1 }, { isbn: '1' })) })
await Book.findAll({ where: literal('1 = 1') })
await Book.findAll({ where: where(fn('lower', col('title')), 'emma') })
await Book.findAll({ where: where(cast(col('pages'), 'text'), Op.like, '1%') })
await Book.findAll({ where: json('review.stars') })

// Arrays, ranges and JSON.
await Book.findAll({ where: { tags: ['novel'] } })
await Book.findAll({ where: { tags: { [Op.contains]: ['novel'], [Op.overlap]: ['a', 'b'] } } })
await Book.findAll({ where: { loanPeriod: { [Op.contains]: new Date() } } })
await Book.findAll({ where: { loanPeriod: { [Op.overlap]: [new Date(), new Date()] } } })
await Book.findAll({ where: { review: { [Op.contains]: { stars: 5 } } } })
await Book.findAll({ where: { review: { by: { name: 'Ada' }, stars: { [Op.gt]: 3 } } } })
await Book.findAll({ where: { 'review.by.name': 'Ada', 'review.stars': { [Op.gt]: 3 } } })
await Book.findAll({ where: { 'review.stars::integer': 5 } })
await Book.findAll({ where: { 'review.by': { [Op.like]: '%Ada%' } } })
await Book.findAll({ where: { 'review.by': { name: { [Op.like]: 'A%' } } } })
await Book.findAll({ where: { review: { by: '{"name":"Ada"}' } } })
await Book.findAll({ where: { 'notes.anything.goes': 1, notes: { anything: { [Op.ne]: null } } } })

// Columns of included models, and of the model itself.
await Book.findAll({ where: { '$author.name$': 'Austen', $title$: 'Emma' } })
await Book.findAll({ where: { '$author.books.pages$': { [Op.gt]: 1 } } })

// Conditions made elsewhere.
const later: WhereOptions<Attributes<InstanceType<typeof Book>>> = { title: 'Emma' }
await Book.findAll({ where: later })
const untyped: WhereOptions = { anything: 1, [Op.or]: [{ other: { [Op.like]: 'x' } }] }
await Book.findAll({ where: untyped })
await Book.destroy({ where: { isbn: '1' } })
await Book.count({ where: { pages: { [Op.gt]: 1 } } })
await Book.update({ pages: 3, title: fn('upper', col('title')) }, { where: { isbn: '1' } })

// @ts-expect-error unknown attribute
await Book.findAll({ where: { titel: 'Emma' } })
// @ts-expect-error unknown attribute beside a known one
await Book.findAll({ where: { title: 'Emma', titel: 'Emma' } })
// @ts-expect-error unknown attribute in a group
await Book.findAll({ where: { [Op.or]: [{ titel: 'Emma' }] } })
// @ts-expect-error unknown attribute in a nested group
await Book.findAll({ where: { [Op.or]: [{ [Op.and]: [{ titel: 'Emma' }] }] } })
// @ts-expect-error unknown attribute between dollars
await Book.findAll({ where: { $titel$: 'Emma' } })
// @ts-expect-error pages is a number
await Book.findAll({ where: { pages: 'many' } })
// @ts-expect-error pages is a number
await Book.findAll({ where: { pages: { [Op.gt]: 'many' } } })
// @ts-expect-error a list of numbers
await Book.findAll({ where: { pages: ['many'] } })
// @ts-expect-error a list of numbers
await Book.findAll({ where: { pages: { [Op.in]: ['many'] } } })
// @ts-expect-error two numbers
await Book.findAll({ where: { pages: { [Op.between]: [1] } } })
// @ts-expect-error one of two bindings
await Book.findAll({ where: { binding: 'scroll' } })
// @ts-expect-error title is never null
await Book.findAll({ where: { title: null } })
// @ts-expect-error LIKE needs text
await Book.findAll({ where: { pages: { [Op.like]: '1%' } } })
// @ts-expect-error LIKE needs text
await Book.findAll({ where: { published: { [Op.startsWith]: '1' } } })
// @ts-expect-error LIKE needs text, not a list of texts
await Book.findAll({ where: { tags: { [Op.like]: 'novel' } } })
// @ts-expect-error containment needs an array, a range or JSON
await Book.findAll({ where: { title: { [Op.contains]: ['x'] } } })
// @ts-expect-error overlap needs an array or a range
await Book.findAll({ where: { pages: { [Op.overlap]: [1] } } })
// @ts-expect-error no such place in the review
await Book.findAll({ where: { 'review.star': 5 } })
// @ts-expect-error stars is a number
await Book.findAll({ where: { 'review.stars': 'five' } })
// @ts-expect-error stars is a number
await Book.findAll({ where: { review: { stars: 'five' } } })
// @ts-expect-error an object is none
await Book.findAll({ where: { 'review.by': 5 } })
// @ts-expect-error no such operator
await Book.findAll({ where: { pages: { gt: 1 } } })
// @ts-expect-error text is no condition
await Book.findAll({ where: 'pages > 1' })
// @ts-expect-error an object like an expression is none
await Book.findAll({ where: { title: { val: '1' } } })
// @ts-expect-error unknown attribute
await Author.destroy({ where: { title: 'Emma' } })
// @ts-expect-error unknown attribute
await Author.count({ where: { title: 'Emma' } })
