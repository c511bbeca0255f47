/**
 * The `attributes` and `group` options → selected and grouped expressions.
 */
import type { DataType } from '../data-types/data-type.js'
import { UsageError } from '../errors/usage-errors.js'
import { Cast, Col, Column, Fn, Json, Literal, type ValueType } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import type { ColumnResolver } from './column-resolver.js'
import { isPlainObject } from './operands.js'
import { resolveExpression } from './where.js'

/** One column of the result. */
export interface ProjectedColumn {
  /** The key it has in the result: the attribute's name or the alias. */
  readonly name: string
  readonly expression: Node
  /** How it is decoded; undefined leaves it as the driver gives it. */
  readonly type: ValueType | undefined
  /** The attribute, when it is selected under its own name. */
  readonly attribute: string | undefined
}

/**
 * Reads an `attributes` option.
 *
 * @param attributes undefined selects every attribute that is a column
 * @throws {UsageError} for a shape that is none of v6's, and for text that looks like an expression
 */
export function projection(attributes: unknown, resolver: ColumnResolver): ProjectedColumn[] {
  if (attributes === undefined || attributes === null) return allColumns(resolver, undefined)
  if (Array.isArray(attributes))
    return unique(attributes.flatMap((item, index) => selected(item, index, resolver)))
  if (isPlainObject(attributes)) return relative(attributes, resolver)
  throw UsageError.malformedAttributes(resolver.caller, 'attributes', attributes)
}

/** `{ include, exclude }`: all attributes, more and less. */
function relative(
  attributes: Readonly<Record<string | symbol, unknown>>,
  resolver: ColumnResolver,
): ProjectedColumn[] {
  const { include, exclude } = attributes
  for (const [option, list] of Object.entries({ include, exclude })) {
    if (list !== undefined && !Array.isArray(list)) {
      throw UsageError.malformedAttributes(resolver.caller, `attributes.${option}`, list)
    }
  }
  if (resolver.strict)
    assertRelative(attributes, exclude as readonly unknown[] | undefined, resolver)
  const columns = allColumns(resolver, exclude as readonly unknown[] | undefined)
  const more = ((include ?? []) as unknown[]).flatMap((item, index) =>
    selected(item, index, resolver),
  )
  const chosen = unique([...columns, ...more])
  return [
    ...chosen,
    ...neededByVirtual(chosen, exclude as readonly unknown[] | undefined, resolver),
  ]
}

/** What the virtual attributes that are not excluded are computed from, as far as it is left out. */
function neededByVirtual(
  chosen: readonly ProjectedColumn[],
  exclude: readonly unknown[] | undefined,
  resolver: ColumnResolver,
): ProjectedColumn[] {
  if (exclude === undefined) return []
  const needed = new Set<string>()
  const visit = (name: string): void => {
    for (const dependency of resolver.virtualDependencies(name) ?? []) {
      if (needed.has(dependency)) continue
      needed.add(dependency)
      visit(dependency)
    }
  }
  for (const name of resolver.attributeNames()) if (!exclude.includes(name)) visit(name)
  for (const { name } of chosen) needed.delete(name)
  return [...needed]
    .map((name) => attributeColumn(name, resolver))
    .filter((column) => column !== undefined)
}

/** @throws {UsageError} for a key beside the two, and for an excluded name that is no attribute */
function assertRelative(
  attributes: Readonly<Record<string | symbol, unknown>>,
  exclude: readonly unknown[] | undefined,
  resolver: ColumnResolver,
): void {
  for (const key of Object.keys(attributes)) {
    if (key === 'include' || key === 'exclude') continue
    throw UsageError.unknownOption(`${resolver.caller} (strict): attributes`, key, [
      'include',
      'exclude',
    ])
  }
  const names = resolver.attributeNames()
  exclude?.forEach((name, index) => {
    if (typeof name === 'string' && names.includes(name)) return
    throw UsageError.unknownAttribute(
      `${resolver.caller} (strict)`,
      `attributes.exclude[${index}]`,
      String(name),
      { name: resolver.modelName, attributes: names },
    )
  })
}

function allColumns(
  resolver: ColumnResolver,
  exclude: readonly unknown[] | undefined,
): ProjectedColumn[] {
  const columns: ProjectedColumn[] = []
  for (const name of resolver.columnAttributes()) {
    if (exclude?.includes(name) === true) continue
    columns.push(attributeColumn(name, resolver)!)
  }
  return columns
}

/** The later of two columns of one name is the one that stays, at the place of the first. */
function unique(columns: readonly ProjectedColumn[]): ProjectedColumn[] {
  const byName = new Map<string, ProjectedColumn>()
  for (const column of columns) byName.set(column.name, column)
  return [...byName.values()]
}

function attributeColumn(name: string, resolver: ColumnResolver): ProjectedColumn | undefined {
  const column = resolver.attribute(name)
  if (column === undefined) return undefined
  return { name, expression: column.expression, type: column.type, attribute: name }
}

function selected(item: unknown, index: number, resolver: ColumnResolver): ProjectedColumn[] {
  const option = `attributes[${index}]`
  if (typeof item === 'string') return named(item, item, option, resolver)
  if (Array.isArray(item)) return aliased(item, option, resolver)
  if (isNode(item)) {
    return [
      {
        name: resultName(item),
        expression: resolveExpression(item, resolver),
        type: typeOf(item),
        attribute: undefined,
      },
    ]
  }
  throw UsageError.malformedAttributes(resolver.caller, option, item)
}

