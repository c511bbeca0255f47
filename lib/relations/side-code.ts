/** Sides of relations as the user is told to write them. */
import { type AssociationCode, relationEntry } from '../errors/code-text.js'
import { keyNames, keyOption, type Side } from './side.js'

/** Options that are shown in messages: what is pasted is the same relation. */
const shownOptions = [
  'singular',
  'scope',
  'through',
  'foreignKey',
  'otherKey',
  'sourceKey',
  'targetKey',
  'onDelete',
  'onUpdate',
  'constraints',
  'foreignKeyConstraint',
  'uniqueKey',
  'timestamps',
  'hooks',
  'inverse',
]

/** `Author: { books: r.hasMany('Book', { foreignKey: 'authorId' }) }`, with options replaced. */
export function codeOfSide(
  side: Side,
  changed: Readonly<Record<string, unknown>> = {},
  kind = side.kind,
): string {
  const options = Object.fromEntries(
    shownOptions.map((name) => [name, valueOf(side, name, changed)] as const),
  )
  const { sourceName: source, targetName: target } = side
  const code: AssociationCode = { kind, source, target, options }
  return relationEntry(side.alias, code)
}

function valueOf(side: Side, name: string, changed: Readonly<Record<string, unknown>>): unknown {
  const own = side.options[name]
  if (name === 'through') {
    return throughCode(own, Object.hasOwn(changed, name) ? changed[name] : side.through?.name)
  }
  if (Object.hasOwn(changed, name)) return renamed(own, changed[name])
  if (!name.endsWith('Key')) return own
  if (isAttributeOptions(own)) return own
  const names = keyNames(own)
  return names === undefined ? undefined : keyOption(names)
}

/** The name of the through table, beside what else is said of it. */
function throughCode(own: unknown, name: unknown): unknown {
  if (!isAttributeOptions(own) || name === undefined) return name
  const others = Object.entries(own).filter(
    ([key, value]) => key !== 'model' && value !== undefined,
  )
  return others.length === 0 ? name : { model: name, ...Object.fromEntries(others) }
}

/** Another name for a foreign key, beside what is said of its column. */
function renamed(own: unknown, name: unknown): unknown {
  if (!isAttributeOptions(own) || typeof name !== 'string') return name
  const { fieldName: _fieldName, ...rest } = own
  return { ...rest, name }
}

function isAttributeOptions(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
