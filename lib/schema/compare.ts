/**
 * Two schemas → the operations that lead from one to the other, in an order in which they can run.
 * What SQL means the same (a type's other name, a default in another spelling) the dialect tells,
 * through `ComparisonRules`.
 *
 * Renamed tables and columns cannot be told from dropped and new ones, the order of columns is not
 * compared, and whether an existing column counts by itself is never changed.
 */
import type { Node } from '../expression/node.js'
import type {
  ForeignKey,
  Index,
  PrimaryKey,
  TableConstraint,
  UniqueConstraint,
} from './constraints.js'
import type { AddColumn, ColumnAspect, CreateIndex, DdlNode } from './ddl.js'
import { dependencyOrder } from './dependency-order.js'
import type { Column, EnumDefinition, Table, TableIdentity } from './table.js'

/** How a dialect compares; each method gives one text for all spellings that mean the same. */
export interface ComparisonRules {
  readonly hasComments: boolean
  readonly hasEnumTypes: boolean
  readonly hasDeferrableConstraints: boolean
  typeKey(column: Column, table: TableIdentity): string
  /** Whether a column has the default that it is to have; DEFAULT NULL is none. */
  isSameDefault(before: Column, wanted: Column): boolean
  conditionKey(condition: Node): string
  /** A name as the database keeps it. */
  nameKey(name: string): string
  tableKey(table: TableIdentity): string
}

/** What a comparison may do away with; all of it by default. */
export interface ComparisonOptions {
  readonly dropTables?: boolean
  readonly dropColumns?: boolean
  /** Constraints that the wanted table lacks. One that was changed is replaced in any case. */
  readonly dropConstraints?: boolean
  readonly dropIndexes?: boolean
  readonly dropEnums?: boolean
  /** Whether an index of a known name is made anew when it has changed. */
  readonly alterIndexes?: boolean
  /** Whether the primary key and its columns are compared. */
  readonly alterPrimaryKeys?: boolean
}

/** What leads from the tables of one schema to those of another. */
export function compareSchemas(
  from: readonly Table[],
  to: readonly Table[],
  rules: ComparisonRules,
  options: ComparisonOptions = {},
): readonly DdlNode[] {
  const existing = new Map(from.map((table) => [rules.tableKey(table.identity), table]))
  const wanted = new Map(to.map((table) => [rules.tableKey(table.identity), table]))
  const created = to.filter((table) => !existing.has(rules.tableKey(table.identity)))
  const altered = to.flatMap((table) => {
    const before = existing.get(rules.tableKey(table.identity))
    return before === undefined ? [] : compareTables(before, table, rules, options)
  })
  const dropped =
    options.dropTables === false
      ? []
      : from.filter((table) => !wanted.has(rules.tableKey(table.identity)))
  return [...createTables(created, rules), ...altered, ...dropTables(dropped, rules, options)]
}

/** Tables in the order of their foreign keys, and the groups that refer to each other. */
export function orderTables(
  tables: readonly Table[],
  rules: Pick<ComparisonRules, 'tableKey'>,
): ReturnType<typeof dependencyOrder<Table>> {
  const byKey = new Map(tables.map((table) => [rules.tableKey(table.identity), table]))
  return dependencyOrder(tables, (table) =>
    table.foreignKeys.flatMap((key) => byKey.get(rules.tableKey(key.references)) ?? []),
  )
}

/** The operations that make tables with their indexes, whatever refers to what. */
export function createTables(tables: readonly Table[], rules: ComparisonRules): readonly DdlNode[] {
  const { sorted, cycles } = orderTables(tables, rules)
  const circular = new Set(cycles.flat())
  const operations: DdlNode[] = []
  for (const table of sorted) {
    const withoutForeignKeys = circular.has(table)
    operations.push({ kind: 'createTable', table, ifNotExists: false, withoutForeignKeys })
  }
  for (const table of sorted) {
    if (circular.has(table)) operations.push(...addForeignKeys(table))
    operations.push(...table.indexes.map((index) => createIndex(table.identity, index)))
  }
  return operations
}

/** The operations that add all foreign keys of a table made without them. */
export function addForeignKeys(table: Table): DdlNode[] {
  return table.foreignKeys.map((key) => ({
    kind: 'addConstraint',
    table: table.identity,
    constraint: { kind: 'foreignKey', ...key },
  }))
}

function createIndex(table: TableIdentity, index: Index): CreateIndex {
  return { kind: 'createIndex', table, index }
}