function aliased(
  item: readonly unknown[],
  option: string,
  resolver: ColumnResolver,
): ProjectedColumn[] {
  const [source, alias] = item
  if (item.length !== 2 || typeof alias !== 'string' || alias === '') {
    throw UsageError.malformedAttributes(resolver.caller, option, item)
  }
  if (typeof source === 'string') return named(source, alias, option, resolver)
  if (!isNode(source)) throw UsageError.malformedAttributes(resolver.caller, option, item)
  return [
    {
      name: alias,
      expression: resolveExpression(source, resolver),
      type: typeOf(source),
      attribute: undefined,
    },
  ]
}

function named(
  name: string,
  alias: string,
  option: string,
  resolver: ColumnResolver,
): ProjectedColumn[] {
  const dependencies = resolver.virtualDependencies(name)
  if (dependencies !== undefined) {
    return dependencies.flatMap((dependency) => named(dependency, dependency, option, resolver))
  }
  const known = attributeColumn(name, resolver)
  if (known !== undefined) {
    return [name === alias ? known : { ...known, name: alias, attribute: undefined }]
  }
  if (name === '*') {
    if (alias !== name) throw UsageError.malformedAttributes(resolver.caller, option, [name, alias])
    return allColumns(resolver, undefined)
  }
  const own = ownName(name, resolver)
  if (own !== undefined) return named(own, alias === name ? own : alias, option, resolver)
  if (name.endsWith('.*') && alias === name) {
    const included = resolver.orderPath(name.slice(0, -2).split('.'))
    if (included !== undefined) {
      const columns = allColumns(included.resolver, undefined)
      return columns.map((column) => ({ ...column, attribute: undefined }))
    }
  }
  if (/[()]/.test(name) && resolver.attributeBehavior !== 'escape') {
    if (resolver.attributeBehavior === 'throw') {
      throw UsageError.expressionAsText(resolver.caller, option, name)
    }
    return [{ name: alias, expression: new Literal(name), type: undefined, attribute: undefined }]
  }
  const path = name.split('.')
  const found = path.length > 1 ? resolver.included(path) : undefined
  if (found === undefined && resolver.strict) {
    throw UsageError.unknownAttribute(`${resolver.caller} (strict)`, option, name, {
      name: resolver.modelName,
      attributes: resolver.attributeNames(),
    })
  }
  const column = found ?? resolver.unknownColumn(name)
  return [
    {
      // As in a result of the database, where a path has the name of its column.
      name: found !== undefined && alias === name ? path.at(-1)! : alias,
      expression: column.expression,
      type: column.type,
      attribute: undefined,
    },
  ]
}

/** `title` of `Book.title`. */
function ownName(name: string, resolver: ColumnResolver): string | undefined {
  const start = `${resolver.modelName}.`
  if (!name.startsWith(start)) return undefined
  const own = name.slice(start.length)
  return own === '*' || resolver.attribute(own) !== undefined ? own : undefined
}

const ALIAS_AT_END = /\bAS\s+(?:"([^"]+)"|`([^`]+)`|\[([^\]]+)\]|([\p{L}\p{N}_.$]+))$/iu

/** The name that a database gives to an expression without alias, as far as it is known. */
function resultName(node: Node): string {
  if (node instanceof Literal) {
    const found = ALIAS_AT_END.exec(node.val.trimEnd())?.slice(1)
    return found?.find((alias) => alias !== undefined) ?? node.val
  }
  if (node instanceof Fn) return node.fn.toLowerCase()
  if (node instanceof Col) return node.col.split('.').at(-1)!
  if (node instanceof Json) return node.path ?? 'json'
  return node.kind
}

/** A data type by which the column of an expression is decoded, where the expression tells. */
function typeOf(node: Node): ValueType | undefined {
  if (node instanceof Fn || node instanceof Column) return node.type
  if (node instanceof Cast && typeof node.type !== 'string') return node.type as DataType
  return undefined
}

/**
 * Reads a `group` option: a name, an expression, or a list of them.
 *
 * @throws {UsageError} for any other shape
 */
export function groupings(group: unknown, resolver: ColumnResolver): Node[] {
  const items: unknown[] = Array.isArray(group) ? group.flat() : [group]
  return items.map((item, index) => {
    if (isNode(item)) return resolveExpression(item, resolver)
    if (typeof item !== 'string' || item === '') {
      throw UsageError.malformedOrder(resolver.caller, `group[${index}]`, item)
    }
    return columnOrAlias(item, resolver)
  })
}

/** A name in GROUP BY or ORDER BY: an attribute, an alias of the projection, or a column. */
export function columnOrAlias(name: string, resolver: ColumnResolver): Node {
  const attribute = resolver.attribute(name)
  if (attribute !== undefined) return attribute.expression
  if (resolver.alias(name) !== undefined) return new Column(undefined, name)
  const path = name.split('.')
  if (path.length > 1) {
    const included = resolver.included(path)
    if (included !== undefined) return included.expression
    if (!resolver.strict) return new Col(name)
    const own = ownName(name, resolver)
    if (own !== undefined && own !== '*') return resolver.attribute(own)!.expression
  }
  if (resolver.strict) {
    throw UsageError.unknownAttribute(`${resolver.caller} (strict)`, 'order or group', name, {
      name: resolver.modelName,
      attributes: resolver.attributeNames(),
    })
  }
  return resolver.unknownColumn(name).expression
}
