/**
 * What a clause needs to know of columns. `model/` and `loading/` implement it, so that
 * `query-options/` never learns of models.
 */
import type { DataType } from '../data-types/data-type.js'
import type { Node } from '../expression/node.js'

/** Which operators the dialect has: a part of its capabilities. */
export interface OperatorSupport {
  readonly arrays: boolean
  readonly ranges: boolean
  readonly jsonContainment: boolean
  readonly iLike: boolean
  readonly regexp: boolean
  readonly iRegexp: boolean
  readonly textSearch: boolean
  readonly quantifiedArrays: boolean
}

/** A name that was found to mean a column. */
export interface ResolvedColumn {
  /** The column as the statement refers to it. */
  readonly expression: Node
  /** Undefined for a name that no attribute has: values then go by their JavaScript type. */
  readonly type: DataType | undefined
  /** The attribute's name, for messages. */
  readonly attribute: string
}

/** Resolves the names of one statement's options. */
export interface ColumnResolver {
  /** What errors begin with: `Book.findAll`. */
  readonly caller: string
  /** The model's name, for messages. */
  readonly modelName: string
  /** Whether a name that is no attribute is refused instead of sent as a quoted column. */
  readonly strict: boolean
  readonly supports: OperatorSupport
  /** The dialect's name, for messages only. */
  readonly dialectName: string
  /** The type by which values compared with a place inside JSON are bound as JSON. */
  readonly jsonType: DataType
  /** v6's `operatorsAliases`: text keys that stand for operators; empty unless configured. */
  readonly operatorAliases: ReadonlyMap<string, symbol>
  /** What to do with an attribute text that has parentheses (v6's `attributeBehavior`). */
  readonly attributeBehavior: 'throw' | 'escape' | 'unsafe-legacy'
  /** Attribute names, for "did you mean". */
  attributeNames(): readonly string[]
  /** The attributes that are columns, in order of definition. */
  columnAttributes(): readonly string[]
  /** What a virtual attribute is computed from; undefined for a name that is no virtual attribute. */
  virtualDependencies(name: string): readonly string[] | undefined
  /** An attribute's column, or undefined when the model has no attribute of this name. */
  attribute(name: string): ResolvedColumn | undefined
  /** A quoted column of the main table for a name that is no attribute. */
  unknownColumn(name: string): ResolvedColumn
  /**
   * A column of an included table, from the path of `$author.name$` without its dollars; a path of
   * one name is a column of the main table, or else of the table around.
   */
  included(path: readonly string[]): ResolvedColumn | undefined
  /** The aliases with which a path of associations can begin, included or not. */
  associationNames(): readonly string[]
  /** The error for a path of associations that does not lead to a table of the statement. */
  notIncluded(where: string, path: readonly string[]): Error
  /** The expression of a projection's alias, where ORDER BY and HAVING may name it. */
  alias(name: string): Node | undefined
  /** The single primary-key attribute, for `where: 5`; undefined when there is not exactly one. */
  readonly primaryKey: string | undefined
  /** Attributes named by an association path in `order`: `[Author, 'name']`, `['author', 'name']`. */
  orderPath(path: readonly unknown[]): { readonly resolver: ColumnResolver } | undefined
}
