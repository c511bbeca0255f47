/**
 * Constraints and indexes of tables, as plain values. A name that is left out is chosen by the
 * database.
 */
import type { Node } from '../expression/node.js'
import type { TableIdentity } from './table-identity.js'

/** What happens to a row when the row it refers to goes or changes its key. */
export const referentialActions = [
  'CASCADE',
  'RESTRICT',
  'SET NULL',
  'SET DEFAULT',
  'NO ACTION',
] as const

/** What happens to a row when the row it refers to goes or changes its key. */
export type ReferentialAction = (typeof referentialActions)[number]

/** When a constraint is checked; databases that cannot wait check it at once. */
export type ConstraintTiming = 'not deferrable' | 'initially immediate' | 'initially deferred'

/** The primary key. */
export interface PrimaryKey {
  readonly name?: string | undefined
  readonly columns: readonly string[]
}

/** A unique constraint. */
export interface UniqueConstraint {
  readonly name?: string | undefined
  readonly columns: readonly string[]
  readonly timing?: ConstraintTiming | undefined
}

/** A foreign key. */
export interface ForeignKey {
  readonly name?: string | undefined
  readonly columns: readonly string[]
  readonly references: TableIdentity
  readonly referencedColumns: readonly string[]
  readonly onDelete?: ReferentialAction | undefined
  readonly onUpdate?: ReferentialAction | undefined
  readonly timing?: ConstraintTiming | undefined
}

/** A condition that every row meets. */
export interface CheckConstraint {
  readonly name?: string | undefined
  readonly condition: Node
}

/** A constraint of any kind, as it is added to a table. */
export type TableConstraint =
  | ({ readonly kind: 'primaryKey' } & PrimaryKey)
  | ({ readonly kind: 'unique' } & UniqueConstraint)
  | ({ readonly kind: 'foreignKey' } & ForeignKey)
  | ({ readonly kind: 'check' } & CheckConstraint)

/** One column or expression of an index. */
export interface IndexField {
  /** A column's name, or an expression. */
  readonly key: string | Node
  readonly order?: 'ASC' | 'DESC' | undefined
  readonly collation?: string | undefined
  /** PostgreSQL: the operator class. */
  readonly operator?: string | undefined
  /** How many characters of the column are indexed, where the database knows such indexes. */
  readonly length?: number | undefined
}

/** An index. */
export interface Index {
  readonly name: string
  readonly isUnique: boolean
  readonly fields: readonly IndexField[]
  /** The access method: `gin`, `btree`. */
  readonly using?: string | undefined
  /** MySQL, SQL Server: FULLTEXT or SPATIAL. */
  readonly type?: string | undefined
  /** MySQL: the full-text parser. */
  readonly parser?: string | undefined
  /** The condition of a partial index. */
  readonly where?: Node | undefined
  /** PostgreSQL: built without blocking writes. No property of the index, but of its making. */
  readonly isConcurrent?: boolean | undefined
}
