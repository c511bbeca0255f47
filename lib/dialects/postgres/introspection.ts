/**
 * PostgreSQL's catalogs → schema values, and v6's rows. Rows come as one JSON text each, so that
 * what the server has as lists and numbers arrives as such.
 */
import type { SchemaSession } from '../../compiler/ddl-generator.js'
import type { IdentifierQuoter } from '../../compiler/identifiers.js'
import { Deferrable } from '../../engine/deferrable.js'
import type {
  ColumnsDescription,
  ConstraintDescription,
  ForeignKeyDescription,
  IndexDescription,
  Introspection,
} from '../../engine/introspection.js'
import { Literal } from '../../expression/expressions.js'
import type {
  ConstraintTiming,
  ForeignKey,
  Index,
  ReferentialAction,
} from '../../schema/constraints.js'
import {
  type Column,
  type EnumDefinition,
  makeColumn,
  makeTable,
  type Table,
  type TableIdentity,
} from '../../schema/table.js'
import * as catalog from './catalog-queries.js'

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
}

/** Reads PostgreSQL's catalogs. */
export class PostgresIntrospection implements Introspection {
  private readonly identifiers: IdentifierQuoter

  constructor(identifiers: IdentifierQuoter) {
    this.identifiers = identifiers
  }

  async tableNames(session: SchemaSession, schema?: string): Promise<TableIdentity[]> {
    const rows = await session.query(catalog.TABLE_NAMES, [schema ?? null])
    return rows.map(([name]) => ({ tableName: String(name), schema }))
  }

  async tableExists(session: SchemaSession, table: TableIdentity): Promise<boolean> {
    const rows = await session.query(catalog.TABLE_EXISTS, [table.tableName, table.schema ?? null])
    return rows.length > 0
  }

  async tables(session: SchemaSession, tables: readonly TableIdentity[]): Promise<Table[]> {
    const asked = tables.map(({ tableName, schema }, position) => ({
      position,
      name: this.kept(tableName),
      schema: schema ?? null,
    }))
    const found = await records<TableRow>(session, catalog.TABLES, [JSON.stringify(asked)])
    if (found.length === 0) return []
    const oids = [`{${found.map(({ oid }) => oid).join(',')}}`]
    const columns = await records<ColumnRow>(session, catalog.COLUMNS, oids)
    const constraints = await records<ConstraintRow>(session, catalog.CONSTRAINTS, oids)
    const indexes = await records<IndexRow>(session, catalog.INDEXES, oids)
    return found.map((row) => {
      const isOwn = ({ table }: { readonly table: number }): boolean => table === row.oid
      return this.makeTable(tables[row.position]!, row, {
        columns: columns.filter(isOwn),
        constraints: constraints.filter(isOwn),
        indexes: indexes.filter(isOwn),
      })
    })
  }

  async schemaNames(session: SchemaSession): Promise<string[]> {
    const rows = await session.query(catalog.SCHEMA_NAMES)
    return rows.map(([name]) => String(name))
  }

  async enums(
    session: SchemaSession,
    schema: string | undefined,
    names?: readonly string[],
  ): Promise<EnumDefinition[]> {
    const rows = await records<{ name: string; values: string[] }>(session, catalog.ENUMS, [
      schema ?? null,
      names === undefined ? null : JSON.stringify(names.map((name) => this.kept(name))),
    ])
    return rows.map(({ name, values }) => ({ name, schema, values }))
  }

  async describeTable(session: SchemaSession, table: TableIdentity): Promise<ColumnsDescription> {
    const rows = await records<DescriptionRow>(session, catalog.DESCRIPTION, [
      table.tableName,
      table.schema ?? null,
    ])
    const description: ColumnsDescription = {}
    for (const row of rows) {
      const type = row.type.toUpperCase()
      setOwn(description, row.name, {
        type,
        allowNull: row.allowNull,
        defaultValue: describedDefault(row.default, type),
        comment: row.comment,
        special: row.special ?? [],
        primaryKey: row.primaryKey,
      })
    }
    return description
  }

