import { describe, it } from 'vitest'
import { expectSql } from '../support/expect-sql.js'
import { book } from '../support/library-tables.js'
import { select } from '../support/tree.js'

describe('row locks', () => {
  const query = select(book.id).from(book)
  const sqlite = ['SELECT `book`.`id` FROM `book`'] as const

  it('stand at the end, and are left out where there are none', () => {
    expectSql(query.forUpdate(), {
      sqlite,
      postgres: ['SELECT "book"."id" FROM "book" FOR UPDATE'],
    })
  })

  it('name tables, and say what happens to locked rows', () => {
    expectSql(query.forShare({ of: ['book'], skipLocked: true }), {
      sqlite,
      postgres: ['SELECT "book"."id" FROM "book" FOR SHARE OF "book" SKIP LOCKED'],
    })
    expectSql(query.forUpdate({ noWait: true }), {
      sqlite,
      postgres: ['SELECT "book"."id" FROM "book" FOR UPDATE NOWAIT'],
    })
  })

  it('come in the strengths of PostgreSQL', () => {
    const lock = { of: [], wait: 'wait' } as const
    expectSql(query.node.replace({ lock: { ...lock, strength: 'noKeyUpdate' } }), {
      sqlite,
      postgres: ['SELECT "book"."id" FROM "book" FOR NO KEY UPDATE'],
    })
    expectSql(query.node.replace({ lock: { ...lock, strength: 'keyShare' } }), {
      sqlite,
      postgres: ['SELECT "book"."id" FROM "book" FOR KEY SHARE'],
    })
  })
})
