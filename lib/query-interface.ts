/**
 * v6's `QueryInterface`: the schema and the rows of a database by table names, as migrations use it.
 * What the methods do is in the files of `query-interface/`.
 */
import type { ModelAttributeColumnOptions, ModelAttributes } from '../types/attribute-options.js'
import type { DataType } from '../types/data-types.js'
import type { Model, Sequelize } from '../types/model-class.js'
import type {
  AddConstraintOptions,
  ColumnsDescription,
  CreateDatabaseOptions,
  FunctionParam,
  IndexDescription,
  QueryInterfaceCreateTableOptions,
  QueryInterfaceDropAllTablesOptions,
  QueryInterfaceDropTableOptions,
  QueryInterfaceIndexOptions,
  QueryInterfaceOptions,
  TableName,
} from '../types/query-interface.js'
import type { QueryOptionsWithForce } from '../types/query-options.js'
import type { WhereOptions } from '../types/where-options.js'
import type {
  ForeignKeyDescription,
  ConstraintDescription,
  EnumRow,
} from './engine/introspection.js'
import { UsageError } from './errors/usage-errors.js'
import type { AnyModel } from './model/runtime.js'
import { describeTable, ensureEnums } from './model/synchronize.js'
import { columnAttribute, tableIdentity, tableOfAttributes } from './model/table-definition.js'
import * as databases from './query-interface/database-operations.js'
import { optionsOf, type QueryInterfaceHost, sessionOf } from './query-interface/host.js'
import { QueryWriter } from './query-interface/query-writer.js'
import * as routines from './query-interface/routine-operations.js'
import * as rows from './query-interface/row-operations.js'
import * as tables from './query-interface/table-operations.js'
import * as transactions from './query-interface/transaction-operations.js'

/** Options of an operation: those of v6, and what a dialect may read beside them. */
type Options = QueryInterfaceOptions & { readonly [option: string]: unknown }

/** The schema and the rows of a database, by table names. */
export class QueryInterface {
  readonly sequelize: Sequelize
  /** Quotes names and writes statements as text. */
  readonly queryGenerator: QueryWriter

  constructor(sequelize: QueryInterfaceHost) {
    this.sequelize = sequelize as Sequelize
    this.queryGenerator = new QueryWriter(sequelize)
  }

  /** v6's older name of `queryGenerator`. */
  get QueryGenerator(): QueryWriter {
    return this.queryGenerator
  }

  // Databases and schemas

  /** Creates a database. */
  async createDatabase(database: string, options?: CreateDatabaseOptions): Promise<void> {
    return databases.createDatabase(this.sequelize, database, optionsOf('createDatabase', options))
  }

  /** Drops a database, if it exists. */
  async dropDatabase(database: string, options?: Options): Promise<void> {
    return databases.dropDatabase(this.sequelize, database, optionsOf('dropDatabase', options))
  }

  /** Creates a schema that does not exist yet; nothing where the dialect has no schemas. */
  async createSchema(schema: string, options?: Options): Promise<void> {
    return databases.createSchema(this.sequelize, schema, optionsOf('createSchema', options))
  }

  /** Drops a schema with all that is in it. */
  async dropSchema(schema: string, options?: Options): Promise<void> {
    return databases.dropSchema(this.sequelize, schema, optionsOf('dropSchema', options))
  }

  /** Drops all schemas that are no system's; the tables of all models where there are no schemas. */
  async dropAllSchemas(options?: Options): Promise<void> {
    return databases.dropAllSchemas(this.sequelize, optionsOf('dropAllSchemas', options))
  }

  /** The names of the schemas that are no system's. */
  async showAllSchemas(options?: Options): Promise<string[]> {
    const { introspection } = this.sequelize.dialect
    return introspection.schemaNames(this.#session('showAllSchemas', options))
  }

  /** The server's version. */
  async databaseVersion(options?: Options): Promise<string> {
    const found = await this.#session('databaseVersion', options).query(
      this.sequelize.dialect.versionQuery,
    )
    return String(found[0]?.[0])
  }

  // Tables

  /** Creates a table that does not exist yet, with the enumerated types that it needs. */
  async createTable<M extends Model = Model, TAttributes = any>(
    tableName: TableName,
    attributes: ModelAttributes<M, TAttributes>,
    options?: QueryInterfaceCreateTableOptions,
  ): Promise<void> {
    return tables.createTable(
      this.sequelize,
      tableName,
      attributes,
      optionsOf('createTable', options),
    )
  }

