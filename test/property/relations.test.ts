/** Laws of `sequelize.relate` over generated declarations, right and wrong ones. */
import '../support/property-seed.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataTypes, RelationError, Sequelize } from '../../lib/index.js'

// Generated declarations have no types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

const names = ['User', 'Post', 'Tag'] as const
const aliases = ['one', 'two', 'three', 'author', 'posts', 'name']
const keys = ['oneId', 'authorId', 'UserId', 'k']

const key = fc.option(
  fc.oneof(
    fc.constantFrom(...keys),
    fc.record(
      { name: fc.constantFrom(...keys), allowNull: fc.boolean(), unique: fc.boolean() },
      { requiredKeys: ['name'] },
    ),
  ),
  { nil: undefined, freq: 2 },
)
const relation = fc.record({
  source: fc.constantFrom(...names),
  alias: fc.constantFrom(...aliases),
  kind: fc.constantFrom('hasOne', 'hasMany', 'belongsTo', 'belongsToMany'),
  target: fc.constantFrom(...names),
  options: fc.record(
    {
      foreignKey: key,
      otherKey: key,
      through: fc.constantFrom('Through', 'Other'),
      inverse: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constant(false)),
      onDelete: fc.constantFrom(undefined, 'CASCADE', 'RESTRICT'),
      constraints: fc.constantFrom(undefined, true, false),
    },
    { requiredKeys: [] },
  ),
})
const declaration = fc.array(relation, { minLength: 1, maxLength: 6 })

function setting(): { sequelize: Any; models: Any } {
  const sequelize = new Sequelize('sqlite::memory:', {
    logging: false,
    define: { timestamps: false },
  })
  for (const name of names) sequelize.define(name, { name: DataTypes.STRING })
  return { sequelize, models: { ...sequelize.models } }
}

/** The declaration as `relate` takes it; what fits a kind only is left out of the others. */
function declare(r: Any, relations: readonly Any[]): Any {
  const declared: Any = {}
  for (const { source, alias, kind, target, options } of relations) {
    const { otherKey, through, ...shared } = options
    const own = kind === 'belongsToMany' ? { ...shared, otherKey, through } : shared
    declared[source] = { ...declared[source], [alias]: r[kind](target, own) }
  }
  return declared
}

function pictureOf(sequelize: Any): string {
  return sequelize.toMermaid() + Object.keys(sequelize.models).join()
}

/** All of it, or nothing: what `relate` threw, if anything. */
function relate({ sequelize, models }: Any, relations: readonly Any[]): unknown {
  const before = pictureOf(sequelize)
  try {
    sequelize.relate(models, (r: Any) => declare(r, relations), { inverse: 'ignore' })
    return undefined
  } catch (error) {
    expect(pictureOf(sequelize)).toBe(before)
    return error
  }
}

describe('relate', () => {
  it('throws nothing but RelationError, and then has declared nothing', () => {
    fc.assert(
      fc.property(declaration, (relations) => {
        const error = relate(setting(), relations) as Any
        if (error === undefined) return
        expect(error).toBeInstanceOf(RelationError)
        expect(error.contradictions.length).toBeGreaterThan(0)
        for (const { where, what, fix } of error.contradictions) {
          expect(error.message).toContain(`${where}: ${what}`)
          expect(fix).not.toMatch(/undefined|\[object/)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives the two sides of a relation one key', () => {
    fc.assert(
      fc.property(declaration, (relations) => {
        const both = setting()
        fc.pre(relate(both, relations) === undefined)
        for (const model of Object.values<Any>(both.models)) {
          for (const one of Object.values<Any>(model.associations)) {
            const facing = Object.values<Any>(one.target.associations).filter(
              (other) => other !== one && other.target === one.source,
            )
            const isPair =
              facing.length === 1 &&
              model.getAssociations(one.target).length === 1 &&
              one.options.inverse !== false &&
              facing[0].options.inverse !== false
            if (!isPair) continue
            const [other] = facing
            if (one.throughLink === undefined) expect(one.foreignKey).toBe(other.foreignKey)
            else expect([one.foreignKey, one.otherKey]).toEqual([other.otherKey, other.foreignKey])
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it('makes tables that can be created, and associations that can be included and explained', async () => {
    await fc.assert(
      fc.asyncProperty(declaration, async (relations) => {
        const both = setting()
        fc.pre(relate(both, relations) === undefined)
        await both.sequelize.sync()
        for (const model of Object.values<Any>(both.models)) {
          for (const alias of Object.keys(model.associations)) {
            expect(await model.findAll({ include: alias })).toEqual([])
          }
          for (const { drawing } of model.describeAssociations({ format: 'object' })) {
            expect(drawing).toMatch(/◀──|──▶/)
          }
        }
        await both.sequelize.close()
      }),
      { numRuns: 40 },
    )
  })
})
