/** Table and index hints: closed lists, since hints are spelled into the statement. */

/** SQL Server's table hints, for the finder option `tableHint`. */
export const TableHints = Object.freeze({
  NOLOCK: 'NOLOCK',
  READUNCOMMITTED: 'READUNCOMMITTED',
  UPDLOCK: 'UPDLOCK',
  REPEATABLEREAD: 'REPEATABLEREAD',
  SERIALIZABLE: 'SERIALIZABLE',
  READCOMMITTED: 'READCOMMITTED',
  TABLOCK: 'TABLOCK',
  TABLOCKX: 'TABLOCKX',
  PAGLOCK: 'PAGLOCK',
  ROWLOCK: 'ROWLOCK',
  NOWAIT: 'NOWAIT',
  READPAST: 'READPAST',
  XLOCK: 'XLOCK',
  SNAPSHOT: 'SNAPSHOT',
  NOEXPAND: 'NOEXPAND',
} as const)

/** One of SQL Server's table hints. */
export type TableHints = (typeof TableHints)[keyof typeof TableHints]

/** The kinds of MySQL's index hints, for the finder option `indexHints`. */
export const IndexHints = Object.freeze({ USE: 'USE', FORCE: 'FORCE', IGNORE: 'IGNORE' } as const)

/** One kind of MySQL's index hints. */
export type IndexHints = (typeof IndexHints)[keyof typeof IndexHints]
