/**
 * Models as an entity-relationship diagram in the language of Mermaid
 * (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).
 */
import type { MermaidOptions } from '../../types/association-description.js'
import type { OptionNames } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import type { AnyModel, ModelRuntime } from '../model/runtime.js'
import { checkOptions } from './call-options.js'
import { isOptional, isUniqueKey, type KeyLink, linksOf } from './key-links.js'

/** What errors begin with. */
const CALL = 'sequelize.toMermaid'

/** The diagram of models: an entity for each, a line for each foreign key, labelled by aliases. */
export function toMermaid(
  runtime: ModelRuntime,
  all: readonly AnyModel[],
  options: MermaidOptions = {},
): string {
  const known: OptionNames<MermaidOptions> = { models: true, attributes: true }
  checkOptions(CALL, options, known)
  const { attributes = true } = options
  if (typeof attributes !== 'boolean') {
    throw UsageError.invalidOption(CALL, 'attributes', 'true or false', attributes)
  }
  const models = chosenModels(runtime, all, options.models)
  const { keys, direct } = linksOf(models)
  const keyNames = new Map<AnyModel, Set<string>>()
  for (const { holder, attributes } of keys) {
    const names = keyNames.get(holder._owner) ?? new Set()
    for (const name of attributes) names.add(name)
    keyNames.set(holder._owner, names)
  }
  const lines = models.flatMap((model) =>
    attributes
      ? entityLines(model, keyNames.get(model._owner) ?? new Set())
      : [`  ${entityName(model)}`],
  )
  for (const link of keys) lines.push(keyLine(link))
  for (const { one, other, fromOne, fromOther } of direct) {
    const label = labelOf(fromOne, fromOther)
    lines.push(`  ${entityName(one)} }o--o{ ${entityName(other)} : ${label}`)
  }
  return `${['erDiagram', ...lines].join('\n')}\n`
}

function chosenModels(
  runtime: ModelRuntime,
  all: readonly AnyModel[],
  chosen: MermaidOptions['models'],
): readonly AnyModel[] {
  if (chosen === undefined) return all
  if (!Array.isArray(chosen)) {
    throw UsageError.invalidOption(CALL, 'models', 'a list of models or their names', chosen)
  }
  const models = chosen.map((one, index) => {
    const model = typeof one === 'string' ? runtime.modelNamed(one) : one
    if (typeof model === 'function' && 'modelDefinition' in model) return model as AnyModel
    if (typeof one === 'string') {
      const names = all.map(({ name }) => name)
      throw UsageError.unknownModel(CALL, one, names)
    }
    throw UsageError.notAModel(CALL, `models[${index}]`, one)
  })
  // A scoped model, or one in another schema by `schema()`, is the same entity.
  return [...new Map(models.map((model) => [model._owner, model])).values()]
}

function entityLines(model: AnyModel, keys: ReadonlySet<string>): string[] {
  const attributes = model.modelDefinition.columns.map(
    (attribute) => `    ${attributeText(attribute, model, keys.has(attribute.name))}`,
  )
  const name = entityName(model)
  return attributes.length === 0 ? [`  ${name}`] : [`  ${name} {`, ...attributes, '  }']
}

function attributeText(attribute: AttributeDefinition, model: AnyModel, isKey: boolean): string {
  const { name, column, type, binding, isPrimaryKey } = attribute
  const isUnique = model.modelDefinition.uniqueKeys.some(
    ({ fields }) => fields.length === 1 && fields[0] === column,
  )
  const marks = [
    ...(isPrimaryKey ? ['PK'] : []),
    ...(isKey ? ['FK'] : []),
    ...(isUnique && !isPrimaryKey ? ['UK'] : []),
  ].join(', ')
  const word = wordOf(name)
  const parts = [wordOf(binding?.sql ?? type.key), word]
  if (marks !== '') parts.push(marks)
  if (word !== name) parts.push(quoted(name))
  return parts.join(' ')
}

function keyLine(link: KeyLink): string {
  const { holder, referenced, attributes, fromReferenced, fromHolder } = link
  const one = isOptional(link) ? '|o' : '||'
  const many = isUniqueKey(link) ? 'o|' : 'o{'
  const label =
    fromReferenced.length + fromHolder.length === 0
      ? quoted(attributes.join(', '))
      : labelOf(fromReferenced, fromHolder)
  return `  ${entityName(referenced)} ${one}--${many} ${entityName(holder)} : ${label}`
}

function labelOf(there: readonly string[], back: readonly string[]): string {
  const parts = [there, back].filter(({ length }) => length > 0)
  return quoted(parts.map((aliases) => aliases.join(', ')).join(' / '))
}

/** Words of the diagram's language, in any case: as names they stand in quotes. */
const keywords = new Set(
  [
    'accdescr acctitle class classdef direction end erdiagram many one only optionally o style',
    'subgraph title to u zero',
  ]
    .join(' ')
    .split(' '),
)

function entityName({ name }: AnyModel): string {
  return /^[A-Za-z_]\w*$/.test(name) && !keywords.has(name.toLowerCase()) ? name : quoted(name)
}

/**
 * A type or an attribute as one word: other characters become `_`. The language has no quotes for
 * these; the name itself stands behind as a comment.
 */
function wordOf(text: string): string {
  const word = text
    .replaceAll(/,\s*/g, '_')
    .replaceAll(/[^A-Za-z0-9_()[\]\u00C0-\u024F\u0370-\u03FF\u0400-\u052F\u3040-\u9FFF]/g, '_')
  const isName = /^[^0-9()[\]]/.test(word) && !/^(?:pk|fk|uk)(?!\w)/i.test(word)
  return isName ? word : `_${word}`
}

/** Text in quotes; what could end them, or means something in them, as the code of its character. */
function quoted(text: string): string {
  const safe = text
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Emoji_Presentation} _.,:/()'+*=!?@$-]/gu, codeOfCharacter)
    // A line with the words "direction TB" in it is a command, quotes or not.
    .replaceAll(/d(?=irection\s)/gi, codeOfCharacter)
  return `"${safe}"`
}

function codeOfCharacter(character: string): string {
  return `#${character.codePointAt(0)};`
}
