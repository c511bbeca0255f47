/**
 * What a model is, after its attributes and options were checked: the values that finders,
 * persistence, loading and `sync` read. Built by `definition.ts`.
 */
import type { DataType } from '../data-types/data-type.js'
import type { Table } from '../expression/sources.js'
import type { TypeBinding } from '../data-types/type-registry.js'

/** One attribute of a model. */
export interface AttributeDefinition {
  readonly name: string
  /** The column's name (v6's `field`). */
  readonly column: string
  readonly type: DataType
  /** The type as this dialect has it; undefined for a virtual attribute. */
  readonly binding: TypeBinding | undefined
  readonly isVirtual: boolean
  /** Virtual attributes: what they are computed from, selected with them. */
  readonly dependsOn: readonly string[]
  readonly isPrimaryKey: boolean
  readonly isAutoIncrement: boolean
  /** Undefined when not said, which permits null but lets validators skip it. */
  readonly allowNull: boolean | undefined
  readonly hasDefault: boolean
  /** As given: a value, a function, an expression, or a generator type (NOW, UUIDV4). */
  readonly defaultValue: unknown
  /** Added by Relata: the implicit `id`, timestamps, version. */
  readonly isGenerated: boolean
  readonly getter: ((this: never, ...args: never[]) => unknown) | undefined
  readonly setter: ((this: never, ...args: never[]) => unknown) | undefined
  /** v6's attribute object with every default filled in: `Model.rawAttributes[name]`. */
  readonly raw: Record<string, unknown>
}

/** The names of the attributes that Relata keeps up to date. */
export interface TimestampNames {
  readonly createdAt?: string | undefined
  readonly updatedAt?: string | undefined
  readonly deletedAt?: string | undefined
}

/** A unique key: of one attribute or several. */
export interface UniqueKey {
  readonly name: string
  readonly fields: readonly string[]
  readonly message: string | undefined
  readonly customIndex: boolean
}

/** The constraint of a foreign key of several attributes, in v6's terms. */
export interface ForeignKeyConstraint {
  /** The referred table, as `Model.getTableName()` gives it. */
  readonly references: unknown
  readonly referencedColumns: readonly string[]
  readonly onDelete: string | undefined
  readonly onUpdate: string | undefined
  readonly deferrable: unknown
}

/** Attributes that are a foreign key together. */
export interface ForeignKeyAttributes {
  readonly attributes: readonly string[]
  /** Undefined without a constraint, and for a key of one attribute, which has it in `references`. */
  readonly constraint: ForeignKeyConstraint | undefined
}

/** By attribute: the other attributes of its column. Empty for most models. */
export type SharedColumns = ReadonlyMap<string, readonly string[]>

/** A checked model. Replaced as a whole when attributes are added (associations) or removed. */
export interface ModelDefinition {
  readonly modelName: string
  /** `name.singular` and `name.plural` of v6. */
  readonly singular: string
  readonly plural: string
  readonly table: Table
  /** All attributes in order of definition, virtual ones among them. */
  readonly attributes: ReadonlyMap<string, AttributeDefinition>
  /** The attributes that are columns. */
  readonly columns: readonly AttributeDefinition[]
  readonly byColumn: ReadonlyMap<string, AttributeDefinition>
  readonly sharedColumns: SharedColumns
  readonly primaryKeys: readonly AttributeDefinition[]
  readonly autoIncrement: AttributeDefinition | undefined
  readonly timestamps: TimestampNames
  /** The attribute of optimistic locking. */
  readonly version: string | undefined
  readonly isParanoid: boolean
  readonly uniqueKeys: readonly UniqueKey[]
  /** The foreign keys that associations made, enforced or not, of one attribute or several. */
  readonly foreignKeys: readonly ForeignKeyAttributes[]
  readonly hasCustomGetters: boolean
  readonly hasCustomSetters: boolean
  /** Stands for this state of the model in cache keys; never used twice. */
  readonly id: number
}
