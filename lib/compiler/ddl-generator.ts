/**
 * DDL nodes → statements, in standard SQL; a dialect overrides what it spells differently. DDL takes
 * no parameters: values pass through the escaper of literals, names through the quoter of
 * identifiers. It is also the dialect's answer to whether two columns mean the same.
 */
import type { DataType } from '../data-types/data-type.js'
import type { TypeRegistry } from '../data-types/type-registry.js'
import { statementUsage } from '../errors/statement-usage.js'
import { isNode, type Node } from '../expression/node.js'
import type { ComparisonRules } from '../schema/compare.js'
import type {
  ConstraintTiming,
  ForeignKey,
  Index,
  IndexField,
  TableConstraint,
} from '../schema/constraints.js'
import type * as Ddl from '../schema/ddl.js'
import { type Column, type Table, type TableIdentity } from '../schema/table.js'
import type { Capabilities } from './capabilities.js'
import type { CompiledStatement } from './compiled-statement.js'
import type { IdentifierLimit, IdentifierQuoter } from './identifiers.js'
import type { LiteralEscaper } from './literals.js'
import type { QueryGenerator } from './query-generator.js'

/** What a DDL generator is made of. */
export interface DdlGeneratorParts {
  readonly identifiers: IdentifierQuoter
  readonly literals: LiteralEscaper
  readonly types: TypeRegistry
  readonly supports: Capabilities
  readonly queries: QueryGenerator
}

/** Where DDL is sent to. Implemented by the engine. */
export interface SchemaSession {
  /** Whether the statements belong to a transaction of the caller. */
  readonly isInTransaction: boolean
  /** Rows by position, read from the writer. */
  query(sql: string, parameters?: readonly unknown[]): Promise<unknown[][]>
  run(statements: readonly CompiledStatement[]): Promise<void>
  /** Keeps one connection, that of the transaction if there is one, for all that the callback runs. */
  onOneConnection<T>(callback: (session: SchemaSession) => Promise<T>): Promise<T>
  /** Runs the callback in a transaction, or in that of the caller. */
  inTransaction<T>(callback: () => Promise<T>): Promise<T>
}

/** What a column definition depends on beside its column. */
export interface ColumnContext {
  readonly table: TableIdentity
  /** Whether the column alone is the primary key, which is written with it. */
  readonly isInlinePrimaryKey: boolean
  /** Constraints that concern the column alone, written with it. */
  readonly constraints: readonly TableConstraint[]
}

/** Writes DDL of one dialect. */
export abstract class DdlGenerator implements ComparisonRules {
  readonly identifiers: IdentifierQuoter
  readonly literals: LiteralEscaper
  readonly types: TypeRegistry
  readonly supports: Capabilities
  protected readonly queries: QueryGenerator

  constructor(parts: DdlGeneratorParts) {
    this.identifiers = parts.identifiers
    this.literals = parts.literals
    this.types = parts.types
    this.supports = parts.supports
    this.queries = parts.queries
  }

  get hasComments(): boolean {
    return this.supports.comments
  }

  get hasEnumTypes(): boolean {
    return this.supports.enumTypes
  }

  get hasDeferrableConstraints(): boolean {
    return this.supports.deferrableConstraints
  }

  /**
   * The statements of an operation.
   *
   * @throws {UsageError} for what the dialect has no SQL for
   */
  compile(node: Ddl.DdlNode): CompiledStatement[] {
    return [this.sqlOf(node)].flat().map(ddlStatement)
  }

  /**
   * Runs operations in order; those that stand together in one transaction, where the database has
   * DDL in transactions. Dialects that must look at the table first override it.
   *
   * @throws {UsageError} before anything is sent, for what the dialect has no SQL for
   */
  async apply(operations: readonly Ddl.DdlNode[], session: SchemaSession): Promise<void> {
    let together: CompiledStatement[] = []
    const groups: CompiledStatement[][] = [together]
    for (const operation of operations) {
      const statements = this.compile(operation)
      if (this.isTransactional(operation)) {
        together.push(...statements)
      } else {
        groups.push(...statements.map((statement) => [statement]), (together = []))
      }
    }
    for (const group of groups) await this.runTogether(group, session)
  }

