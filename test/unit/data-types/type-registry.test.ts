import { afterEach, describe, expect, it } from 'vitest'
import type { BindParamOptions } from '../../../lib/data-types/data-type.js'
import { DataTypes as D, normalizeDataType } from '../../../lib/data-types/index.js'
import { TypeRegistry } from '../../../lib/data-types/type-registry.js'
import { postgresDataTypes } from '../../../lib/dialects/postgres/data-types.js'
import { sqliteDataTypes } from '../../../lib/dialects/sqlite/data-types.js'
import { bindType, decode, encode } from '../../support/type-bindings.js'

const UTC = { timezone: '+00:00', typeValidation: false }

describe('TypeRegistry', () => {
  it('gives the same binding for the same type', () => {
    const registry = new TypeRegistry(sqliteDataTypes, UTC)
    const type = D.STRING(5)
    expect(registry.bind(type)).toBe(registry.bind(type))
    expect(registry.bind(type)).not.toBe(registry.bind(D.STRING(5)))
  })

  it('refuses a time zone that does not exist', () => {
    expect(() => new TypeRegistry(postgresDataTypes, { ...UTC, timezone: 'Mars' })).toThrow(
      'timezone must be an offset such as "+02:00" or an IANA name such as "Europe/Berlin". ' +
        'Received "Mars".',
    )
  })

  it('leaves alone what needs no work', () => {
    expect(bindType('sqlite', D.INTEGER).decode).toBeUndefined()
    expect(bindType('sqlite', D.STRING).decode).toBeUndefined()
    expect(bindType('postgres', D.STRING).decode).toBeUndefined()
    expect(bindType('postgres', D.BIGINT).decode).toBeUndefined()
  })

  it('takes a type that is the dialect’s own as it is', () => {
    const registry = new TypeRegistry(postgresDataTypes, UTC)
    const Own = registry.classes['DATE']!
    expect(registry.bind(new Own()).sql).toBe('TIMESTAMP WITH TIME ZONE')
  })

  it('binds the elements of arrays and ranges', () => {
    const binding = bindType('postgres', D.RANGE(D.DATE))
    expect(binding.element?.encode?.(new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
  })
})

describe('typeValidation', () => {
  const validating = { typeValidation: true }

  it('checks values before they are encoded', () => {
    expect(() => encode('sqlite', D.INTEGER, 'abc', validating)).toThrow(
      '"abc" is not a valid integer',
    )
    expect(encode('sqlite', D.INTEGER, 'abc')).toBe('abc')
    expect(() => encode('postgres', D.ENUM('a'), 'b', validating)).toThrow(
      '"b" is not a valid choice in ["a"]',
    )
  })

  it('passes what is false, zero or empty, as in v6', () => {
    expect(encode('sqlite', D.TEXT, '', validating)).toBe('')
    expect(encode('sqlite', D.BOOLEAN, false, validating)).toBe(0)
  })

  it('reaches the elements of arrays', () => {
    expect(() => encode('postgres', D.ARRAY(D.INTEGER), [1, 'abc'], validating)).toThrow(
      '"abc" is not a valid integer',
    )
  })
})

describe('types of SQL text', () => {
  it('go by the JavaScript type of the value', () => {
    expect(encode('sqlite', 'WHATEVER', true)).toBe(1)
    expect(encode('sqlite', 'WHATEVER', new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
    expect(encode('postgres', 'tsquery', 'a & b')).toBe('a & b')
    expect(encode('postgres', 'integer[]', [1, [2]])).toBe('{1,{2}}')
    expect(encode('postgres', 'jsonb', { a: 1 })).toBe('{"a":1}')
  })

  it('are read as in a raw query', () => {
    expect(bindType('postgres', 'timestamptz')).toMatchObject({ decodeByDriver: true })
    expect(bindType('postgres', D.STRING)).not.toHaveProperty('decodeByDriver')
  })
})

describe('a custom type by v6’s protocol', () => {
  it('binds what _stringify gives, and reads what parse gives', () => {
    class MONEY extends D.ABSTRACT {
      static override parse = (value: string): number => Number(value.slice(1))
      override toSql(): string {
        return 'money'
      }
      override _stringify(value: unknown): string {
        return `$${String(value)}`
      }
    }
    expect(bindType('postgres', MONEY).sql).toBe('money')
    expect(encode('postgres', MONEY, 5)).toBe('$5')
    expect(decode('postgres', MONEY, '$5')).toBe(5)
    expect(bindType('postgres', MONEY)).not.toHaveProperty('decodeByDriver')
  })

  it('hands the time zone to parse and _stringify', () => {
    class ZONED extends D.ABSTRACT {
      static override parse = (_value: unknown, options: { timezone: string }): string =>
        options.timezone
      override _stringify(_value: unknown, options: { timezone?: string }): unknown {
        return options.timezone
      }
    }
    const berlin = { timezone: 'Europe/Berlin' }
    expect(encode('postgres', ZONED, 'x', berlin)).toBe('Europe/Berlin')
    expect(decode('postgres', ZONED, 'x', berlin)).toBe('Europe/Berlin')
  })

  it('may put SQL around its placeholder', () => {
    class POINT extends D.ABSTRACT {
      override _bindParam(value: unknown, options: BindParamOptions): string {
        return `ST_GeomFromText(${options.bindParam(`POINT(${(value as number[]).join(' ')})`)}, 4326)`
      }
    }
    const binding = bindType('postgres', POINT)
    expect(binding.parameterSql).toEqual({ before: 'ST_GeomFromText(', after: ', 4326)' })
    expect(binding.encode?.([1, 2])).toBe('POINT(1 2)')
  })

  it('is refused when its SQL depends on the value', () => {
    class SHIFTY extends D.ABSTRACT {
      override _bindParam(value: unknown, options: BindParamOptions): string {
        return `${String(value)}(${options.bindParam(value)})`
      }
    }
    expect(() => encode('postgres', SHIFTY, 'DROP TABLE x;')).toThrow(
      '._bindParam: the SQL has changed; it must bind one value',
    )
  })

  it('is refused when it binds no value', () => {
    class SILENT extends D.ABSTRACT {
      override _bindParam(): string {
        return 'now()'
      }
    }
    expect(() => encode('postgres', SILENT, 1)).toThrow('0 values bound')
  })

  it('never hands an object to the driver', () => {
    class LOOSE extends D.ABSTRACT {
      override _stringify(value: unknown): unknown {
        return value
      }
    }
    expect(encode('sqlite', LOOSE, { a: 1 })).toBe('{"a":1}')
    expect(encode('sqlite', LOOSE, true)).toBe(1)
    expect(encode('postgres', LOOSE, new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
  })

  it('has the dialect’s ways where it extends a built-in type and replaces nothing', () => {
    class EMAIL extends D.STRING {
      static override key = 'EMAIL'
      override _sanitize(value: unknown): unknown {
        return String(value).toLowerCase()
      }
    }
    class STAMP extends D.DATE {}
    expect(bindType('sqlite', EMAIL).sql).toBe('VARCHAR(255)')
    expect(encode('sqlite', EMAIL, true)).toBe('1')
    expect(bindType('postgres', STAMP).sql).toBe('TIMESTAMP WITH TIME ZONE')
    expect(decode('postgres', STAMP, '1970-01-01 00:00:00+00')).toEqual(new Date(0))
  })

  it('replaces single methods of a built-in type', () => {
    class SECONDS extends D.DATE {
      override toSql(): string {
        return 'TIMESTAMP(0)'
      }
      override validate(): true {
        return true
      }
    }
    expect(bindType('postgres', SECONDS).sql).toBe('TIMESTAMP(0)')
    expect(encode('postgres', SECONDS, new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
  })

  it('may be the element of an array', () => {
    class MONEY extends D.ABSTRACT {
      static override parse = (value: string): number => Number(value.slice(1))
      override _stringify(value: unknown): string {
        return `$${String(value)}`
      }
    }
    expect(encode('postgres', D.ARRAY(MONEY), [1, null])).toBe('{"$1",NULL}')
    expect(decode('postgres', D.ARRAY(MONEY), '{$1,NULL}')).toEqual([1, null])
  })
})

describe('static parse of a dialect’s class', () => {
  const registry = new TypeRegistry(postgresDataTypes, UTC)
  const Decimal = registry.classes['DECIMAL']!

  afterEach(() => {
    delete Decimal.parse
  })

  it('replaces the decoder after refresh, as v6’s refreshTypeParser', () => {
    const type = normalizeDataType(D.DECIMAL(10, 2))
    expect(registry.bind(type).decode).toBeUndefined()
    Decimal.parse = Number.parseFloat
    registry.refresh()
    expect(registry.bind(type).decode?.('1.50')).toBe(1.5)
  })
})