function dropTables(
  tables: readonly Table[],
  rules: ComparisonRules,
  options: ComparisonOptions,
): DdlNode[] {
  const { sorted, cycles } = orderTables(tables, rules)
  const circular = cycles.flat()
  const reversed = [...sorted].reverse()
  return [
    ...circular.flatMap((table) =>
      table.foreignKeys.map((key) =>
        dropConstraint(table.identity, { kind: 'foreignKey', ...key }),
      ),
    ),
    ...reversed.map(
      (table): DdlNode => ({
        kind: 'dropTable',
        table: table.identity,
        ifExists: false,
        cascade: false,
      }),
    ),
    ...reversed.flatMap((table) =>
      rules.hasEnumTypes && options.dropEnums !== false ? table.enums.map(dropEnum) : [],
    ),
  ]
}

function dropEnum({ name, schema }: EnumDefinition): DdlNode {
  return { kind: 'dropEnum', name, schema }
}

function dropConstraint(table: TableIdentity, constraint: TableConstraint): DdlNode {
  return { kind: 'dropConstraint', table, name: constraint.name, constraint }
}

/** What leads from one table to another of the same name. */
export function compareTables(
  from: Table,
  to: Table,
  rules: ComparisonRules,
  options: ComparisonOptions = {},
): readonly DdlNode[] {
  return new TableComparison(from, to, rules, options).operations()
}

/**
 * The operations that complete enumerated types: new types, and new values of known ones, each in
 * its place. Values are never removed, since rows may hold them.
 */
export function compareEnums(
  from: readonly EnumDefinition[],
  to: readonly EnumDefinition[],
  rules: Pick<ComparisonRules, 'nameKey'>,
): DdlNode[] {
  return to.flatMap((definition) => {
    const known = from.find(
      (one) =>
        one.name === rules.nameKey(definition.name) &&
        (definition.schema === undefined || one.schema === definition.schema),
    )
    if (known === undefined) return [{ kind: 'createEnum', definition }]
    return newEnumValues(known, definition)
  })
}

function newEnumValues(known: EnumDefinition, wanted: EnumDefinition): DdlNode[] {
  const present = new Set(known.values)
  const operations: DdlNode[] = []
  wanted.values.forEach((value, index) => {
    if (present.has(value)) return
    const after = wanted.values.slice(0, index).findLast((one) => present.has(one))
    const before = wanted.values.slice(index + 1).find((one) => present.has(one))
    const place = after !== undefined ? { after } : before !== undefined ? { before } : {}
    operations.push({ kind: 'addEnumValue', definition: known, value, ...place })
    present.add(value)
  })
  return operations
}

class TableComparison {
  private readonly from: Table
  private readonly to: Table
  private readonly rules: ComparisonRules
  private readonly options: ComparisonOptions
  private readonly table: TableIdentity

  constructor(from: Table, to: Table, rules: ComparisonRules, options: ComparisonOptions) {
    this.from = from
    this.to = to
    this.rules = rules
    this.options = options
    this.table = to.identity
  }

  operations(): readonly DdlNode[] {
    const { from, to, rules, options } = this
    const keptIndexes = this.keptIndexes()
    const goneKeys = this.goneForeignKeys()
    const goneUniques = this.goneUniqueKeys()
    const goneChecks = this.goneChecks()
    const newColumns = to.columns.filter((column) => columnIn(from, column.name) === undefined)
    const inline = new Set<TableConstraint>()
    const added = this.addedConstraints(goneKeys, goneUniques, keptIndexes)
    const additions = newColumns.map((column) => this.addColumn(column, added, inline))
    const primaryKey = this.primaryKeyChange()
    return [
      ...(rules.hasEnumTypes ? compareEnums(from.enums, to.enums, rules) : []),
      ...from.indexes
        .filter((index) => !keptIndexes.includes(index))
        .map(
          ({ name }): DdlNode => ({ kind: 'dropIndex', table: this.table, name, ifExists: false }),
        ),
      ...[...goneKeys, ...goneUniques, ...goneChecks].map((one) => dropConstraint(this.table, one)),
      ...primaryKey.drop,
      ...this.droppedColumns(),
      ...this.alteredColumns(),
      ...additions,
      ...primaryKey.add,
      ...added
        .filter((constraint) => !inline.has(constraint))
        .map((constraint): DdlNode => ({ kind: 'addConstraint', table: this.table, constraint })),
      ...to.indexes
        .filter((index) => !keptIndexes.some((kept) => this.isSameName(kept.name, index.name)))
        .map((index) => createIndex(this.table, index)),
      ...(rules.hasComments && (from.comment ?? '') !== (to.comment ?? '')
        ? [{ kind: 'commentOnTable', table: this.table, comment: to.comment } as const]
        : []),
      ...(rules.hasEnumTypes && options.dropEnums !== false ? this.goneEnums() : []),
    ]
  }

