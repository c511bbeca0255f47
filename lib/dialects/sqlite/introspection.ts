/**
 * SQLite's stored statements → schema values, and v6's rows. The statements tell more than the
 * pragmas do: names of constraints, checks, collations, counters.
 */
import type { SchemaSession } from '../../compiler/ddl-generator.js'
import type { IdentifierQuoter } from '../../compiler/identifiers.js'
import type {
  ColumnsDescription,
  ConstraintDescription,
  ForeignKeyDescription,
  IndexDescription,
  Introspection,
} from '../../engine/introspection.js'
import { Literal } from '../../expression/expressions.js'
import type {
  CheckConstraint,
  ForeignKey,
  Index,
  PrimaryKey,
  ReferentialAction,
  UniqueConstraint,
} from '../../schema/constraints.js'
import {
  type Column,
  type EnumDefinition,
  makeColumn,
  makeTable,
  type Table,
  type TableIdentity,
} from '../../schema/table.js'
import {
  type Clause,
  type ColumnClause,
  type CreateStatement,
  parseCreateIndex,
  parseCreateTable,
  unquote,
} from './create-statement.js'

const TABLE_NAMES =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

const STORED =
  'SELECT type, name, tbl_name AS tableName, sql FROM sqlite_master ' +
  "WHERE type IN ('table', 'index') AND sql IS NOT NULL AND lower(tbl_name) IN " +
  '(SELECT lower(value) FROM json_each(?)) ORDER BY rowid'

/** Reads what SQLite has stored. */
export class SqliteIntrospection implements Introspection {
  private readonly identifiers: IdentifierQuoter

  constructor(identifiers: IdentifierQuoter) {
    this.identifiers = identifiers
  }

  async tableNames(session: SchemaSession, schema?: string): Promise<TableIdentity[]> {
    const rows = await session.query(TABLE_NAMES)
    const names = rows.map(([name]) => String(name))
    // A schema is a prefix of its tables' names.
    const own = schema === undefined ? names : names.filter((name) => name.startsWith(`${schema}.`))
    return own.map((tableName) => ({ tableName }))
  }

  async tableExists(session: SchemaSession, table: TableIdentity): Promise<boolean> {
    const rows = await session.query(
      "SELECT 1 AS found FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)",
      [this.identifiers.tableName(table)],
    )
    return rows.length > 0
  }

  async tables(session: SchemaSession, tables: readonly TableIdentity[]): Promise<Table[]> {
    const names = tables.map((table) => this.identifiers.tableName(table))
    const rows = await session.query(STORED, [JSON.stringify(names)])
    const stored = rows.map(([type, name, tableName, sql]) => ({
      type: String(type),
      name: String(name),
      table: String(tableName).toLowerCase(),
      sql: String(sql),
    }))
    return tables.flatMap((identity, position) => {
      const own = stored.filter(({ table }) => table === names[position]!.toLowerCase())
      const create = own.find(({ type }) => type === 'table')
      if (create === undefined || /^\s*CREATE\s+VIRTUAL/i.test(create.sql)) return []
      const indexes = own
        .filter(({ type }) => type === 'index')
        .map(({ name, sql }) => indexOf(name, sql))
      return [tableOf(identity, parseCreateTable(create.sql), indexes)]
    })
  }

  schemaNames(): Promise<string[]> {
    return Promise.resolve([])
  }

  enums(): Promise<EnumDefinition[]> {
    return Promise.resolve([])
  }

