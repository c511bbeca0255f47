/** The `DataTypes` namespace: every data type by its v6 name, callable with and without `new`. */
import type * as names from '../../types/data-type-names.js'
import type * as types from '../../types/data-types.js'
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

/** v6's `DataTypes` is a namespace, whose members are types too: `DataTypes.StringDataType`. */
export declare namespace DataTypes {
  type DataType = types.DataType
  type AbstractDataType = types.AbstractDataType
  type AbstractDataTypeConstructor = types.AbstractDataTypeConstructor
  type StringDataType = names.StringDataType
  type StringDataTypeConstructor = names.StringDataTypeConstructor
  type StringDataTypeOptions = names.StringDataTypeOptions
  type CharDataType = names.CharDataType
  type CharDataTypeConstructor = names.CharDataTypeConstructor
  type CharDataTypeOptions = names.CharDataTypeOptions
  type TextDataType = names.TextDataType
  type TextDataTypeConstructor = names.TextDataTypeConstructor
  type TextDataTypeOptions = names.TextDataTypeOptions
  type NumberDataType = names.NumberDataType
  type NumberDataTypeConstructor = names.NumberDataTypeConstructor
  type NumberDataTypeOptions = names.NumberDataTypeOptions
  type TinyIntegerDataType = names.TinyIntegerDataType
  type TinyIntegerDataTypeConstructor = names.TinyIntegerDataTypeConstructor
  type TinyIntegerDataTypeOptions = names.TinyIntegerDataTypeOptions
  type SmallIntegerDataType = names.SmallIntegerDataType
  type SmallIntegerDataTypeConstructor = names.SmallIntegerDataTypeConstructor
  type SmallIntegerDataTypeOptions = names.SmallIntegerDataTypeOptions
  type MediumIntegerDataType = names.MediumIntegerDataType
  type MediumIntegerDataTypeConstructor = names.MediumIntegerDataTypeConstructor
  type MediumIntegerDataTypeOptions = names.MediumIntegerDataTypeOptions
  type IntegerDataType = names.IntegerDataType
  type IntegerDataTypeConstructor = names.IntegerDataTypeConstructor
  type IntegerDataTypeOptions = names.IntegerDataTypeOptions
  type BigIntDataType = names.BigIntDataType
  type BigIntDataTypeConstructor = names.BigIntDataTypeConstructor
  type BigIntDataTypeOptions = names.BigIntDataTypeOptions
  type FloatDataType = names.FloatDataType
  type FloatDataTypeConstructor = names.FloatDataTypeConstructor
  type FloatDataTypeOptions = names.FloatDataTypeOptions
  type RealDataType = names.RealDataType
  type RealDataTypeConstructor = names.RealDataTypeConstructor
  type RealDataTypeOptions = names.RealDataTypeOptions
  type DoubleDataType = names.DoubleDataType
  type DoubleDataTypeConstructor = names.DoubleDataTypeConstructor
  type DoubleDataTypeOptions = names.DoubleDataTypeOptions
  type DecimalDataType = names.DecimalDataType
  type DecimalDataTypeConstructor = names.DecimalDataTypeConstructor
  type DecimalDataTypeOptions = names.DecimalDataTypeOptions
  type DateDataType = names.DateDataType
  type DateDataTypeConstructor = names.DateDataTypeConstructor
  type DateDataTypeOptions = names.DateDataTypeOptions
  type DateOnlyDataType = names.DateOnlyDataType
  type DateOnlyDataTypeConstructor = names.DateOnlyDataTypeConstructor
  type BlobDataType = names.BlobDataType
  type BlobDataTypeConstructor = names.BlobDataTypeConstructor
  type BlobDataTypeOptions = names.BlobDataTypeOptions
  type VirtualDataType<T = any> = names.VirtualDataType<T>
  type VirtualDataTypeConstructor = names.VirtualDataTypeConstructor
  type GeometryDataType = names.GeometryDataType
  type GeometryDataTypeConstructor = names.GeometryDataTypeConstructor
  type GeometryDataTypeOptions = names.GeometryDataTypeOptions
  type GeographyDataType = names.GeographyDataType
  type GeographyDataTypeConstructor = names.GeographyDataTypeConstructor
  type GeographyDataTypeOptions = names.GeographyDataTypeOptions
  type ArrayDataType<T = any> = names.ArrayDataType<T>
  type ArrayDataTypeConstructor = names.ArrayDataTypeConstructor
  type ArrayDataTypeOptions = names.ArrayDataTypeOptions
  type RangeDataType<T = any> = names.RangeDataType<T>
  type RangeDataTypeConstructor = names.RangeDataTypeConstructor
  type RangeDataTypeOptions = names.RangeDataTypeOptions
  type EnumDataType<T extends string = string> = names.EnumDataType<T>
  type EnumDataTypeConstructor = names.EnumDataTypeConstructor
  type EnumDataTypeOptions = names.EnumDataTypeOptions
  type DataTypeAbstract = names.DataTypeAbstract
  type RangeableDataType = names.RangeableDataType
  type BlobSize = names.BlobSize
  type TextLength = names.TextLength
}
