/** How things are named unless the user names them: tables, columns, keys, indexes, aliases. */
import inflection from 'inflection'

/** What makes plurals and singulars. */
export interface Inflector {
  singularize(word: string): string
  pluralize(word: string): string
}

/** The one word of which the library has changed its mind since v6: tables and keys keep their names. */
const focus = /^focus$/i

const inflectionOfV6: Inflector = {
  singularize: (word) => (focus.test(word) ? word.slice(0, -1) : inflection.singularize(word)),
  pluralize: (word) => (focus.test(word) ? word : inflection.pluralize(word)),
}

let inflector = inflectionOfV6

/** Replaces the inflection library: v6's `useInflection`. */
export function useInflection(replacement: Inflector): void {
  inflector = replacement
}

/** `Book` → `Books`. */
export function pluralize(word: string): string {
  return inflector.pluralize(word)
}

/** `Books` → `Book`. */
export function singularize(word: string): string {
  return inflector.singularize(word)
}

/** `bookTitle` → `book_title`. */
export function underscore(text: string): string {
  return inflection.underscore(text)
}

/** `book_title` → `bookTitle`; the first letter stays as it is. */
export function camelize(text: string): string {
  return text
    .trim()
    .replace(/[-_\s]+(.)?/g, (_match, letter: string | undefined) => letter?.toUpperCase() ?? '')
}

/** `BookTag` → `bookTag`. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `title` → `Title`. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The names of a model in the singular and the plural: v6's `options.name`. */
export function modelNames(
  modelName: string,
  given: { readonly singular?: unknown; readonly plural?: unknown } | undefined,
): { readonly plural: string; readonly singular: string } {
  return {
    plural: typeof given?.plural === 'string' ? given.plural : pluralize(modelName),
    singular: typeof given?.singular === 'string' ? given.singular : singularize(modelName),
  }
}

/** The name of a model's table, by its options. */
export function tableNameOf(
  modelName: string,
  options: {
    readonly tableName?: unknown
    readonly freezeTableName?: unknown
    readonly underscored?: unknown
  },
): string {
  if (typeof options.tableName === 'string' && options.tableName !== '') return options.tableName
  if (options.freezeTableName === true) return modelName
  const plural = pluralize(modelName)
  return options.underscored === true ? underscore(plural) : plural
}

/** The column of an attribute that names none. */
export function columnNameOf(attribute: string, underscored: boolean): string {
  return underscored ? underscore(attribute) : attribute
}

/** The attribute that holds a foreign key: `author` and `id` give `authorId`. */
export function foreignKeyName(name: string, key: string): string {
  return camelize(`${name}_${key}`)
}

/** The name of the unique constraint of one attribute. */
export function uniqueKeyName(tableName: string, attribute: string): string {
  return `${tableName}_${attribute}_unique`
}

/** The name of an index that was given none, from its table and fields. */
export function indexName(tableName: string, fields: readonly unknown[]): string {
  const names = fields.map((field) => {
    if (typeof field === 'string') return field
    const { name, attribute } = field as { name?: unknown; attribute?: unknown }
    return String(name ?? attribute ?? 'expression')
  })
  return underscore(`${tableName}_${names.join('_')}`)
}
