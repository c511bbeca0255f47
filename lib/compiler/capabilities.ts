/**
 * What a dialect can do, as data. Planners and tests read these fields; how a thing is spelled is
 * never here but in the dialect's generators. The names that v6 has on `dialect.supports` keep them.
 */

/** What a dialect can do. Each field states its default, which is that of standard SQL. */
export interface Capabilities {
  /** Tables live in schemas. Otherwise a schema becomes a prefix of the table's name. Default true. */
  readonly schemas: boolean
  /** INSERT, UPDATE and DELETE can give rows back (RETURNING or OUTPUT). Default true. */
  readonly returning: boolean
  /**
   * The driver tells the key that the database gave to an inserted row; of several rows, the first
   * or the last. Default false.
   */
  readonly insertIds: 'first' | 'last' | false
  /** Row locks that a SELECT can take. Default all four. */
  readonly locks: readonly ('update' | 'share' | 'keyShare' | 'noKeyUpdate')[]
  /** A lock can name the tables it is for (`FOR UPDATE OF`). Default true. */
  readonly lockOf: boolean
  /** `SKIP LOCKED`. Default true. */
  readonly skipLocked: boolean
  /** DEFAULT can stand among the values of INSERT. Default true. */
  readonly defaultInRows: boolean
  /** INSERT can leave out rows that violate a unique key. Default true. */
  readonly ignoreDuplicates: boolean
  /** INSERT can update the row that exists (ON CONFLICT, ON DUPLICATE KEY). Default true. */
  readonly updateOnDuplicate: boolean
  /** The unique key of an upsert can be named. Default true. */
  readonly conflictFields: boolean
  /** The unique key of an upsert can be that of a partial index. Default true. */
  readonly conflictWhere: boolean
  /** RIGHT JOIN. Default true. */
  readonly rightJoin: boolean
  /** Sub-queries and functions in FROM that see the sources before them. Default true. */
  readonly lateral: boolean
  /** Window functions, so that children can be limited per parent. Default true. */
  readonly windowFunctions: boolean
  /** JSON paths in conditions. Default true. */
  readonly json: boolean
  /** The rows of a query as one JSON value, each value exact (`JsonRows`). Default false. */
  readonly jsonRows: boolean
  /** Containment of one JSON value in another (`@>`). Default false. */
  readonly jsonContainment: boolean
  /** ARRAY columns and operators. Default false. */
  readonly arrays: boolean
  /** RANGE columns and operators. Default false. */
  readonly ranges: boolean
  /** HSTORE columns. Default false. */
  readonly hstore: boolean
  /** Case-insensitive LIKE as an operator of its own (ILIKE). Default false. */
  readonly iLike: boolean
  /** Regular expressions. Default false. */
  readonly regexp: boolean
  /** Case-insensitive regular expressions. Default false. */
  readonly iRegexp: boolean
  /** Full-text match (`@@`). Default false. */
  readonly textSearch: boolean
  /** The right side of a comparison can be ANY or ALL of an array. Default false. */
  readonly quantifiedArrays: boolean
  /** A list on the right of IN is bound as one parameter, whatever its length. Default false. */
  readonly listParameters: boolean
  /** Expressions of an enumerated type of its own (CREATE TYPE … AS ENUM). Default false. */
  readonly enumTypes: boolean
  /** Constraints whose check can wait for the commit. Default false. */
  readonly deferrableConstraints: boolean
  /** Constraints can be added to and dropped from an existing table. Default true. */
  readonly alterConstraints: boolean
  /** A column's type and nullability can be changed in place. Default true. */
  readonly alterColumns: boolean
  /** Comments on tables and columns. Default true. */
  readonly comments: boolean
  /** CREATE INDEX CONCURRENTLY. Default false. */
  readonly concurrentIndexes: boolean
  /** Indexes on a part of the rows. Default true. */
  readonly partialIndexes: boolean
  /** TRUNCATE TABLE. Otherwise all rows are deleted. Default true. */
  readonly truncate: boolean
  /** TRUNCATE … CASCADE and RESTART IDENTITY. Default true. */
  readonly truncateCascade: boolean
  /** DROP TABLE … CASCADE. Default true. */
  readonly dropCascade: boolean
  /** Isolation levels can be chosen. Default true. */
  readonly isolationLevels: boolean
  /** BEGIN DEFERRED, IMMEDIATE and EXCLUSIVE. Default false. */
  readonly transactionTypes: boolean
  /** Read-only transactions. Default true. */
  readonly readOnlyTransactions: boolean
  /** Index hints (USE INDEX). Default false. */
  readonly indexHints: boolean
  /** Table hints (WITH (NOLOCK)). Default false. */
  readonly tableHints: boolean
  /** Session variables (`SET @x = …`). Default false. */
  readonly sessionVariables: boolean
  /** Databases can be created and dropped through a connection. Default true. */
  readonly databases: boolean
  /** Triggers and functions through QueryInterface. Default false. */
  readonly routines: boolean
  /** Views of the same connection can run statements at once (a pool makes sense). Default true. */
  readonly pool: boolean
  /** A statement can be given on INSERT to write an explicit value to an identity column. Default true. */
  readonly explicitIdentity: boolean
  /** DDL takes part in transactions. Default true. */
  readonly transactionalDdl: boolean
  /** The driver itself gives dates, booleans and JSON as JavaScript values, so raw rows have them too. Default true. */
  readonly rawValuesDecoded: boolean
  /** Rows in one INSERT beyond which longer statements cost more than further ones. Default 1000. */
  readonly rowsPerInsert: number
  /** A statement costs no way to a server and back, so that two small ones can be the better one. Default false. */
  readonly localStatements: boolean
  /** Most bound values in one statement. Default 65535. */
  readonly maxParameters: number
  /** MIN and MAX take values of every type that can be ordered, BOOLEAN and UUID among them. Default true. */
  readonly extremesOfAllTypes: boolean
  /** NULL is less than any value in ORDER BY: first in ascending order. Default true. */
  readonly nullsSortLow: boolean
  /** `numeric` values arrive exactly, as strings. Default true. */
  readonly exactNumbers: boolean
}

