/** `sequelize.toMermaid()`: diagrams, to the letter, and names that cannot break out of them. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, sheet } from './models.js'

function blog() {
  const { sequelize, models, relate } = sheet('User', 'Post', 'Tag', 'Card')
  sequelize.define('Rate', {
    code: { type: DataTypes.STRING(3), primaryKey: true },
    value: DataTypes.DECIMAL(10, 2),
    source: { type: DataTypes.STRING, unique: true },
    label: DataTypes.VIRTUAL,
  })
  relate((r) => ({
    User: {
      posts: r.hasMany('Post', { foreignKey: { name: 'authorId', allowNull: false } }),
      card: r.hasOne('Card'),
      following: r.belongsToMany('User', { through: 'Follow' }),
      followers: r.belongsToMany('User', { through: 'Follow' }),
    },
    Post: { author: r.belongsTo('User'), tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
    Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) },
    Card: { holder: r.belongsTo('User') },
  }))
  return { sequelize, models }
}

describe('toMermaid', () => {
  it('draws a model once that is given twice, also by its name or with a scope', () => {
    const { sequelize, models } = sheet('User')
    models.User.belongsToMany(models.User, { as: 'friends', through: 'Friendship' })
    const twice = sequelize.toMermaid({
      models: [models.User, models.User, 'User', models.User.unscoped()],
      attributes: false,
    })
    expect(twice).toBe('erDiagram\n  User\n  User }o--o{ User : "friends"\n')
  })

  it('draws models with their attributes, and a line per foreign key', () => {
    expect(blog().sequelize.toMermaid()).toMatchInlineSnapshot(`
      "erDiagram
        User {
          INTEGER id PK
          VARCHAR(255) name
        }
        Post {
          INTEGER id PK
          VARCHAR(255) name
          INTEGER authorId FK
        }
        Tag {
          INTEGER id PK
          VARCHAR(255) name
        }
        Card {
          INTEGER id PK
          VARCHAR(255) name
          INTEGER holderId FK
        }
        Rate {
          VARCHAR(3) code PK
          DECIMAL(10_2) value
          VARCHAR(255) source UK
        }
        Follow {
          INTEGER followerId PK, FK
          INTEGER followingId PK, FK
        }
        PostTag {
          INTEGER PostId PK, FK
          INTEGER TagId PK, FK
        }
        User ||--o{ Post : "posts / author"
        User |o--o| Card : "card / holder"
        User ||--o{ Follow : "following"
        User ||--o{ Follow : "followers"
        Post ||--o{ PostTag : "tags"
        Tag ||--o{ PostTag : "posts"
      "
    `)
  })

  it('draws chosen models, many-to-many directly where the table between is left out', () => {
    const { sequelize, models } = blog()
    const diagram = sequelize.toMermaid({
      models: [models.Post, 'Tag', models.User],
      attributes: false,
    })
    expect(diagram).toMatchInlineSnapshot(`
      "erDiagram
        Post
        Tag
        User
        User ||--o{ Post : "posts / author"
        Post }o--o{ Tag : "tags / posts"
        User }o--o{ User : "following, followers"
      "
    `)
  })

  it('draws what may be missing and what is there once at most', () => {
    const { sequelize, models } = sheet('A', 'B')
    const { A, B } = models
    A.hasMany(B, { as: 'perhaps', foreignKey: 'p' })
    A.hasMany(B, { as: 'always', foreignKey: { name: 'a', allowNull: false } })
    B.belongsTo(A, { as: 'once', foreignKey: { name: 'o', unique: true } })
    A.hasOne(B, { as: 'one', foreignKey: { name: 'h', allowNull: false } })
    A.hasMany(B, { as: 'same', foreignKey: { name: 'id', type: DataTypes.INTEGER } })
    expect(sequelize.toMermaid({ attributes: false })).toBe(
      [
        'erDiagram',
        '  A',
        '  B',
        '  A |o--o{ B : "perhaps"',
        '  A ||--o{ B : "always"',
        '  A ||--o| B : "one"',
        '  A ||--o| B : "same"',
        '  A |o--o| B : "once"',
        '',
      ].join('\n'),
    )
  })

  it('draws foreign keys that only attributes declare', () => {
    const { sequelize } = sheet('A')
    sequelize.define('B', {
      aId: { type: DataTypes.INTEGER, references: { model: 'As', key: 'id' } },
      otherId: { type: DataTypes.INTEGER, references: { model: 'Elsewhere', key: 'id' } },
    })
    const lines = sequelize.toMermaid().split('\n')
    expect(lines).toContain('  A |o--o{ B : "aId"')
    expect(lines).toContain('    INTEGER aId FK')
    expect(lines.filter((line) => line.includes('--'))).toHaveLength(1)
  })

  it('draws nothing of nothing', () => {
    expect(sheet().sequelize.toMermaid()).toBe('erDiagram\n')
  })

  it.each([
    ['an unknown name', ['Usr'], 'no model named "Usr" is defined. Did you mean "User"?'],
    ['something else', [{}], 'models[0] is not a model. Received {}.'],
  ])('refuses %s among the models', (_, models, message) => {
    const { sequelize } = sheet('User')
    expect(() => sequelize.toMermaid({ models: models as Any })).toThrow(
      `sequelize.toMermaid: ${message}`,
    )
  })
})

/** Names that mean something in the language, or in what surrounds it. */
const hostileNames = [
  'a"b',
  '%%{init: {"theme":"x"}}%%',
  '---\ntitle: x\n---',
  'x direction TB',
  'Direction\tLR y',
  'direction',
  'one',
  'style',
  'style: #x;',
  'class',
  'end',
  'u',
  '}',
  '{',
  '|o--o{',
  '<script>alert(1)</script>',
  '#quot;',
  'a\\b',
  'back`tick',
  '日本 語',
  '😀',
  'PK',
  'fk',
  'uk-1',
  'erDiagram',
  'accTitle: x',
  '1',
  '1+',
  'a~b~c',
  ';',
  '\u2028',
  '--',
  "'",
  '*',
]

