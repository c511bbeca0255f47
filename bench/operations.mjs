// What is measured. Each entry names a method of the peers.

/**
 * The operations in the order of the table.
 *
 * - `unit`: `ratio` operations are shown relative to the raw driver, `ms` ones in milliseconds, as
 *   the raw driver has no part in them worth dividing by
 * - `writes`: the table `entries` is put back before each batch and compared after a check
 * - `ordered`: the order of the result is part of the result
 * - `checks`: how many different inputs are compared between peers
 */
export const OPERATIONS = [
  { name: 'findByPk', title: 'findByPk', unit: 'ratio', checks: 3 },
  { name: 'findAll', title: 'findAll 10,000 → instances', unit: 'ratio', checks: 1 },
  { name: 'includeJoined', title: 'include, one statement, 1,000 × 10', unit: 'ratio', checks: 1 },
  { name: 'includeSelectIn', title: 'include, select-in, 1,000 × 10', unit: 'ratio', checks: 1 },
  {
    name: 'includeThreeLevels',
    title: 'include, authors → posts → tags',
    unit: 'ratio',
    checks: 1,
  },
  { name: 'insertOne', title: 'insert one', unit: 'ratio', checks: 3, writes: true },
  { name: 'bulkInsert', title: 'bulk insert 5,000', unit: 'ratio', checks: 1, writes: true },
  { name: 'loadChangeSave', title: 'load, change, save', unit: 'ratio', checks: 3, writes: true },
  { name: 'complexWhere', title: 'complex where', unit: 'ratio', checks: 5, ordered: true },
  {
    name: 'transaction',
    title: 'transaction of three statements',
    unit: 'ratio',
    checks: 3,
    writes: true,
  },
  {
    name: 'buildSql',
    title: 'building SQL × 5,000',
    unit: 'ms',
    checks: 5,
    times: 5000,
    ordered: true,
  },
  { name: 'coldStart', title: 'cold start, 50 models', unit: 'ms', checks: 1, process: true },
]

/** The engines: a driver, and the peers that run on it. */
export const ENGINES = {
  'better-sqlite3': {
    title: 'SQLite, driver better-sqlite3',
    peers: [
      'raw',
      'positional',
      'memory',
      'relata',
      'relata-join',
      'relata-select',
      'relata-json',
      'drizzle',
      'kysely',
      'objection',
      'mikro-orm',
      'typeorm',
      'sequelize',
    ],
    // Sequelize v6 cannot use better-sqlite3, so it stands in this table with its own driver.
    driverOf: { sequelize: 'sqlite3' },
  },
  sqlite3: {
    title: 'SQLite, driver sqlite3',
    peers: [
      'raw',
      'memory',
      'relata',
      'relata-join',
      'relata-select',
      'relata-json',
      'objection',
      'sequelize',
    ],
    driverOf: {},
  },
  pg: {
    title: 'PostgreSQL, driver pg',
    peers: [
      'raw',
      'positional',
      'memory',
      'relata',
      'relata-join',
      'relata-select',
      'relata-json',
      'drizzle',
      'kysely',
      'objection',
      'mikro-orm',
      'typeorm',
      'sequelize',
    ],
    driverOf: {},
  },
}

/** The npm packages whose versions are printed for each peer. */
export const PACKAGES = {
  raw: [],
  positional: [],
  memory: [],
  relata: [],
  'relata-join': [],
  'relata-select': [],
  'relata-json': [],
  drizzle: ['drizzle-orm'],
  kysely: ['kysely'],
  objection: ['objection', 'knex'],
  'mikro-orm': ['@mikro-orm/core'],
  typeorm: ['typeorm'],
  sequelize: ['sequelize'],
}
