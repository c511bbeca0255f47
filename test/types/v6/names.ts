/** Types by their names, and the namespaces whose members are types. */
import {
  type AbstractDataType,
  type AbstractDataTypeConstructor,
  type AddConstraintOptions,
  type AddScopeOptions,
  type AggregateOptions,
  type AndOperator,
  type AssociationOptions,
  type Attributes,
  type BelongsToManyOptions,
  type ColumnDescription,
  type ColumnOptions,
  type ColumnsDescription,
  type Config,
  type ConnectionOptions,
  type CountWithOptions,
  type CreateDatabaseOptions,
  type CreationAttributes,
  type CreationOptional,
  type DataType,
  DataTypes,
  type DefaultSetOptions,
  Deferrable,
  type EnumDataType,
  type Filterable,
  type FindAttributeOptions,
  type ForeignKeyOptions,
  type FunctionParam,
  type GroupedCountResultItem,
  type GroupOption,
  type GroupOption as G2,
  type HasManyOptions,
  type Hookable,
  type Identifier,
  type IncludeOptions,
  type IncludeOptions as IO2,
  type IncrementDecrementOptions,
  type IncrementDecrementOptionsWithBy,
  type IndexesOptions,
  IndexHints,
  type IndexMethod,
  type IndexType,
  type InferAttributes,
  type InferCreationAttributes,
  type InstanceRestoreOptions,
  type LOCK,
  type Logging,
  type LogicType,
  Model,
  type ModelAttributeColumnOptions,
  type ModelAttributeColumnReferencesOptions,
  type ModelCtor,
  type ModelDefined,
  type ModelIndexesOptions,
  type ModelNameOptions,
  type ModelScopeOptions,
  type ModelStatic,
  type ModelType,
  type ModelValidateOptions,
  type NonNullFindOptions,
  Op,
  type OperatorsAliases,
  type Optional,
  type OrOperator,
  type Paranoid,
  type Poolable,
  type Projectable,
  type ProjectionAlias,
  type QueryInterfaceCreateTableOptions,
  type QueryInterfaceIndexOptions,
  type QueryOptionsTransactionRequired,
  type QueryOptionsWithModel,
  type QueryOptionsWithType,
  QueryTypes,
  type Rangable,
  type ReplicationOptions,
  type RestoreOptions,
  type RetryOptions,
  type SchemaOptions,
  type ScopeOptions,
  type SearchPathable,
  Sequelize,
  type SetOptions,
  type Silent,
  type StringDataType,
  type SyncOptions,
  TableHints,
  type TableName,
  type TableNameWithSchema,
  type ThroughOptions,
  Transaction,
  type Transactionable,
  type TransactionOptions,
  type TruncateOptions,
  Utils,
  type WhereAttributeHash,
  type WhereOperators,
  type WhereOptions,
  type WhereValue,
} from 'sequelize'

