import { describe, expect, it } from 'vitest'
import { openProgram } from '../support/language-service.js'

const program = `
import { DataTypes, Sequelize } from '../../lib/index.js'
const sequelize = new Sequelize('sqlite::memory:')
const text = { type: DataTypes.STRING, allowNull: false } as const
const models = {
  User: sequelize.define('User', { email: text }, { timestamps: false }),
  Profile: sequelize.define('Profile', { motto: text }, { timestamps: false }),
  Post: sequelize.define('Post', { title: text }, { timestamps: false }),
  Tag: sequelize.define('Tag', { name: text }, { timestamps: false }),
}
const { User, Post } = sequelize.relate(models, (r) => ({
  User: { posts: r.hasMany('Post', { foreignKey: 'authorId' }), profile: r.hasOne('Profile') },
  Post: { author: r.belongsTo('User'), tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
}))
const users = await User.findAll({
  include: [{ association: 'posts', include: ['tags'] }, { association: 'profile', required: true }],
})
const posts = users[0]!.posts
const titles = posts.map((post) => post.title)
const author = await Post.findByPk(1, { include: 'author', rejectOnEmpty: true })
const rows = await Post.findAll({ include: ['author'], raw: true })
const found = await users[0]!.getPosts()
const count = await users[0]!.countPosts()
`

const { errors, hover, completions } = openProgram(program)

describe('Hovering over related models', () => {
  it('finds no error in the program', { timeout: 60_000 }, () => {
    expect(errors()).toEqual([])
  })

  it('shows results by their fields, with what is included as plain objects', () => {
    expect(hover('users')).toContain(
      '{ id: number; email: string; ' +
        'posts: { id: number; title: string; authorId: number | null; ' +
        'tags: { id: number; name: string; }[]; }[]; ' +
        'profile: { id: number; motto: string; }; }',
    )
    expect(hover('author')).toContain(
      '{ id: number; title: string; authorId: number | null; ' +
        'author: { id: number; email: string; } | null; }',
    )
    expect(hover('posts')).toContain(
      '{ id: number; title: string; authorId: number | null; tags: { id: number; name: string; }[]; }',
    )
  })

  it('shows the fields before all else', () => {
    for (const name of ['users', 'posts', 'author', 'found']) {
      expect(hover(name)).toMatch(new RegExp(`^const ${name}: InstanceWith<{ id: number;`))
    }
  })

  it('shows plain values and rows as what they are', () => {
    expect(hover('titles')).toBe('const titles: string[]')
    expect(hover('count')).toBe('const count: number')
    expect(hover('rows')).toBe(
      'const rows: { [x: `author.${string}`]: any; id: number; title: string; ' +
        'authorId: number | null; }[]',
    )
  })
})

describe('Completion of relations', () => {
  it('offers the models where a relation is declared', { timeout: 60_000 }, () => {
    const names = ['Post', 'Profile', 'Tag', 'User']
    const declared = (code: string) => completions(`sequelize.relate(models, (r) => (${code}))`)
    expect(declared("{ Tag: { posts: r.hasMany('@@') } }").sort()).toEqual(names)
    expect(declared('{ @@ }').sort()).toEqual(names)
  })

  it('offers the aliases of each model at each depth', { timeout: 60_000 }, () => {
    const offered = (include: string) => completions(`void User.findAll({ include: ${include} })`)
    expect(offered("['@@']")).toEqual(['posts', 'profile'])
    expect(offered("[{ association: '@@' }]")).toEqual(['posts', 'profile'])
    expect(offered("[{ association: 'posts', include: ['@@'] }]")).toEqual(['author', 'tags'])
  })

  it('offers methods, and what is included', { timeout: 60_000 }, () => {
    const names = completions('users[0]!.@@')
    expect(names).toEqual(
      expect.arrayContaining(['posts', 'profile', 'getPosts', 'addPost', 'createProfile', 'email']),
    )
    expect(names).not.toContain('getPost')
    expect(completions('posts[0]!.@@')).not.toContain('author')
  })
})
