/**
 * The `where` option: which keys it has, and which operators fit which attribute.
 */
import type {
  Cast,
  Col,
  Expression,
  Fn,
  Json,
  Literal,
  Where,
} from '../lib/expression/expressions.js'
import type { Op } from '../lib/expression/operators.js'
import type { IsAny } from './attributes.js'
import type {
  AllOperator,
  AnyOperator,
  ColumnReference,
  Range,
  SqlValue,
  ValuesOperator,
  WhereValue,
} from './where-values.js'

/**
 * Conditions on rows: an object of attributes, an expression, or a list of these of which all must
 * hold.
 *
 * @example
 * { role: 'admin', age: { [Op.gte]: 18 }, [Op.or]: [{ city: 'Oslo' }, { city: null }] }
 */
export type WhereOptions<TAttributes = any> = WhereGroup<TAttributes>

/** One condition or many, as `where`, `Op.and`, `Op.or` and `Op.not` take them. */
export type WhereGroup<TAttributes = any> =
  | WhereCondition<TAttributes>
  | readonly WhereGroup<TAttributes>[]

/** One condition: an object of attributes, or an expression. */
export type WhereCondition<TAttributes = any> = WhereAttributeHash<TAttributes> | WhereExpression

/** Expressions that are conditions by themselves. */
export type WhereExpression = Literal | Fn | Where | Json | Cast | Expression

/**
 * Conditions by attribute, of which all must hold. Keys are attributes (`name`), attributes of
 * included models (`$author.name$`), places in JSON attributes (`meta.audit.by`, with a cast
 * `meta.count::integer`), and `Op.and`, `Op.or`, `Op.not`.
 *
 * `out` says that conditions on a class or on unknown attributes (`WhereOptions<User>`,
 * `WhereOptions<any>`) are conditions on its attributes, which the compiler cannot see through the
 * conditional types. The directive has to be the last line, and to be part of the published types.
 *
 * @ts-ignore */
export type WhereAttributeHash<out TAttributes = any> = {
  [K in keyof Conditions<TAttributes>]: Conditions<TAttributes>[K]
}

type Conditions<TAttributes> = AttributeConditions<TAttributes> &
  JsonPathConditions<TAttributes> &
  WhereGroupOperators<TAttributes>

type AttributeConditions<T> = {
  [K in keyof T]?: WhereAttributeHashValue<T[K]> | undefined
} & AssociatedConditions<T>

// Attributes that are not known leave no key to check, so that any conditions fit.
type AssociatedConditions<T> =
  IsAny<T> extends true
    ? unknown
    : {
        [K in keyof T as OwnPath<K>]?: WhereAttributeHashValue<T[K]> | undefined
      } & PathsBeyond<Extract<keyof T, AssociatedPath>>

type AssociatedPath = `$${string}.${string}$`

type OwnPath<K> = K extends AssociatedPath ? never : K extends string ? `$${K}$` : never

// Where the attributes of associated models are known, other paths lead further than they do.
type PathsBeyond<Known> = [Known] extends [never]
  ? { [Path in AssociatedPath]: WhereAttributeHashValue<any> }
  : { [Path in `$${string}.${string}.${string}$`]: WhereAttributeHashValue<any> }

/** `Op.and`, `Op.or` and `Op.not` beside attributes. */
export interface WhereGroupOperators<TAttributes = any> {
  /** All of these hold. */
  [Op.and]?: WhereGroup<TAttributes> | undefined
  /** At least one of these holds. Of an object, at least one of its entries. */
  [Op.or]?: WhereGroup<TAttributes> | undefined
  /** These do not all hold: `NOT (…)`. */
  [Op.not]?: WhereGroup<TAttributes> | undefined
}

/** An `Op.and` group. */
export interface AndOperator<TAttributes = any> {
  /** All of these hold. */
  [Op.and]: WhereGroup<TAttributes>
}

/** An `Op.or` group. */
export interface OrOperator<TAttributes = any> {
  /** At least one of these holds. */
  [Op.or]: WhereGroup<TAttributes>
}

