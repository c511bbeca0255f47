// A second connection that each worker holds beside the peer's own, used only outside the timed
// regions: to put `entries` back and to look at what a peer has written. It uses the engine's own
// driver, because two SQLite libraries in one process must not open the same file.

/** Which SQL an engine speaks. */
export function dialectOf(engine) {
  return engine === 'pg' ? 'postgres' : 'sqlite'
}

/**
 * Opens a connection that runs plain SQL.
 *
 * @param {'better-sqlite3' | 'sqlite3' | 'pg'} engine
 * @param {string} url the database's file, or the address of a PostgreSQL database
 * @returns {Promise<{ run(statements: string[]): Promise<void>,
 *   rows(sql: string, parameters?: unknown[]): Promise<object[]>, close(): Promise<void> }>}
 */
export async function openDirect(engine, url) {
  if (engine === 'pg') return openPostgres(url)
  return engine === 'sqlite3' ? openSqlite3(url) : openBetterSqlite3(url)
}

async function openBetterSqlite3(file) {
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(file)
  return {
    run: async (statements) => db.exec(statements.join(';\n')),
    rows: async (sql, parameters = []) => db.prepare(sql).all(...parameters),
    close: async () => db.close(),
  }
}

async function openSqlite3(file) {
  const { default: sqlite3 } = await import('sqlite3')
  const settle = (resolve, reject) => (error, result) => (error ? reject(error) : resolve(result))
  const db = await new Promise((resolve, reject) => {
    const opened = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opened)))
  })
  return {
    run: (statements) =>
      new Promise((resolve, reject) => db.exec(statements.join(';\n'), settle(resolve, reject))),
    rows: (sql, parameters = []) =>
      new Promise((resolve, reject) => db.all(sql, parameters, settle(resolve, reject))),
    close: () => new Promise((resolve, reject) => db.close(settle(resolve, reject))),
  }
}

async function openPostgres(url) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    run: async (statements) => {
      await client.query(statements.join(';\n'))
    },
    rows: async (sql, parameters = []) => (await client.query(sql, parameters)).rows,
    close: () => client.end(),
  }
}
