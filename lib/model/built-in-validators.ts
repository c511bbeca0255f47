/**
 * The validators that attributes name: those of the package `validator`, on the value as text, and
 * v6's own. `Sequelize.Validator` is the object of all of them.
 */
import validatorModule from 'validator'

/** A validator of text: whether the text is as it should be. */
export type TextValidator = (text: string, ...args: unknown[]) => boolean

// The package is CommonJS: Node gives its namespace as default import, some bundlers the object in it.
const library = ((validatorModule as unknown as { default?: unknown }).default ??
  validatorModule) as unknown as Record<string, unknown>

function pattern(text: unknown, flags: unknown): RegExp {
  return text instanceof RegExp ? text : new RegExp(String(text), flags as string | undefined)
}

/** Whether a text matches a pattern. Global patterns keep no position from call to call. */
function matches(text: string, expression: unknown, flags?: unknown): boolean {
  return text.search(pattern(expression, flags)) !== -1
}

function isIn(text: string, choices: unknown): boolean {
  if (Array.isArray(choices)) return choices.some((choice) => String(choice) === text)
  if (typeof choices === 'object' && choices !== null) return Object.hasOwn(choices, text)
  return typeof choices === 'string' && choices.includes(text)
}

function contains(text: string, part: unknown): boolean {
  return Boolean(part) && text.includes(String(part))
}

const DECIMAL = /^(?:-?[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$/

/** v6's own validators; they go before those of the package. */
const own: Readonly<Record<string, TextValidator>> = {
  is: matches,
  regex: matches,
  not: (text, expression, flags) => !matches(text, expression, flags),
  notRegex: (text, expression, flags) => !matches(text, expression, flags),
  notEmpty: (text) => text.trim() !== '',
  len: (text, min, max) => {
    const { isLength } = library as { isLength: (text: string, options: object) => boolean }
    return isLength(text, {
      min: Number(min ?? 0),
      ...(max === undefined ? {} : { max: Number(max) }),
    })
  },
  isUrl: (text, options) => (library.isURL as TextValidator)(text, options),
  isIPv4: (text) => (library.isIP as TextValidator)(text, 4),
  isIPv6: (text) => (library.isIP as TextValidator)(text, 6),
  isDecimal: (text) => text !== '' && DECIMAL.test(text),
  isDate: (text) => !Number.isNaN(Date.parse(text)),
  min: (text, least) => {
    const number = Number.parseFloat(text)
    return Number.isNaN(number) || number >= Number(least)
  },
  max: (text, greatest) => {
    const number = Number.parseFloat(text)
    return Number.isNaN(number) || number <= Number(greatest)
  },
  contains,
  notContains: (text, part) => !contains(text, part),
  isIn,
  notIn: (text, choices) => !isIn(text, choices),
  isNull: (text) => text === '',
  notNull: (text) => text !== '',
}

/** What `Sequelize.Validator` is. */
export interface ValidatorCollection {
  /** Adds a validator of text under a name that attributes may use. */
  extend(name: string, validate: TextValidator): void
  /** The validators by name. */
  [name: string]: unknown
}

/** All validators by name, and `extend`, which adds one: `Sequelize.Validator`. */
export const Validator: ValidatorCollection = {
  ...library,
  ...own,
  extend(name: string, validate: TextValidator): void {
    Validator[name] = (text: unknown, ...args: unknown[]) => validate(String(text), ...args)
  },
}

/** The validator of a name; undefined when there is none. */
export function validatorNamed(name: string): TextValidator | undefined {
  if (name === 'extend' || !Object.hasOwn(Validator, name)) return undefined
  const validate = Validator[name]
  return typeof validate === 'function' ? (validate as TextValidator) : undefined
}

/** The names of all validators, for suggestions. */
export function validatorNames(): string[] {
  return Object.keys(Validator).filter((name) => typeof Validator[name] === 'function')
}

/** What error items show for `true`, where v6 shows something else than `[true]`. */
const shownForTrue: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['isEmail', [{}]],
  ['isUrl', [{}]],
  ['isURL', [{}]],
  ['isAlpha', []],
  ['isAlphanumeric', []],
  ['isMobilePhone', []],
  ['isIP', []],
])

/**
 * The arguments that a setting means: `true`, a value, a list of arguments, `{ args, msg }` or
 * `{ msg }`.
 *
 * @returns what the validator is called with, and what an error item shows (v6's `validatorArgs`)
 */
export function validatorArguments(
  name: string,
  setting: unknown,
): { readonly args: readonly unknown[]; readonly shown: readonly unknown[] } {
  const given = argumentsOf(setting)
  if (Array.isArray(given)) return { args: given, shown: given }
  if (given === undefined) return { args: [], shown: [] }
  // On or off says nothing to a validator that takes a locale, a version or options.
  if (typeof given === 'boolean') {
    return { args: [], shown: shownForTrue.get(name) ?? [given] }
  }
  return { args: [given], shown: [given] }
}

function argumentsOf(setting: unknown): unknown {
  if (typeof setting !== 'object' || setting === null || setting instanceof RegExp) return setting
  if (Array.isArray(setting)) return setting
  if ('args' in setting) return (setting as { args: unknown }).args
  const keys = Object.keys(setting)
  return keys.length === 1 && keys[0] === 'msg' ? undefined : setting
}

/** The message that a setting gives; undefined for the validator's own. */
export function validatorMessage(setting: unknown): string | undefined {
  if (typeof setting !== 'object' || setting === null) return undefined
  const { msg } = setting as { msg?: unknown }
  return typeof msg === 'string' && msg !== '' ? msg : undefined
}

/** The type of `Validator`. */
export type Validator = typeof Validator
