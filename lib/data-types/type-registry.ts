/**
 * Where data types meet a dialect: a type becomes a binding, which holds all that statements and
 * results need of it. Here too v6's protocol of custom types is honoured (`_stringify`,
 * `_bindParam`, static `parse`).
 */
import { DataTypeError } from './data-type-errors.js'
import {
  type BindParamOptions,
  DataType,
  type DataTypeClass,
  type Decoder,
  type Encoder,
  RawSqlType,
  type TypeContext,
} from './data-type.js'
import { resolveTimeZone } from './time-zones.js'

/** A data type as one dialect has it. */
export interface TypeBinding {
  readonly type: DataType
  /** The column's SQL type. Of a PostgreSQL ENUM this is `ENUM`: its name depends on the table. */
  readonly sql: string
  /** A JavaScript value (never null) → what the driver binds; undefined leaves it. */
  readonly encode: Encoder | undefined
  /** What the driver gives (never null) → the JavaScript value; undefined leaves it. */
  readonly decode: Decoder | undefined
  /** `text`: to be selected as `CAST(column AS TEXT)`, because the driver would round it. */
  readonly selectWrap?: 'text'
  /** The type to which a placeholder is cast where its meaning would be ambiguous without. */
  readonly parameterCast?: string
  /** SQL around the placeholder, as a custom type's `_bindParam` has it. */
  readonly parameterSql?: ParameterSql
  /** ARRAY and RANGE: the elements, for conditions such as "contains 5". */
  readonly element?: TypeBinding
  /** ARRAY and RANGE: the type to which the placeholder of one element is cast. */
  readonly elementCast?: string
  /** Nothing is known of what is read: it is decoded as in a raw query. */
  readonly decodeByDriver?: true
}

/** SQL text before and after a placeholder. */
export interface ParameterSql {
  readonly before: string
  readonly after: string
}

/** What a dialect says of data types. */
export interface DialectDataTypes {
  /** v6's name of the dialect, for messages. */
  readonly name: string
  /** A class of `lib/data-types` → the dialect's own, for types that differ. */
  readonly refinements: ReadonlyMap<DataTypeClass, DataTypeClass>
  /** v6's `DataTypes.<dialect>`: the dialect's classes by key, callable. */
  readonly classes: Readonly<Record<string, DataTypeClass>>
  /** Encodes by the JavaScript type of the value, where no data type is known. */
  untypedEncoder(context: TypeContext): Encoder
  /** See `TypeBinding.selectWrap`. */
  selectWrap?(type: DataType): 'text' | undefined
  /** See `TypeBinding.parameterCast`. */
  parameterCast?(type: DataType): string | undefined
  /** The type to which the placeholder of one element of this type is cast. */
  elementCast?(type: DataType): string | undefined
}

/** The dialect's version of a data type; the type itself where the dialect does not differ. */
export function refineDataType(dialect: DialectDataTypes, type: DataType): DataType {
  const base = baseClassOf(dialect, type)
  if (base === undefined) return type
  const Refined = dialect.refinements.get(base)!
  const { options } = type
  return type instanceof Refined ? type : new Refined(options)
}

/** The nearest class above a type that the dialect refines. */
function baseClassOf(dialect: DialectDataTypes, type: DataType): DataTypeClass | undefined {
  let prototype = Object.getPrototypeOf(type) as DataType | null
  while (prototype !== null && prototype !== DataType.prototype) {
    const Class = prototype.constructor as DataTypeClass
    if (dialect.refinements.has(Class)) return Class
    prototype = Object.getPrototypeOf(prototype) as DataType | null
  }
  return undefined
}

/** Whether a custom class above or at the type replaces a method of its base class. */
function replaces(
  type: DataType,
  base: DataTypeClass | undefined,
  method: keyof DataType,
): boolean {
  return base !== undefined && type[method] !== base.prototype[method]
}

/**
 * Binds a type to a dialect. What a custom subclass of a built-in type does not replace, the
 * dialect's class of that built-in type supplies.
 */
export function bindDataType(
  dialect: DialectDataTypes,
  type: DataType,
  context: TypeContext,
): TypeBinding {
  const base = baseClassOf(dialect, type)
  const refined = refineDataType(dialect, type)
  const pick = (method: keyof DataType): DataType => (replaces(type, base, method) ? type : refined)
  const custom = customEncoding(type, refined, dialect.untypedEncoder(context), context)
  const encode = custom?.encode ?? encoderOf(dialect, pick('encoder'), context)
  const decode = decoderOf(type, refined, pick('decoder'), context)
  const selectWrap = dialect.selectWrap?.(refined)
  const cast = custom === undefined ? dialect.parameterCast?.(refined) : undefined
  return {
    type,
    sql: pick('toSql').toSql(),
    encode: context.typeValidation ? withValidation(pick('validate'), encode) : encode,
    decode,
    ...(selectWrap === undefined ? {} : { selectWrap }),
    ...(cast === undefined ? {} : { parameterCast: cast }),
    ...(custom?.sql === undefined ? {} : { parameterSql: custom.sql }),
    ...elementBinding(dialect, type, context),
    ...(isUnknownToDriver(refined, decode) ? { decodeByDriver: true as const } : {}),
  }
}

function elementBinding(
  dialect: DialectDataTypes,
  type: DataType,
  context: TypeContext,
): Pick<TypeBinding, 'element' | 'elementCast'> {
  const element: unknown = (type as { readonly type?: unknown }).type
  if (!(element instanceof DataType)) return {}
  const cast = dialect.elementCast?.(refineDataType(dialect, element))
  return {
    element: bindDataType(dialect, element, context),
    ...(cast === undefined ? {} : { elementCast: cast }),
  }
}

