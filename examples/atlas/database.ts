// The one place where the atlas names its ORM and its SQLite driver, and the connection it opens.

import sqliteDriver from 'better-sqlite3'
import { type Options, Sequelize } from '../../lib/index.js'

export {
  type CreationOptional,
  col,
  DataTypes,
  fn,
  type InferAttributes,
  type InferCreationAttributes,
  literal,
  Model,
  type ModelStatic,
  type NonAttribute,
  Op,
  QueryTypes,
  Sequelize,
  where,
  type WhereOptions,
} from '../../lib/index.js'

/** Where the atlas is kept: a server's address, a file, or memory when neither is given. */
export interface AtlasLocation {
  /** Connection URI, such as `postgres://user@host/database`. */
  readonly url?: string | undefined
  /** Path of an SQLite file; it is created when missing. */
  readonly storage?: string | undefined
}

/** A connection together with a count of the statements it has sent. */
export interface CountedDatabase {
  readonly sequelize: Sequelize
  /** Statements sent so far, those that begin and end transactions included. */
  readonly countStatements: () => number
}

/** Opens the database at `location` and counts every statement that is sent to it. */
export function openDatabase(location: AtlasLocation): CountedDatabase {
  let statements = 0
  const options: Options = {
    logging: () => {
      statements += 1
    },
  }
  const sequelize =
    location.url === undefined
      ? new Sequelize({
          ...options,
          dialect: 'sqlite',
          dialectModule: sqliteDriver,
          storage: location.storage ?? ':memory:',
        })
      : new Sequelize(location.url, options)
  return { sequelize, countStatements: () => statements }
}