  private isSameName(left: string, right: string): boolean {
    return this.rules.nameKey(left) === this.rules.nameKey(right)
  }

  private isDropped(column: string): boolean {
    return this.options.dropColumns !== false && columnIn(this.to, column) === undefined
  }

  /** The indexes of the table at hand that stay. */
  private keptIndexes(): readonly Index[] {
    const { from, to, options } = this
    return from.indexes.filter((index) => {
      const wanted = to.indexes.find((one) => this.isSameName(one.name, index.name))
      if (wanted === undefined) {
        // An index goes with its column; it is dropped first, which every database understands.
        const isOnDropped = index.fields.some(
          ({ key }) => typeof key === 'string' && this.isDropped(key),
        )
        return options.dropIndexes === false && !isOnDropped
      }
      return options.alterIndexes === false || this.indexKey(index) === this.indexKey(wanted)
    })
  }

  private indexKey(index: Index): string {
    const { rules } = this
    const fields = index.fields.map(({ key, order, collation, operator }) => [
      typeof key === 'string' ? `column ${key}` : rules.conditionKey(key),
      order === 'DESC',
      collation ?? '',
      operator ?? '',
    ])
    return JSON.stringify([
      index.isUnique,
      index.using?.toLowerCase() ?? 'btree',
      index.where === undefined ? '' : rules.conditionKey(index.where),
      fields,
    ])
  }

  private foreignKeyKey(key: ForeignKey): string {
    return JSON.stringify([
      key.columns,
      this.rules.tableKey(key.references),
      key.referencedColumns,
      key.onDelete ?? 'NO ACTION',
      key.onUpdate ?? 'NO ACTION',
      this.timingKey(key.timing),
    ])
  }

  private timingKey(timing: ForeignKey['timing']): string {
    return this.rules.hasDeferrableConstraints ? (timing ?? 'not deferrable') : ''
  }

  private goneForeignKeys(): TableConstraint[] {
    const { from, to, options } = this
    const wanted = new Set(to.foreignKeys.map((key) => this.foreignKeyKey(key)))
    const replaced = new Set(to.foreignKeys.map((key) => String(key.columns)))
    return from.foreignKeys
      .filter((key) => !wanted.has(this.foreignKeyKey(key)))
      .filter((key) => {
        if (key.columns.some((column) => this.isDropped(column))) return true
        return replaced.has(String(key.columns)) || options.dropConstraints !== false
      })
      .map((key) => ({ kind: 'foreignKey', ...key }))
  }

  private uniqueKeyKey(key: UniqueConstraint): string {
    return JSON.stringify([[...key.columns].sort(), this.timingKey(key.timing)])
  }

  private goneUniqueKeys(): TableConstraint[] {
    const { from, to, options } = this
    const wanted = new Set(to.uniqueKeys.map((key) => this.uniqueKeyKey(key)))
    return from.uniqueKeys
      .filter((key) => !wanted.has(this.uniqueKeyKey(key)))
      .filter(
        (key) =>
          options.dropConstraints !== false || key.columns.some((column) => this.isDropped(column)),
      )
      .map((key) => ({ kind: 'unique', ...key }))
  }

  private goneChecks(): TableConstraint[] {
    const { from, to, options, rules } = this
    if (options.dropConstraints === false) return []
    const wanted = new Set(to.checks.map((check) => rules.conditionKey(check.condition)))
    return from.checks
      .filter((check) => !wanted.has(rules.conditionKey(check.condition)))
      .map((check) => ({ kind: 'check', ...check }))
  }

