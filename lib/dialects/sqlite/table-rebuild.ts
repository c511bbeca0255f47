/**
 * Alterations that SQLite's ALTER TABLE does not know: the table is made anew from its stored
 * statement, and its rows are copied (https://www.sqlite.org/lang_altertable.html#otheralter).
 * Nothing that is not to be changed is lost: counters, checks, collations, indexes, triggers.
 */
import {
  type DdlGenerator,
  ddlStatement,
  type SchemaSession,
} from '../../compiler/ddl-generator.js'
import { ForeignKeyConstraintError, UnknownConstraintError } from '../../errors/database-errors.js'
import { UsageError } from '../../errors/usage-errors.js'
import { Literal } from '../../expression/expressions.js'
import type { TableConstraint } from '../../schema/constraints.js'
import type * as Ddl from '../../schema/ddl.js'
import type { TableIdentity } from '../../schema/table.js'
import {
  type Clause,
  type ColumnClause,
  type CreateStatement,
  mentions,
  parseColumn,
  parseConstraint,
  parseCreateTable,
  printCreateTable,
} from './create-statement.js'

/** An alteration that a rebuild can do. */
export type Rebuildable =
  | Ddl.AddColumn
  | Ddl.DropColumn
  | Ddl.AlterColumn
  | Ddl.AddConstraint
  | Ddl.DropConstraint

/** What is stored of a table. */
interface StoredTable {
  readonly statement: CreateStatement
  readonly indexes: readonly StoredObject[]
  readonly triggers: readonly StoredObject[]
}

interface StoredObject {
  readonly name: string
  readonly sql: string
}

/** Whether an operation is an alteration that a rebuild can do. */
export function isRebuildable(operation: Ddl.DdlNode): operation is Rebuildable {
  return (
    operation.kind === 'addColumn' ||
    operation.kind === 'dropColumn' ||
    operation.kind === 'alterColumn' ||
    operation.kind === 'addConstraint' ||
    operation.kind === 'dropConstraint'
  )
}

/** Whether SQLite's own ALTER TABLE does not suffice. */
export async function needsRebuild(
  ddl: DdlGenerator,
  operation: Rebuildable,
  session: SchemaSession,
): Promise<boolean> {
  switch (operation.kind) {
    case 'addColumn':
      return !canAddNatively(ddl, operation)
    case 'dropColumn': {
      const stored = await readTable(ddl, operation.table, session)
      return !canDropNatively(stored, operation.column)
    }
    case 'alterColumn':
      return operation.aspects.some((aspect) => aspect !== 'comment')
    case 'addConstraint':
    case 'dropConstraint':
      return true
  }
}