  async showIndexes(session: SchemaSession, table: TableIdentity): Promise<IndexDescription[]> {
    const rows = await records<ShownIndexRow>(session, catalog.SHOWN_INDEXES, [
      table.tableName,
      table.schema ?? null,
    ])
    return rows.map(({ fields, ...row }) => ({
      ...row,
      fields: fields.map(({ attribute, collate, isDescending }) => ({
        attribute,
        collate: collate ?? undefined,
        order: isDescending ? 'DESC' : undefined,
        length: undefined,
      })),
    }))
  }

  async foreignKeys(
    session: SchemaSession,
    table: TableIdentity,
  ): Promise<ForeignKeyDescription[]> {
    const rows = await records<ForeignKeyDescription & { timing: ConstraintTiming }>(
      session,
      catalog.FOREIGN_KEYS,
      [table.tableName, table.schema ?? null],
    )
    return rows.map(({ timing, ...row }) => ({ ...row, deferrable: DEFERRABLE[timing] }))
  }

  showConstraints(
    session: SchemaSession,
    table: TableIdentity,
    name?: string,
  ): Promise<ConstraintDescription[]> {
    return records<ConstraintDescription>(session, catalog.SHOWN_CONSTRAINTS, [
      table.tableName,
      table.schema ?? null,
      name ?? null,
    ])
  }

  /** A name as the server keeps it. */
  private kept(name: string): string {
    if (!this.identifiers.isTooLong(name)) return name
    let kept = name
    while (this.identifiers.isTooLong(kept)) kept = [...kept].slice(0, -1).join('')
    return kept
  }

  private makeTable(identity: TableIdentity, row: TableRow, parts: TableParts): Table {
    const { constraints } = parts
    const primaryKey = constraints.find(({ type }) => type === 'p')
    return makeTable(identity, {
      columns: parts.columns.map((column) => this.makeColumn(identity, column)),
      primaryKey: primaryKey && { name: primaryKey.name, columns: primaryKey.columns },
      uniqueKeys: constraints
        .filter(({ type }) => type === 'u')
        .map(({ name, columns, timing }) => ({ name, columns, timing: timingOf(timing) })),
      foreignKeys: constraints
        .filter(({ type }) => type === 'f')
        .map((constraint) => makeForeignKey(constraint, identity)),
      checks: constraints
        .filter(({ type }) => type === 'c')
        .map(({ name, condition }) => ({ name, condition: new Literal(condition!) })),
      indexes: parts.indexes.map(makeIndex),
      enums: enumsOf(parts.columns, identity),
      comment: row.comment ?? undefined,
    })
  }