  /** Drops a table if it exists, with the enumerated types made for its columns. */
  async dropTable(tableName: TableName, options?: QueryInterfaceDropTableOptions): Promise<void> {
    return tables.dropTable(this.sequelize, tableName, optionsOf('dropTable', options))
  }

  /** Drops all tables but those named in `skip`. */
  async dropAllTables(options?: QueryInterfaceDropAllTablesOptions): Promise<void> {
    return tables.dropAllTables(this.sequelize, optionsOf('dropAllTables', options))
  }

  /** Gives a table another name. */
  async renameTable(before: TableName, after: TableName, options?: Options): Promise<void> {
    return tables.renameTable(this.sequelize, before, after, optionsOf('renameTable', options))
  }

  /** The names of the tables: of `options.schema`, or of the schema in which the session looks first. */
  async showAllTables(options?: Options): Promise<string[]> {
    const schema = optionsOf('showAllTables', options).schema
    const found = await this.sequelize.dialect.introspection.tableNames(
      this.#session('showAllTables', options),
      typeof schema === 'string' ? schema : undefined,
    )
    return found.map(({ tableName }) => tableName)
  }

  /** Whether a table exists. */
  async tableExists(tableName: TableName, options?: Options): Promise<boolean> {
    const { introspection } = this.sequelize.dialect
    const session = this.#session('tableExists', options)
    return introspection.tableExists(session, this.#table('tableExists', tableName, options))
  }

  /**
   * The columns of a table.
   *
   * @param options options, or the schema's name
   * @throws {UsageError} when there is no such table
   */
  async describeTable(
    tableName: TableName,
    options?: string | (Options & { schema?: string; schemaDelimiter?: string }),
  ): Promise<ColumnsDescription> {
    const given = typeof options === 'string' ? { schema: options } : options
    const session = this.#session('describeTable', given)
    const identity = this.#table('describeTable', tableName, given)
    const delimiter =
      given !== undefined && 'schemaDelimiter' in given ? given.schemaDelimiter : undefined
    const table =
      typeof delimiter === 'string' && delimiter !== '' ? { ...identity, delimiter } : identity
    // v6's types promise more than its dialects give.
    return describeTable(this.sequelize.dialect, session, table) as Promise<ColumnsDescription>
  }

  /**
   * Checks that a table has a column.
   *
   * @returns the description of the table
   * @throws {UsageError} when it has not
   */
  async assertTableHasColumn(
    tableName: TableName,
    columnName: string,
    options?: Options,
  ): Promise<ColumnsDescription> {
    const given = optionsOf('assertTableHasColumn', options)
    return tables.assertColumn(
      this.sequelize,
      tableName,
      columnName,
      given,
    ) as Promise<ColumnsDescription>
  }

  // Columns

  /** Adds a column. */
  async addColumn(
    table: TableName,
    key: string,
    attribute: ModelAttributeColumnOptions | DataType,
    options?: Options,
  ): Promise<void> {
    return tables.addColumn(this.sequelize, table, key, attribute, optionsOf('addColumn', options))
  }

  /** Removes a column with the constraints and indexes that it is part of. */
  async removeColumn(table: TableName, attribute: string, options?: Options): Promise<void> {
    return tables.removeColumn(this.sequelize, table, attribute, optionsOf('removeColumn', options))
  }

  /** Changes a column where it differs from what is given. */
  async changeColumn(
    table: TableName,
    attribute: string,
    dataTypeOrOptions: DataType | ModelAttributeColumnOptions,
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('changeColumn', options)
    return tables.changeColumn(this.sequelize, table, attribute, dataTypeOrOptions, given)
  }

  /** Gives a column another name. */
  async renameColumn(
    table: TableName,
    before: string,
    after: string,
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('renameColumn', options)
    return tables.renameColumn(this.sequelize, table, before, after, given)
  }

  // Indexes and constraints

  /** Adds an index. */
  addIndex(
    table: TableName,
    attributes: QueryInterfaceIndexOptions['fields'],
    options?: QueryInterfaceIndexOptions,
    rawTableName?: string,
  ): Promise<void>
  addIndex(
    table: TableName,
    options: QueryInterfaceIndexOptions,
    rawTableName?: string,
  ): Promise<void>
  async addIndex(
    table: TableName,
    second: unknown,
    third?: unknown,
    fourth?: string,
  ): Promise<void> {
    const where = 'addIndex'
    const isList = Array.isArray(second)
    const options = isList
      ? { ...optionsOf(where, third), fields: second }
      : optionsOf(where, second)
    const rawTableName = isList ? fourth : third
    return tables.addIndex(this.sequelize, table, options, rawTableName as string | undefined)
  }

  /** Removes an index, by its name or by the fields from which its name was made. */
  async removeIndex(
    table: TableName,
    indexNameOrAttributes: string | readonly string[],
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('removeIndex', options)
    return tables.removeIndex(this.sequelize, table, indexNameOrAttributes, given)
  }

  /** The indexes of a table. */
  async showIndex(table: TableName, options?: Options): Promise<IndexDescription[]> {
    const session = this.#session('showIndex', options)
    const identity = this.#table('showIndex', table, options)
    return this.sequelize.dialect.introspection.showIndexes(session, identity) as Promise<
      IndexDescription[]
    >
  }

  /** Adds a constraint. */
  async addConstraint(
    table: TableName,
    options: AddConstraintOptions & QueryInterfaceOptions,
  ): Promise<void> {
    return tables.addConstraint(this.sequelize, table, optionsOf('addConstraint', options))
  }

  /** @throws {UnknownConstraintError} when the table has no constraint of the name */
  async removeConstraint(
    table: TableName,
    constraintName: string,
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('removeConstraint', options)
    return tables.removeConstraint(this.sequelize, table, constraintName, given)
  }

  /** The constraints of a table, or the one of a name. */
  async showConstraint(
    table: TableName,
    constraintName?: string,
    options?: Options,
  ): Promise<ConstraintDescription[]> {
    const session = this.#session('showConstraint', options)
    const identity = this.#table('showConstraint', table, options)
    return this.sequelize.dialect.introspection.showConstraints(session, identity, constraintName)
  }

  /** The names of the foreign keys of tables, by table. */
  async getForeignKeysForTables(
    tableNames: readonly TableName[],
    options?: Options,
  ): Promise<Record<string, string[]>> {
    const names: Record<string, string[]> = {}
    for (const table of tableNames) {
      const keys = await this.getForeignKeyReferencesForTable(table, options)
      const { tableName } = this.#table('getForeignKeysForTables', table, options)
      const own = keys.flatMap(({ constraintName }) => constraintName ?? [])
      Object.defineProperty(names, tableName, {
        value: [...new Set(own)],
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return names
  }

  /** What the columns of a table refer to. */
  async getForeignKeyReferencesForTable(
    table: TableName,
    options?: Options,
  ): Promise<ForeignKeyDescription[]> {
    const { dialect, config } = this.sequelize
    const session = this.#session('getForeignKeyReferencesForTable', options)
    const identity = this.#table('getForeignKeyReferencesForTable', table, options)
    const keys = await dialect.introspection.foreignKeys(session, identity)
    const catalog = config.database
    if (catalog === undefined) return keys
    return keys.map((key) => ({ ...key, tableCatalog: catalog, referencedTableCatalog: catalog }))
  }

  // Rows

  /** Inserts a row. @returns the instance or what the database gave, and how many rows were written */
  async insert(
    instance: Model | null,
    tableName: TableName,
    values: object,
    options?: Options,
  ): Promise<unknown> {
    const given = optionsOf('insert', options)
    return rows.insert(this.sequelize, instance, tableName, values as rows.RowValues, given)
  }

  /** Inserts a row, or updates the one that has its key. @returns what the database gave, and null */
  async upsert(
    tableName: TableName,
    insertValues: object,
    updateValues: object,
    _where: object,
    options?: Options,
  ): Promise<unknown> {
    const values = {
      insert: insertValues as rows.RowValues,
      update: updateValues as rows.RowValues,
    }
    return rows.upsert(this.sequelize, tableName, values, optionsOf('upsert', options))
  }

  /** Inserts rows. @returns the last key, where the driver tells; the rows, with `returning` */
  async bulkInsert(
    tableName: TableName,
    records: readonly object[],
    options?: Options,
    attributes?: object,
  ): Promise<object | number> {
    const given = optionsOf('bulkInsert', options)
    return rows.bulkInsert(
      this.sequelize,
      tableName,
      records as readonly rows.RowValues[],
      given,
      attributes,
    ) as Promise<object | number>
  }

  /** Updates the row of an instance. @returns the instance, and how many rows were changed */
  async update(
    instance: Model | null,
    tableName: TableName,
    values: object,
    identifier: WhereOptions,
    options?: Options,
  ): Promise<unknown> {
    const change = { values: values as rows.RowValues, where: identifier }
    return rows.update(this.sequelize, instance, tableName, change, optionsOf('update', options))
  }

  /** Updates rows. @returns how many were changed; the rows, with `returning` */
  async bulkUpdate(
    tableName: TableName,
    values: object,
    identifier?: WhereOptions | null,
    options?: Options,
    attributes?: object,
  ): Promise<object> {
    const change = { values: values as rows.RowValues, where: identifier }
    const given = optionsOf('bulkUpdate', options)
    return rows.bulkUpdate(this.sequelize, tableName, change, given, attributes) as Promise<object>
  }

  /** Deletes the row of an instance. */
  async delete(
    instance: Model | null,
    tableName: TableName,
    identifier: WhereOptions,
    options?: Options,
  ): Promise<unknown> {
    const given = optionsOf('delete', options)
    return rows.deleteRow(this.sequelize, instance, tableName, identifier, given)
  }

  /** Deletes rows, all of them without a condition. @returns the raw result, or what `type` says */
  async bulkDelete(
    tableName: TableName,
    identifier?: WhereOptions | null,
    options?: Options,
    model?: unknown,
  ): Promise<object> {
    const given = optionsOf('bulkDelete', options)
    return rows.bulkDelete(
      this.sequelize,
      tableName,
      identifier,
      given,
      model as AnyModel | undefined,
    ) as Promise<object>
  }

  /** Rows of a table, as instances of the model where one is given. */
  async select(model: unknown, tableName: TableName, options?: object): Promise<object[]> {
    const given = optionsOf('select', options)
    return rows.select(this.sequelize, model as AnyModel | null, tableName, given) as Promise<
      object[]
    >
  }

  /** One value of the first row, converted to `options.dataType`. */
  async rawSelect(
    tableName: TableName,
    options: object,
    attributeSelector: string,
    model?: unknown,
  ): Promise<any> {
    const given = optionsOf('rawSelect', options)
    return rows.rawSelect(
      this.sequelize,
      tableName,
      given,
      attributeSelector,
      model as AnyModel | undefined,
    )
  }

  /** Adds amounts to columns. */
  async increment(
    model: unknown,
    tableName: TableName,
    where: WhereOptions,
    incrementAmountsByField: object,
    extraAttributesToBeUpdated?: object,
    options?: Options,
  ): Promise<unknown> {
    return rows.arithmetic(
      this.sequelize,
      '+',
      { model: model as AnyModel | null, table: tableName, where },
      {
        amounts: incrementAmountsByField as rows.RowValues,
        values: (extraAttributesToBeUpdated ?? {}) as rows.RowValues,
      },
      optionsOf('increment', options),
    )
  }

  /** Takes amounts off columns. */
  async decrement(
    model: unknown,
    tableName: TableName,
    where: WhereOptions,
    decrementAmountsByField: object,
    extraAttributesToBeUpdated?: object,
    options?: Options,
  ): Promise<unknown> {
    return rows.arithmetic(
      this.sequelize,
      '-',
      { model: model as AnyModel | null, table: tableName, where },
      {
        amounts: decrementAmountsByField as rows.RowValues,
        values: (extraAttributesToBeUpdated ?? {}) as rows.RowValues,
      },
      optionsOf('decrement', options),
    )
  }

  // Enumerated types

  /** Creates the enumerated types of attributes, or adds the values that they lack. */
  async ensureEnums(
    tableName: TableName,
    attributes: object,
    options?: Options,
    _model?: unknown,
  ): Promise<void> {
    const identity = this.#table('ensureEnums', tableName, options)
    const columns = Object.entries(attributes).map(([name, attribute]) =>
      columnAttribute(`${identity.tableName}.${name}`, name, attribute),
    )
    const { enums } = tableOfAttributes(identity, columns)
    return ensureEnums(this.sequelize.dialect, this.#session('ensureEnums', options), enums)
  }

  /** Drops an enumerated type, if it exists. */
  async dropEnum(enumName: string, options?: Options): Promise<void> {
    return databases.dropEnum(this.sequelize, enumName, optionsOf('dropEnum', options))
  }

  /** Drops the enumerated types of the schema. */
  async dropAllEnums(options?: Options): Promise<void> {
    return databases.dropAllEnums(this.sequelize, optionsOf('dropAllEnums', options))
  }

  /** The enumerated types of a table's schema, their values in the server's notation of lists. */
  async pgListEnums(tableName?: TableName | null, options?: Options): Promise<EnumRow[]> {
    const given = optionsOf('pgListEnums', options)
    return databases.listEnums(this.sequelize, tableName, given)
  }

  // Functions and triggers

  /** Creates a trigger. PostgreSQL. */
  async createTrigger(
    tableName: TableName,
    triggerName: string,
    timingType: string,
    fireOnArray: object,
    functionName: string,
    functionParams?: readonly FunctionParam[],
    optionsArray?: readonly string[],
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('createTrigger', options)
    return routines.createTrigger(
      this.sequelize,
      {
        table: this.#table('createTrigger', tableName, options),
        name: triggerName,
        timing: timingType,
        fireOn: fireOnArray,
        functionName,
        functionParams,
        options: optionsArray,
      },
      given,
    )
  }

  /** Drops a trigger. PostgreSQL. */
  async dropTrigger(tableName: TableName, triggerName: string, options?: Options): Promise<void> {
    const table = this.#table('dropTrigger', tableName, options)
    const given = optionsOf('dropTrigger', options)
    return routines.dropTrigger(this.sequelize, table, triggerName, given)
  }

  /** Gives a trigger another name. PostgreSQL. */
  async renameTrigger(
    tableName: TableName,
    oldTriggerName: string,
    newTriggerName: string,
    options?: Options,
  ): Promise<void> {
    const table = this.#table('renameTrigger', tableName, options)
    const given = optionsOf('renameTrigger', options)
    return routines.renameTrigger(
      this.sequelize,
      table,
      { name: oldTriggerName, to: newTriggerName },
      given,
    )
  }

  /** Creates a function, or replaces it with `force`. PostgreSQL. */
  async createFunction(
    functionName: string,
    params: readonly FunctionParam[],
    returnType: string,
    language: string,
    body: string,
    optionsArray?: readonly string[],
    options?: QueryOptionsWithForce & { readonly variables?: readonly FunctionParam[] },
  ): Promise<void> {
    return routines.createFunction(this.sequelize, {
      name: functionName,
      params,
      returnType,
      language,
      body,
      optionsArray,
      options: optionsOf('createFunction', options),
    })
  }

  /** Drops a function of these parameters. PostgreSQL. */
  async dropFunction(
    functionName: string,
    params: readonly FunctionParam[],
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('dropFunction', options)
    return routines.dropFunction(this.sequelize, functionName, params, given)
  }

  /** Gives a function of these parameters another name. PostgreSQL. */
  async renameFunction(
    oldFunctionName: string,
    params: readonly FunctionParam[],
    newFunctionName: string,
    options?: Options,
  ): Promise<void> {
    const given = optionsOf('renameFunction', options)
    return routines.renameFunction(
      this.sequelize,
      { name: oldFunctionName, to: newFunctionName },
      params,
      given,
    )
  }

  /** Begins a transaction that has not been begun. */
  async startTransaction(transaction: unknown, _options?: object): Promise<void> {
    return transactions.start(transaction)
  }

  /** Commits a transaction. */
  async commitTransaction(transaction: unknown, _options?: object): Promise<void> {
    return transactions.commit(transaction)
  }

  /** Rolls a transaction back. */
  async rollbackTransaction(transaction: unknown, _options?: object): Promise<void> {
    return transactions.rollback(transaction)
  }

  /** Sets the isolation level of a transaction in which nothing has run yet. */
  async setIsolationLevel(transaction: unknown, value: string, options?: object): Promise<void> {
    return transactions.setIsolationLevel(this.sequelize, transaction, value, options)
  }

  /** Sets when constraints are checked in a transaction: `options.deferrable`. */
  async deferConstraints(transaction: unknown, options?: object): Promise<void> {
    return transactions.deferConstraints(this.sequelize, transaction, options)
  }

  // Names

  /** v6's semi-public helper: shorthand types as `{ type }`. */
  normalizeAttribute(attribute: unknown): Record<string, unknown> {
    return this.sequelize.normalizeAttribute(attribute)
  }

  /** A name as SQL text. */
  quoteIdentifier(identifier: string, force?: boolean): string {
    return this.queryGenerator.quoteIdentifier(identifier, force)
  }

  /** A dotted path as SQL text: the last name is a column, those before it its table. */
  quoteIdentifiers(identifiers: string, _force?: boolean): string {
    return this.queryGenerator.quoteIdentifiers(identifiers)
  }

  /** A table's name as SQL text, with its schema. */
  quoteTable(identifier: TableName): string {
    return this.queryGenerator.quoteTable(identifier)
  }

  /** A value as an SQL literal. */
  escape(value: unknown): string {
    return this.queryGenerator.escape(value)
  }

  #session(method: string, options: unknown): ReturnType<typeof sessionOf> {
    return sessionOf(this.sequelize, optionsOf(method, options))
  }

  #table(method: string, table: unknown, options: unknown): ReturnType<typeof tableIdentity> {
    if (table === undefined || table === null) {
      throw UsageError.invalid(`queryInterface.${method}`, 'the table is missing')
    }
    const { schema } = optionsOf(method, options)
    return tableIdentity(table, `queryInterface.${method}`, schema)
  }
}
