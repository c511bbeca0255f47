/**
 * The fragments of DDL that SQLite spells differently from the standard. What ALTER TABLE cannot do
 * there is done by making the table anew: see `table-rebuild.ts`.
 */
import {
  type ColumnContext,
  DdlGenerator,
  ddlStatement,
  type SchemaSession,
} from '../../compiler/ddl-generator.js'
import type { CompiledStatement } from '../../compiler/compiled-statement.js'
import { statementUsage } from '../../errors/statement-usage.js'
import type * as Ddl from '../../schema/ddl.js'
import type { Column, Table, TableIdentity } from '../../schema/table.js'
import { expressionKey, typeKey } from './schema-text.js'
import {
  isRebuildable,
  needsRebuild,
  type Rebuildable,
  rebuildTable,
  withoutEnforcement,
} from './table-rebuild.js'

const REBUILD_HELP = 'The table must be made anew, which needs its definition in the database.'

/** Writes DDL for SQLite. */
export class SqliteDdlGenerator extends DdlGenerator {
  override async apply(operations: readonly Ddl.DdlNode[], session: SchemaSession): Promise<void> {
    const [only] = operations
    const isNative =
      !operations.some(isRebuildable) ||
      (operations.length === 1 && !(await needsRebuild(this, only as Rebuildable, session)))
    if (isNative) {
      await super.apply(operations, session)
      return this.restartCounters(operations, session)
    }
    await session.onOneConnection((pinned) =>
      withoutEnforcement(pinned, () =>
        pinned.inTransaction(() => this.applyEach(operations, pinned)),
      ),
    )
  }

  /** Lets the keys of emptied tables count from 1 again, where that is asked for. */
  private async restartCounters(
    operations: readonly Ddl.DdlNode[],
    session: SchemaSession,
  ): Promise<void> {
    const emptied = operations.flatMap((one) =>
      one.kind === 'truncateTable' && one.restartIdentity ? [one.table] : [],
    )
    if (emptied.length === 0) return
    // SQLite makes the table of counters with the first table that counts.
    const sql = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if ((await session.query(sql)).length === 0) return
    for (const table of emptied) {
      const name = this.literals.escapeString(this.identifiers.tableName(table))
      await session.run([ddlStatement(`DELETE FROM sqlite_sequence WHERE name = ${name}`)])
    }
  }

  private async applyEach(
    operations: readonly Ddl.DdlNode[],
    session: SchemaSession,
  ): Promise<void> {
    for (let i = 0; i < operations.length; ) {
      const operation = operations[i]!
      if (!isRebuildable(operation) || !(await needsRebuild(this, operation, session))) {
        await session.run(this.compile(operation))
        i++
        continue
      }
      // One rebuild does all that follows on the same table.
      const group = leadingAlterations(operations.slice(i), this)
      await rebuildTable(this, group, session)
      i += group.length
    }
  }

  override async withoutForeignKeys(
    _tables: readonly Table[],
    session: SchemaSession,
    run: (session: SchemaSession) => Promise<void>,
  ): Promise<void> {
    await session.onOneConnection((pinned) => withoutEnforcement(pinned, () => run(pinned)))
  }

  override compile(node: Ddl.DdlNode): CompiledStatement[] {
    // A schema is a prefix of table names here: there is nothing to create.
    return node.kind === 'createSchema' ? [] : super.compile(node)
  }

  override columnType(column: Column, table: TableIdentity): string {
    const type = super.columnType(column, table)
    // Only this very name makes the column the row's own number.
    return column.autoIncrement && /int/i.test(type) ? 'INTEGER' : type
  }

  protected override isPrimaryKeyInline(table: Table): boolean {
    const { primaryKey } = table
    if (primaryKey?.columns.length !== 1) return false
    // The counter is part of the column's definition.
    const isCounted = table.columns.some(
      ({ name, autoIncrement }) => autoIncrement && name === primaryKey.columns[0],
    )
    return primaryKey.name === undefined || isCounted
  }

  override columnDefinition(column: Column, context: ColumnContext): string {
    if (!context.isInlinePrimaryKey) return super.columnDefinition(column, context)
    const type = this.columnType(column, context.table)
    // v6 makes every integer key the row's own number.
    if (!/int/i.test(type) || /^interval/i.test(type))
      return super.columnDefinition(column, context)
    const counted = column.autoIncrement ? ' AUTOINCREMENT' : ''
    const constraints = super.columnConstraints(column, {
      ...context,
      constraints: context.constraints.filter((one) => one.kind === 'foreignKey'),
    })
    const end = constraints === '' ? '' : ` ${constraints}`
    const fallback = this.defaultClause(column)
    const middle = fallback === '' ? '' : ` ${fallback}`
    return `${this.quote(column.name)} INTEGER PRIMARY KEY${counted}${middle}${end}`
  }

  protected override columnConstraints(column: Column, context: ColumnContext): string {
    const constraints = super.columnConstraints(column, context)
    if (!context.isInlinePrimaryKey || constraints.includes('PRIMARY KEY')) return constraints
    return constraints === '' ? 'PRIMARY KEY' : `PRIMARY KEY ${constraints}`
  }

  protected override autoIncrement(): string {
    return ''
  }

  override defaultSql(column: Column): string | undefined {
    const sql = super.defaultSql(column)
    if (
      sql === undefined ||
      /^(?:[-+]?[\d.][\w.+-]*|X?'(?:[^']|'')*'|NULL|TRUE|FALSE|CURRENT_(?:TIMESTAMP|DATE|TIME))$/i.test(
        sql,
      )
    ) {
      return sql
    }
    // Anything else is an expression, which SQLite takes in parentheses only.
    return sql.startsWith('(') && sql.endsWith(')') ? sql : `(${sql})`
  }

  protected override alterColumn({ aspects }: Ddl.AlterColumn): string[] {
    if (aspects.every((aspect) => aspect === 'comment')) return []
    throw statementUsage.noSql('ALTER COLUMN', REBUILD_HELP)
  }

  protected override addConstraint(): never {
    throw statementUsage.noSql('ADD CONSTRAINT', REBUILD_HELP)
  }

  protected override dropConstraint(): never {
    throw statementUsage.noSql('DROP CONSTRAINT', REBUILD_HELP)
  }

  override tableKey(table: TableIdentity): string {
    return super.tableKey(table).toLowerCase()
  }

  protected override normalizeType(sql: string): string {
    return typeKey(sql)
  }

  protected override normalizeExpression(sql: string): string {
    return expressionKey(sql)
  }
}

function leadingAlterations(
  operations: readonly Ddl.DdlNode[],
  ddl: SqliteDdlGenerator,
): Rebuildable[] {
  const group: Rebuildable[] = []
  for (const operation of operations) {
    if (!isRebuildable(operation)) break
    if (group.length > 0 && ddl.tableKey(operation.table) !== ddl.tableKey(group[0]!.table)) break
    group.push(operation)
  }
  return group
}