  async describeTable(session: SchemaSession, table: TableIdentity): Promise<ColumnsDescription> {
    const name = this.identifiers.tableName(table)
    const columns = await session.query(
      'SELECT name, type, "notnull" AS isRequired, dflt_value AS dflt, pk FROM pragma_table_info(?)',
      [name],
    )
    const uniques = new Set(
      (
        await session.query(
          'SELECT max(c.name) AS name FROM pragma_index_list(?) i, pragma_index_info(i.name) c ' +
            'WHERE i."unique" AND i.origin <> \'pk\' GROUP BY i.name HAVING count(*) = 1',
          [name],
        )
      ).map(([column]) => String(column)),
    )
    const keys = await this.foreignKeys(session, table)
    const description: ColumnsDescription = {}
    for (const [column, type, notNull, fallback, primaryKey] of columns) {
      const key = keys.find(({ columnName }) => columnName === column)
      const references = key && {
        references: { model: key.referencedTableName, key: key.referencedColumnName },
      }
      const value = {
        type: String(type).toUpperCase(),
        allowNull: Number(notNull) === 0,
        defaultValue: describedDefault(fallback as string | null, String(type)),
        primaryKey: Number(primaryKey) > 0,
        unique: uniques.has(String(column)),
        ...references,
      }
      // A column may have any name, `__proto__` too.
      Object.defineProperty(description, String(column), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return description
  }

  async showIndexes(session: SchemaSession, table: TableIdentity): Promise<IndexDescription[]> {
    const rows = await session.query(
      'SELECT i.seq, i.name, i."unique" AS isUnique, i.origin, i.partial, c.name AS columnName, c."desc" AS isDescending ' +
        'FROM pragma_index_list(?) i, pragma_index_xinfo(i.name) c WHERE c.key ' +
        'ORDER BY i.seq DESC, c.seqno',
      [this.identifiers.tableName(table)],
    )
    const indexes = new Map<string, IndexDescription>()
    for (const [seq, name, unique, origin, partial, column, isDescending] of rows) {
      const index = indexes.get(String(name)) ?? {
        seq: Number(seq),
        name: String(name),
        unique: Number(unique) === 1,
        origin,
        partial: Number(partial),
        fields: [],
        primary: origin === 'pk',
        constraintName: String(name),
      }
      index.fields.push({
        attribute: column === null ? undefined : String(column),
        length: undefined,
        order: Number(isDescending) === 1 ? 'DESC' : undefined,
      })
      indexes.set(index.name, index)
    }
    return [...indexes.values()]
  }

  async foreignKeys(
    session: SchemaSession,
    table: TableIdentity,
  ): Promise<ForeignKeyDescription[]> {
    const tableName = this.identifiers.tableName(table)
    // A reference without columns is one to the primary key.
    const rows = await session.query(
      'SELECT k."from" AS columnName, k."table" AS referenced, COALESCE(k."to", ' +
        '(SELECT p.name FROM pragma_table_info(k."table") p WHERE p.pk = k.seq + 1)) AS target ' +
        'FROM pragma_foreign_key_list(?) k ORDER BY k.id DESC, k.seq',
      [tableName],
    )
    return rows.map(([columnName, referenced, target]) => ({
      tableName,
      columnName: String(columnName),
      referencedTableName: String(referenced),
      referencedColumnName: String(target),
    }))
  }

  async showConstraints(
    session: SchemaSession,
    table: TableIdentity,
    name?: string,
  ): Promise<ConstraintDescription[]> {
    const rows = await session.query(
      "SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)",
      [this.identifiers.tableName(table)],
    )
    const sql = rows[0]?.[0]
    if (typeof sql !== 'string') return []
    return namedConstraints(parseCreateTable(sql))
      .filter((constraint) => name === undefined || constraint.constraintName === name)
      .map(({ constraintName, constraintType, ...rest }) => {
        const { updateAction, deleteAction, ...other } = rest
        return { constraintName, constraintType, updateAction, deleteAction, sql, ...other }
      })
  }
}

const CONSTRAINT_TYPES: Readonly<Partial<Record<Clause['kind'], string>>> = {
  primaryKey: 'PRIMARY KEY',
  unique: 'UNIQUE',
  check: 'CHECK',
  foreignKey: 'FOREIGN KEY',
}

function namedConstraints(
  statement: CreateStatement,
): (ConstraintDescription & { updateAction: unknown; deleteAction: unknown })[] {
  const all = [
    ...statement.columns.flatMap(({ name, clauses }) =>
      clauses.map((clause) => ({ clause, columns: [name] as readonly string[] })),
    ),
    ...statement.constraints.map((clause) => ({ clause, columns: clause.columns })),
  ]
  return all.flatMap(({ clause, columns }) => {
    const constraintType = CONSTRAINT_TYPES[clause.kind]
    if (clause.name === undefined || constraintType === undefined) return []
    const { references } = clause
    const list = columns.map((column) => `\`${column}\``).join(', ')
    return [
      {
        constraintName: clause.name,
        constraintType,
        updateAction: references === undefined ? undefined : (references.onUpdate ?? null),
        deleteAction: references === undefined ? undefined : (references.onDelete ?? null),
        constraintCondition: `(${clause.kind === 'check' ? clause.value : list})`,
        referenceTableName: references?.table,
        referenceTableKeys: references === undefined ? undefined : [...references.columns],
      },
    ]
  })
}

function tableOf(
  identity: TableIdentity,
  statement: CreateStatement,
  indexes: readonly Index[],
): Table {
  const clauses = [
    ...statement.columns.flatMap(({ name, clauses: own }) =>
      own.map((clause) => ({ clause, columns: [name] as readonly string[] })),
    ),
    ...statement.constraints.map((clause) => ({ clause, columns: clause.columns })),
  ]
  const ofKind = (kind: Clause['kind']): typeof clauses =>
    clauses.filter(({ clause }) => clause.kind === kind)
  const primaryKey = ofKind('primaryKey').map(
    ({ clause, columns }): PrimaryKey => ({ name: clause.name, columns }),
  )[0]
  return makeTable(identity, {
    columns: statement.columns.map(columnOf),
    primaryKey,
    uniqueKeys: ofKind('unique').map(
      ({ clause, columns }): UniqueConstraint => ({ name: clause.name, columns }),
    ),
    foreignKeys: ofKind('foreignKey').map(({ clause, columns }) => foreignKeyOf(clause, columns)),
    checks: ofKind('check').map(
      ({ clause }): CheckConstraint => ({
        name: clause.name,
        condition: new Literal(clause.value),
      }),
    ),
    indexes,
    enums: [],
  })
}

function columnOf(column: ColumnClause): Column {
  const find = (kind: Clause['kind']): Clause | undefined =>
    column.clauses.find((clause) => clause.kind === kind)
  const fallback = find('default')
  return makeColumn(column.name, column.type, {
    allowNull: find('notNull') === undefined,
    default: fallback && new Literal(fallback.value),
    autoIncrement: find('primaryKey')?.isCounted === true,
    collation: find('collate')?.value,
    generated: find('generated')?.value,
  })
}

function foreignKeyOf(clause: Clause, columns: readonly string[]): ForeignKey {
  const { table, columns: referencedColumns, onDelete, onUpdate, isDeferred } = clause.references!
  return {
    name: clause.name,
    columns,
    references: { tableName: table },
    referencedColumns,
    // The reader takes the words of the statement, which SQLite has accepted.
    onDelete: onDelete as ReferentialAction | undefined,
    onUpdate: onUpdate as ReferentialAction | undefined,
    timing: isDeferred ? 'initially deferred' : undefined,
  }
}

function indexOf(name: string, sql: string): Index {
  const { fields, where } = parseCreateIndex(sql)
  return {
    name,
    isUnique: /^\s*CREATE\s+UNIQUE/i.test(sql),
    where: where === undefined ? undefined : new Literal(where),
    fields: fields.map(({ column, expression, collation, order }) => ({
      key: column ?? new Literal(expression),
      order: order === 'DESC' ? 'DESC' : undefined,
      collation,
    })),
  }
}

/** A default as v6 describes it: the value of a literal, else the expression. */
function describedDefault(sql: string | null, type: string): unknown {
  if (sql === null || sql.toUpperCase() === 'NULL') return sql === null ? undefined : null
  if (/^tinyint\(1\)$/i.test(type)) return sql === '1' ? true : sql === '0' ? false : sql
  return /^'(?:[^']|'')*'$/s.test(sql) ? unquote(sql) : sql
}