/** Raw SQL types, and custom ones that do not say how they are read. */
function isUnknownToDriver(type: DataType, decode: Decoder | undefined): boolean {
  if (decode !== undefined) return false
  return type instanceof RawSqlType || type.encoder === DataType.prototype.encoder
}

function encoderOf(
  dialect: DialectDataTypes,
  type: DataType,
  context: TypeContext,
): Encoder | undefined {
  if (type.encoder !== DataType.prototype.encoder) return type.encoder(context)
  return dialect.untypedEncoder(context)
}

function decoderOf(
  type: DataType,
  refined: DataType,
  source: DataType,
  context: TypeContext,
): Decoder | undefined {
  const parse = parserOf(type) ?? parserOf(refined)
  if (parse === undefined) return source.decoder(context)
  const options = { timezone: context.timezone }
  return (value) => parse(value, options)
}

function parserOf(type: DataType): ((value: unknown, options?: unknown) => unknown) | undefined {
  return (type.constructor as DataTypeClass).parse
}

function withValidation(type: DataType, encode: Encoder | undefined): Encoder | undefined {
  if (type.validate === DataType.prototype.validate) return encode
  return (value) => {
    // As in v6: 0, false and empty text are not checked.
    if (value) type.validate(value)
    return encode === undefined ? value : encode(value)
  }
}

/** What stands for the placeholder while a custom type makes its SQL. */
const PLACEHOLDER = '\u0000parameter\u0000'

/** Values with which a custom type is asked what SQL it makes: the first it accepts decides. */
const PROBES: readonly unknown[] = ['', 0, {}, [], new Date(0), Buffer.alloc(0)]

interface CustomEncoding {
  readonly encode: Encoder
  readonly sql: ParameterSql | undefined
}

/**
 * How a custom type binds by v6's protocol; undefined when it does not. What it binds may be any
 * value that can be bound where no data type is known.
 *
 * SQL is compiled once for many values. A `_bindParam` that makes SQL is therefore asked for it
 * beforehand, and its later answers must be the same.
 */
function customEncoding(
  type: DataType,
  refined: DataType,
  toParameter: Encoder,
  context: TypeContext,
): CustomEncoding | undefined {
  const source = isCustom(type) ? type : isCustom(refined) ? refined : undefined
  if (source === undefined) return undefined
  const slot = { value: undefined as unknown, uses: 0 }
  const options: BindParamOptions = {
    timezone: context.timezone,
    escape: take,
    bindParam: take,
  }
  function take(value: unknown): string {
    slot.value = value
    slot.uses++
    return PLACEHOLDER
  }
  let expected = probeSql(source, options)
  const encode: Encoder = (value) => {
    slot.uses = 0
    const sql = source.bindParam(value, options)
    const bound = slot.value
    slot.value = undefined
    if (slot.uses !== 1)
      throw DataTypeError.unsteadyBinding(source.key, `${slot.uses} values bound`)
    expected ??= PLACEHOLDER
    if (sql !== expected) throw DataTypeError.unsteadyBinding(source.key, 'the SQL has changed')
    return bound === null || bound === undefined ? null : toParameter(bound)
  }
  return { encode, sql: splitSql(expected) }
}

function isCustom(type: DataType): boolean {
  return (
    type._stringify !== undefined ||
    type._bindParam !== undefined ||
    type.stringify !== DataType.prototype.stringify ||
    type.bindParam !== DataType.prototype.bindParam
  )
}

/** The SQL that a custom type makes; undefined when it accepts no probe. */
function probeSql(type: DataType, options: BindParamOptions): string | undefined {
  if (type._bindParam === undefined && type.bindParam === DataType.prototype.bindParam) {
    return PLACEHOLDER
  }
  for (const probe of PROBES) {
    try {
      return type.bindParam(probe, options)
    } catch {
      // A value of another kind may do.
    }
  }
  return undefined
}

function splitSql(sql: string | undefined): ParameterSql | undefined {
  if (sql === undefined || sql === PLACEHOLDER) return undefined
  const at = sql.indexOf(PLACEHOLDER)
  if (at < 0) return undefined
  return { before: sql.slice(0, at), after: sql.slice(at + PLACEHOLDER.length) }
}

/** The data types of one Sequelize instance, bound to its dialect. */
export class TypeRegistry {
  readonly #dialect: DialectDataTypes
  readonly #context: TypeContext
  #bindings = new WeakMap<DataType, TypeBinding>()
  /** Encodes by the JavaScript type of the value, where no data type is known. */
  readonly encodeUntyped: Encoder

  /** @throws {UsageError} for a time zone that does not exist */
  constructor(dialectTypes: DialectDataTypes, context: TypeContext) {
    resolveTimeZone(context.timezone)
    this.#dialect = dialectTypes
    this.#context = context
    this.encodeUntyped = dialectTypes.untypedEncoder(context)
  }

  /** v6's `DataTypes.<dialect>`: the dialect's classes by key, callable. */
  get classes(): Readonly<Record<string, DataTypeClass>> {
    return this.#dialect.classes
  }

  /** The type as the dialect has it; the same binding for the same instance of a type. */
  bind(type: DataType): TypeBinding {
    let binding = this.#bindings.get(type)
    if (binding === undefined) {
      binding = bindDataType(this.#dialect, type, this.#context)
      this.#bindings.set(type, binding)
    }
    return binding
  }

  /** v6's `refreshTypeParser`: forgets all bindings, so that a new static `parse` is found. */
  refresh(): void {
    this.#bindings = new WeakMap()
  }
}
