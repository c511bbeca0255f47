/** Associations: their names and keys, and the methods that instances gain. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  emptyLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  describe('names and keys', () => {
    const scratch = () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const define = (name: string, attributes: object = {}, options: object = {}): AnyModelClass =>
        sequelize.define(name, attributes as never, options as never) as never
      return { sequelize, define }
    }

    it('belongsTo: the key is on the source, named after the alias', () => {
      const { define } = scratch()
      const [Author, Book] = [define('Author'), define('Book')]
      const plain: any = Book.belongsTo(Author)
      expect([plain.as, plain.foreignKey, Book.getAttributes()['AuthorId']?.onDelete]).toEqual([
        ...['Author', 'AuthorId', 'SET NULL'],
      ])
      const aliased: any = Book.belongsTo(Author, { as: 'editor' })
      expect([aliased.as, aliased.foreignKey]).toEqual(['editor', 'editorId'])
      expect(Object.keys(Book.associations)).toEqual(['Author', 'editor'])
    })

    it('hasOne and hasMany: the key is on the target', () => {
      const { define } = scratch()
      const [Author, Book, Note] = [define('author'), define('book'), define('note')]
      const many: any = Author.hasMany(Book)
      const one: any = Author.hasOne(Note)
      expect([many.as, many.foreignKey, one.as, one.foreignKey]).toEqual([
        ...['books', 'authorId', 'note', 'authorId'],
      ])
      expect(Book.getAttributes()).toHaveProperty('authorId')
      expect(Note.getAttributes()).toHaveProperty('authorId')
    })

    it('belongsToMany: both keys are on a model of their own', () => {
      const { sequelize, define } = scratch()
      const [Book, Tag] = [define('Book'), define('Tag')]
      const association: any = Book.belongsToMany(Tag, { through: 'BookTags' })
      Tag.belongsToMany(Book, { through: 'BookTags' })
      expect([association.as, association.foreignKey, association.otherKey]).toEqual([
        ...['Tags', 'BookId', 'TagId'],
      ])
      const Through = sequelize.model('BookTags')
      expect(Object.keys(Through.getAttributes())).toEqual(['BookId', 'TagId'])
      expect(Through.primaryKeyAttributes.toSorted()).toEqual(['BookId', 'TagId'])
    })

    it('take the names that are given', async () => {
      const { sequelize, define } = scratch()
      const [Author, Book] = [define('Author'), define('Book')]
      Author.hasMany(Book, {
        as: { singular: 'opus', plural: 'opera' },
        foreignKey: { name: 'writer', field: 'writer_id', allowNull: false },
      })
      await sequelize.sync({ force: true })
      const author = await Author.create()
      const book = await author.createOpus()
      expect(book.writer).toBe(author.id)
      expect(await author.countOpera()).toBe(1)
      const columns = await sequelize.getQueryInterface().describeTable('Books')
      expect(columns['writer_id']?.allowNull).toBe(false)
      await sequelize.drop()
    })

    it('are underscored in the database only', async () => {
      const { sequelize, define } = scratch()
      const options = { underscored: true }
      const [Author, Book] = [define('Author', {}, options), define('Book', {}, options)]
      Author.hasMany(Book)
      await sequelize.sync({ force: true })
      expect(Book.getAttributes()['AuthorId']?.field).toBe('author_id')
      const author = await Author.create()
      await author.createBook()
      expect((await Author.findOne({ include: [Book] })).Books).toHaveLength(1)
      await sequelize.drop()
    })

    it('refer to other columns with sourceKey and targetKey', async () => {
      const { sequelize, define } = scratch()
      const code = { code: { type: DataTypes.STRING(2), unique: true } }
      const [Country, City] = [define('Country', code), define('City', { name: DataTypes.STRING })]
      Country.hasMany(City, { sourceKey: 'code', foreignKey: 'countryCode', as: 'cities' })
      City.belongsTo(Country, { targetKey: 'code', foreignKey: 'countryCode', as: 'country' })
      await sequelize.sync({ force: true })
      const italy = await Country.create({ code: 'IT' })
      const rome = await italy.createCity({ name: 'Rome' })
      expect(rome.countryCode).toBe('IT')
      expect((await rome.getCountry()).id).toBe(italy.id)
      const [found] = await City.findAll({ include: 'country' })
      expect(found.country.code).toBe('IT')
      await sequelize.drop()
    })

    it('delete and update rows as onDelete and onUpdate say', async () => {
      const { sequelize, define } = scratch()
      const [Shelf, Copy, Note] = [define('Shelf'), define('Copy'), define('Note')]
      Shelf.hasMany(Copy, { as: 'copies', foreignKey: { name: 'shelfId', allowNull: false } })
      Shelf.hasMany(Note, { as: 'notes', foreignKey: 'shelfId' })
      await sequelize.sync({ force: true })
      const shelf = await Shelf.create()
      const [, note] = [await shelf.createCopy(), await shelf.createNote()]
      await shelf.destroy()
      expect(await Copy.count()).toBe(0)
      expect((await note.reload()).shelfId).toBeNull()
      await sequelize.drop()
    })

    it('without constraints are not watched by the database', async () => {
      const { sequelize, define } = scratch()
      const [Shelf, Copy] = [define('Shelf'), define('Copy')]
      Copy.belongsTo(Shelf, { constraints: false })
      await sequelize.sync({ force: true })
      const copy = await Copy.create({ ShelfId: 99 })
      expect(copy.ShelfId).toBe(99)
      expect(await copy.getShelf()).toBeNull()
      await sequelize.drop()
    })

    it('of the database refuse rows that refer to nothing', async () => {
      const { sequelize, define } = scratch()
      const [Shelf, Copy] = [define('Shelf'), define('Copy')]
      Copy.belongsTo(Shelf)
      await sequelize.sync({ force: true })
      await expect(Copy.create({ ShelfId: 99 })).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      await sequelize.drop()
    })

    it('of the database keep rows to which others refer', async () => {
      const { sequelize, define } = scratch()
      const [Shelf, Copy] = [define('Shelf'), define('Copy')]
      Shelf.hasMany(Copy, { as: 'copies', onDelete: 'RESTRICT' })
      await sequelize.sync({ force: true })
      const shelf = await Shelf.create({})
      await shelf.createCopy({})
      await expect(shelf.destroy()).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      await sequelize.drop()
    })

    it('are refused where they cannot be', () => {
      const { define } = scratch()
      const [Author, Book] = [define('Author', { works: DataTypes.STRING }), define('Book')]
      Author.hasMany(Book, { as: 'books' })
      expect(() => Author.hasMany(Book, { as: 'books' })).toThrow(/books/)
      expect(() => Author.hasMany(Book, { as: 'works' })).toThrow(/works/)
      expect(() => Author.hasMany(undefined as never)).toThrow(/Author\.hasMany/)
      expect(() => Author.belongsToMany(Book, {} as never)).toThrow(/through/)
      expect(() => Author.belongsToMany(Author, { through: 'Friends' })).toThrow(/as/)
      expect(() => Book.belongsTo(Author, { targetKey: 'nope', as: 'x' })).toThrow(/nope/)
    })
  })

  describe('methods', () => {
    let sequelize: Sequelize
    let library: Library

    beforeAll(async () => {
      sequelize = createSequelize(target)
      library = defineLibrary(sequelize)
      await sequelize.sync({ force: true })
    })

    beforeEach(async () => {
      await emptyLibrary(library)
      await fillLibrary(library)
    })

    const count = (run: () => Promise<unknown>) =>
      statements(sequelize, run).then((log) => log.length)

    describe('of belongsTo', () => {
      it('get the target, or null', async () => {
        const { Book } = library
        const [notes, anonymous] = [await Book.findByPk(1), await Book.findByPk(7)]
        expect((await notes.getAuthor()).name).toBe('Ada')
        expect(await notes.getAuthor({ where: { name: 'Eco' } })).toBeNull()
        expect((await notes.getAuthor({ attributes: ['country'] })).get()).toEqual({
          country: 'GB',
        })
        expect(await count(async () => expect(await anonymous.getAuthor()).toBeNull())).toBe(0)
      })

      it('set it by instance, by key, to null, or without saving', async () => {
        const { Author, Book } = library
        const book = await Book.findByPk(1)
        expect(await count(() => book.setAuthor(3))).toBe(1)
        await book.reload()
        expect(book.authorId).toBe(3)
        await book.setAuthor(await Author.findByPk(2))
        expect((await Book.findByPk(1)).authorId).toBe(2)
        await book.setAuthor(1, { save: false })
        expect((await Book.findByPk(1)).authorId).toBe(2)
        await book.setAuthor(null)
        expect((await Book.findByPk(1)).authorId).toBeNull()
      })

      it('set saves the key and no other change', async () => {
        const book = await library.Book.findByPk(1)
        book.title = 'pending'
        await book.setAuthor(2)
        expect([(await library.Book.findByPk(1)).title, book.changed('title')]).toEqual([
          'Notes',
          true,
        ])
      })

      it('create the target', async () => {
        const { Book } = library
        const book = await Book.findByPk(7)
        const author = await book.createAuthor({ name: 'Eco' })
        expect([(await Book.findByPk(7)).authorId, author.name]).toEqual([author.id, 'Eco'])
      })
    })

    describe('of hasOne', () => {
      it('get, set and create the target', async () => {
        const { Copy, Loan } = library
        const [first, second] = [await Copy.findByPk(1), await Copy.findByPk(2)]
        expect((await first.getLoan()).id).toBe(1)
        expect(await second.getLoan()).toBeNull()

        await first.setLoan(await Loan.findByPk(2))
        expect((await Loan.findByPk(1)).copyId).toBeNull()
        expect((await Loan.findByPk(2)).copyId).toBe(1)
        await first.setLoan(null)
        expect(await first.getLoan()).toBeNull()
        await first.setLoan(3)
        expect((await first.getLoan()).id).toBe(3)

        const loan = await second.createLoan({ fine: 9 })
        expect([loan.copyId, (await second.getLoan()).fine]).toEqual([2, 9])
      })

      it('set of what is set already changes nothing', async () => {
        const { Copy, Loan } = library
        const copy = await Copy.findByPk(1)
        await copy.setLoan(await Loan.findByPk(1))
        expect((await Loan.findByPk(1)).copyId).toBe(1)
      })
    })

    describe('of hasMany', () => {
      const codes = async (id: number) =>
        (await library.Copy.findAll({ where: { bookId: id }, order: ['id'] })).map(
          ({ code }) => code,
        )

      it('get the targets, with the options of a finder', async () => {
        const author = await library.Author.findByPk(4)
        expect(await author.getBooks()).toHaveLength(2)
        const [book] = await author.getBooks({
          where: { pages: { [Op.gt]: 100 } },
          attributes: ['title'],
          include: 'copies',
        })
        expect([book.title, book.copies.length]).toEqual(['Poems', 1])
        expect(await (await library.Author.findByPk(5)).getBooks()).toEqual([])
      })

      it('count them and tell whether some are among them', async () => {
        const { Author, Book } = library
        const borges = await Author.findByPk(2)
        const [own, other] = [await Book.findByPk(2), await Book.findByPk(1)]
        expect(await borges.countBooks()).toBe(2)
        expect(await borges.countBooks({ where: { lendable: true } })).toBe(1)
        expect(await borges.hasBook(own)).toBe(true)
        expect(await borges.hasBook(other)).toBe(false)
        expect(await borges.hasBooks([2, 3])).toBe(true)
        expect(await borges.hasBooks([own, other])).toBe(false)
        expect(await count(() => borges.hasBooks([2, 3]))).toBe(1)
      })

      it('add one or many, in one statement', async () => {
        const { Author, Book } = library
        const nobody = await Author.findByPk(5)
        expect(await count(() => nobody.addBook(7))).toBe(1)
        expect(await count(async () => nobody.addBooks([await Book.findByPk(1), 2]))).toBe(2)
        expect((await nobody.getBooks({ order: ['id'] })).map(({ id }: any) => id)).toEqual([
          1, 2, 7,
        ])
      })

      it('remove some: their rows stay, without the key', async () => {
        const { Author, Book } = library
        const borges = await Author.findByPk(2)
        await borges.removeBook(2)
        expect((await Book.findByPk(2)).authorId).toBeNull()
        // Another author's book is left alone.
        await borges.removeBooks([1, 3])
        expect((await Book.findByPk(1)).authorId).toBe(1)
        expect(await borges.countBooks()).toBe(0)
      })

      it('set exactly these', async () => {
        const { Author, Book } = library
        const borges = await Author.findByPk(2)
        await borges.setBooks([await Book.findByPk(3), 7])
        expect((await borges.getBooks({ order: ['id'] })).map(({ id }: any) => id)).toEqual([3, 7])
        expect((await Book.findByPk(2)).authorId).toBeNull()
        await borges.setBooks([])
        expect(await borges.countBooks()).toBe(0)
        await borges.setBooks([1])
        await borges.setBooks(null)
        expect(await Book.count()).toBe(7)
      })

      it('create one that belongs', async () => {
        const book = await library.Book.findByPk(3)
        const copy = await book.createCopy({ code: 'new' })
        expect(copy.bookId).toBe(3)
        expect(await codes(3)).toEqual(['c-5', 'new'])
      })

      it('takes nothing for no work', async () => {
        const author = await library.Author.findByPk(5)
        expect(
          await count(async () => {
            await author.addBooks([])
            await author.removeBooks([])
          }),
        ).toBe(0)
      })
    })

    describe('of belongsToMany', () => {
      const labels = async (id: number) => {
        const book = await library.Book.findByPk(id)
        const tags = await book.getTags({ order: ['id'] })
        return tags.map((tag: any) => `${tag.label}:${tag.BookTag.weight}`)
      }

      it('get the targets with their through rows', async () => {
        expect(await labels(1)).toEqual(['classic:1', 'maths:5'])
        const book = await library.Book.findByPk(1)
        const [tag] = await book.getTags({ joinTableAttributes: [], where: { label: 'maths' } })
        expect(tag.get()).toEqual({ id: 2, label: 'maths' })
        const heavy = await book.getTags({ through: { where: { weight: { [Op.gt]: 2 } } } })
        expect(heavy.map(({ label }: any) => label)).toEqual(['maths'])
        expect(await count(() => book.getTags())).toBe(1)
      })

      it('count them and tell whether some are among them', async () => {
        const book = await library.Book.findByPk(2)
        expect([
          await book.countTags(),
          await book.countTags({ where: { label: 'maze' } }),
        ]).toEqual([...[2, 1]])
        expect([
          await book.hasTag(3),
          await book.hasTags([1, 3]),
          await book.hasTags([1, 2]),
        ]).toEqual([...[true, true, false]])
      })

      it('add missing ones, with through values; those that are there are updated', async () => {
        const { Book, Tag } = library
        const book = await Book.findByPk(1)
        await book.addTag(4)
        await book.addTags([await Tag.findByPk(3), 5], { through: { weight: 7 } })
        expect(await labels(1)).toEqual(['classic:1', 'maths:5', 'maze:7', 'verse:1', 'unused:7'])
        await book.addTag(1, { through: { weight: 99 } })
        await book.addTag(2)
        expect(await labels(1)).toEqual(['classic:99', 'maths:5', 'maze:7', 'verse:1', 'unused:7'])
      })

      it('remove some: only through rows go', async () => {
        const book = await library.Book.findByPk(1)
        await book.removeTag(1)
        await book.removeTags([2, 3])
        expect([await labels(1), await labels(2), await library.Tag.count()]).toEqual([
          [],
          ['classic:2', 'maze:9'],
          5,
        ])
      })

      it('set exactly these, and touch only what differs', async () => {
        const { Book } = library
        const book = await Book.findByPk(1)
        const log = await statements(sequelize, () =>
          book.setTags([2, 3], { through: { weight: 5 } }),
        )
        expect(await labels(1)).toEqual(['maths:5', 'maze:5'])
        expect(log.filter((sql) => sql.startsWith('DELETE'))).toHaveLength(1)
        expect(log.filter((sql) => sql.startsWith('INSERT'))).toHaveLength(1)
        expect(log.filter((sql) => sql.startsWith('UPDATE'))).toHaveLength(0)
        await book.setTags(null)
        expect(await labels(1)).toEqual([])
        expect(await labels(2)).toEqual(['classic:2', 'maze:9'])
      })

      it('set takes through values of each target', async () => {
        const { Book, BookTag, Tag } = library
        const [book, maze, verse] = [
          await Book.findByPk(1),
          await Tag.findByPk(3),
          await Tag.findByPk(4),
        ]
        maze[BookTag.name] = { weight: 11 }
        verse[BookTag.name] = { weight: 12 }
        await book.setTags([maze, verse])
        expect(await labels(1)).toEqual(['maze:11', 'verse:12'])
      })

      it('create one that belongs, with through values', async () => {
        const book = await library.Book.findByPk(3)
        const tag = await book.createTag({ label: 'new' }, { through: { weight: 4 } })
        expect(tag.id).toBe(6)
        expect(await labels(3)).toEqual(['maze:3', 'new:4'])
      })

      it('work from the other side', async () => {
        const tag = await library.Tag.findByPk(1)
        expect((await tag.getBooks({ order: ['id'] })).map(({ id }: any) => id)).toEqual([1, 2, 4])
        await tag.setBooks([7])
        expect(await labels(7)).toEqual(['classic:1'])
      })
    })

    it('of a model with itself', async () => {
      const Person = sequelize.define(
        'SelfPerson',
        { name: DataTypes.STRING },
        { timestamps: false },
      ) as unknown as AnyModelClass
      Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
      Person.hasMany(Person, { as: 'children', foreignKey: 'parentId' })
      Person.belongsToMany(Person, {
        as: 'friends',
        through: 'SelfFriends',
        foreignKey: 'personId',
        otherKey: 'friendId',
        timestamps: false,
      })
      await Person.sync({ force: true })
      await sequelize.model('SelfFriends').sync({ force: true })
      const [ada, bea, cleo] = await Person.bulkCreate([
        { name: 'A' },
        { name: 'B' },
        { name: 'C' },
      ])
      await ada.addChildren([bea, cleo])
      await bea.reload()
      expect([(await bea.getParent()).name, await ada.countChildren()]).toEqual(['A', 2])
      await ada.setFriends([cleo])
      expect((await ada.getFriends()).map(({ name }: any) => name)).toEqual(['C'])
      expect(await cleo.countFriends()).toBe(0)
      const family = await Person.findAll({
        where: { parentId: null },
        include: [{ association: 'children', include: ['parent'] }, 'friends'],
        order: [['children', 'name', 'ASC']],
      })
      expect(family[0].children.map((child: any) => [child.name, child.parent.name])).toEqual([
        ['B', 'A'],
        ['C', 'A'],
      ])
      await sequelize.model('SelfFriends').drop()
      await Person.drop()
      sequelize.modelManager.removeModel(sequelize.model('SelfFriends'))
      sequelize.modelManager.removeModel(Person)
    })

    it('of scoped associations find and make rows of their kind only', async () => {
      const define = (name: string, attributes: object): AnyModelClass =>
        sequelize.define(name, attributes as never, { timestamps: false }) as never
      const Post = define('ScopedPost', {})
      const Image = define('ScopedImage', {})
      const Remark = define('ScopedRemark', {
        text: DataTypes.STRING,
        on: DataTypes.STRING,
        onId: DataTypes.INTEGER,
      })
      for (const [model, kind] of [
        [Post, 'post'],
        [Image, 'image'],
      ] as const) {
        model.hasMany(Remark, {
          as: 'remarks',
          foreignKey: 'onId',
          constraints: false,
          scope: { on: kind },
        })
      }
      for (const model of [Post, Image, Remark]) await model.sync({ force: true })
      const [post, image] = [await Post.create(), await Image.create()]
      const remark = await post.createRemark({ text: 'p' })
      await image.createRemark({ text: 'i' })
      expect([remark.on, await post.countRemarks(), await image.countRemarks()]).toEqual([
        ...['post', 1, 1],
      ])
      const free = await Remark.create({ text: 'free' })
      await image.addRemark(free)
      expect((await free.reload()).on).toBe('image')
      const [found] = await Post.findAll({ include: 'remarks' })
      expect(found.remarks.map(({ text }: any) => text)).toEqual(['p'])
      for (const model of [Post, Image, Remark]) {
        await model.drop()
        sequelize.modelManager.removeModel(model)
      }
    })

    it('destroy with hooks: true on an association deletes children one by one', async () => {
      const define = (name: string): AnyModelClass =>
        sequelize.define(name, {}, { timestamps: false }) as never
      const [Shelf, Copy] = [define('HookShelf'), define('HookCopy')]
      Shelf.hasMany(Copy, { as: 'copies', foreignKey: 'shelfId', onDelete: 'CASCADE', hooks: true })
      await Shelf.sync({ force: true })
      await Copy.sync({ force: true })
      const seen: number[] = []
      Copy.addHook('beforeDestroy', (copy: any) => {
        seen.push(copy.id)
      })
      const shelf = await Shelf.create()
      await Copy.bulkCreate([{ shelfId: shelf.id }, { shelfId: shelf.id }])
      await shelf.destroy()
      expect([seen, await Copy.count()]).toEqual([[1, 2], 0])
      for (const model of [Copy, Shelf]) {
        await model.drop()
        sequelize.modelManager.removeModel(model)
      }
    })

    it('take part in the transaction that they are given', async () => {
      const { Author, Book } = library
      const transaction = await sequelize.transaction()
      const [borges, notes] = [
        await Author.findByPk(2, { transaction }),
        await Book.findByPk(1, { transaction }),
      ]
      await borges.setBooks([1], { transaction })
      await notes.setTags([], { transaction })
      await notes.createTag({ label: 'temporary' }, { transaction })
      await transaction.rollback()
      expect([
        await borges.countBooks(),
        await notes.countTags(),
        await library.Tag.count(),
      ]).toEqual([...[2, 2, 5]])
    })
  })
})
