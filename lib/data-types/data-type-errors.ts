/** Errors about data types and their values: one factory per situation, which holds its wording. */
import { BaseError, makeError, show } from '../errors/base-error.js'
import { UsageError } from '../errors/usage-errors.js'
import { ValidationError } from '../errors/validation-errors.js'

/** Factories of the errors that data types throw. */
export const DataTypeError = {
  /** An ENUM that lists nothing. */
  enumWithoutValues(where: string | undefined): UsageError {
    return UsageError.invalid(
      where ?? 'DataTypes.ENUM',
      'Values for ENUM have not been defined',
      undefined,
      "List them: DataTypes.ENUM('draft', 'published').",
    )
  },

  /** An ENUM that lists a value twice, or something that is no text. */
  invalidEnumValue(where: string | undefined, value: unknown, why: string): UsageError {
    return UsageError.invalid(where ?? 'DataTypes.ENUM', `a value ${why}`, value)
  },

  /** An ARRAY that does not say of what. */
  arrayWithoutType(where: string | undefined): UsageError {
    return UsageError.invalid(
      where ?? 'DataTypes.ARRAY',
      'ARRAY is missing type definition for its values',
      undefined,
      'Give the type of the elements: DataTypes.ARRAY(DataTypes.INTEGER).',
    )
  },

  /** A RANGE over a type that has no ranges. */
  notRangeable(subtype: string): UsageError {
    return UsageError.invalid(
      'DataTypes.RANGE',
      `there are no ranges of ${subtype}`,
      undefined,
      'Possible: INTEGER, BIGINT, DECIMAL, DATE, DATEONLY.',
    )
  },

  /** A number of options that is not among those possible. */
  invalidMode(type: string, received: unknown, modes: readonly string[]): UsageError {
    return UsageError.unknownChoice(`DataTypes.${type}`, 'mode', received, modes)
  },

  /** A time zone that does not exist. */
  unknownTimeZone(received: unknown): UsageError {
    return UsageError.invalidOption(
      'new Sequelize',
      'timezone',
      'an offset such as "+02:00" or an IANA name such as "Europe/Berlin"',
      received,
    )
  },

  /** A value of a type that the dialect cannot store. */
  unstorable(type: string, dialect: string, instead: string): UsageError {
    return UsageError.invalid(
      `DataTypes.${type}`,
      `${dialect} cannot store values of this type`,
      undefined,
      instead,
    )
  },

  /** A number that would be changed by being written. */
  inexactInput(value: unknown, type: string, hint: string): ValidationError {
    return makeError(
      ValidationError,
      `${show(value)} cannot be written exactly as ${type}. ${hint}`,
      DataTypeError.inexactInput,
    )
  },

  /** A stored number that a JavaScript number would change. */
  inexactOutput(value: unknown, type: string): BaseError {
    return makeError(
      BaseError,
      `${type} with mode "number": the stored ${show(value)} has no exact JavaScript number. ` +
        'Use mode "string" for this attribute.',
      DataTypeError.inexactOutput,
    )
  },

  /** A custom type whose `bindParam` does not bind one value in the same SQL each time. */
  unsteadyBinding(type: string, what: string): UsageError {
    return UsageError.invalid(
      `${type}._bindParam`,
      `${what}; it must bind one value, in SQL that does not depend on the value`,
    )
  },
}
