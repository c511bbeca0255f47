/** Associations explained: `Model.describeAssociations()`. */
import type {
  AssociationDescription,
  DescribedKey,
  DescribeOptions,
} from '../../types/association-description.js'
import { associationsOf } from '../associations/alias-names.js'
import { codeText } from '../errors/code-text.js'
import type { OptionNames } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { checkOptions } from './call-options.js'
import { type AssociationFacts, factsOf, reasonOfFreedom, tableText } from './description.js'
import { type Arrow, type DrawnRow, type DrawnStep, drawTables } from './drawing.js'

/** How much of a table is drawn beside the columns of keys. */
const MOST_OTHER_COLUMNS = 3

/**
 * Explains the associations of a model: which table holds which key, the constraint, how to include
 * it, and the methods that its instances gained.
 */
export function describeAssociations(
  model: AnyModel,
  options: DescribeOptions = {},
): string | AssociationDescription[] {
  const known: OptionNames<DescribeOptions> = { format: true }
  checkOptions(`${model.name}.describeAssociations`, options, known)
  const { format = 'text' } = options
  if (format !== 'text' && format !== 'object') {
    throw UsageError.invalidOption(
      `${model.name}.describeAssociations`,
      'format',
      '"text" or "object"',
      format,
    )
  }
  const suggested = new Map<AnyModel, Set<string>>()
  const descriptions = associationsOf(model).map((association) => {
    const facts = factsOf(association, suggested)
    const { association: _association, ...description } = facts
    return { ...description, drawing: drawingOf(facts).join('\n') }
  })
  if (format === 'object') return descriptions
  if (descriptions.length === 0) return `${model.name} has no associations.\n`
  const associations = associationsOf(model)
  return descriptions.map((one, index) => textOf(one, associations[index]!)).join('\n')
}