  /** Whether an operation can be part of a transaction, and what follows can make use of it there. */
  protected isTransactional(operation: Ddl.DdlNode): boolean {
    switch (operation.kind) {
      case 'createDatabase':
      case 'dropDatabase':
      case 'addEnumValue':
        return false
      case 'createIndex':
        return operation.index.isConcurrent !== true
      case 'dropIndex':
        return operation.isConcurrent !== true
      default:
        return true
    }
  }

  private async runTogether(
    statements: readonly CompiledStatement[],
    session: SchemaSession,
  ): Promise<void> {
    if (statements.length < 2 || !this.supports.transactionalDdl || session.isInTransaction) {
      return session.run(statements)
    }
    await session.onOneConnection((pinned) => pinned.inTransaction(() => pinned.run(statements)))
  }

  /**
   * Runs something while the foreign keys of tables do not matter, to drop tables that refer to each
   * other: the keys are dropped, or not enforced meanwhile.
   *
   * @param tables as they are in the database
   */
  async withoutForeignKeys(
    tables: readonly Table[],
    session: SchemaSession,
    run: (session: SchemaSession) => Promise<void>,
  ): Promise<void> {
    const operations = tables.flatMap(({ identity, foreignKeys }) =>
      foreignKeys.map(
        ({ name }): Ddl.DdlNode => ({ kind: 'dropConstraint', table: identity, name }),
      ),
    )
    await this.apply(operations, session)
    await run(session)
  }

  /** A schema's name and the table's own, as SQL text. */
  table(table: TableIdentity): string {
    return this.identifiers.quoteTable(table)
  }

  protected sqlOf(node: Ddl.DdlNode): string | string[] {
    switch (node.kind) {
      case 'createTable':
        return this.createTable(node)
      case 'dropTable':
        return this.dropTable(node)
      case 'renameTable':
        return this.renameTable(node)
      case 'addColumn':
        return this.addColumn(node)
      case 'dropColumn':
        return this.dropColumn(node)
      case 'alterColumn':
        return this.alterColumn(node)
      case 'renameColumn':
        return this.renameColumn(node)
      case 'addConstraint':
        return this.addConstraint(node)
      case 'dropConstraint':
        return this.dropConstraint(node)
      case 'createIndex':
        return this.createIndex(node)
      case 'dropIndex':
        return this.dropIndex(node)
      case 'commentOnTable':
        return this.commentOnTable(node)
      case 'truncateTable':
        return this.truncateTable(node)
      case 'createSchema':
        return `CREATE SCHEMA IF NOT EXISTS ${this.quote(node.name)}`
      case 'dropSchema':
        return `DROP SCHEMA IF EXISTS ${this.quote(node.name)} CASCADE`
      case 'createDatabase':
        return this.createDatabase(node)
      case 'dropDatabase':
        return this.dropDatabase(node)
      case 'createEnum':
      case 'addEnumValue':
      case 'dropEnum':
        return this.enumSql(node)
      default:
        return this.routineSql(node)
    }
  }

  protected quote(name: string): string {
    return this.identifiers.quote(name)
  }

  protected quoteList(names: readonly string[]): string {
    return names.map((name) => this.quote(name)).join(', ')
  }

  /** `CREATE TABLE`, clause by clause. */
  protected createTable({
    table,
    ifNotExists,
    withoutForeignKeys,
  }: Ddl.CreateTable): string | string[] {
    const { inline, tableLevel } = this.placeConstraints(table, withoutForeignKeys === true)
    const columns = table.columns.map((column) =>
      this.columnDefinition(column, {
        table: table.identity,
        isInlinePrimaryKey: this.isPrimaryKeyInline(table) && isPrimaryKey(table, column),
        constraints: inline.get(column.name) ?? [],
      }),
    )
    const constraints = tableLevel.map((constraint) => this.constraint(constraint))
    const name = this.table(table.identity)
    return (
      `CREATE TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${name} ` +
      `(${[...columns, ...constraints].join(', ')})${this.tableOptions(table)}`
    )
  }

