/**
 * v6 puts every export on the `Sequelize` class too: `Sequelize.Op`, `Sequelize.STRING`. Imported
 * for its effect by the package's entry.
 */
import { Association } from './associations/association.js'
import { BelongsTo } from './associations/belongs-to.js'
import { BelongsToMany } from './associations/belongs-to-many.js'
import { HasMany } from './associations/has-many.js'
import { HasOne } from './associations/has-one.js'
import { DataTypes } from './data-types/index.js'
import { Deferrable } from './engine/deferrable.js'
import { QueryTypes } from './engine/raw-query.js'
import { Transaction } from './engine/transaction.js'
import * as baseErrors from './errors/base-error.js'
import * as connectionErrors from './errors/connection-errors.js'
import * as databaseErrors from './errors/database-errors.js'
import { StrictLoadingError } from './errors/strict-loading.js'
import * as usageErrors from './errors/usage-errors.js'
import * as validationErrors from './errors/validation-errors.js'
import { and, cast, col, fn, json, literal, or, where } from './expression/constructors.js'
import { Op } from './expression/operators.js'
import { sql } from './expression/sql-tag.js'
import { deleteFrom, insert, update } from './expression/mutation-builders.js'
import { select } from './expression/select-builder.js'
import { aliased, subquery, table } from './expression/table-columns.js'
import { Validator } from './model/built-in-validators.js'
import { Model } from './model/model.js'
import { useInflection } from './model/naming.js'
import { IndexHints, TableHints } from './query-options/hints.js'
import { QueryInterface } from './query-interface.js'
import { Sequelize } from './sequelize.js'
import { Utils } from './utils.js'
import { version } from './sequelize/version.js'

const helpers = { and, cast, col, fn, json, literal, or, where, sql }

const statics: Record<string, unknown> = {
  ...DataTypes,
  ...helpers,
  ...classesOf(usageErrors),
  ...classesOf(validationErrors),
  ...classesOf(connectionErrors),
  ...classesOf(databaseErrors),
  AggregateError: baseErrors.AggregateError,
  BaseError: baseErrors.BaseError,
  Error: baseErrors.BaseError,
  aliased,
  subquery,
  Association,
  BelongsTo,
  BelongsToMany,
  DataTypes,
  Deferrable,
  HasMany,
  HasOne,
  IndexHints,
  Model,
  Op,
  QueryInterface,
  QueryTypes,
  Sequelize,
  StrictLoadingError,
  TableHints,
  Transaction,
  Utils,
  Validator,
  default: Sequelize,
  deleteFrom,
  insert,
  select,
  table,
  update,
  useInflection,
  version,
}

function classesOf(module: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(module).filter(([name]) =>
      /^[A-Z].*(Error|Item|Origin|Type)$|^UsageError$/.test(name),
    ),
  )
}

for (const [name, value] of Object.entries(statics)) {
  Object.defineProperty(Sequelize, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
for (const [name, value] of Object.entries({ ...helpers, Association, Validator })) {
  if (name in Sequelize.prototype) continue
  Object.defineProperty(Sequelize.prototype, name, { value, configurable: true, writable: true })
}