/** The capabilities of standard SQL, from which a dialect states only its differences. */
export const standardCapabilities: Capabilities = Object.freeze({
  schemas: true,
  returning: true,
  insertIds: false,
  defaultInRows: true,
  locks: Object.freeze(['update', 'share', 'keyShare', 'noKeyUpdate'] as const),
  lockOf: true,
  skipLocked: true,
  ignoreDuplicates: true,
  updateOnDuplicate: true,
  conflictFields: true,
  conflictWhere: true,
  rightJoin: true,
  lateral: true,
  windowFunctions: true,
  json: true,
  jsonRows: false,
  jsonContainment: false,
  arrays: false,
  ranges: false,
  hstore: false,
  iLike: false,
  regexp: false,
  iRegexp: false,
  textSearch: false,
  quantifiedArrays: false,
  listParameters: false,
  enumTypes: false,
  deferrableConstraints: false,
  alterConstraints: true,
  alterColumns: true,
  comments: true,
  concurrentIndexes: false,
  partialIndexes: true,
  truncate: true,
  truncateCascade: true,
  dropCascade: true,
  isolationLevels: true,
  transactionTypes: false,
  readOnlyTransactions: true,
  indexHints: false,
  tableHints: false,
  sessionVariables: false,
  databases: true,
  routines: false,
  pool: true,
  explicitIdentity: true,
  transactionalDdl: true,
  rawValuesDecoded: true,
  rowsPerInsert: 1000,
  localStatements: false,
  maxParameters: 65535,
  extremesOfAllTypes: true,
  nullsSortLow: true,
  exactNumbers: true,
})