export interface Settings {
  isolation: Transaction.ISOLATION_LEVELS
  type: Transaction.TYPES
  lock2: LOCK
}
export const settings: Settings = {
  isolation: Transaction.ISOLATION_LEVELS.SERIALIZABLE,
  type: Transaction.TYPES.EXCLUSIVE,
  lock2: Transaction.LOCK.SHARE,
}
export function select<T extends object>(
  sequelize: Sequelize,
  sql: string,
  options: QueryOptionsWithType<QueryTypes.SELECT>,
): Promise<T[]> {
  return sequelize.query<T>(sql, options)
}
export function kind(type: QueryTypes): string {
  return type === QueryTypes.SELECT ? 'a' : 'b'
}
export const hint: TableHints = TableHints.NOLOCK
export const index: IndexHints = IndexHints.FORCE
export type A = [
  DataTypes.DataType,
  DataTypes.AbstractDataType,
  DataTypes.StringDataType,
  DataTypes.StringDataTypeConstructor,
  DataTypes.EnumDataType<'a'>,
  DataTypes.IntegerDataTypeConstructor,
  DataTypes.AbstractDataTypeConstructor,
]
export type B = [Utils.Fn, Utils.Col, Utils.Literal, Utils.Cast, Utils.Json, Utils.Where]
export type C = [typeof Op.and, typeof Op]
type Fn = Utils.Fn
type Col = Utils.Col
type Literal = Utils.Literal
type Cast = Utils.Cast
type Json = Utils.Json
type Where = Utils.Where
export const fn: Fn = Sequelize.fn('x')
export const col: Col = Sequelize.col('x')
export const lit: Literal = Sequelize.literal('x')
export const cast: Cast = Sequelize.cast('x', 'y')
export const json: Json = Sequelize.json('x')
export const where: Where = Sequelize.where(col, 'x')
export const groups: GroupOption[] = ['a', ['a', 'b'], fn, [fn, col]]
export const projections: ProjectionAlias[] = [
  [fn, 'x'],
  ['a', 'b'],
  [lit, 'c'],
]
export const attributes: FindAttributeOptions = ['a', [fn, 'b'], ['x', 'y']]
export function pick(list: string[], extra: boolean) {
  const chosen: FindAttributeOptions = [...list]
  if (extra) chosen.push([Sequelize.fn('COUNT', '*'), 'n'])
  const include: IncludeOptions[] = []
  include.push({ model: class extends Model {}, as: 'x' })
  return { attributes: chosen, include }
}
export const w1: WhereOperators = { [Op.gt]: 3, [Op.in]: [1, 2], [Op.like]: 'x' }
export const w2: AndOperator<{ a: number }> = { [Op.and]: [{ a: 1 }] }
export const w3: OrOperator<{ a: number }> = { [Op.or]: { a: 1 } }
export const w4: WhereAttributeHash<{ a: number }> = { a: 3 }
export const range: Rangable<number> = [1, 2]
export const validate: ModelValidateOptions = {
  isEmail: true,
  len: [1, 2],
  is: ['^[a-z]+$', 'i'],
  not: { args: ['x', 'i'], msg: 'x' },
  isIn: { args: [['a']], msg: 'x' },
  isUUID: 4,
  isDate: true,
  isAfter: '2011',
  max: 3,
  custom(value: unknown) {
    void value
  },
  equals: 'x',
  isIP: true,
  notNull: { msg: 'x' },
  notEmpty: { msg: 'y' },
  isCreditCard: true,
  isUrl: { msg: 'x' },
  contains: 'x',
  isInt: { msg: 'x' },
}
export const column: ModelAttributeColumnOptions = {
  type: DataTypes.STRING,
  allowNull: false,
  references: { model: 'x', key: 'id', deferrable: Deferrable.INITIALLY_IMMEDIATE() as never },
  unique: { name: 'x', msg: 'y' },
  field: 'x',
  comment: 'x',
  values: ['a'],
  get() {
    return this.getDataValue('x')
  },
  set(v: unknown) {
    this.setDataValue('x', v)
  },
}
export const tx: TransactionOptions = {
  isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED,
  autocommit: false,
  logging: console.log,
}
export const paged = async <M extends Model>(
  model: ModelStatic<M>,
  where: WhereOptions<Attributes<M>>,
  page = 1,
) => {
  const { rows, count } = await model.findAndCountAll({
    where,
    limit: 10,
    offset: (page - 1) * 10,
    distinct: true,
    order: [['createdAt', 'DESC']],
  })
  return { rows: rows.map((r) => r.toJSON()), count }
}
export async function upsertAll<M extends Model>(
  model: ModelStatic<M>,
  list: CreationAttributes<M>[],
) {
  for (const values of list) await model.upsert(values)
  return model.bulkCreate(list, { ignoreDuplicates: true })
}
export abstract class Base<A extends {}, C extends {} = A> extends Model<A, C> {
  declare id: CreationOptional<number>
  static async byId<M extends Model>(this: ModelStatic<M>, id: number): Promise<M> {
    const found = await this.findByPk(id)
    if (found === null) throw new Error('none')
    return found
  }
}
export class Thing extends Base<InferAttributes<Thing>, InferCreationAttributes<Thing>> {
  declare name: string
}
export async function base() {
  const t = await Thing.byId(1)
  t.name.length
  t.id.toFixed()
  const u = await Thing.create({ name: 'x' })
  u.reload()
}
export type Big = [
  QueryOptionsWithModel<Model>,
  Config,
  ColumnDescription,
  ColumnsDescription,
  DataType,
  AbstractDataType,
  AbstractDataTypeConstructor,
  StringDataType,
  EnumDataType<'a'>,
  WhereValue,
  LogicType,
  GroupedCountResultItem,
  NonNullFindOptions,
  CountWithOptions,
  Optional<{ a: 1 }, 'a'>,
  IO2,
  ScopeOptions,
  ThroughOptions,
  ForeignKeyOptions,
  BelongsToManyOptions,
  HasManyOptions,
  AssociationOptions,
  ModelIndexesOptions,
  SchemaOptions,
  Paranoid,
  Transactionable,
  Logging,
  Hookable,
  Filterable,
  Projectable,
  Silent,
  SearchPathable,
  Poolable,
  SetOptions,
  IncrementDecrementOptionsWithBy,
  IncrementDecrementOptions,
  RestoreOptions,
  TruncateOptions,
  AggregateOptions<any>,
  ModelNameOptions,
  ModelScopeOptions,
  AddScopeOptions,
  ColumnOptions,
  ModelAttributeColumnReferencesOptions,
  DefaultSetOptions,
  ReplicationOptions,
  ConnectionOptions,
  RetryOptions,
  OperatorsAliases,
  SyncOptions,
  QueryOptionsTransactionRequired,
  CreateDatabaseOptions,
  IndexesOptions,
  IndexType,
  IndexMethod,
  TableName,
  QueryInterfaceIndexOptions,
  QueryInterfaceCreateTableOptions,
  FunctionParam,
  AddConstraintOptions,
  TableNameWithSchema,
  Identifier,
  ModelType,
  ModelCtor<Model>,
  ModelDefined<any, any>,
  InstanceRestoreOptions,
  G2,
]