  /** Constraints of one column are written with it, unless they have a name; others at the end. */
  protected placeConstraints(
    table: Table,
    withoutForeignKeys: boolean,
  ): {
    readonly inline: ReadonlyMap<string, readonly TableConstraint[]>
    readonly tableLevel: readonly TableConstraint[]
  } {
    const inline = new Map<string, TableConstraint[]>()
    const tableLevel: TableConstraint[] = []
    const place = (constraint: TableConstraint, columns: readonly string[]): void => {
      const [column] = columns
      if (columns.length !== 1 || constraint.name !== undefined) tableLevel.push(constraint)
      else inline.set(column!, [...(inline.get(column!) ?? []), constraint])
    }
    for (const key of table.uniqueKeys) place({ kind: 'unique', ...key }, key.columns)
    if (table.primaryKey !== undefined && !this.isPrimaryKeyInline(table)) {
      tableLevel.push({ kind: 'primaryKey', ...table.primaryKey })
    }
    if (!withoutForeignKeys) {
      for (const key of table.foreignKeys) place({ kind: 'foreignKey', ...key }, key.columns)
    }
    for (const check of table.checks) tableLevel.push({ kind: 'check', ...check })
    return { inline, tableLevel }
  }

  /** Whether the primary key is part of its column's definition. */
  protected isPrimaryKeyInline(_table: Table): boolean {
    return false
  }

  /** What follows the closing parenthesis of CREATE TABLE. */
  protected tableOptions(_table: Table): string {
    return ''
  }

  /** A column, clause by clause. */
  columnDefinition(column: Column, context: ColumnContext): string {
    return [
      this.quote(column.name),
      this.columnType(column, context.table),
      this.autoIncrement(column),
      this.nullability(column),
      this.defaultClause(column),
      this.columnConstraints(column, context),
    ]
      .filter((part) => part !== '')
      .join(' ')
  }

  /** The SQL type of a column. */
  columnType(column: Column, _table: TableIdentity): string {
    return typeof column.type === 'string' ? column.type : this.dataType(column.type)
  }

  /** The SQL of a data type. */
  protected dataType(type: DataType): string {
    return this.types.bind(type).sql
  }

  /** What makes a column count by itself. */
  protected autoIncrement(column: Column): string {
    return column.autoIncrement ? 'GENERATED BY DEFAULT AS IDENTITY' : ''
  }

  /** `NOT NULL`, or nothing. */
  protected nullability(column: Column): string {
    return column.allowNull ? '' : 'NOT NULL'
  }

  /** `DEFAULT …`, or nothing. */
  protected defaultClause(column: Column): string {
    const sql = this.defaultSql(column)
    return sql === undefined ? '' : `DEFAULT ${sql}`
  }

  /** The SQL of a column's default; undefined for none. */
  defaultSql(column: Column): string | undefined {
    const { default: value, type } = column
    if (value === undefined || column.autoIncrement) return undefined
    if (isNode(value)) return this.queries.compileInline(value)
    if (value === null) return 'NULL'
    const encode =
      typeof type === 'string' ? this.types.encodeUntyped : this.types.bind(type).encode
    return this.literals.escape(encode === undefined ? value : encode(value))
  }

  /** The constraints written with a column. */
  protected columnConstraints(_column: Column, context: ColumnContext): string {
    return context.constraints
      .map((constraint) => {
        switch (constraint.kind) {
          case 'unique':
            return 'UNIQUE'
          case 'primaryKey':
            return 'PRIMARY KEY'
          case 'foreignKey':
            return this.references(constraint)
          case 'check':
            return `CHECK (${this.condition(constraint.condition)})`
        }
      })
      .join(' ')
  }

