/** The key of a model that links others, and what its own relations say of it: one key, one word. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, sheet, type Sheet } from './models.js'
import { tryMistake } from './pasted.js'

const pairs = (r: Any, options: object = {}): Any => ({
  Student: { courses: r.belongsToMany('Course', { through: 'Seat', ...options }) },
  Course: { students: r.belongsToMany('Student', { through: 'Seat' }) },
})
const ends = (r: Any, options: object = {}): Any => ({
  Seat: { student: r.belongsTo('Student', options), course: r.belongsTo('Course') },
  Student: { seats: r.hasMany('Seat', { inverse: 'student' }) },
})

/** The entries of several declarations, in their order. */
function together(...declarations: readonly Any[]): Any {
  const all: Any = {}
  for (const declaration of declarations) {
    for (const [model, relations] of Object.entries(declaration)) {
      all[model] = { ...all[model], ...(relations as object) }
    }
  }
  return all
}

function withSeat(hasKey: boolean): Sheet {
  const made = sheet('Student', 'Course')
  const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
  made.models.Seat = made.sequelize.define('Seat', hasKey ? { id } : {})
  return made
}

/** All ways to declare both: in one call in either order, and in two calls. */
const ways: readonly (readonly [
  title: string,
  declare: (made: Sheet, one: (r: Any) => Any, two: (r: Any) => Any) => void,
])[] = [
  ['pairs first', ({ relate }, one, two) => relate((r) => together(one(r), two(r)))],
  ['ends first', ({ relate }, one, two) => relate((r) => together(two(r), one(r)))],
  [
    'in two calls, pairs first',
    ({ relate }, one, two) => {
      relate(one, { inverse: 'ignore' })
      relate(two, { inverse: 'ignore' })
    },
  ],
  [
    'in two calls, ends first',
    ({ relate }, one, two) => {
      relate(two, { inverse: 'ignore' })
      relate(one, { inverse: 'ignore' })
    },
  ],
]

function actionsOf({ models: { Seat } }: Sheet): unknown {
  const link = Seat.sequelize.models.Student.associations.courses.throughLink
  return [...link.sourcePairs, ...link.targetPairs].map(
    ({ through }: Any) => Seat.getAttributes()[through].onDelete,
  )
}

describe.each([false, true])('a model that links others (with a key of its own: %s)', (hasKey) => {
  it.each(ways)('goes along with what it links, where nothing is said: %s', (_title, declare) => {
    const made = withSeat(hasKey)
    declare(made, pairs, ends)
    expect(actionsOf(made)).toEqual(['CASCADE', 'CASCADE'])
  })

  it.each(ways)('does what one of its relations says: %s', (_title, declare) => {
    const made = withSeat(hasKey)
    declare(made, pairs, (r) => ends(r, { onDelete: 'RESTRICT' }))
    expect(actionsOf(made)).toEqual(['RESTRICT', 'CASCADE'])
  })

  it.each(ways)('does what the relation through it says: %s', (_title, declare) => {
    const made = withSeat(hasKey)
    declare(made, (r) => pairs(r, { onDelete: 'RESTRICT' }), ends)
    expect(actionsOf(made)).toEqual(['RESTRICT', 'RESTRICT'])
  })

  it.each(ways)('has the column that either says: %s', (_title, declare) => {
    const made = withSeat(hasKey)
    declare(made, pairs, (r) =>
      ends(r, { foreignKey: { field: 'student_no', type: DataTypes.BIGINT } }),
    )
    const key = made.models.Student.associations.courses.foreignKey
    const { field, type } = made.models.Seat.getAttributes()[key]
    expect([field, type.key]).toEqual(['student_no', 'BIGINT'])
  })

  it('takes after plain calls, too', () => {
    const made = withSeat(hasKey)
    const { Student, Course, Seat } = made.models
    Student.belongsToMany(Course, { as: 'courses', through: Seat })
    made.relate((r) => ({ Seat: { student: r.belongsTo('Student', { onDelete: 'RESTRICT' }) } }), {
      inverse: 'ignore',
    })
    expect(actionsOf(made)).toEqual(['RESTRICT', 'CASCADE'])
  })
})

