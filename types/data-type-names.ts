/** v6's names for the data types' own types: `StringDataType`, `StringDataTypeConstructor`, … */
import type {
  BIGINT,
  BigIntOptions,
  BigIntType,
  DECIMAL,
  DOUBLE,
  DecimalOptions,
  DecimalType,
  DoubleType,
  FLOAT,
  FloatType,
  INTEGER,
  IntegerType,
  MEDIUMINT,
  MediumIntegerType,
  NUMBER,
  NumberOptions,
  NumberType,
  REAL,
  RealType,
  SMALLINT,
  SmallIntegerType,
  TINYINT,
  TinyIntegerType,
} from '../lib/data-types/number-types.js'
import type {
  BLOB,
  BlobType,
  GEOGRAPHY,
  GEOMETRY,
  GeographyType,
  GeometryOptions,
  GeometryType,
  VIRTUAL,
  VirtualType,
} from '../lib/data-types/special-types.js'
import type {
  ARRAY,
  ArrayOptions,
  ArrayType,
  ENUM,
  EnumOptions,
  EnumType,
  RANGE,
  RangeOptions,
  RangeType,
} from '../lib/data-types/structured-types.js'
import type {
  DATE,
  DATEONLY,
  DateOnlyType,
  DateType,
  PrecisionOptions,
} from '../lib/data-types/temporal-types.js'
import type {
  CHAR,
  CharType,
  STRING,
  SizeOptions,
  StringOptions,
  StringType,
  TEXT,
  TextLength as LengthName,
  TextType,
} from '../lib/data-types/text-types.js'
import type { ABSTRACT } from '../lib/data-types/index.js'

/** `STRING` with its arguments. */
export type StringDataType = StringType
/** `STRING` as attributes name it. */
export type StringDataTypeConstructor = typeof STRING
/** Options of `STRING`. */
export type StringDataTypeOptions = StringOptions

/** `CHAR` with its arguments. */
export type CharDataType = CharType
/** `CHAR` as attributes name it. */
export type CharDataTypeConstructor = typeof CHAR
/** Options of `CHAR`. */
export type CharDataTypeOptions = StringOptions

/** `TEXT` with its arguments. */
export type TextDataType = TextType
/** `TEXT` as attributes name it. */
export type TextDataTypeConstructor = typeof TEXT
/** Options of `TEXT`. */
export type TextDataTypeOptions = SizeOptions

/** `NUMBER` with its arguments. */
export type NumberDataType = NumberType
/** `NUMBER` as attributes name it. */
export type NumberDataTypeConstructor = typeof NUMBER
/** Options of `NUMBER`. */
export type NumberDataTypeOptions = NumberOptions

/** `TINYINT` with its arguments. */
export type TinyIntegerDataType = TinyIntegerType
/** `TINYINT` as attributes name it. */
export type TinyIntegerDataTypeConstructor = typeof TINYINT
/** Options of `TINYINT`. */
export type TinyIntegerDataTypeOptions = NumberOptions

/** `SMALLINT` with its arguments. */
export type SmallIntegerDataType = SmallIntegerType
/** `SMALLINT` as attributes name it. */
export type SmallIntegerDataTypeConstructor = typeof SMALLINT
/** Options of `SMALLINT`. */
export type SmallIntegerDataTypeOptions = NumberOptions

/** `MEDIUMINT` with its arguments. */
export type MediumIntegerDataType = MediumIntegerType
/** `MEDIUMINT` as attributes name it. */
export type MediumIntegerDataTypeConstructor = typeof MEDIUMINT
/** Options of `MEDIUMINT`. */
export type MediumIntegerDataTypeOptions = NumberOptions

/** `INTEGER` with its arguments. */
export type IntegerDataType = IntegerType
/** `INTEGER` as attributes name it. */
export type IntegerDataTypeConstructor = typeof INTEGER
/** Options of `INTEGER`. */
export type IntegerDataTypeOptions = NumberOptions

/** `BIGINT` with its arguments. */
export type BigIntDataType = BigIntType
/** `BIGINT` as attributes name it. */
export type BigIntDataTypeConstructor = typeof BIGINT
/** Options of `BIGINT`. */
export type BigIntDataTypeOptions = BigIntOptions

