/** The public exports of the package, nothing else. */
import './sequelize-statics.js'

export { Sequelize, Sequelize as default, Sequelize as 'module.exports' } from './sequelize.js'
export { Model } from './model/model.js'
export { QueryInterface } from './query-interface.js'
export { Transaction, type TransactionOptions } from './engine/transaction.js'
export type { RelateOptions } from './relations/relate.js'
export { Association } from './associations/association.js'
export { BelongsTo } from './associations/belongs-to.js'
export { BelongsToMany } from './associations/belongs-to-many.js'
export { HasMany } from './associations/has-many.js'
export { HasOne } from './associations/has-one.js'

export { and, cast, col, fn, json, literal, or, where } from './expression/constructors.js'
export { sql } from './expression/sql-tag.js'
export { deleteFrom, insert, update } from './expression/mutation-builders.js'
export { select } from './expression/select-builder.js'
export { aliased, subquery, table } from './expression/table-columns.js'
export { Op } from './expression/operators.js'
export { QueryTypes } from './engine/raw-query.js'
export { Deferrable } from './engine/deferrable.js'
export { IndexHints, TableHints } from './query-options/hints.js'
export { Validator } from './model/built-in-validators.js'
export { useInflection } from './model/naming.js'
export { Utils } from './utils.js'
export type { Cast, Col, Fn, Json, Literal, Where } from './expression/expressions.js'

export { ABSTRACT, DataTypes } from './data-types/index.js'
export {
  CHAR,
  CITEXT,
  STRING,
  TEXT,
  TSVECTOR,
  UUID,
  UUIDV1,
  UUIDV4,
} from './data-types/text-types.js'
export {
  BIGINT,
  DECIMAL,
  DECIMAL as NUMERIC,
  DOUBLE,
  FLOAT,
  INTEGER,
  MEDIUMINT,
  NUMBER,
  REAL,
  SMALLINT,
  TINYINT,
} from './data-types/number-types.js'
export { DATE, DATEONLY, NOW, TIME } from './data-types/temporal-types.js'
export { ARRAY, ENUM, HSTORE, JSON, JSONB, RANGE } from './data-types/structured-types.js'
export {
  BLOB,
  BOOLEAN,
  CIDR,
  GEOGRAPHY,
  GEOMETRY,
  INET,
  MACADDR,
  MACADDR8,
  VIRTUAL,
} from './data-types/special-types.js'

export {
  AggregateError,
  BaseError,
  BaseError as Error,
  type ErrorOptions,
} from './errors/base-error.js'
export {
  AssociationError,
  EagerLoadingError,
  InstanceError,
  QueryError,
  RelationError,
  SequelizeScopeError,
  UsageError,
} from './errors/usage-errors.js'
export type { Contradiction } from './errors/relation-usage.js'
export { StrictLoadingError } from './errors/strict-loading.js'
export {
  BulkRecordError,
  UniqueConstraintError,
  type UniqueConstraintErrorOptions,
  ValidationError,
  ValidationErrorItem,
  ValidationErrorItemOrigin,
  ValidationErrorItemType,
} from './errors/validation-errors.js'
export {
  AccessDeniedError,
  AsyncQueueError,
  ConnectionAcquireTimeoutError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionTimedOutError,
  HostNotFoundError,
  HostNotReachableError,
  InvalidConnectionError,
} from './errors/connection-errors.js'
export {
  type CommonErrorProperties,
  DatabaseError,
  type DatabaseErrorParent,
  type DatabaseErrorSubclassOptions,
  DeadlockError,
  EmptyResultError,
  ExclusionConstraintError,
  ForeignKeyConstraintError,
  OptimisticLockError,
  SerializationError,
  TimeoutError,
  UnknownConstraintError,
} from './errors/database-errors.js'

export type { Connection } from './engine/connection.js'
export type { ConnectionManager } from './sequelize/connection-manager.js'
export type { ModelManager } from './sequelize/model-manager.js'

export type * from '../types/association-description.js'
export type * from '../types/associations.js'
export type * from '../types/attribute-options.js'
export type * from '../types/attributes.js'
export type * from '../types/data-type-names.js'
export type * from '../types/data-types.js'
export type * from '../types/deferrable.js'
export type * from '../types/find-options.js'
export type * from '../types/checked-includes.js'
export type * from '../types/checked-relations.js'
export type * from '../types/find-results.js'
export type * from '../types/hooks.js'
export type * from '../types/includes.js'
export type * from '../types/inferred-model.js'
export type * from '../types/many-to-many-mixins.js'
export type * from '../types/mixins.js'
export type * from '../types/model-options.js'
export type * from '../types/model-statics.js'
export type * from '../types/nested-rows.js'
export type * from '../types/projections.js'
export type * from '../types/query-interface.js'
export type * from '../types/query-options.js'
export type * from '../types/relation-declarations.js'
export type * from '../types/relation-methods.js'
export type * from '../types/relations.js'
export type * from '../types/sequelize-options.js'
export type * from '../types/table-options.js'
export type * from '../types/where-options.js'
export type * from '../types/where-values.js'
export type * from '../types/write-options.js'