const alone = { inverse: false }

describe('relate refuses two words for one key', () => {
  it.each([
    {
      title: 'two actions',
      wrong: (r: Any) =>
        together(pairs(r, { onDelete: 'CASCADE' }), ends(r, { onDelete: 'RESTRICT' })),
      says: [
        'Seat.student: "onDelete" is "RESTRICT" here, and "CASCADE" in Student.courses, which has the same key.',
        "Seat: { student: r.belongsTo('Student', { onDelete: 'CASCADE' }) }",
      ],
    },
    {
      title: 'two columns',
      wrong: (r: Any) =>
        together(
          pairs(r, { foreignKey: { name: 'studentId', field: 'a' } }),
          ends(r, { foreignKey: { name: 'studentId', field: 'b' } }),
        ),
      says: ['Seat.student: "foreignKey.field" is "b" here, and "a" in Student.courses'],
    },
    {
      title: 'two types',
      wrong: (r: Any) =>
        together(
          pairs(r, { foreignKey: { name: 'studentId', type: DataTypes.INTEGER } }),
          ends(r, { foreignKey: { name: 'studentId', type: DataTypes.BIGINT } }),
        ),
      says: [
        'Seat.student: "foreignKey.type" makes its key BIGINT, and in Student.courses, which has the same key, it is INTEGER.',
      ],
    },
    {
      title: 'a constraint, and none',
      wrong: (r: Any) => together(pairs(r), ends(r, { constraints: false })),
      says: [
        'Seat.student: "constraints" is false here, and true in Student.courses, which has the same key.',
      ],
    },
    {
      title: 'SET NULL for what makes up a pair',
      wrong: (r: Any) => together(pairs(r), ends(r, { onDelete: 'SET NULL' })),
      says: [
        'Seat.student: onDelete "SET NULL" would set "studentId" to null, which is part of the primary key of Seat.',
      ],
    },
    {
      title: 'an action that an association said before',
      before: ({ Seat, Student }: Any) =>
        Seat.belongsTo(Student, { as: 'student', foreignKey: 'sId', onDelete: 'RESTRICT' }),
      wrong: (r: Any) => together(pairs(r, { onDelete: 'CASCADE' }), {}),
      says: [
        'Student.courses: "onDelete" is "CASCADE" here, and "RESTRICT" in Seat.student, which has the same key.',
      ],
    },
    {
      title: 'actions of two relations by one key that are not two sides of one',
      wrong: (r: Any) => ({
        Student: {
          seats: r.hasMany('Seat', { foreignKey: 'sId', onDelete: 'CASCADE', ...alone }),
          firstSeats: r.hasMany('Seat', {
            ...{ foreignKey: 'sId', onDelete: 'RESTRICT', scope: { name: 'first' } },
            ...alone,
          }),
        },
      }),
      says: ['Student.firstSeats: "onDelete" is "RESTRICT" here, and "CASCADE" in Student.seats'],
    },
  ])('$title', (mistake) => {
    const models = ['Student', 'Course', 'Seat']
    const { message, afterPasting } = tryMistake({ ...mistake, models, kept: mistake.wrong })
    for (const text of mistake.says) expect(message).toContain(text)
    expect(afterPasting).toBe('nothing')
  })

  it('SET NULL that an association said before its key was to make up a pair', () => {
    const { models, problemsOf } = sheet('Student', 'Course', 'Seat')
    models.Seat.belongsTo(models.Student, {
      ...{ as: 'student', foreignKey: 'sId', onDelete: 'SET NULL' },
    })
    expect(problemsOf(pairs)).toContain(
      `Student.courses: onDelete "SET NULL" of Seat.student would set "sId" to null, which is part of the primary key of Seat.
   Take another action:
     Seat.belongsTo(Student, { as: 'student', foreignKey: 'sId', onDelete: 'CASCADE' })`,
    )
  })
})
