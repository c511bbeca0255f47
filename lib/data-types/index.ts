/** The `DataTypes` namespace: every data type by its v6 name, callable with and without `new`. */
import { AbstractType, normalizeDataType } from './data-type.js'
import { classToInvokable, type Invokable } from './invokable.js'
import {
  BIGINT,
  DECIMAL,
  DOUBLE,
  FLOAT,
  INTEGER,
  MEDIUMINT,
  NUMBER,
  REAL,
  SMALLINT,
  TINYINT,
} from './number-types.js'
import {
  BLOB,
  BOOLEAN,
  CIDR,
  GEOGRAPHY,
  GEOMETRY,
  INET,
  MACADDR,
  MACADDR8,
  VIRTUAL,
} from './special-types.js'
import { ARRAY, ENUM, HSTORE, JSON, JSONB, RANGE } from './structured-types.js'
import { DATE, DATEONLY, NOW, TIME } from './temporal-types.js'
import { CHAR, CITEXT, STRING, TEXT, TSVECTOR, UUID, UUIDV1, UUIDV4 } from './text-types.js'

/** The base class of custom data types. */
export const ABSTRACT: Invokable<typeof AbstractType> = classToInvokable(AbstractType)

/**
 * Every data type by its v6 name: bare (`DataTypes.STRING`), called (`DataTypes.STRING(100)`) or
 * constructed (`new DataTypes.STRING(100)`). Custom types may be added.
 */
export const DataTypes = {
  ABSTRACT,
  STRING,
  CHAR,
  TEXT,
  NUMBER,
  TINYINT,
  SMALLINT,
  MEDIUMINT,
  INTEGER,
  BIGINT,
  FLOAT,
  TIME,
  DATE,
  DATEONLY,
  BOOLEAN,
  NOW,
  BLOB,
  DECIMAL,
  NUMERIC: DECIMAL,
  UUID,
  UUIDV1,
  UUIDV4,
  HSTORE,
  JSON,
  JSONB,
  VIRTUAL,
  ARRAY,
  ENUM,
  RANGE,
  REAL,
  'DOUBLE PRECISION': DOUBLE,
  DOUBLE,
  GEOMETRY,
  GEOGRAPHY,
  CIDR,
  INET,
  MACADDR,
  MACADDR8,
  CITEXT,
  TSVECTOR,
}

export { normalizeDataType }