  private addedConstraints(
    goneKeys: readonly TableConstraint[],
    goneUniques: readonly TableConstraint[],
    keptIndexes: readonly Index[],
  ): TableConstraint[] {
    const { from, to, rules } = this
    const keys = new Set(from.foreignKeys.map((key) => this.foreignKeyKey(key)))
    const uniques = new Set(from.uniqueKeys.map((key) => this.uniqueKeyKey(key)))
    const checks = new Set(from.checks.map((check) => rules.conditionKey(check.condition)))
    // A unique index does what the constraint would do.
    for (const index of keptIndexes) {
      const columns = index.fields.flatMap(({ key }) => (typeof key === 'string' ? [key] : []))
      const isWhole = index.where === undefined && columns.length === index.fields.length
      if (index.isUnique && isWhole) uniques.add(this.uniqueKeyKey({ columns }))
    }
    for (const gone of goneKeys) {
      if (gone.kind === 'foreignKey') keys.delete(this.foreignKeyKey(gone))
    }
    for (const gone of goneUniques) {
      if (gone.kind === 'unique') uniques.delete(this.uniqueKeyKey(gone))
    }
    return [
      ...to.uniqueKeys
        .filter((key) => !uniques.has(this.uniqueKeyKey(key)) && !this.isPrimaryKey(key.columns))
        .map((key): TableConstraint => ({ kind: 'unique', ...key })),
      ...to.checks
        .filter((check) => !checks.has(rules.conditionKey(check.condition)))
        .map((check): TableConstraint => ({ kind: 'check', ...check })),
      ...to.foreignKeys
        .filter((key) => !keys.has(this.foreignKeyKey(key)))
        .map((key): TableConstraint => ({ kind: 'foreignKey', ...key })),
    ]
  }

  /** Whether columns are the primary key, whose being unique need not be said again. */
  private isPrimaryKey(columns: readonly string[]): boolean {
    const key = this.from.primaryKey
    return key !== undefined && String([...key.columns].sort()) === String([...columns].sort())
  }

  /** A new column takes along the constraints that concern it alone. */
  private addColumn(
    column: Column,
    added: readonly TableConstraint[],
    inline: Set<TableConstraint>,
  ): AddColumn {
    const own = added.filter(
      (one) => one.kind !== 'check' && one.columns.length === 1 && one.columns[0] === column.name,
    )
    for (const constraint of own) inline.add(constraint)
    return { kind: 'addColumn', table: this.table, column, constraints: own }
  }

  private droppedColumns(): DdlNode[] {
    return this.from.columns
      .filter((column) => this.isDropped(column.name))
      .map((column) => ({ kind: 'dropColumn', table: this.table, column: column.name }))
  }

  private alteredColumns(): DdlNode[] {
    return this.to.columns.flatMap((column): DdlNode[] => {
      const before = columnIn(this.from, column.name)
      if (before === undefined) return []
      const aspects = this.changedAspects(before, column)
      return aspects.length === 0
        ? []
        : [{ kind: 'alterColumn', table: this.table, column, aspects }]
    })
  }

  private changedAspects(before: Column, column: Column): ColumnAspect[] {
    const { rules, table } = this
    const aspects: ColumnAspect[] = []
    const isKey =
      isInKey(this.from.primaryKey, column.name) || isInKey(this.to.primaryKey, column.name)
    const isCompared = !isKey || this.options.alterPrimaryKeys !== false
    if (isCompared && rules.typeKey(before, table) !== rules.typeKey(column, table)) {
      aspects.push('type')
    }
    // A primary key forbids NULL by itself, or permits it whatever the column says.
    if (!isKey && !column.autoIncrement && before.allowNull !== column.allowNull) {
      aspects.push('allowNull')
    }
    const isCounted = before.autoIncrement || column.autoIncrement || before.generated !== undefined
    if (!isCounted && isCompared && !rules.isSameDefault(before, column)) {
      aspects.push('default')
    }
    if (rules.hasComments && (before.comment ?? '') !== (column.comment ?? '')) {
      aspects.push('comment')
    }
    return aspects
  }

  private primaryKeyChange(): { readonly drop: DdlNode[]; readonly add: DdlNode[] } {
    const { from, to, table } = this
    const isSame = String(from.primaryKey?.columns ?? []) === String(to.primaryKey?.columns ?? [])
    if (isSame || this.options.alterPrimaryKeys === false) return { drop: [], add: [] }
    return {
      drop:
        from.primaryKey === undefined
          ? []
          : [dropConstraint(table, { kind: 'primaryKey', ...from.primaryKey })],
      add:
        to.primaryKey === undefined
          ? []
          : [
              {
                kind: 'addConstraint',
                table,
                constraint: { kind: 'primaryKey', ...to.primaryKey },
              },
            ],
    }
  }

  private goneEnums(): DdlNode[] {
    const kept = new Set(this.to.enums.map(({ name }) => this.rules.nameKey(name)))
    return this.from.enums.filter(({ name }) => !kept.has(name)).map(dropEnum)
  }
}

function columnIn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

function isInKey(key: PrimaryKey | undefined, column: string): boolean {
  return key?.columns.includes(column) === true
}