/** What is no JSON object. Scalars are listed because branded ones are objects too. */
type ScalarValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | Expression
  | readonly unknown[]

/** The attributes that hold JSON objects, as far as types can tell. */
type JsonKeys<T> = {
  [K in keyof T]-?: K extends string ? (IsJson<T[K]> extends true ? K : never) : never
}[Exclude<keyof T, AssociatedPath>]

type IsJson<V> =
  IsAny<V> extends true
    ? true
    : unknown extends V
      ? true
      : [Exclude<V, ScalarValue | null | undefined>] extends [never]
        ? false
        : [Exclude<V, null | undefined>] extends [object]
          ? true
          : false

type JsonPathConditions<T> =
  IsAny<T> extends true
    ? unknown
    : [JsonKeys<T>] extends [never]
      ? unknown
      : UnionToIntersection<
          { [K in JsonKeys<T> & string]: JsonPathsOf<K, NonNullable<T[K & keyof T]>> }[JsonKeys<T> &
            string]
        >

type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (
  i: infer I,
) => void
  ? I
  : never

/** Keys for the places of one JSON attribute: exact ones where its type is known, three legs deep. */
type JsonPathsOf<Prefix extends string, V> =
  IsOpenJson<V> extends true
    ? { [Path in `${Prefix}.${string}`]?: WhereAttributeHashValue<any> } & {
        [Path in `${Prefix}[${string}`]?: WhereAttributeHashValue<any>
      }
    : {
        [Leg in JsonPath<V, [0, 0, 0]> as `${Prefix}.${Leg['path']}`]?: JsonPlaceValue<Leg['value']>
      } & {
        [Path in `${Prefix}.${string}::${string}`]?: WhereAttributeHashValue<any>
      } & {
        [Path in `${Prefix}.${string}.${string}.${string}.${string}`]?: WhereAttributeHashValue<any>
      } & {
        [Path in `${Prefix}.${string}[${string}`]?: WhereAttributeHashValue<any>
      }

/** A condition on a place in JSON; of a list or an object there, the text can be compared, too. */
type JsonPlaceValue<V> =
  | WhereAttributeHashValue<V>
  | ([Extract<V, object>] extends [never] ? never : WhereAttributeHashValue<string>)

/** Whether a JSON value may have any keys. */
type IsOpenJson<V> =
  IsAny<V> extends true
    ? true
    : unknown extends V
      ? true
      : string extends keyof V
        ? true
        : [keyof V] extends [never]
          ? true
          : false

type JsonPath<V, Depth extends readonly unknown[]> = Depth extends readonly [unknown, ...infer Rest]
  ? V extends readonly (infer E)[]
    ? { path: `${number}`; value: E }
    : V extends object
      ? {
          [K in keyof V & string]-?:
            | { path: K; value: V[K] | null }
            | (JsonPath<NonNullable<V[K]>, Rest> extends infer Inner
                ? Inner extends { path: infer P extends string; value: infer W }
                  ? { path: `${K}.${P}`; value: W | null }
                  : never
                : never)
        }[keyof V & string]
      : never
  : never

/** What a condition on one attribute may be: a value, a list of values, operators, or an expression. */
export type WhereAttributeHashValue<T> =
  | WhereValue<T>
  | WhereList<T>
  | WhereOperators<T>
  | WhereAlternatives<T>
  | NestedJsonConditions<T>

/** A list of values: `IN (…)`. For ARRAY attributes a list is one value and compared as such. */
type WhereList<T> =
  IsAny<T> extends true
    ? any
    : [Extract<T, readonly unknown[]>] extends [never]
      ? readonly WhereValue<T>[]
      : never

type WhereAlternatives<T> = {
  /** All of these hold for the attribute. */
  [Op.and]?: AllowList<WhereAttributeHashValue<T>>
  /** At least one of these holds for the attribute. */
  [Op.or]?: AllowList<WhereAttributeHashValue<T>>
}

type AllowList<T> = T | readonly T[]

