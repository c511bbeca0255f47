/** Associations explained: what `Model.describeAssociations()` gives, and the options of diagrams. */
import type { RelationshipType } from './associations.js'
import type { ModelStatic } from './model-statics.js'

/** A foreign key of an association. */
export interface DescribedKey {
  /** The model whose table holds it. */
  readonly holder: string
  readonly table: string
  readonly columns: readonly string[]
  readonly attributes: readonly string[]
  readonly references: { readonly table: string; readonly columns: readonly string[] }
  readonly isNullable: boolean
  /** The constraint in this dialect's SQL; undefined where the database enforces nothing. */
  readonly constraint: string | undefined
}

/** A method that an association adds to the instances of its source. */
export interface DescribedMethod {
  /** `getBooks`. */
  readonly name: string
  /** `author.getBooks(options?): Promise<Book[]>`. */
  readonly signature: string
  readonly does: string
}

/** An association, described. */
export interface AssociationDescription {
  /** `Author.books`. */
  readonly name: string
  readonly kind: RelationshipType
  readonly alias: string
  readonly source: string
  readonly target: string
  /** A sentence: how many of which belong to how many of which. */
  readonly meaning: string
  /** One key; two for a many-to-many association: to the source, then to the target. */
  readonly keys: readonly DescribedKey[]
  /** The model between the two, and its table. */
  readonly through: { readonly model: string; readonly table: string } | undefined
  readonly scope: Readonly<Record<string, unknown>> | undefined
  /** How it is loaded: `Author.findAll({ include: 'books' })`. */
  readonly include: string
  /** The associations on the other side: `Book.author`. */
  readonly inverses: readonly string[]
  /** The call that would declare the other side, where it is not: `Book.belongsTo(Author, …)`. */
  readonly suggestedInverse: string | undefined
  readonly methods: readonly DescribedMethod[]
  /** The tables as text. */
  readonly drawing: string
}

/** Options of `describeAssociations`. */
export interface DescribeOptions {
  /** `text`: for people, the default. `object`: the same as values. */
  readonly format?: 'text' | 'object'
}

/** Options of `toMermaid`. */
export interface MermaidOptions {
  /** The models to draw, as classes or by name. Default: all. */
  readonly models?: readonly (ModelStatic<any> | string)[]
  /** Whether attributes are listed. Default: true. */
  readonly attributes?: boolean
}