// What the language allows, as Mermaid 11 reads it: a word or a text in quotes, whose characters
// are those of no command. The real parser was asked about the diagram below.
const entity = String.raw`(?:[A-Za-z_]\w*|"[^"%\\\r\n<>{}|;#]*(?:#\d+;[^"%\\\r\n<>{}|;#]*)*")`
const word = String.raw`[A-Za-z_\u00C0-\uFFFF][\w()[\]\u00C0-\uFFFF]*`
const text = entity.slice(entity.indexOf('"'), -1)
const lineForms = new RegExp(
  [
    '^erDiagram$',
    `^  ${entity}(?: \\{)?$`,
    '^  \\}$',
    `^    ${word} ${word}(?: (?:PK|FK|UK)(?:, (?:PK|FK|UK))*)?(?: ${text})?$`,
    `^  ${entity} [|}][|o]--o[|{] ${entity} : ${text}$`,
    '^$',
  ].join('|'),
)

describe('toMermaid with hostile names', () => {
  it('writes no line that is not of the language', () => {
    const { sequelize } = sheet()
    const attributes = Object.fromEntries(hostileNames.map((name) => [name, DataTypes.STRING]))
    for (const name of hostileNames) sequelize.define(name, { ...attributes })
    const models: Any[] = Object.values(sequelize.models)
    models.forEach((model, index) => {
      const target = models[(index + 1) % models.length]
      model.hasMany(target, { as: `z${model.name}`, foreignKey: `k${model.name}` })
    })
    const lines = sequelize.toMermaid().split('\n')
    expect(lines.filter((line) => !lineForms.test(line))).toEqual([])
    expect(lines.filter((line) => /direction\s+(TB|LR)/i.test(line))).toEqual([])
    expect(lines.filter((line) => /^ {2}\S.* \{$/.test(line))).toHaveLength(hostileNames.length)
    expect(lines.filter((line) => / : "/.test(line))).toHaveLength(hostileNames.length)
  })

  it('does not take a keyword for a name', () => {
    const { sequelize } = sheet('One', 'Style', 'Title', 'Onely')
    expect(sequelize.toMermaid({ attributes: false })).toBe(
      'erDiagram\n  "One"\n  "Style"\n  "Title"\n  Onely\n',
    )
  })

  it('keeps the name of an attribute that is no word beside one that is', () => {
    const { sequelize } = sheet()
    sequelize.define('A', { 'full name': DataTypes.STRING, pk: DataTypes.STRING })
    expect(sequelize.toMermaid()).toContain(
      '    VARCHAR(255) full_name "full name"\n    VARCHAR(255) _pk "pk"\n',
    )
  })
})