/** Nested form of JSON conditions: `{ meta: { audit: { by: 'ada' } } }`. */
type NestedJsonConditions<T> =
  IsAny<T> extends true
    ? any
    : IsJson<T> extends true
      ? { [K in keyof NonNullable<T>]?: JsonPlaceValue<NonNullable<T>[K]> }
      : never

type Operand<T> = WhereValue<T> | ColumnReference | AnyOperator<T> | AllOperator<T>
type NonNullOperand<T> =
  | NonNullable<T>
  | SqlValue
  | ColumnReference
  | AnyOperator<T>
  | AllOperator<T>

type IfText<T, Then> =
  IsAny<T> extends true
    ? Then
    : [Extract<T, string>] extends [never]
      ? unknown extends T
        ? Then
        : never
      : Then

type TextOperand =
  | string
  | SqlValue
  | ColumnReference
  | AnyOperator<string | SqlValue>
  | AllOperator<string | SqlValue>

/** Types for which containment operators exist: arrays, ranges, JSON and key-value objects. */
type IfContainer<T, Then> =
  IsAny<T> extends true
    ? Then
    : [Extract<T, object>] extends [never]
      ? unknown extends T
        ? Then
        : never
      : Then

type ContainerOperand<T> =
  IsAny<T> extends true
    ? any
    :
        | NonNullable<T>
        | ElementOf<NonNullable<T>>
        | (NonNullable<T> extends readonly unknown[]
            ? readonly ElementOf<NonNullable<T>>[]
            : Partial<NonNullable<T>>)
        | Range
        | SqlValue
        | AnyOperator<NonNullable<T>>
        | AllOperator<NonNullable<T>>

type ElementOf<T> = T extends readonly (infer E)[]
  ? E extends { value: infer V }
    ? NonNullable<V>
    : E
  : never

/**
 * The operators that fit an attribute of type `T`. Text operators need text, containment needs
 * arrays, ranges or JSON; comparisons take values of the attribute's type.
 */
