/** Data types as attributes name them, and the TypeScript types of their values. */
import type { DataType as DataTypeInstance } from '../lib/data-types/data-type.js'
import type { IsAny } from './attributes.js'

/** A data type: bare (`STRING`), with arguments (`STRING(100)`), or an SQL type as text. */
export type DataType = string | AbstractDataType | AbstractDataTypeConstructor

/** A data type with its arguments. */
export type AbstractDataType = DataTypeInstance<any, any>

/** A data type to which arguments may be given. */
export type AbstractDataTypeConstructor = abstract new (...args: never[]) => AbstractDataType

/** What reading an attribute of a data type gives. `any` for SQL types as text. */
export type DataTypeValue<T> = ValueTypes<T>['read']

/**
 * What may be written to an attribute of a data type. Text takes text and numbers take numbers,
 * though more would be converted at run time; dates, exact numbers, bytes and structures take what
 * their data type takes. `any` for SQL types as text.
 */
export type DataTypeInput<T> = ValueTypes<T>['written']

type ValueTypes<T> = T extends string
  ? { read: any; written: any }
  : T extends Phantoms<infer Read, infer Written>
    ? { read: Read; written: StrictInput<Read, Written> }
    : T extends abstract new (
          ...args: any[]
        ) => Phantoms<infer Read, infer Written>
      ? { read: Read; written: StrictInput<Read, Written> }
      : never

/** What data types tell TypeScript of their values. Bare ones (`STRING`) tell it too. */
interface Phantoms<Read, Written> {
  readonly _value?: Read
  readonly _input?: Written
}

type StrictInput<Read, Written> =
  IsAny<Read> extends true
    ? any
    : [Read] extends [string | number | boolean]
      ? string | number extends Read
        ? Read | bigint
        : Read | Extract<Written, Date>
      : IsAny<Written> extends true
        ? Read
        : Read | Written
