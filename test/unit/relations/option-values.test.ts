/** What `relate` refuses of the values of options, and of names that lead nowhere: the code ends it. */
import { describe, expect, it } from 'vitest'
import { type Any, keysOf, sheet } from './models.js'
import { type Mistake, pastedCode, tryMistake } from './pasted.js'

const alone = { inverse: false }

/** One wrong option of a relation. */
function wrongOption(
  title: string,
  options: object,
  says: readonly string[],
  kind = 'hasMany',
): Mistake {
  return {
    title,
    models: ['User', 'Post', 'Like'],
    wrong: (r) => ({ User: { posts: r[kind]('Post', { ...options, ...alone }) } }),
    says,
  }
}

const fixed = "User: { posts: r.hasMany('Post', { inverse: false }) }"

const mistakes: readonly Mistake[] = [
  wrongOption('text for true or false', { constraints: 'false' }, [
    'User.posts: "constraints" must be true or false. Received "false".',
    fixed,
  ]),
  wrongOption('hooks that are no hooks', { hooks: 'x' }, ['"hooks" must be true or false', fixed]),
  wrongOption(
    'a name that is none',
    { uniqueKey: 5, through: 'Like' },
    [
      '"uniqueKey" must be a name. Received 5.',
      "User: { posts: r.belongsToMany('Post', { through: 'Like', inverse: false }) }",
    ],
    'belongsToMany',
  ),
  wrongOption('a key that is a map', { foreignKey: new Map() }, [
    '"foreignKey" must be the name of an attribute, or attribute options with "name".',
    fixed,
  ]),
  wrongOption('a key that may be null or no', { foreignKey: { name: 'uId', allowNull: 'no' } }, [
    '"foreignKey.allowNull" must be true or false. Received "no".',
    "User: { posts: r.hasMany('Post', { foreignKey: 'uId', inverse: false }) }",
  ]),
  wrongOption('a type that is none', { keyType: 7 }, ['the type is not a data type', fixed]),
  wrongOption('a scope by what is no attribute', { scope: { naem: 'x' } }, [
    'User.posts: "scope" names "naem", which is not an attribute of Post. Did you mean "name"?',
    fixed,
  ]),
  wrongOption('a scope that is text', { scope: 'x' }, ['"scope" must be an object', fixed]),
  wrongOption(
    'a scope of pairs by what is no attribute',
    { through: { model: 'Like', scope: { kind: 'x' } } },
    [
      'User.posts: "through.scope" names "kind", which is not an attribute of Like.',
      "User: { posts: r.belongsToMany('Post', { through: 'Like', inverse: false }) }",
    ],
    'belongsToMany',
  ),
  wrongOption(
    'a misspelt option of the table of pairs',
    { through: { model: 'Like', unqiue: false } },
    [
      'User.posts: the option "through.unqiue" does not exist. Did you mean "through.unique"?',
      "User: { posts: r.belongsToMany('Post', { through: { model: 'Like', unique: false }, inverse: false }) }",
    ],
    'belongsToMany',
  ),
  wrongOption('a misspelt option', { foriegnKey: 'x' }, [
    'the option "foriegnKey" does not exist. Did you mean "foreignKey"?',
    "User: { posts: r.hasMany('Post', { foreignKey: 'x', inverse: false }) }",
  ]),
  wrongOption('a key of too many columns', { foreignKey: ['a', 'b'] }, [
    'the foreign key has 2 attributes (a, b), and what it refers to in User has one attribute (id).',
    "User: { posts: r.hasMany('Post', { foreignKey: 'a', inverse: false }) }",
  ]),
  {
    title: 'an inverse that is not there',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'autor' }) },
      Post: { author: r.belongsTo('User') },
    }),
    says: ["User: { posts: r.hasMany('Post', { inverse: 'author' }) }"],
    kept: (r) => ({ Post: { author: r.belongsTo('User') } }),
  },
  {
    title: 'an inverse that is nowhere',
    models: ['User', 'Post'],
    wrong: (r) => ({ User: { posts: r.hasMany('Post', { inverse: 'author' }) } }),
    says: [fixed],
  },
  {
    title: 'an inverse that says it has none',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'author' }) },
      Post: { author: r.belongsTo('User', alone) },
    }),
    says: ["Post: { author: r.belongsTo('User', { inverse: 'posts' }) }"],
    kept: (r) => ({ User: { posts: r.hasMany('Post', { inverse: 'author' }) } }),
  },
  {
    title: 'a key in other letters, beside a sibling of the relation',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: {
        posts: r.hasMany('Post', { inverse: 'user' }),
        spam: r.hasMany('Post', { scope: { name: 'spam' } }),
      },
      Post: { user: r.belongsTo('User') },
    }),
    says: ["User: { spam: r.hasMany('Post', { scope: { name: 'spam' }, foreignKey: 'userId' }) }"],
    kept: (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'user' }) },
      Post: { user: r.belongsTo('User') },
    }),
  },
]

it.each(mistakes)('relate refuses $title', (mistake) => {
  const { message, afterPasting } = tryMistake(mistake)
  for (const text of mistake.says) expect(message).toContain(text)
  expect(afterPasting).toBe('nothing')
})

it('a scope may use a key that the same call makes', () => {
  const { problemsOf } = sheet('User', 'Post')
  const declare = (r: Any): Any => ({
    User: {
      posts: r.hasMany('Post', { inverse: 'user' }),
      first: r.hasMany('Post', {
        ...{ foreignKey: 'userId', scope: { editorId: 1 }, inverse: false },
      }),
    },
    Post: { user: r.belongsTo('User'), editor: r.belongsTo('User', alone) },
  })
  expect(problemsOf(declare)).toBe('nothing')
})

describe('the other side that is suggested', () => {
  it.each(['hasMany', 'hasOne'])('keeps the key of %s', (kind) => {
    const { models, relate } = sheet('User', 'Post')
    const declare = (r: Any): Any => ({ User: { first: r[kind]('Post') } })
    relate(declare, { inverse: 'ignore' })
    const key = keysOf(models.User.associations.first)
    const second = sheet('User', 'Post')
    const message = second.problemsOf(declare, { inverse: 'require' })
    second.relate((r) => ({ ...declare(r), ...pastedCode(message)(r) }), { inverse: 'require' })
    expect(keysOf(second.models.User.associations.first)).toBe(key)
  })

  it('has a name of its own beside others of one model', () => {
    const { models } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'seen', foreignKey: 'seenBy' })
    models.User.hasMany(models.Post, { as: 'kept', foreignKey: 'keptBy' })
    models.User.hasOne(models.Post, { as: 'best', foreignKey: 'bestOf' })
    const suggested: string[] = models.User.describeAssociations({ format: 'object' }).flatMap(
      ({ suggestedInverse }: Any) => suggestedInverse ?? [],
    )
    const names = suggested.map((code) => /as: '(\w+)'/.exec(code)?.[1])
    expect(names).toHaveLength(3)
    expect(new Set(names).size).toBe(names.length)
  })
})