export interface WhereOperators<T = any> {
  /** `=`; `IS NULL` for null. */
  [Op.eq]?: Operand<T>
  /** `!=`; `IS NOT NULL` for null. */
  [Op.ne]?: Operand<T>
  /** `IS`: null, true, false, or an expression. */
  [Op.is]?: null | Extract<T, boolean> | SqlValue
  /** `IS NOT`: null, true, false, or an expression. */
  [Op.isNot]?: null | Extract<T, boolean> | SqlValue
  /** `IS NOT` for null and booleans, `NOT IN` for lists, `!=` for values, `NOT (…)` for operators. */
  [Op.not]?: Operand<T> | WhereList<T> | WhereOperators<T>
  /** `>` */
  [Op.gt]?: NonNullOperand<T>
  /** `>=` */
  [Op.gte]?: NonNullOperand<T>
  /** `<` */
  [Op.lt]?: NonNullOperand<T>
  /** `<=` */
  [Op.lte]?: NonNullOperand<T>
  /** `BETWEEN`, both ends included. */
  [Op.between]?: BetweenOperands<T> | Literal
  /** `NOT BETWEEN`, both ends included. */
  [Op.notBetween]?: BetweenOperands<T> | Literal
  /** `IN (…)`: a list or a literal sub-query. An empty list matches nothing. */
  [Op.in]?: readonly WhereValue<T>[] | Literal | Expression
  /** `NOT IN (…)`: a list or a literal sub-query. An empty list matches all rows. */
  [Op.notIn]?: readonly WhereValue<T>[] | Literal | Expression
  /** `LIKE`, with `%` and `_` as wildcards. */
  [Op.like]?: IfText<T, TextOperand>
  /** `NOT LIKE` */
  [Op.notLike]?: IfText<T, TextOperand>
  /** `ILIKE`: regardless of case. PostgreSQL. */
  [Op.iLike]?: IfText<T, TextOperand>
  /** `NOT ILIKE` PostgreSQL. */
  [Op.notILike]?: IfText<T, TextOperand>
  /** `LIKE 'text%'` */
  [Op.startsWith]?: IfText<T, string | SqlValue>
  /** `LIKE '%text'` */
  [Op.endsWith]?: IfText<T, string | SqlValue>
  /** `LIKE '%text%'` */
  [Op.substring]?: IfText<T, string | SqlValue>
  /** `NOT LIKE 'text%'` */
  [Op.notStartsWith]?: IfText<T, string | SqlValue>
  /** `NOT LIKE '%text'` */
  [Op.notEndsWith]?: IfText<T, string | SqlValue>
  /** `NOT LIKE '%text%'` */
  [Op.notSubstring]?: IfText<T, string | SqlValue>
  /** Matches a regular expression. PostgreSQL `~`, MySQL and MariaDB `REGEXP`. */
  [Op.regexp]?: IfText<T, TextOperand>
  /** Does not match a regular expression. PostgreSQL, MySQL, MariaDB. */
  [Op.notRegexp]?: IfText<T, TextOperand>
  /** Matches a regular expression regardless of case. PostgreSQL `~*`. */
  [Op.iRegexp]?: IfText<T, TextOperand>
  /** Does not match a regular expression regardless of case. PostgreSQL `!~*`. */
  [Op.notIRegexp]?: IfText<T, TextOperand>
  /** `@@`: a text search vector matches a query. PostgreSQL. */
  [Op.match]?: IfText<T, string | SqlValue>
  /** `@>`: contains. ARRAY, RANGE, JSONB and HSTORE in PostgreSQL. */
  [Op.contains]?: IfContainer<T, ContainerOperand<T>>
  /** `<@`: is contained in. ARRAY, RANGE, JSONB and HSTORE in PostgreSQL. */
  [Op.contained]?: IfContainer<T, ContainerOperand<T>>
  /** `&&`: shares elements with. ARRAY and RANGE in PostgreSQL. */
  [Op.overlap]?: IfContainer<T, ContainerOperand<T>>
  /** `-|-`: is next to. RANGE in PostgreSQL. */
  [Op.adjacent]?: IfContainer<T, ContainerOperand<T>>
  /** `<<`: lies wholly before. RANGE in PostgreSQL. */
  [Op.strictLeft]?: IfContainer<T, ContainerOperand<T>>
  /** `>>`: lies wholly after. RANGE in PostgreSQL. */
  [Op.strictRight]?: IfContainer<T, ContainerOperand<T>>
  /** `&<`: does not extend beyond. RANGE in PostgreSQL. */
  [Op.noExtendRight]?: IfContainer<T, ContainerOperand<T>>
  /** `&>`: does not begin before. RANGE in PostgreSQL. */
  [Op.noExtendLeft]?: IfContainer<T, ContainerOperand<T>>
  /** `?|`: has at least one of these keys. JSONB in PostgreSQL. */
  [Op.anyKeyExists]?: IfContainer<T, readonly string[] | SqlValue>
  /** `?&`: has all of these keys. JSONB in PostgreSQL. */
  [Op.allKeysExist]?: IfContainer<T, readonly string[] | SqlValue>
  /** `= ANY (…)`. PostgreSQL. */
  [Op.any]?: readonly NonNullable<T>[] | Literal | ValuesOperator<T>
  /** `= ALL (…)`. PostgreSQL. */
  [Op.all]?: readonly NonNullable<T>[] | Literal | ValuesOperator<T>
  /** Equals another column, named with its table's alias where needed. */
  [Op.col]?: string
}

type BetweenOperands<T> = readonly [low: NonNullable<T> | SqlValue, high: NonNullable<T> | SqlValue]

/** What v6 calls the base of all expressions. */
export type SequelizeMethod = Expression

/** The left side of `where(left, operator, right)`. */
export type WhereLeftOperand = Fn | Col | Literal | Cast | Json | Expression | string | object

/** What `where(left, …)` compares with. */
export type LogicType =
  | Fn
  | Col
  | Literal
  | Cast
  | Expression
  | string
  | number
  | bigint
  | boolean
  | Date
  | null
  | OrOperator
  | AndOperator
  | WhereOperators
  | readonly unknown[]
  | object
