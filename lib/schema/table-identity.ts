/** How a table is told from others. */

/** Which table: v6's form of a table's name with its schema. */
export interface TableIdentity {
  readonly tableName: string
  /** Undefined for the schema in which the session looks first. */
  readonly schema?: string | undefined
  /** Joins schema and name where the dialect has no schemas; undefined means a dot. */
  readonly delimiter?: string | undefined
}