  private makeColumn(identity: TableIdentity, row: ColumnRow): Column {
    const isSerial = row.default !== null && /^nextval\(/.test(row.default) && row.identity === ''
    const isIdentity = row.identity !== ''
    const fallback =
      row.default === null || isSerial || row.generated !== '' ? undefined : row.default
    return makeColumn(row.name, this.typeOf(identity, row), {
      allowNull: row.allowNull,
      default: fallback === undefined ? undefined : new Literal(fallback),
      autoIncrement: isSerial || isIdentity,
      isIdentity,
      comment: row.comment ?? undefined,
      collation: row.collation ?? undefined,
      generated: row.generated === '' ? undefined : (row.default ?? ''),
    })
  }

  /** A column's type; that of an enumerated type is qualified as the table was asked for. */
  private typeOf(identity: TableIdentity, row: ColumnRow): string {
    if (row.enum === null) return row.type
    const schema = enumSchema(row.enum, identity)
    const name = this.identifiers.quoteTable({ tableName: row.enum.name, schema })
    return row.type.endsWith('[]') ? `${name}[]` : name
  }
}

interface TableRow {
  readonly position: number
  readonly oid: number
  readonly comment: string | null
}

interface EnumPart {
  readonly name: string
  readonly schema: string
  readonly isCurrent: boolean
  readonly values: readonly string[]
}

interface ColumnRow {
  readonly table: number
  readonly name: string
  readonly type: string
  readonly allowNull: boolean
  readonly default: string | null
  readonly identity: string
  readonly generated: string
  readonly comment: string | null
  readonly collation: string | null
  readonly enum: EnumPart | null
}

interface ConstraintRow {
  readonly table: number
  readonly name: string
  readonly type: string
  readonly columns: readonly string[]
  readonly references: {
    name: string
    schema: string
    isCurrent: boolean
    columns: string[]
  } | null
  readonly onDelete: string
  readonly onUpdate: string
  readonly timing: ConstraintTiming
  readonly condition: string | null
}

interface IndexRow {
  readonly table: number
  readonly name: string
  readonly isUnique: boolean
  readonly using: string
  readonly where: string | null
  readonly fields: readonly {
    readonly column: string | null
    readonly expression: string
    readonly isDescending: boolean
    readonly collation: string | null
    readonly operator: string | null
  }[]
}

interface TableParts {
  readonly columns: readonly ColumnRow[]
  readonly constraints: readonly ConstraintRow[]
  readonly indexes: readonly IndexRow[]
}

interface DescriptionRow {
  readonly name: string
  readonly type: string
  readonly allowNull: boolean
  readonly default: string | null
  readonly comment: string | null
  readonly special: string[] | null
  readonly primaryKey: boolean
}

interface ShownIndexRow {
  readonly name: string
  readonly primary: boolean
  readonly unique: boolean
  readonly indkey: string
  readonly definition: string
  readonly fields: readonly {
    readonly attribute: string
    readonly collate: string | null
    readonly isDescending: boolean
  }[]
}

const DEFERRABLE: Readonly<Record<ConstraintTiming, unknown>> = {
  'not deferrable': Deferrable.NOT,
  'initially immediate': Deferrable.INITIALLY_IMMEDIATE,
  'initially deferred': Deferrable.INITIALLY_DEFERRED,
}

async function records<T>(
  session: SchemaSession,
  sql: string,
  parameters: readonly unknown[],
): Promise<T[]> {
  const rows = await session.query(sql, parameters)
  // Each row is the text of one JSON object that the statement has built.
  return rows.map(([text]) => JSON.parse(String(text)) as T)
}

function enumSchema(row: EnumPart, identity: TableIdentity): string | undefined {
  return identity.schema === undefined && row.isCurrent ? undefined : row.schema
}

function enumsOf(columns: readonly ColumnRow[], identity: TableIdentity): EnumDefinition[] {
  const enums = new Map<string, EnumDefinition>()
  for (const { enum: row } of columns) {
    if (row === null) continue
    const schema = enumSchema(row, identity)
    enums.set(`${row.schema}.${row.name}`, { name: row.name, schema, values: row.values })
  }
  return [...enums.values()]
}

function makeForeignKey(row: ConstraintRow, identity: TableIdentity): ForeignKey {
  const { name, schema, isCurrent, columns } = row.references!
  return {
    name: row.name,
    columns: row.columns,
    references: {
      tableName: name,
      schema: identity.schema === undefined && isCurrent ? undefined : schema,
    },
    referencedColumns: columns,
    onDelete: ACTIONS[row.onDelete],
    onUpdate: ACTIONS[row.onUpdate],
    timing: timingOf(row.timing),
  }
}

function timingOf(timing: ConstraintTiming): ConstraintTiming | undefined {
  return timing === 'not deferrable' ? undefined : timing
}

function makeIndex(row: IndexRow): Index {
  return {
    name: row.name,
    isUnique: row.isUnique,
    using: row.using,
    where: row.where === null ? undefined : new Literal(row.where),
    fields: row.fields.map((field) => ({
      key: field.column ?? new Literal(field.expression),
      order: field.isDescending ? 'DESC' : undefined,
      collation: field.collation ?? undefined,
      operator: field.operator ?? undefined,
    })),
  }
}

/** A default as v6 describes it: the value of a literal, else the expression. */
function describedDefault(sql: string | null, type: string): unknown {
  if (sql === null) return null
  if (type === 'BOOLEAN') return sql === 'true' ? true : sql === 'false' ? false : sql
  const literal = /^'((?:[^']|'')*)'(?:::.+)?$/s.exec(sql)
  if (literal !== null) return literal[1]!.replaceAll("''", "'")
  if (/^NULL::/.test(sql)) return 'NULL'
  // v6 leaves the quotes out here.
  return sql.startsWith('nextval(') ? sql.replaceAll("'", '') : sql
}

/** Sets a key that a column may have as its name, whatever it is. */
function setOwn<T>(object: Record<string, T>, key: string, value: NoInfer<T>): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