function canAddNatively(ddl: DdlGenerator, operation: Ddl.AddColumn): boolean {
  const { column, constraints } = operation
  if (operation.isPrimaryKey === true || constraints.some((one) => one.kind !== 'foreignKey')) {
    return false
  }
  if (constraints.some((one) => one.name !== undefined)) return false
  const fallback = ddl.defaultSql(column)
  const isEmpty = fallback === undefined || fallback.toUpperCase() === 'NULL'
  if (isEmpty) return column.allowNull
  return constraints.length === 0 && !/^(?:\(|CURRENT_)/i.test(fallback)
}

function canDropNatively({ statement, indexes }: StoredTable, name: string): boolean {
  const column = statement.columns.find((one) => isSameName(one.name, name))
  if (column === undefined) return true
  return (
    column.clauses.every(
      ({ kind }) => kind !== 'primaryKey' && kind !== 'unique' && kind !== 'foreignKey',
    ) &&
    !statement.constraints.some(({ sql }) => mentions(sql, name)) &&
    !statement.columns.some(
      (other) => other !== column && other.clauses.some((clause) => clauseMentions(clause, name)),
    ) &&
    !indexes.some(({ sql }) => mentions(sql, name))
  )
}

function clauseMentions(clause: Clause, name: string): boolean {
  return (clause.kind === 'check' || clause.kind === 'generated') && mentions(clause.value, name)
}

/**
 * Makes a table anew with all of the operations done. Runs in a transaction, on one connection, while
 * foreign keys are not enforced: see {@link withoutEnforcement}.
 */
export async function rebuildTable(
  ddl: DdlGenerator,
  operations: readonly Rebuildable[],
  session: SchemaSession,
): Promise<void> {
  const { table } = operations[0]!
  // In a transaction of the caller, SQLite does not let foreign keys be switched off.
  if (await readPragma('foreign_keys', session)) await assertNotReferenced(ddl, table, session)
  const stored = await readTable(ddl, table, session)
  const changed = operations.reduce(
    (statement, operation) => changeStatement(ddl, statement, operation),
    stored.statement,
  )
  const violations = await countViolations(ddl, table, session)
  const dropped = operations.flatMap((one) => (one.kind === 'dropColumn' ? [one.column] : []))
  await copyTable(ddl, table, { stored, changed, dropped }, session)
  if ((await countViolations(ddl, table, session)) > violations) {
    throw new ForeignKeyConstraintError({
      message: `Rows of ${ddl.table(table)} refer to rows that do not exist`,
      table: ddl.identifiers.tableName(table),
    })
  }
}

async function copyTable(
  ddl: DdlGenerator,
  table: TableIdentity,
  change: {
    readonly stored: StoredTable
    readonly changed: CreateStatement
    readonly dropped: readonly string[]
  },
  session: SchemaSession,
): Promise<void> {
  const { stored, changed, dropped } = change
  const name = ddl.identifiers.tableName(table)
  const quoted = ddl.table(table)
  const newName = await unusedName(`${name}_new`, session)
  const quotedNew = ddl.identifiers.quote(newName)
  const columns = changed.columns
    .filter((column) => !isGenerated(column))
    .map((column) => column.name)
    .filter((column) =>
      stored.statement.columns.some((old) => isSameName(old.name, column) && !isGenerated(old)),
    )
    .map((column) => ddl.identifiers.quote(column))
    .join(', ')
  const literalName = ddl.literals.escapeString(name)
  const literalNew = ddl.literals.escapeString(newName)
  const isCounted = [
    ...changed.constraints,
    ...changed.columns.flatMap(({ clauses }) => clauses),
  ].some((clause) => clause.isCounted)
  const statements = [
    printCreateTable(changed, quotedNew),
    ...(columns === ''
      ? []
      : [`INSERT INTO ${quotedNew} (${columns}) SELECT ${columns} FROM ${quoted}`]),
    // The next number of the new table would otherwise be that after its greatest one.
    ...(isCounted
      ? [
          `DELETE FROM sqlite_sequence WHERE name = ${literalNew}`,
          `INSERT INTO sqlite_sequence (name, seq) SELECT ${literalNew}, seq FROM sqlite_sequence WHERE name = ${literalName}`,
        ]
      : []),
    `DROP TABLE ${quoted}`,
  ]
  await session.run(statements.map(ddlStatement))
  await renameTable(`ALTER TABLE ${quotedNew} RENAME TO ${quoted}`, session)
  const dependent = [
    ...stored.indexes.filter(({ sql }) => !dropped.some((column) => mentions(sql, column))),
    ...stored.triggers,
  ]
  await session.run(dependent.map(({ sql }) => ddlStatement(sql)))
}

/**
 * Renames a table in the older way of SQLite, which looks neither into views that name the table,
 * nor into tables that refer to it: the name was that of a table that is gone for the moment.
 */
async function renameTable(sql: string, session: SchemaSession): Promise<void> {
  const isLegacy = await readPragma('legacy_alter_table', session)
  if (!isLegacy) await setPragma('legacy_alter_table', true, session)
  try {
    await session.run([ddlStatement(sql)])
  } finally {
    if (!isLegacy) await setPragma('legacy_alter_table', false, session)
  }
}

/**
 * Runs something on one connection while foreign keys are not enforced: to drop a table is to delete
 * its rows, which would reach the rows that refer to them. In a transaction they stay enforced.
 */
export async function withoutEnforcement(
  session: SchemaSession,
  run: () => Promise<void>,
): Promise<void> {
  if (session.isInTransaction || !(await readPragma('foreign_keys', session))) return run()
  await setPragma('foreign_keys', false, session)
  try {
    await run()
  } finally {
    await setPragma('foreign_keys', true, session)
  }
}

async function setPragma(
  name: 'foreign_keys' | 'legacy_alter_table',
  value: boolean,
  session: SchemaSession,
): Promise<void> {
  await session.run([ddlStatement(`PRAGMA ${name} = ${value ? 'ON' : 'OFF'}`)])
}

/**
 * To drop a table with enforced foreign keys deletes its rows first, and with them, or against their
 * resistance, the rows that refer to them.
 */
async function assertNotReferenced(
  ddl: DdlGenerator,
  table: TableIdentity,
  session: SchemaSession,
): Promise<void> {
  const name = ddl.identifiers.tableName(table)
  if (!(await hasRows(ddl.table(table), session))) return
  const rows = await session.query(
    'SELECT DISTINCT m.name AS name FROM sqlite_master m, pragma_foreign_key_list(m.name) k ' +
      'WHERE m.type = \'table\' AND lower(k."table") = lower(?)',
    [name],
  )
  for (const [referring] of rows) {
    if (!(await hasRows(ddl.identifiers.quote(String(referring)), session))) continue
    throw UsageError.invalid(
      `alter table ${name}`,
      `SQLite cannot do this inside a transaction, because rows of "${String(referring)}" refer ` +
        'to the table and foreign keys are enforced',
      undefined,
      'Leave the transaction out (the change has one of its own), or run ' +
        '"PRAGMA foreign_keys = OFF" before it begins.',
    )
  }
}

async function hasRows(table: string, session: SchemaSession): Promise<boolean> {
  const rows = await session.query(`SELECT EXISTS (SELECT 1 FROM ${table}) AS found`)
  return Number(rows[0]![0]) === 1
}

async function countViolations(
  ddl: DdlGenerator,
  table: TableIdentity,
  session: SchemaSession,
): Promise<number> {
  const rows = await session.query(
    'SELECT count(*) AS violations FROM pragma_foreign_key_check(?)',
    [ddl.identifiers.tableName(table)],
  )
  return Number(rows[0]![0])
}

async function readPragma(
  name: 'foreign_keys' | 'legacy_alter_table',
  session: SchemaSession,
): Promise<boolean> {
  const rows = await session.query(`PRAGMA ${name}`)
  return Number(rows[0]?.[0] ?? 0) === 1
}

async function unusedName(name: string, session: SchemaSession): Promise<string> {
  const rows = await session.query('SELECT name FROM sqlite_master WHERE name LIKE ?', [`${name}%`])
  const taken = new Set(rows.map(([one]) => String(one).toLowerCase()))
  let free = name
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}${number}`
  return free
}

async function readTable(
  ddl: DdlGenerator,
  table: TableIdentity,
  session: SchemaSession,
): Promise<StoredTable> {
  const name = ddl.identifiers.tableName(table)
  const rows = await session.query(
    'SELECT type, name, sql FROM sqlite_master WHERE lower(tbl_name) = lower(?) AND sql IS NOT NULL ' +
      'ORDER BY rowid',
    [name],
  )
  const ofType = (type: string): StoredObject[] =>
    rows
      .filter((row) => row[0] === type)
      .map((row) => ({ name: String(row[1]), sql: String(row[2]) }))
  const [own] = ofType('table')
  if (own === undefined) {
    throw UsageError.invalid(`alter table ${name}`, `there is no table "${name}"`)
  }
  return {
    statement: parseCreateTable(own.sql),
    indexes: ofType('index'),
    triggers: ofType('trigger'),
  }
}

function changeStatement(
  ddl: DdlGenerator,
  statement: CreateStatement,
  operation: Rebuildable,
): CreateStatement {
  switch (operation.kind) {
    case 'addColumn':
      return addColumn(ddl, statement, operation)
    case 'dropColumn':
      return dropColumn(statement, operation.column)
    case 'alterColumn':
      return alterColumn(ddl, statement, operation)
    case 'addConstraint': {
      const constraint = parseConstraint(ddl.constraint(operation.constraint))
      return { ...statement, constraints: [...statement.constraints, constraint] }
    }
    case 'dropConstraint':
      return dropConstraint(ddl, statement, operation)
  }
}

function addColumn(
  ddl: DdlGenerator,
  statement: CreateStatement,
  operation: Ddl.AddColumn,
): CreateStatement {
  const { column, constraints, table } = operation
  if (
    operation.ifNotExists === true &&
    statement.columns.some(({ name }) => isSameName(name, column.name))
  ) {
    return statement
  }
  const definition = ddl.columnDefinition(column, {
    table,
    isInlinePrimaryKey: operation.isPrimaryKey === true,
    constraints: constraints.filter((one) => one.name === undefined),
  })
  return {
    ...statement,
    columns: [...statement.columns, parseColumn(definition)],
    constraints: [
      ...statement.constraints,
      ...constraints
        .filter((one) => one.name !== undefined)
        .map((one) => parseConstraint(ddl.constraint(one))),
    ],
  }
}

function dropColumn(statement: CreateStatement, column: string): CreateStatement {
  return {
    ...statement,
    columns: statement.columns
      .filter(({ name }) => !isSameName(name, column))
      .map((other) => ({
        ...other,
        clauses: other.clauses.filter((clause) => !clauseMentions(clause, column)),
      })),
    // As other databases do: a constraint goes with any of its columns.
    constraints: statement.constraints.filter((constraint) =>
      constraint.kind === 'check'
        ? !mentions(constraint.value, column)
        : !constraint.columns.some((name) => isSameName(name, column)),
    ),
  }
}

function alterColumn(
  ddl: DdlGenerator,
  statement: CreateStatement,
  operation: Ddl.AlterColumn,
): CreateStatement {
  const { column, aspects, table } = operation
  const wanted = parseColumn(
    ddl.columnDefinition(column, { table, isInlinePrimaryKey: false, constraints: [] }),
  )
  if (!statement.columns.some(({ name }) => isSameName(name, column.name))) {
    throw UsageError.invalid(
      `alter table ${ddl.identifiers.tableName(table)}`,
      `the table has no column "${column.name}"`,
    )
  }
  const replaced = new Set<Clause['kind']>([
    ...(aspects.includes('allowNull') ? (['notNull', 'null'] as const) : []),
    ...(aspects.includes('default') ? (['default'] as const) : []),
    // CITEXT is a type with a collation.
    ...(aspects.includes('type') && wanted.clauses.some(({ kind }) => kind === 'collate')
      ? (['collate'] as const)
      : []),
  ])
  return {
    ...statement,
    columns: statement.columns.map((old): ColumnClause => {
      if (!isSameName(old.name, column.name)) return old
      return {
        ...old,
        type: aspects.includes('type') && !isRowNumber(old) ? wanted.type : old.type,
        clauses: [
          ...wanted.clauses.filter(({ kind }) => replaced.has(kind)),
          ...old.clauses.filter(({ kind }) => !replaced.has(kind)),
        ],
      }
    }),
  }
}

/** Whether a column is the row's own number, which it is under the type INTEGER only. */
function isRowNumber(column: ColumnClause): boolean {
  return column.clauses.some(({ isCounted }) => isCounted)
}

function dropConstraint(
  ddl: DdlGenerator,
  statement: CreateStatement,
  { name, constraint, table }: Ddl.DropConstraint,
): CreateStatement {
  const isMeant = (clause: Clause, columns: readonly string[]): boolean =>
    name === undefined
      ? constraint !== undefined && isSameConstraint(ddl, clause, columns, constraint)
      : clause.name !== undefined && isSameName(clause.name, name)
  const changed: CreateStatement = {
    ...statement,
    columns: statement.columns.map((column) => ({
      ...column,
      clauses: column.clauses.filter((clause) => !isMeant(clause, [column.name])),
    })),
    constraints: statement.constraints.filter((clause) => !isMeant(clause, clause.columns)),
  }
  const count = (one: CreateStatement): number =>
    one.constraints.length + one.columns.reduce((sum, { clauses }) => sum + clauses.length, 0)
  if (count(changed) < count(statement)) return changed
  throw UnknownConstraintError.missing(
    ddl.identifiers.tableName(table),
    name ?? String((constraint as { columns?: readonly string[] } | undefined)?.columns ?? ''),
  )
}

function isSameConstraint(
  ddl: DdlGenerator,
  clause: Clause,
  columns: readonly string[],
  constraint: TableConstraint,
): boolean {
  if (clause.kind !== constraint.kind) return false
  if (constraint.kind === 'check') {
    return ddl.conditionKey(new Literal(clause.value)) === ddl.conditionKey(constraint.condition)
  }
  const isSame =
    constraint.columns.length === columns.length &&
    constraint.columns.every((column, index) => isSameName(column, columns[index]!))
  if (!isSame || constraint.kind !== 'foreignKey') return isSame
  return isSameName(clause.references!.table, ddl.identifiers.tableName(constraint.references))
}

function isGenerated(column: ColumnClause): boolean {
  return column.clauses.some(({ kind }) => kind === 'generated')
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
