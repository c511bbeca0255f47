// The schema that all libraries are given: models of 20 columns and three relations each, as plain
// data. The files in this folder named after libraries write it, and the queries, in their words.

/**
 * The columns of every model; `optional` ones may be null, `default` ones may be left out on
 * creation.
 */
export const COLUMNS = [
  { name: 'id', type: 'id' },
  { name: 'name', type: 'text' },
  { name: 'email', type: 'text' },
  { name: 'bio', type: 'text', optional: true },
  { name: 'code', type: 'text', optional: true },
  { name: 'note', type: 'text', optional: true },
  { name: 'age', type: 'integer', optional: true },
  { name: 'rank', type: 'integer', default: 0 },
  { name: 'score', type: 'double' },
  { name: 'ratio', type: 'double', optional: true },
  { name: 'active', type: 'boolean', default: true },
  { name: 'hidden', type: 'boolean', optional: true },
  { name: 'role', type: 'role', default: 'member' },
  { name: 'settings', type: 'json', optional: true },
  { name: 'seenAt', type: 'date', optional: true },
  { name: 'bornAt', type: 'date', optional: true },
  { name: 'parentId', type: 'integer', optional: true },
  { name: 'twinId', type: 'integer', optional: true },
  { name: 'createdAt', type: 'date', now: true },
  { name: 'updatedAt', type: 'date', now: true },
]

/** The values of the columns of type `role`. */
export const ROLES = ['admin', 'member', 'guest']

/** The type of a column's settings, as TypeScript. */
export const SETTINGS = '{ theme: string; size: number }'

/**
 * The models. Each has three relations: `parent` (many to one), `children` (its other side), and
 * `twin` (one to one; the model of even number owns nothing, the odd one has the key `twinId`).
 *
 * @param {number} count an even number
 * @returns {{ name: string, table: string, parent: string, children: string, twin: string,
 *   hasTwinKey: boolean }[]} the names are those of models
 */
export function generateModels(count) {
  const nameOf = (n) => `M${String((n + count) % count).padStart(2, '0')}`
  return Array.from({ length: count }, (_, n) => ({
    name: nameOf(n),
    table: nameOf(n).toLowerCase(),
    parent: nameOf(n + 1),
    children: nameOf(n - 1),
    twin: nameOf(n % 2 === 0 ? n + 1 : n - 1),
    hasTwinKey: n % 2 === 1,
  }))
}

/**
 * The model that the n-th query is about: queries are spread over the schema.
 *
 * @param {ReturnType<typeof generateModels>} models
 * @param {number} n
 */
export function modelOfQuery(models, n) {
  return models[(n * Math.max(1, Math.floor(models.length / QUERIES.length))) % models.length]
}

/** What the queries do, in the order in which every library writes them. */
export const QUERIES = [
  'all rows',
  'one by primary key',
  'the first that matches',
  'two columns',
  'two columns of the rows that match',
  'comparisons and a list',
  'alternatives',
  'order and a page',
  'include children',
  'include parent',
  'include twin',
  'include two relations',
  'include two levels',
  'include three levels',
  'include children that match',
  'include two columns of children',
  'two columns, with parent',
  'count those that match',
  'insert one',
  'children of a page that matches',
]