/** `FLOAT` with its arguments. */
export type FloatDataType = FloatType
/** `FLOAT` as attributes name it. */
export type FloatDataTypeConstructor = typeof FLOAT
/** Options of `FLOAT`. */
export type FloatDataTypeOptions = NumberOptions

/** `REAL` with its arguments. */
export type RealDataType = RealType
/** `REAL` as attributes name it. */
export type RealDataTypeConstructor = typeof REAL
/** Options of `REAL`. */
export type RealDataTypeOptions = NumberOptions

/** `DOUBLE` with its arguments. */
export type DoubleDataType = DoubleType
/** `DOUBLE` as attributes name it. */
export type DoubleDataTypeConstructor = typeof DOUBLE
/** Options of `DOUBLE`. */
export type DoubleDataTypeOptions = NumberOptions

/** `DECIMAL` with its arguments. */
export type DecimalDataType = DecimalType
/** `DECIMAL` as attributes name it. */
export type DecimalDataTypeConstructor = typeof DECIMAL
/** Options of `DECIMAL`. */
export type DecimalDataTypeOptions = DecimalOptions

/** `DATE` with its arguments. */
export type DateDataType = DateType
/** `DATE` as attributes name it. */
export type DateDataTypeConstructor = typeof DATE
/** Options of `DATE`. */
export type DateDataTypeOptions = PrecisionOptions

/** `DATEONLY` with its arguments. */
export type DateOnlyDataType = DateOnlyType
/** `DATEONLY` as attributes name it. */
export type DateOnlyDataTypeConstructor = typeof DATEONLY

/** `BLOB` with its arguments. */
export type BlobDataType = BlobType
/** `BLOB` as attributes name it. */
export type BlobDataTypeConstructor = typeof BLOB
/** Options of `BLOB`. */
export type BlobDataTypeOptions = SizeOptions

/** `VIRTUAL` with its arguments. */
export type VirtualDataType<T = any> = VirtualType<T, any>
/** `VIRTUAL` as attributes name it. */
export type VirtualDataTypeConstructor = typeof VIRTUAL

/** `GEOMETRY` with its arguments. */
export type GeometryDataType = GeometryType
/** `GEOMETRY` as attributes name it. */
export type GeometryDataTypeConstructor = typeof GEOMETRY
/** Options of `GEOMETRY`. */
export type GeometryDataTypeOptions = GeometryOptions

/** `GEOGRAPHY` with its arguments. */
export type GeographyDataType = GeographyType
/** `GEOGRAPHY` as attributes name it. */
export type GeographyDataTypeConstructor = typeof GEOGRAPHY
/** Options of `GEOGRAPHY`. */
export type GeographyDataTypeOptions = GeometryOptions

/** `ARRAY` with its arguments. */
export type ArrayDataType<T = any> = ArrayType<T, any>
/** `ARRAY` as attributes name it. */
export type ArrayDataTypeConstructor = typeof ARRAY
/** Options of `ARRAY`. */
export type ArrayDataTypeOptions = ArrayOptions

/** `RANGE` with its arguments. */
export type RangeDataType<T = any> = RangeType<T, any>
/** `RANGE` as attributes name it. */
export type RangeDataTypeConstructor = typeof RANGE
/** Options of `RANGE`. */
export type RangeDataTypeOptions = RangeOptions

/** `ENUM` with its arguments. */
export type EnumDataType<T extends string = string> = EnumType<T>
/** `ENUM` as attributes name it. */
export type EnumDataTypeConstructor = typeof ENUM
/** Options of `ENUM`. */
export type EnumDataTypeOptions = EnumOptions

/** `ABSTRACT` as custom data types extend it. */
export type DataTypeAbstract = typeof ABSTRACT

/** The data types of which `RANGE` makes ranges. */
export type RangeableDataType =
  | IntegerDataType
  | IntegerDataTypeConstructor
  | BigIntDataType
  | BigIntDataTypeConstructor
  | DecimalDataType
  | DecimalDataTypeConstructor
  | DateDataType
  | DateDataTypeConstructor
  | DateOnlyDataType
  | DateOnlyDataTypeConstructor

/** How much a BLOB may hold, in dialects that tell sizes apart. */
export type BlobSize = LengthName

/** The lengths of texts that go by name. */
export type TextLength = LengthName
