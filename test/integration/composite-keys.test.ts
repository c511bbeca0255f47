/** Associations whose keys have several attributes: their objects and methods, in every kind. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { type Branches, defineBranches, fillBranches } from '../support/branch-models.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let branches: Branches

  beforeAll(() => {
    sequelize = createSequelize(target)
    branches = defineBranches(sequelize)
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await fillBranches(branches)
  })

  const author = (branchId: number, id: number) => branches.Author.findByPk({ branchId, id })
  const book = (branchId: number, id: number) => branches.Book.findByPk({ branchId, id })
  const tag = (branchId: number, id: number) => branches.Tag.findByPk({ branchId, id })
  const titles = (books: any[]) => books.map(({ title }) => title)
  const codes = (copies: any[]) => copies.map(({ code }) => code).sort()
  const count = (run: () => Promise<unknown>) =>
    statements(sequelize, run).then((log) => log.length)

  describe('association objects', () => {
    it('tell the first attribute where v6 has one, and all of them beside it', () => {
      const { Author, Book, Copy } = branches
      const belongsTo: any = Copy.associations.shelf
      expect([belongsTo.foreignKey, belongsTo.identifier, belongsTo.targetKey]).toEqual([
        ...['room', 'room', 'room'],
      ])
      expect([belongsTo.foreignKeys, belongsTo.targetKeys]).toEqual([
        ['room', 'shelfNumber'],
        ['room', 'number'],
      ])
      const hasOne: any = Author.associations.card
      expect([hasOne.foreignKey, hasOne.foreignKeys, hasOne.sourceKey, hasOne.sourceKeys]).toEqual([
        'authorBranch',
        ['authorBranch', 'authorId'],
        'branchId',
        ['branchId', 'id'],
      ])
      const tags: any = Book.associations.tags
      expect([tags.foreignKey, tags.otherKey, tags.sourceKey, tags.targetKey]).toEqual([
        ...['branchId', 'branchId', 'branchId', 'branchId'],
      ])
      expect([tags.foreignKeys, tags.otherKeys, tags.sourceKeys, tags.targetKeys]).toEqual([
        ['branchId', 'bookId'],
        ['branchId', 'tagId'],
        ['branchId', 'id'],
        ['branchId', 'id'],
      ])
    })

    it('complete the side of a many-to-many that says less from the other one', () => {
      const { Book, Reader } = branches
      const readers: any = Book.associations.readers
      const books: any = Reader.associations.books
      expect([readers.foreignKeys, readers.otherKeys]).toEqual([
        ['bookBranch', 'bookId'],
        ['ReaderId'],
      ])
      expect([books.foreignKeys, books.otherKeys, books.targetKeys]).toEqual([
        ['ReaderId'],
        ['bookBranch', 'bookId'],
        ['branchId', 'id'],
      ])
    })

    it('name the attributes of a key after the owner when only what it refers to is given', () => {
      const scratch = createSequelize(target)
      const { Author } = defineBranches(scratch)
      const Prize = scratch.define('Prize', {})
      const association: any = Prize.belongsTo(Author as never, {
        as: 'winner',
        targetKey: ['branchId', 'id'],
      })
      expect(association.foreignKeys).toEqual(['winnerBranchId', 'winnerId'])
    })
  })

  describe('belongsTo', () => {
    it('get finds the target by the whole key', async () => {
      expect((await (await book(1, 2)).getAuthor()).name).toBe('Borges')
      expect((await (await book(2, 1)).getAuthor()).name).toBe('Eco')
      const copy = await branches.Copy.findOne({ where: { code: 'n2' } })
      expect((await copy.getShelf()).number).toBe(2)
      expect(await (await book(1, 2)).getAuthor({ where: { name: 'Ada' } })).toBeNull()
    })

    it('get sends nothing when a part of the key is null', async () => {
      const [anonymous, half] = [
        await book(1, 4),
        await branches.Card.findOne({ where: { code: 'c-half' } }),
      ]
      const sent = await count(async () => {
        expect(await anonymous.getAuthor()).toBeNull()
        expect(await half.getAuthor()).toBeNull()
      })
      expect(sent).toBe(0)
    })

    it('set takes an instance or the key as an object, and saves the key alone', async () => {
      const card = await branches.Card.findOne({ where: { code: 'c-free' } })
      card.code = 'pending'
      await card.setAuthor(await author(2, 2))
      expect([card.authorBranch, card.authorId, card.changed('code')]).toEqual([2, 2, true])
      await card.setAuthor({ branchId: 1, id: 2 })
      await card.reload()
      expect([card.authorBranch, card.authorId, card.code]).toEqual([1, 2, 'c-free'])
      await card.setAuthor({ branchId: 2, id: 2 }, { save: false })
      expect((await branches.Card.findByPk(card.id)).authorId).toBe(2)
    })

    it('set to null empties all attributes of the key that may be empty', async () => {
      const card = await branches.Card.findOne({ where: { code: 'c-ada' } })
      await card.setAuthor(null)
      await card.reload()
      expect([card.authorBranch, card.authorId]).toEqual([null, null])
    })

    it('set to null keeps what is part of the primary key', async () => {
      const notes = await book(1, 1)
      await notes.setAuthor(null)
      await notes.reload()
      expect([notes.branchId, notes.authorId]).toEqual([1, null])
    })

    it('set gives another owner within what the primary key fixes', async () => {
      const notes = await book(1, 1)
      await notes.setAuthor(await author(1, 2))
      expect((await (await book(1, 1)).getAuthor()).name).toBe('Borges')
      const sent = count(async () => {
        await expect(notes.setAuthor(await author(2, 1))).rejects.toThrow(
          /"branchId", which is part of the primary key of Book/,
        )
      })
      expect(await sent).toBe(1)
    })

    it('set refuses a bare value for a key of several attributes', async () => {
      const notes = await book(1, 1)
      await expect(notes.setAuthor(2)).rejects.toThrow(
        /Book\.belongsTo\(Author.*a key of Author has 2 attributes.*branchId, id/s,
      )
    })

    it('create makes a target that agrees with what the row keeps', async () => {
      const notes = await book(1, 4)
      const made = await notes.createAuthor({ id: 9, name: 'New' })
      expect([made.branchId, (await book(1, 4)).authorId]).toEqual([1, 9])
    })
  })

  describe('hasOne', () => {
    it('get, set and create', async () => {
      const { Card } = branches
      const [ada, borges] = [await author(1, 1), await author(1, 2)]
      expect((await ada.getCard()).code).toBe('c-ada')
      expect(await borges.getCard()).toBeNull()

      await ada.setCard(await Card.findOne({ where: { code: 'c-half' } }))
      expect((await ada.getCard()).code).toBe('c-half')
      const former = await Card.findOne({ where: { code: 'c-ada' } })
      expect([former.authorBranch, former.authorId]).toEqual([null, null])

      await ada.setCard(former.id)
      expect((await ada.getCard()).code).toBe('c-ada')
      await ada.setCard(null)
      expect(await ada.getCard()).toBeNull()

      const made = await borges.createCard({ code: 'c-new' })
      expect([made.authorBranch, made.authorId]).toEqual([1, 2])
    })

    it('set of what is set already changes nothing', async () => {
      const ada = await author(1, 1)
      const card = await ada.getCard()
      expect(await count(() => ada.setCard(card))).toBe(1)
    })
  })

  describe('hasMany', () => {
    it('get, count and has look at the whole key', async () => {
      const [borges, eco] = [await author(1, 2), await author(2, 1)]
      expect(titles(await borges.getBooks({ order: ['id'] }))).toEqual(['Fictions', 'Labyrinths'])
      expect(titles(await eco.getBooks({ where: { pages: { [Op.gt]: 550 } } }))).toEqual([
        'Pendulum',
      ])
      expect([await borges.countBooks(), await eco.countBooks({ where: { pages: 500 } })]).toEqual([
        2, 1,
      ])
      const other = await book(2, 2)
      expect([
        await borges.hasBook(await book(1, 2)),
        await borges.hasBook(other),
        await borges.hasBooks([await book(1, 2), { branchId: 1, id: 3 }]),
        await borges.hasBooks([await book(1, 2), { branchId: 2, id: 2 }]),
        await eco.hasBook({ branchId: 2, id: 2 }),
      ]).toEqual([true, false, true, false, true])
    })

    it('of several instances gives a list for each key', async () => {
      const [ada, eco] = [await author(1, 1), await author(2, 1)]
      const lists = await (branches.Author.associations.books as any).get([ada, eco])
      expect(Object.values(lists).map((list: any) => titles(list).sort())).toEqual([
        ['Notes'],
        ['Pendulum', 'Rose'],
      ])
    })

    it('add gives rows to the owner, by instance or by key', async () => {
      const notes = await book(1, 1)
      const [lost, r1] = await branches.Copy.findAll({
        where: { code: ['lost', 'r1'] },
        order: ['code'],
      })
      expect(await count(() => notes.addCopy(lost))).toBe(1)
      await notes.addCopies([lost, r1.id])
      expect([lost.bookBranch, lost.bookId, lost.changed()]).toEqual([1, 1, false])
      expect(codes(await notes.getCopies())).toEqual(['lost', 'n1', 'n2', 'r1'])

      const ada = await author(1, 1)
      await ada.addBook({ branchId: 1, id: 4 })
      await ada.addBooks([await book(1, 2)])
      expect(titles(await ada.getBooks({ order: ['id'] }))).toEqual([
        'Notes',
        'Fictions',
        'Anonymous',
      ])
    })

    it('add refuses rows whose primary key says that they are another owner’s', async () => {
      const ada = await author(1, 1)
      const sent = await count(() =>
        expect(ada.addBook({ branchId: 2, id: 1 })).rejects.toThrow(/primary key of Book/),
      )
      expect(sent).toBe(0)
      await expect(ada.addBook(4)).rejects.toThrow(/a key of Book has 2 attributes/)
    })

    it('remove empties the key, and keeps what belongs to the primary key', async () => {
      const notes = await book(1, 1)
      await notes.removeCopy((await notes.getCopies())[0])
      const freed = await branches.Copy.findAll({ where: { bookBranch: null, bookId: null } })
      expect([await notes.countCopies(), freed.length]).toEqual([1, 2])

      const borges = await author(1, 2)
      await borges.removeBooks([await book(1, 2), { branchId: 1, id: 1 }])
      // Another author's book is left alone.
      expect([(await book(1, 2)).authorId, (await book(1, 1)).authorId]).toEqual([null, 1])
      expect((await book(1, 2)).branchId).toBe(1)
    })

    it('set makes exactly these the owner’s', async () => {
      const borges = await author(1, 2)
      await borges.setBooks([await book(1, 3), { branchId: 1, id: 4 }])
      expect(titles(await borges.getBooks({ order: ['id'] }))).toEqual(['Labyrinths', 'Anonymous'])
      expect((await book(1, 2)).authorId).toBeNull()
      await expect(borges.setBooks([{ branchId: 2, id: 1 }])).rejects.toThrow(/primary key/)
      expect(await borges.countBooks()).toBe(2)
      await borges.setBooks(null)
      expect(await borges.countBooks()).toBe(0)
      expect(await branches.Book.count()).toBe(7)
    })

    it('create takes the whole key of the owner', async () => {
      const eco = await author(2, 1)
      const made = await eco.createBook({ id: 8, title: 'New' })
      expect([made.branchId, made.authorId]).toEqual([2, 1])
      const copy = await made.createCopy({ code: 'x' }, { fields: ['code'] })
      expect([copy.bookBranch, copy.bookId]).toEqual([2, 8])
    })

    it('has its scope, too', async () => {
      const notes = await book(1, 1)
      expect(codes(await notes.getAtlases())).toEqual(['n2'])
      const made = await notes.createAtlas({ code: 'a' })
      expect([made.kind, made.bookId]).toEqual(['atlas', 1])
      await notes.addAtlas(await branches.Copy.findOne({ where: { code: 'lost' } }))
      expect([await notes.countAtlases(), await notes.countCopies()]).toEqual([3, 4])
    })

    it('finds nothing for an owner whose key is not whole', async () => {
      const shelf = await branches.Shelf.create({ room: 'C', number: null })
      const sent = await count(async () => {
        expect(await shelf.getCopies()).toEqual([])
        expect([await shelf.countCopies(), await shelf.hasCopy(1)]).toEqual([0, false])
        await shelf.removeCopy(1)
      })
      expect(sent).toBe(0)
    })
  })

  describe('an owner that cannot be left', () => {
    it('is said, with the reason for each attribute', async () => {
      const scratch = createSequelize(target)
      const { Author } = defineBranches(scratch)
      const Chapter = scratch.define('Chapter', {
        branchId: { type: DataTypes.INTEGER, primaryKey: true },
        number: { type: DataTypes.INTEGER, primaryKey: true },
      }) as AnyModelClass
      const authorId = { name: 'authorId', allowNull: false }
      Author.hasMany(Chapter, { as: 'chapters', foreignKey: ['branchId', authorId] })
      Chapter.belongsTo(Author, { as: 'author', foreignKey: ['branchId', authorId] })
      const ada = Author.build({ branchId: 1, id: 1 }, { isNewRecord: false })
      const chapter = Chapter.build({ branchId: 1, number: 1, authorId: 1 }, { isNewRecord: false })
      const reasons =
        /a row of Chapter cannot be without its owner: "branchId" is part of the primary key, "authorId" may not be null/
      await expect(ada.removeChapter(chapter)).rejects.toThrow(reasons)
      await expect(chapter.setAuthor(null)).rejects.toThrow(reasons)
      await expect(ada.removeChapter(chapter)).rejects.toMatchObject({
        name: 'SequelizeAssociationError',
      })
    })

    it('can be left by rows that are to be destroyed', async () => {
      const scratch = createSequelize(target, { define: { timestamps: false } })
      const key = () => ({ type: DataTypes.INTEGER, primaryKey: true })
      const House = scratch.define('House', { street: key(), number: key() }) as AnyModelClass
      const Room = scratch.define('Room', { name: DataTypes.STRING }) as AnyModelClass
      const Roof = scratch.define('Roof', { name: DataTypes.STRING }) as AnyModelClass
      const foreignKey = ['street', 'number'].map((name) => ({ name, allowNull: false }))
      House.hasMany(Room, { as: 'rooms', foreignKey })
      House.hasOne(Roof, { as: 'roof', foreignKey })
      await scratch.sync({ force: true })
      const house = await House.create({ street: 1, number: 2 })
      for (const name of ['a', 'b', 'c', 'd']) await house.createRoom({ name })
      await house.createRoof({ name: 'old' })
      await expect(house.setRooms([])).rejects.toThrow(/\{ destroyPrevious: true \}/)
      expect(await Room.count()).toBe(4)

      await house.removeRoom(1, { destroy: true })
      await house.setRooms([2, await Room.findByPk(3)], { destroyPrevious: true })
      const names = async (Model: AnyModelClass) =>
        (await Model.findAll({ order: ['id'] })).map(({ name }: any) => name)
      expect(await names(Room)).toEqual(['b', 'c'])
      await house.setRoof(Roof.build({ name: 'new' }), { destroyPrevious: true })
      expect(await names(Roof)).toEqual(['new'])
      await house.setRoof(null, { destroyPrevious: true })
      expect(await names(Roof)).toEqual([])
      await scratch.drop()
    })

    it('leaves attributes alone that another key needs', async () => {
      const scratch = createSequelize(target, { define: { timestamps: false } })
      const { Author } = defineBranches(scratch)
      const Essay = scratch.define('Essay', { title: DataTypes.STRING }) as AnyModelClass
      Essay.belongsTo(Author, { as: 'author', foreignKey: ['tenantId', 'authorId'] })
      Essay.belongsTo(Author, { as: 'editor', foreignKey: ['tenantId', 'editorId'] })
      await scratch.sync({ force: true })
      await Author.create({ branchId: 1, id: 1, name: 'Ada' })
      const essay = await Essay.create({ tenantId: 1, authorId: 1, editorId: 1 })
      await essay.setAuthor(null)
      await essay.reload()
      expect([essay.tenantId, essay.authorId, essay.editorId]).toEqual([1, null, 1])
      expect((await essay.getEditor()).name).toBe('Ada')
      await scratch.drop()
    })
  })

  describe('belongsToMany', () => {
    const weights = async (branchId: number, id: number) => {
      const tags = await (await book(branchId, id)).getTags({ order: ['id'] })
      return tags.map((one: any) => `${one.label}:${one.BookTag.weight}`)
    }

    it('get, count and has look at the whole key on both sides', async () => {
      expect(await weights(2, 1)).toEqual(['monks:7', 'maze:8'])
      expect(await weights(1, 1)).toEqual(['maths:5'])
      const rose = await book(2, 1)
      const maze = await tag(2, 2)
      expect([
        await rose.countTags(),
        await rose.countTags({ where: { label: 'maze' } }),
        await rose.hasTag(maze),
        await rose.hasTag({ branchId: 1, id: 2 }),
        await rose.hasTags([maze, { branchId: 2, id: 1 }]),
      ]).toEqual([2, 1, true, false, true])
      expect(titles(await (await tag(1, 2)).getBooks({ order: ['id'] }))).toEqual([
        'Fictions',
        'Labyrinths',
      ])
      const heavy = await rose.getTags({
        through: { where: { weight: { [Op.gt]: 7 } } },
        joinTableAttributes: [],
      })
      expect(heavy.map((one: any) => one.get())).toEqual([{ branchId: 2, id: 2, label: 'maze' }])
    })

    it('add, with through values, by instance or by key', async () => {
      const notes = await book(1, 1)
      await notes.addTag(await tag(1, 2), { through: { weight: 9 } })
      expect(await weights(1, 1)).toEqual(['maths:5', 'maze:9'])
      await notes.addTags([{ branchId: 1, id: 1 }], { through: { weight: 6 } })
      expect(await weights(1, 1)).toEqual(['maths:6', 'maze:9'])
      expect(await weights(2, 1)).toEqual(['monks:7', 'maze:8'])
    })

    it('add refuses sides that disagree on what both keys share', async () => {
      const notes = await book(1, 1)
      const sent = await count(() =>
        expect(notes.addTag({ branchId: 2, id: 1 })).rejects.toThrow(
          /different values for "branchId" cannot be linked: BookTag has one for both/,
        ),
      )
      expect(sent).toBe(0)
    })

    it('remove deletes the links of the whole key', async () => {
      const rose = await book(2, 1)
      expect(await rose.removeTag(await tag(2, 2))).toBe(1)
      expect(await rose.removeTags([{ branchId: 1, id: 2 }])).toBe(0)
      expect([await weights(2, 1), await weights(1, 2)]).toEqual([['monks:7'], ['maze:2']])
    })

    it('set links exactly these', async () => {
      const rose = await book(2, 1)
      const log = await statements(sequelize, () => rose.setTags([{ branchId: 2, id: 2 }]))
      expect(log.map((sql) => sql.split(' ')[0])).toEqual(['SELECT', 'DELETE'])
      expect(await weights(2, 1)).toEqual(['maze:8'])
      await rose.setTags(null)
      expect([await weights(2, 1), await branches.BookTag.count()]).toEqual([[], 3])
    })

    it('create makes a target that agrees with what both keys share', async () => {
      const notes = await book(1, 1)
      const made = await notes.createTag({ id: 7, label: 'new' }, { through: { weight: 4 } })
      expect(made.branchId).toBe(1)
      expect(await weights(1, 1)).toEqual(['maths:5', 'new:4'])
    })

    it('goes through a model made for it, whose primary key is all of both keys', async () => {
      const Loans = sequelize.model('Loans')
      expect([...Loans.primaryKeyAttributes].sort()).toEqual(['ReaderId', 'bookBranch', 'bookId'])
      const [rosa, ulf] = await branches.Reader.findAll({ order: ['id'] })
      await rosa.addBooks([await book(1, 1), await book(2, 1)])
      await ulf.addBook({ branchId: 2, id: 1 })
      expect(titles(await rosa.getBooks({ order: ['branchId'] }))).toEqual(['Notes', 'Rose'])
      expect((await (await book(2, 1)).getReaders()).length).toBe(2)
      await rosa.setBooks([await book(2, 2)])
      expect(titles(await rosa.getBooks())).toEqual(['Pendulum'])
    })

    it('links rows of one model', async () => {
      const [ada, eco] = [await author(1, 1), await author(2, 1)]
      await ada.addFriends([eco, { branchId: 1, id: 2 }])
      const friends = await ada.getFriends({ order: ['name'] })
      expect(friends.map(({ name }: any) => name)).toEqual(['Borges', 'Eco'])
      expect(await eco.countFriends()).toBe(0)
    })
  })
})
