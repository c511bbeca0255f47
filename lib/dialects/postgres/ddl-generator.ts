/** The fragments of DDL that PostgreSQL spells differently from the standard. */
import { isDeepStrictEqual } from 'node:util'
import { DdlGenerator } from '../../compiler/ddl-generator.js'
import { ArrayType, EnumType } from '../../data-types/structured-types.js'
import type { DataType } from '../../data-types/data-type.js'
import { statementUsage } from '../../errors/statement-usage.js'
import type { Index, IndexField } from '../../schema/constraints.js'
import type * as Ddl from '../../schema/ddl.js'
import type * as Routines from '../../schema/routines.js'
import { type Column, enumName, enumTypeOf, type TableIdentity } from '../../schema/table.js'
import { expressionKey, typeKey } from './schema-text.js'

const SERIAL_TYPES: Readonly<Record<string, string>> = {
  SMALLINT: 'SMALLSERIAL',
  BIGINT: 'BIGSERIAL',
}

/** Types to which an explicit cast would cut values off where an assignment fails. */
const CUTTING_TYPE = /^(?:var)?char|^character|^bit|^varbit/i

const ROUTINE_TYPE = /^[\p{L}_"][\p{L}\p{N}_". ]*(?:\(\d+(?:, ?\d+)?\))?(?:\[\])*$/u
const FUNCTION_OPTION =
  /^(?:(?:NOT )?LEAKPROOF|IMMUTABLE|STABLE|VOLATILE|STRICT|WINDOW|CALLED ON NULL INPUT|RETURNS NULL ON NULL INPUT|(?:EXTERNAL )?SECURITY (?:DEFINER|INVOKER)|PARALLEL (?:UNSAFE|RESTRICTED|SAFE)|(?:COST|ROWS) \d+|SET [\w.]+ (?:TO|=) [\w., "$']+)$/i
const TRIGGER_OPTION =
  /^(?:FOR (?:EACH )?(?:ROW|STATEMENT)|(?:NOT )?DEFERRABLE(?: INITIALLY (?:DEFERRED|IMMEDIATE))?|INITIALLY (?:DEFERRED|IMMEDIATE))$/i

/** The text of a literal; undefined for an expression. */
function literalText(sql: string): string | undefined {
  if (/^'(?:[^']|'')*'$/s.test(sql)) return sql.slice(1, -1).replaceAll("''", "'")
  return /^-?[\d.]+$/.test(sql) ? sql : undefined
}

/** Writes DDL for PostgreSQL. */
export class PostgresDdlGenerator extends DdlGenerator {
  protected override createTable(node: Ddl.CreateTable): string {
    const { table } = node
    const create = super.createTable(node) as string
    // One text, so that the server does all of it or nothing.
    return [
      create,
      ...(table.comment === undefined ? [] : [this.tableComment(table.identity, table.comment)]),
      ...table.columns
        .filter((column) => column.comment !== undefined)
        .map((column) => this.columnComment(table.identity, column)),
    ].join('; ')
  }

  override columnType(column: Column, table: TableIdentity): string {
    if (typeof column.type === 'string') {
      return column.autoIncrement && !column.isIdentity ? serial(column.type) : column.type
    }
    if (enumTypeOf(column.type) !== undefined)
      return this.enumColumnType(column, table, column.type)
    const sql = this.dataType(column.type)
    return column.autoIncrement && !column.isIdentity ? serial(sql) : sql
  }

  private enumColumnType(column: Column, table: TableIdentity, type: DataType): string {
    if (type instanceof ArrayType && !(type instanceof EnumType)) {
      return `${this.enumColumnType(column, table, type.type!)}[]`
    }
    return this.typeName(enumName(table.tableName, column.name), table.schema)
  }

  private typeName(name: string, schema: string | undefined): string {
    // Cut off as the server would do, which tells the columns' types with the names that it keeps.
    return this.identifiers.quoteTable({ tableName: this.nameKey(name), schema })
  }

  protected override autoIncrement(column: Column): string {
    return column.autoIncrement && column.isIdentity ? super.autoIncrement(column) : ''
  }

  protected override nullability(column: Column): string {
    // SERIAL and identity columns are NOT NULL by themselves.
    return column.autoIncrement ? '' : super.nullability(column)
  }

  protected override renameTable({ table, to }: Ddl.RenameTable): string[] {
    const rename = `ALTER TABLE ${this.table(table)} RENAME TO ${this.quote(to.tableName)}`
    if (to.schema === undefined || to.schema === table.schema) return [rename]
    const moved = this.table({ tableName: table.tableName, schema: to.schema })
    return [
      `ALTER TABLE ${this.table(table)} SET SCHEMA ${this.quote(to.schema)}`,
      ...(to.tableName === table.tableName
        ? []
        : [`ALTER TABLE ${moved} RENAME TO ${this.quote(to.tableName)}`]),
    ]
  }

  protected override addColumn(node: Ddl.AddColumn): string {
    const add = super.addColumn(node) as string
    if (node.column.comment === undefined) return add
    return `${add}; ${this.columnComment(node.table, node.column)}`
  }

  protected override alterColumn(node: Ddl.AlterColumn): string[] {
    const { column, table, aspects } = node
    const name = this.quote(column.name)
    const actions = this.alterActions(node).map((action) => `ALTER COLUMN ${name} ${action}`)
    const statements = [
      ...(actions.length === 0 ? [] : [`ALTER TABLE ${this.table(table)} ${actions.join(', ')}`]),
      ...(aspects.includes('comment') ? [this.columnComment(table, column)] : []),
    ]
    return statements.length === 0 ? [] : [statements.join('; ')]
  }

  private alterActions({ column, table, aspects }: Ddl.AlterColumn): string[] {
    const changesType = aspects.includes('type')
    const sql = this.defaultSql(column)
    // A default of the old type may have no cast to the new one.
    const resetsDefault = changesType && sql !== undefined
    const changesDefault = aspects.includes('default') && !column.autoIncrement
    return [
      ...(resetsDefault || (changesDefault && sql === undefined) ? ['DROP DEFAULT'] : []),
      ...(changesType ? [this.changeType(column, table)] : []),
      ...(aspects.includes('allowNull')
        ? [column.allowNull ? 'DROP NOT NULL' : 'SET NOT NULL']
        : []),
      ...(sql !== undefined && (resetsDefault || changesDefault) ? [`SET DEFAULT ${sql}`] : []),
    ]
  }

  private changeType(column: Column, table: TableIdentity): string {
    const plain = { ...column, autoIncrement: false }
    const type = this.columnType(plain, table)
    if (CUTTING_TYPE.test(type)) return `TYPE ${type}`
    const name = this.quote(column.name)
    const isEnum = typeof column.type !== 'string' && enumTypeOf(column.type) !== undefined
    const text = column.type instanceof ArrayType ? 'text[]' : 'text'
    return `TYPE ${type} USING (${name}${isEnum ? `::${text}` : ''}::${type})`
  }

  protected override commentOnTable({ table, comment }: Ddl.CommentOnTable): string {
    return this.tableComment(table, comment)
  }

  private tableComment(table: TableIdentity, comment: string | undefined): string {
    return `COMMENT ON TABLE ${this.table(table)} IS ${this.literals.escape(comment)}`
  }

  private columnComment(table: TableIdentity, column: Column): string {
    const name = `${this.table(table)}.${this.quote(column.name)}`
    return `COMMENT ON COLUMN ${name} IS ${this.literals.escape(column.comment)}`
  }

  protected override indexMethod(index: Index): string[] {
    if (index.using === undefined || index.using === '') return []
    if (!/^\w+$/.test(index.using)) {
      throw statementUsage.unsafeName('an index method', index.using, 'Use one such as "gin".')
    }
    return ['USING', index.using]
  }

  protected override operatorClass({ operator }: IndexField): string[] {
    if (operator === undefined || operator === '') return []
    if (!/^[\p{L}_][\p{L}\p{N}_.]*(?:\s*\([\w\s=,.']*\))?$/u.test(operator)) {
      throw statementUsage.unsafeName(
        'an operator class',
        operator,
        'Use one such as "text_pattern_ops".',
      )
    }
    return [operator]
  }

  protected override dropIndex({ table, name, ifExists, isConcurrent }: Ddl.DropIndex): string {
    const index = this.identifiers.quoteTable({ tableName: name, schema: table.schema })
    return [
      'DROP INDEX',
      ...(isConcurrent === true ? ['CONCURRENTLY'] : []),
      ...(ifExists ? ['IF EXISTS'] : []),
      index,
    ].join(' ')
  }

  protected override createDatabase({ name, options }: Ddl.CreateDatabase): string {
    const { literals } = this
    const clauses = [
      ...(options.encoding === undefined ? [] : [`ENCODING ${literals.escape(options.encoding)}`]),
      ...(options.collate === undefined ? [] : [`LC_COLLATE ${literals.escape(options.collate)}`]),
      ...(options.ctype === undefined ? [] : [`LC_CTYPE ${literals.escape(options.ctype)}`]),
      ...(options.template === undefined ? [] : [`TEMPLATE ${this.quote(options.template)}`]),
    ]
    const end = clauses.length === 0 ? '' : ` ${clauses.join(' ')}`
    return `CREATE DATABASE ${this.quote(name)}${end}`
  }

  protected override dropDatabase({ name }: Ddl.DropDatabase): string {
    return `DROP DATABASE IF EXISTS ${this.quote(name)}`
  }

  protected override enumSql(node: Ddl.CreateEnum | Ddl.AddEnumValue | Ddl.DropEnum): string {
    if (node.kind === 'dropEnum')
      return `DROP TYPE IF EXISTS ${this.typeName(node.name, node.schema)}`
    const name = this.typeName(node.definition.name, node.definition.schema)
    if (node.kind === 'createEnum') {
      const values = node.definition.values.map((value) => this.literals.escapeString(value))
      const create = `CREATE TYPE ${name} AS ENUM(${values.join(', ')})`
      // CREATE TYPE has no IF NOT EXISTS.
      const block = `BEGIN ${create}; EXCEPTION WHEN duplicate_object THEN NULL; END`
      return `DO ${this.literals.escapeString(block)}`
    }
    const { value, before, after } = node
    const place =
      before !== undefined
        ? ` BEFORE ${this.literals.escapeString(before)}`
        : after !== undefined
          ? ` AFTER ${this.literals.escapeString(after)}`
          : ''
    return `ALTER TYPE ${name} ADD VALUE IF NOT EXISTS ${this.literals.escapeString(value)}${place}`
  }

  protected override routineSql(node: Routines.RoutineNode): string {
    switch (node.kind) {
      case 'createFunction':
        return this.createFunction(node)
      case 'dropFunction':
        return `DROP FUNCTION ${this.functionName(node)} RESTRICT`
      case 'renameFunction':
        return `ALTER FUNCTION ${this.functionName(node)} RENAME TO ${this.quote(node.to)}`
      case 'createTrigger':
        return this.createTrigger(node)
      case 'dropTrigger':
        return `DROP TRIGGER ${this.quote(node.name)} ON ${this.table(node.table)} RESTRICT`
      case 'renameTrigger':
        return (
          `ALTER TRIGGER ${this.quote(node.name)} ON ${this.table(node.table)} ` +
          `RENAME TO ${this.quote(node.to)}`
        )
    }
  }

  private createFunction(node: Routines.CreateFunction): string {
    const variables = node.variables.map(({ name, type, default: value }) => {
      const initial = value === undefined ? '' : ` := ${this.literals.escape(value)}`
      return `${this.quote(name)} ${routineType(type)}${initial}; `
    })
    const declare = variables.length === 0 ? '' : `DECLARE ${variables.join('')}`
    const body = `${declare}BEGIN ${node.body} END;`
    for (const option of node.options) assertMatches(FUNCTION_OPTION, option, 'a function option')
    const options = node.options.length === 0 ? '' : ` ${node.options.join(' ')}`
    return (
      `CREATE ${node.orReplace ? 'OR REPLACE ' : ''}FUNCTION ${this.functionName(node)} ` +
      `RETURNS ${routineType(node.returnType)} AS ${dollarQuote(body)} ` +
      `LANGUAGE ${this.literals.escapeString(node.language)}${options}`
    )
  }

  private functionName(node: {
    readonly name: string
    readonly parameters: readonly Routines.RoutineParameter[]
  }): string {
    const parameters = node.parameters.map(({ direction, name, type }) =>
      [
        ...(direction === undefined ? [] : [direction]),
        ...(name === undefined ? [] : [this.quote(name)]),
        routineType(type),
      ].join(' '),
    )
    return `${this.routineName(node.name)}(${parameters.join(', ')})`
  }

  /** A function's name; one with a dot is led by its schema. */
  private routineName(name: string): string {
    return name
      .split('.')
      .map((part) => this.quote(part))
      .join('.')
  }

  private createTrigger(node: Routines.CreateTrigger): string {
    const events = node.events.map(({ event, columns }) =>
      columns.length === 0 ? event : `${event} OF ${this.quoteList(columns)}`,
    )
    for (const option of node.options) assertMatches(TRIGGER_OPTION, option, 'a trigger option')
    const values = node.arguments.map((value) => this.literals.escapeString(value))
    return [
      `CREATE ${node.isConstraint ? 'CONSTRAINT ' : ''}TRIGGER ${this.quote(node.name)}`,
      `${node.timing} ${events.join(' OR ')} ON ${this.table(node.table)}`,
      ...node.options,
      `EXECUTE PROCEDURE ${this.routineName(node.functionName)}(${values.join(', ')})`,
    ].join(' ')
  }

  /** The server writes a literal in its own way: both are read as values. */
  protected override isSameValue(left: string, right: string, type: DataType): boolean {
    const { decode } = this.types.bind(type)
    if (decode === undefined) return false
    const texts = [left, right].map(literalText)
    if (texts.includes(undefined)) return false
    try {
      const [first, second] = texts.map((text) => decode(text))
      return isDeepStrictEqual(first, second)
    } catch {
      // One of them is no value of the type.
      return false
    }
  }

  protected override normalizeType(sql: string): string {
    return typeKey(sql)
  }

  protected override normalizeExpression(sql: string): string {
    return expressionKey(sql)
  }
}

/** The type that counts by itself, for an integer type. */
function serial(type: string): string {
  const key = type.toUpperCase()
  return SERIAL_TYPES[key] ?? (/^(?:INTEGER|INT|INT4)$/.test(key) ? 'SERIAL' : type)
}

function routineType(type: string): string {
  assertMatches(ROUTINE_TYPE, type, 'a type')
  return type
}

function assertMatches(pattern: RegExp, text: string, role: string): void {
  if (pattern.test(text)) return
  throw statementUsage.unsafeName(role, text, 'It is part of the SQL text, so it must be plain.')
}

/** Text between dollar tags, of which none is in the text. */
function dollarQuote(text: string): string {
  let tag = '$func$'
  for (let number = 1; text.includes(tag); number++) tag = `$func${number}$`
  return `${tag} ${text} ${tag}`
}
