import { describe, expect, it } from 'vitest'
import { generatorFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { book } from '../support/library-tables.js'
import { fn, JsonPath, select } from '../support/tree.js'

describe('JSON paths', () => {
  it('give text for comparisons, a numeric leg being an index', () => {
    expectSql(select(book.id).from(book).where(book.meta.at('tags', 0).eq('new')), {
      sqlite: [
        `SELECT \`book\`.\`id\` FROM \`book\` WHERE json_extract(\`book\`.\`meta\`, '$."tags"[0]') = ?`,
        ['new'],
      ],
      postgres: [`SELECT "book"."id" FROM "book" WHERE ("book"."meta"#>>'{tags,0}') = ?`, ['new']],
    })
  })

  it('give JSON where JSON is asked for', () => {
    expectSql(select(new JsonPath(book.meta, ['a', -1], 'json').as('last')).from(book), {
      sqlite: [`SELECT (\`book\`.\`meta\` -> '$."a"[#-1]') AS \`last\` FROM \`book\``],
      postgres: [`SELECT ("book"."meta"#>'{a,-1}') AS "last" FROM "book"`],
    })
    const query = select(new JsonPath(book.meta, ['a'], 'json').as('last')).node
    const [column] = generatorFor('sqlite').compile(query).columns
    expect(column?.decode?.('{"b":[1]}')).toEqual({ b: [1] })
  })

  it('quote every leg whole, whatever it holds', () => {
    const path = ['a.b', "it's", 'q"k', 'b\\s', '', 'null', '{x,y}', '$', "') OR 1=1 --"]
    expectSql(select(book.meta.at(...path).as('v')), {
      sqlite: [
        `SELECT json_extract(\`book\`.\`meta\`, '$."a.b"."it''s"."q\\"k"."b\\\\s".""."null"."{x,y}"."$"."'') OR 1=1 --"') AS \`v\``,
      ],
      postgres: [
        `SELECT ("book"."meta"#>>E'{"a.b","it''s","q\\\\"k","b\\\\\\\\s","","null","{x,y}","$","'') OR 1=1 --"}') AS "v"`,
      ],
    })
  })

  it('start at any expression', () => {
    expectSql(select(fn('f', book.meta).at('a').as('v')), {
      sqlite: [`SELECT json_extract(f(\`book\`.\`meta\`), '$."a"') AS \`v\``],
      postgres: [`SELECT (f("book"."meta")#>>'{a}') AS "v"`],
    })
  })
})