  /** A constraint as it stands in CREATE TABLE and after ADD. */
  constraint(constraint: TableConstraint): string {
    const name = constraint.name === undefined ? '' : `CONSTRAINT ${this.quote(constraint.name)} `
    return name + this.constraintBody(constraint)
  }

  protected constraintBody(constraint: TableConstraint): string {
    switch (constraint.kind) {
      case 'primaryKey':
        return `PRIMARY KEY (${this.quoteList(constraint.columns)})`
      case 'unique':
        return `UNIQUE (${this.quoteList(constraint.columns)})${this.timing(constraint.timing)}`
      case 'foreignKey':
        return `FOREIGN KEY (${this.quoteList(constraint.columns)}) ${this.references(constraint)}`
      case 'check':
        return `CHECK (${this.condition(constraint.condition)})`
    }
  }

  /** `REFERENCES …`. */
  protected references(key: ForeignKey): string {
    const columns =
      key.referencedColumns.length === 0 ? '' : ` (${this.quoteList(key.referencedColumns)})`
    const onDelete = key.onDelete === undefined ? '' : ` ON DELETE ${key.onDelete}`
    const onUpdate = key.onUpdate === undefined ? '' : ` ON UPDATE ${key.onUpdate}`
    return `REFERENCES ${this.table(key.references)}${columns}${onDelete}${onUpdate}${this.timing(key.timing)}`
  }

  /** When a constraint is checked; nothing where the dialect has no choice. */
  protected timing(timing: ConstraintTiming | undefined): string {
    if (timing === undefined || !this.supports.deferrableConstraints) return ''
    return timing === 'not deferrable' ? ' NOT DEFERRABLE' : ` DEFERRABLE ${timing.toUpperCase()}`
  }

  /** A condition with its values written out. */
  protected condition(condition: Node): string {
    return this.queries.compileInline(condition)
  }

  protected dropTable({ table, ifExists, cascade }: Ddl.DropTable): string {
    const end = cascade && this.supports.dropCascade ? ' CASCADE' : ''
    return `DROP TABLE ${ifExists ? 'IF EXISTS ' : ''}${this.table(table)}${end}`
  }

  protected renameTable({ table, to }: Ddl.RenameTable): string | string[] {
    return `ALTER TABLE ${this.table(table)} RENAME TO ${this.quote(this.identifiers.tableName(to))}`
  }

  protected addColumn(node: Ddl.AddColumn): string | string[] {
    const { table, column, constraints, ifNotExists, isPrimaryKey } = node
    const named = constraints.filter((one) => one.name !== undefined)
    const definition = this.columnDefinition(column, {
      table,
      isInlinePrimaryKey: isPrimaryKey === true,
      constraints: [
        ...(isPrimaryKey === true ? [{ kind: 'primaryKey' as const, columns: [column.name] }] : []),
        ...constraints.filter((one) => one.name === undefined),
      ],
    })
    const actions = [
      `ADD COLUMN ${ifNotExists === true ? 'IF NOT EXISTS ' : ''}${definition}`,
      ...named.map((constraint) => `ADD ${this.constraint(constraint)}`),
    ]
    return `ALTER TABLE ${this.table(table)} ${actions.join(', ')}`
  }

  protected dropColumn({ table, column, ifExists }: Ddl.DropColumn): string | string[] {
    const condition = ifExists === true ? 'IF EXISTS ' : ''
    return `ALTER TABLE ${this.table(table)} DROP COLUMN ${condition}${this.quote(column)}`
  }

  protected alterColumn(node: Ddl.AlterColumn): string | string[] {
    const name = this.quote(node.column.name)
    const actions = node.aspects
      .filter((aspect) => aspect !== 'comment')
      .flatMap((aspect) => this.alterAction(aspect, node))
      .map((action) => `ALTER COLUMN ${name} ${action}`)
    return actions.length === 0 ? [] : `ALTER TABLE ${this.table(node.table)} ${actions.join(', ')}`
  }