function textOf(description: AssociationDescription, association: AssociationLike): string {
  const { name, kind, meaning, drawing, keys, through, scope, include } = description
  const { inverses, suggestedInverse, methods } = description
  const width = Math.max(...methods.map(({ signature }) => signature.length))
  const facts: (readonly [string, readonly string[]])[] = [
    ['key', keys.map(keyText)],
    [
      'SQL',
      keys.map(
        ({ constraint, columns }, index) =>
          constraint ??
          `none: nothing enforces ${columns.join(', ')} (${reasonOfFreedom(association, index)})`,
      ),
    ],
    [
      'through',
      through === undefined ? [] : [`the model ${through.model}, table ${through.table}`],
    ],
    ['scope', scope === undefined ? [] : [`${codeText(scope)}, for finding and for creating`]],
    ['include', [include]],
    [
      'other side',
      [inverses.length > 0 ? inverses.join(', ') : `not declared: ${suggestedInverse}`],
    ],
    ['methods', methods.map(({ signature, does }) => `${signature.padEnd(width)}  ${does}`)],
  ]
  return [
    `${name} (${kind}): ${meaning}`,
    '',
    ...drawing.split('\n').map((line) => (line === '' ? '' : `  ${line}`)),
    '',
    ...facts.flatMap(([label, lines]) =>
      lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(11)} ${line}`),
    ),
    '',
  ].join('\n')
}

function keyText({ table, columns, attributes, references, isNullable }: DescribedKey): string {
  const list = (names: readonly string[]): string =>
    names.length === 1 ? names[0]! : `(${names.join(', ')})`
  const isRenamed = columns.some((column, index) => column !== attributes[index])
  const notes = [
    `held by ${table}`,
    isNullable ? 'may be NULL' : 'never NULL',
    ...(isRenamed ? [`the attribute ${list(attributes)}`] : []),
  ]
  return (
    `${table}.${list(columns)} → ${references.table}.${list(references.columns)}: ` +
    notes.join(', ')
  )
}

/** The tables side by side: the source left, what it leads to on the right. */
function drawingOf({ association, keys }: AssociationFacts): string[] {
  const { source, target, associationType, throughLink } = association
  const [first, second] = keys
  if (throughLink !== undefined) {
    const [toSource, toTarget] = throughRows(first!, second!)
    const start = toSource.findIndex(({ held }) => held === toTarget[0]?.held)
    const count = start < 0 ? toSource.length : start
    const held = [...new Set([...toSource, ...toTarget].map((pair) => pair.held))]
    return drawTables([
      step(
        source,
        toSource.map(({ referred }) => referred),
        [],
        [],
      ),
      step(
        throughLink.model,
        held,
        held,
        toSource.map((_, index) => ({ left: index, right: index, to: 'left' })),
      ),
      step(
        target,
        toTarget.map(({ referred }) => referred),
        [],
        toTarget.map((_, index) => ({ left: count + index, right: index, to: 'right' })),
        source._owner === target._owner,
      ),
    ])
  }
  const isHeldHere = associationType === 'BelongsTo'
  const { columns, references } = first!
  const [own, other] = isHeldHere ? [columns, references.columns] : [references.columns, columns]
  const [ownKeys, otherKeys] = isHeldHere ? [columns, []] : [[], columns]
  const arrows = columns.map(
    (_, index): Arrow => ({ left: index, right: index, to: isHeldHere ? 'right' : 'left' }),
  )
  return drawTables([
    step(source, own, ownKeys, []),
    step(target, other, otherKeys, arrows, source._owner === target._owner),
  ])
}

interface ColumnPair {
  readonly held: string
  readonly referred: string
}

/**
 * The columns of both keys of a through table. A column of both keys is drawn once, between the
 * others, so that the arrows to each side run in parallel.
 */
function throughRows(
  first: DescribedKey,
  second: DescribedKey,
): readonly [ColumnPair[], ColumnPair[]] {
  const pairsOf = ({ columns, references }: DescribedKey): ColumnPair[] =>
    columns.map((held, index) => ({ held, referred: references.columns[index]! }))
  const [own, other] = [pairsOf(first), pairsOf(second)]
  const isShared = ({ held }: ColumnPair): boolean =>
    own.some((pair) => pair.held === held) && other.some((pair) => pair.held === held)
  const shared = own.filter(isShared)
  return [
    [...own.filter((pair) => !isShared(pair)), ...shared],
    [
      ...shared.flatMap(({ held }) => other.filter((pair) => pair.held === held)),
      ...other.filter((pair) => !isShared(pair)),
    ],
  ]
}

function step(
  model: AnyModel,
  first: readonly string[],
  foreignKeys: readonly string[],
  arrows: readonly Arrow[],
  isAgain = false,
): DrawnStep {
  const { columns, byColumn } = model.modelDefinition
  const linked = first.flatMap((column) => byColumn.get(column) ?? [])
  const others = columns.filter((one) => !linked.includes(one))
  const shown = [
    ...others.filter(({ isPrimaryKey }) => isPrimaryKey),
    ...others.filter(({ isPrimaryKey }) => !isPrimaryKey).slice(0, MOST_OTHER_COLUMNS),
  ]
  const rest = others.length - shown.length
  const rows: DrawnRow[] = [...linked, ...shown].map((attribute) =>
    rowOf(model, attribute, foreignKeys.includes(attribute.column)),
  )
  if (rest > 0) rows.push([`… ${rest} more`])
  const title = isAgain ? `${tableText(model)}, the same table` : tableText(model)
  return { table: { title, rows }, arrows }
}

function rowOf(model: AnyModel, attribute: AttributeDefinition, isForeignKey: boolean): DrawnRow {
  const { column, type, binding, isPrimaryKey } = attribute
  const isUnique = model.modelDefinition.uniqueKeys.some(
    ({ fields }) => fields.length === 1 && fields[0] === column,
  )
  const marks = [
    ...(isPrimaryKey ? ['PK'] : []),
    ...(isForeignKey ? ['FK'] : []),
    ...(isUnique && !isPrimaryKey ? ['UNIQUE'] : []),
  ]
  return [column, binding?.sql ?? type.key, marks.join(' ')]
}