  /** What follows `ALTER COLUMN name` to change one aspect. */
  protected alterAction(
    aspect: Exclude<Ddl.ColumnAspect, 'comment'>,
    { column, table }: Ddl.AlterColumn,
  ): string | string[] {
    switch (aspect) {
      case 'type':
        return `SET DATA TYPE ${this.columnType(column, table)}`
      case 'allowNull':
        return column.allowNull ? 'DROP NOT NULL' : 'SET NOT NULL'
      case 'default': {
        const sql = this.defaultSql(column)
        return sql === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${sql}`
      }
    }
  }

  protected renameColumn({ table, column, to }: Ddl.RenameColumn): string | string[] {
    return `ALTER TABLE ${this.table(table)} RENAME COLUMN ${this.quote(column)} TO ${this.quote(to)}`
  }

  protected addConstraint({ table, constraint }: Ddl.AddConstraint): string | string[] {
    return `ALTER TABLE ${this.table(table)} ADD ${this.constraint(constraint)}`
  }

  protected dropConstraint({ table, name }: Ddl.DropConstraint): string | string[] {
    if (name === undefined) throw statementUsage.incomplete('DROP CONSTRAINT needs a name')
    return `ALTER TABLE ${this.table(table)} DROP CONSTRAINT ${this.quote(name)}`
  }

  /** `CREATE INDEX`, clause by clause. */
  protected createIndex({ table, index }: Ddl.CreateIndex): string {
    if (index.where !== undefined && !this.supports.partialIndexes) {
      throw statementUsage.noSql('a partial index', 'Leave "where" out of the index.')
    }
    return [
      'CREATE',
      ...(index.isUnique ? ['UNIQUE'] : []),
      'INDEX',
      ...(index.isConcurrent === true && this.supports.concurrentIndexes ? ['CONCURRENTLY'] : []),
      this.quote(index.name),
      'ON',
      this.table(table),
      ...this.indexMethod(index),
      `(${index.fields.map((field) => this.indexField(field)).join(', ')})`,
      ...(index.where === undefined ? [] : ['WHERE', this.condition(index.where)]),
    ].join(' ')
  }

  /** `USING …`, or nothing. */
  protected indexMethod(_index: Index): string[] {
    return []
  }

  /** A column or expression of an index. */
  protected indexField(field: IndexField): string {
    const key =
      typeof field.key === 'string' ? this.quote(field.key) : this.indexExpression(field.key)
    return [
      key,
      ...(field.collation === undefined ? [] : [`COLLATE ${this.quote(field.collation)}`]),
      ...this.operatorClass(field),
      ...(field.order === undefined ? [] : [field.order]),
    ].join(' ')
  }

  /** An expression of an index; what the user wrote stays as it is. */
  protected indexExpression(expression: Node): string {
    const sql = this.queries.compileInline(expression)
    return expression.kind === 'literal' || expression.kind === 'fn' ? sql : `(${sql})`
  }

  /** An operator class, where the dialect has such. */
  protected operatorClass(_field: IndexField): string[] {
    return []
  }

  protected dropIndex({ name, ifExists }: Ddl.DropIndex): string {
    return `DROP INDEX ${ifExists ? 'IF EXISTS ' : ''}${this.quote(name)}`
  }

  protected commentOnTable(_node: Ddl.CommentOnTable): string | string[] {
    throw statementUsage.noSql('a comment on a table')
  }

  protected truncateTable({
    table,
    cascade,
    restartIdentity,
  }: Ddl.TruncateTable): string | string[] {
    const options = this.supports.truncateCascade
      ? `${restartIdentity ? ' RESTART IDENTITY' : ''}${cascade ? ' CASCADE' : ''}`
      : ''
    return this.supports.truncate
      ? `TRUNCATE TABLE ${this.table(table)}${options}`
      : `DELETE FROM ${this.table(table)}`
  }

  protected createDatabase(_node: Ddl.CreateDatabase): string | string[] {
    throw statementUsage.noSql('CREATE DATABASE')
  }

  protected dropDatabase(_node: Ddl.DropDatabase): string | string[] {
    throw statementUsage.noSql('DROP DATABASE')
  }

  protected enumSql(_node: Ddl.CreateEnum | Ddl.AddEnumValue | Ddl.DropEnum): string | string[] {
    throw statementUsage.noSql('an enumerated type', 'Leave it out: ENUM columns need none here.')
  }

  protected routineSql(
    _node: Extract<Ddl.DdlNode, { kind: `${string}Function` | `${string}Trigger` }>,
  ): string {
    throw statementUsage.noSql('a function or trigger')
  }

  nameKey(name: string): string {
    const limit = this.identifiers.rules.maxLength
    return limit === undefined ? name : startWithin(name, limit)
  }

  tableKey(table: TableIdentity): string {
    const schema = this.supports.schemas ? (table.schema ?? '') : ''
    return JSON.stringify([schema, this.nameKey(this.identifiers.tableName(table))])
  }

  typeKey(column: Column, table: TableIdentity): string {
    return this.normalizeType(this.columnType(column, table))
  }

  isSameDefault(before: Column, wanted: Column): boolean {
    const is = this.defaultKey(before)
    const shall = this.defaultKey(wanted)
    if (is === shall) return true
    if (is === undefined || shall === undefined || typeof wanted.type === 'string') return false
    return this.isSameValue(is, shall, wanted.type)
  }

  /** Whether two literals of different text are the same value of a type. */
  protected isSameValue(_left: string, _right: string, _type: DataType): boolean {
    return false
  }

  /** One spelling of a column's default; undefined where there is none. */
  protected defaultKey(column: Column): string | undefined {
    const sql = this.defaultSql(column)
    const key = sql === undefined ? undefined : this.normalizeExpression(sql)
    return key?.toUpperCase() === 'NULL' ? undefined : key
  }

  conditionKey(condition: Node): string {
    return this.normalizeExpression(this.condition(condition))
  }

  /** One spelling of a type for all that mean it. */
  protected normalizeType(sql: string): string {
    return sql
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/\s*([(),])\s*/g, '$1')
      .trim()
  }

  /** One spelling of an expression for all that mean it, as far as text can tell. */
  protected normalizeExpression(sql: string): string {
    return withoutOuterParentheses(sql.trim())
  }
}

/** A statement of DDL. */
export function ddlStatement(sql: string): CompiledStatement {
  return Object.freeze({ sql, parameters: [], columns: [], effect: 'ddl', returnsRows: false })
}

/** SQL text without parentheses around the whole. */
export function withoutOuterParentheses(sql: string): string {
  let text = sql
  while (text.startsWith('(') && closingParenthesis(text) === text.length - 1) {
    text = text.slice(1, -1).trim()
  }
  return text
}

/** The position of the parenthesis that closes the first one; quoted text is passed over. */
function closingParenthesis(sql: string): number {
  let depth = 0
  let quote: string | undefined
  for (let i = 0; i < sql.length; i++) {
    const character = sql[i]!
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === "'" || character === '"' || character === '`') {
      quote = character
    } else if (character === '(') {
      depth++
    } else if (character === ')' && --depth === 0) {
      return i
    }
  }
  return -1
}

/** The start of a name that the database keeps, without the rest that it cuts off. */
function startWithin(name: string, { length, unit }: IdentifierLimit): string {
  const sizeOf = (text: string): number => (unit === 'bytes' ? Buffer.byteLength(text) : 1)
  let size = 0
  let kept = ''
  for (const character of name) {
    size += sizeOf(character)
    if (size > length) break
    kept += character
  }
  return kept
}

function isPrimaryKey(table: Table, column: Column): boolean {
  return table.primaryKey?.columns.includes(column.name) === true
}
