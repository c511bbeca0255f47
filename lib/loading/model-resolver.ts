/**
 * Resolves the names in a finder's options: attributes of the model, columns of what is included,
 * and aliases of the projection.
 */
import type { DataType } from '../data-types/data-type.js'
import { JSONB } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { Column } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type {
  ColumnResolver,
  OperatorSupport,
  ResolvedColumn,
} from '../query-options/column-resolver.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode, StatementRoot } from './include-tree.js'
import { missingInclude } from './missing-include.js'
import { namesThrough, orderTarget } from './order-path.js'

const jsonType = new JSONB()

/** Where a resolver stands in a statement. */
export interface ResolverPlace {
  readonly caller: string
  readonly model: AnyModel
  /** The alias of the model's table; undefined leaves its columns unqualified. */
  readonly alias: string | undefined
  readonly includes: readonly IncludeNode[]
  /** The include whose rows these are: many-to-many, its through row can be named, too. */
  readonly include?: IncludeNode
  /** Where paths begin; left out where they begin at the model itself. */
  readonly statement?: StatementRoot
  /** The path of the include in which names stand. */
  readonly within?: string
  /** Told of every table of the statement that a name reaches from its root. */
  readonly onOutside?: () => void
  /** Expressions of the projection by alias. */
  readonly aliases?: ReadonlyMap<string, Node>
  /** Whether conditions can name them. */
  readonly readsAliases?: boolean
  /** Told of every include that a name reaches into, so that pagination knows which joins matter. */
  readonly onReach?: (include: IncludeNode) => void
}

/** The resolver of one table in one statement. */
export class ModelResolver implements ColumnResolver {
  readonly caller: string
  readonly modelName: string
  readonly strict: boolean
  readonly supports: OperatorSupport
  readonly dialectName: string
  readonly jsonType: DataType = jsonType
  readonly operatorAliases: ReadonlyMap<string, symbol>
  readonly attributeBehavior: 'throw' | 'escape' | 'unsafe-legacy'
  readonly primaryKey: string | undefined
  readonly #place: ResolverPlace

  constructor(place: ResolverPlace) {
    const { model } = place
    const runtime = model.runtime
    this.#place = place
    this.caller = place.caller
    this.modelName = model.name
    this.strict = runtime.runtimeOptions.strict
    this.supports = runtime.dialect.supports
    this.dialectName = runtime.dialect.name
    this.operatorAliases = runtime.runtimeOptions.operatorAliases
    this.attributeBehavior = runtime.runtimeOptions.attributeBehavior
    const keys = model.modelDefinition.primaryKeys
    this.primaryKey = keys.length === 1 ? keys[0]!.name : undefined
  }

  attributeNames(): readonly string[] {
    return [...this.#place.model.modelDefinition.attributes.keys()]
  }

  columnAttributes(): readonly string[] {
    return this.#place.model.modelDefinition.columns.map((attribute) => attribute.name)
  }

  virtualDependencies(name: string): readonly string[] | undefined {
    const attribute = this.#place.model.modelDefinition.attributes.get(name)
    return attribute?.isVirtual === true ? attribute.dependsOn : undefined
  }

  /** The same, taking aliases of the projection for columns, as HAVING does. */
  withAliases(): ModelResolver {
    return new ModelResolver({ ...this.#place, readsAliases: true })
  }

  /** The same, with what is computed in the projection. */
  withProjection(aliases: ReadonlyMap<string, Node>): ModelResolver {
    return new ModelResolver({ ...this.#place, aliases })
  }

  attribute(name: string): ResolvedColumn | undefined {
    const attribute = this.#place.model.modelDefinition.attributes.get(name)
    const alias = this.#place.readsAliases === true ? this.alias(name) : undefined
    // An attribute that something computed is named after has no single value in a group.
    if (alias !== undefined && (attribute === undefined || !(alias instanceof Column))) {
      return { expression: alias, type: undefined, attribute: name }
    }
    if (attribute === undefined || attribute.isVirtual) return undefined
    return {
      expression: new Column(this.#place.alias, attribute.column, attribute.type),
      type: attribute.type,
      attribute: name,
    }
  }

  unknownColumn(name: string): ResolvedColumn {
    const known = this.#place.model.modelDefinition.byColumn.get(name)
    return {
      expression: new Column(this.#place.alias, name, known?.type),
      type: known?.type,
      attribute: known?.name ?? name,
    }
  }

  /**
   * An attribute's column, or a column that is no attribute.
   *
   * @param path where the name stands, for messages
   * @throws {UsageError} for the latter with `strict`
   */
  columnNamed(name: string, path: string): ResolvedColumn {
    const known = this.attribute(name)
    if (known !== undefined) return known
    if (this.strict) {
      throw UsageError.unknownAttribute(`${this.caller} (strict)`, path, name, {
        name: this.modelName,
        attributes: this.attributeNames(),
      })
    }
    return this.unknownColumn(name)
  }

  included(path: readonly string[]): ResolvedColumn | undefined {
    const steps = path.slice(0, -1)
    const { include, statement } = this.#place
    if (steps.length === 0) {
      const [name] = path as [string]
      const outside = statement === undefined ? undefined : this.#around(statement, name)
      return outside ?? this.columnNamed(name, name)
    }
    const found =
      (statement === undefined ? undefined : this.#fromRoot(statement, steps, path)) ??
      this.#below(include, this.#place.includes, steps, path)
    // By the model's name the root is named, as in `$User.name$`.
    if (found !== undefined || include !== undefined || steps.length > 1) return found
    return steps[0] === this.modelName ? this.columnNamed(path[1]!, path.join('.')) : undefined
  }

  /**
   * The attribute that a single name within an include means: that of the root, or else of the first
   * include on the way here. v6 sends the name alone, which is another table's as well as the own.
   */
  #around(statement: StatementRoot, name: string): ResolvedColumn | undefined {
    const { model, alias, includes, above } = statement
    if (above !== undefined) this.#assertNotOfRoot(above, name)
    const tables = [{ model, alias }, ...leadingTo(this.#place.within ?? '', includes)]
    for (const table of tables) {
      const found = this.#at({ model: table.model, alias: table.alias, includes }).attribute(name)
      if (found === undefined) continue
      this.#place.onOutside?.()
      return found
    }
    return undefined
  }

  /** @throws {UsageError} for a name that is an attribute of a root of another statement */
  #assertNotOfRoot({ model, above }: StatementRoot, name: string): void {
    if (above !== undefined) this.#assertNotOfRoot(above, name)
    const attribute = model.modelDefinition.attributes.get(name)
    if (attribute !== undefined && !attribute.isVirtual) throw this.#namesAbove(name, model)
  }

  #namesAbove(path: string, model: AnyModel): UsageError {
    return UsageError.invalid(
      this.caller,
      `"${path}" begins at ${model.name}, and this include is loaded by a statement of its own ("strategy: 'select'"), which has not its tables`,
      undefined,
      'Leave "strategy" out, or name what is below the include only',
    )
  }

  /** What a path within an include names, read from the root of the statement, as v6 does. */
  #fromRoot(
    statement: StatementRoot,
    steps: readonly string[],
    path: readonly string[],
  ): ResolvedColumn | undefined {
    const { model, alias, includes, above } = statement
    if (above !== undefined) this.#assertNotAbove(above, steps, path)
    const isRoot = steps.length === 1 && steps[0] === model.name
    const found =
      this.#below(undefined, includes, steps, path) ??
      (isRoot
        ? this.#at({ model, alias, includes }).columnNamed(path[1]!, path.join('.'))
        : undefined)
    if (found !== undefined) this.#place.onOutside?.()
    return found
  }

  /** @throws {UsageError} for a path that leads to a table of another statement */
  #assertNotAbove(
    { model, includes, above }: StatementRoot,
    steps: readonly string[],
    path: readonly string[],
  ): void {
    if (above !== undefined) this.#assertNotAbove(above, steps, path)
    if (walk(includes, steps) === undefined && !(steps.length === 1 && steps[0] === model.name)) {
      return
    }
    throw this.#namesAbove(path.join('.'), model)
  }

  /** A column of what is below some includes. */
  #below(
    start: IncludeNode | undefined,
    includes: readonly IncludeNode[],
    steps: readonly string[],
    path: readonly string[],
  ): ResolvedColumn | undefined {
    const name = path.join('.')
    const column = path.at(-1)!
    const found = walk(includes, steps, start)
    if (found === undefined) return undefined
    for (const include of found.includes) {
      // What leads here is there, in whatever way it is loaded.
      const leadsHere = `${this.#place.within ?? ''}.`.startsWith(`${include.path}.`)
      if (!leadsHere) assertJoined(include, name, this.caller)
      this.#place.onReach?.(include)
    }
    const owner = found.includes.at(-1) ?? start!
    if (found.isThrough) {
      return this.#throughResolver(owner).columnNamed(column, `${owner.through!.as}.${column}`)
    }
    return this.#resolverOf(owner).columnNamed(column, name)
  }

  associationNames(): readonly string[] {
    return Object.keys(this.#place.model.associations)
  }

  notIncluded(where: string, path: readonly string[]): Error {
    return missingInclude(this.#place, where, path)
  }

  alias(name: string): Node | undefined {
    return this.#place.aliases?.get(name)
  }

  orderPath(path: readonly unknown[]): { readonly resolver: ColumnResolver } | undefined {
    const { include: own, includes } = this.#place
    const target = orderTarget(includes, path, this.caller)
    if (target === undefined) {
      const isThrough =
        own?.through !== undefined && path.length === 1 && namesThrough(path[0], own)
      return isThrough ? { resolver: this.#throughResolver(own) } : undefined
    }
    for (const include of target.path) {
      assertJoined(include, target.path.map((step) => step.as).join('.'), this.caller)
      this.#place.onReach?.(include)
    }
    return {
      resolver: target.through
        ? this.#throughResolver(target.include)
        : this.#resolverOf(target.include),
    }
  }

  #resolverOf(include: IncludeNode): ModelResolver {
    const { model, alias, children } = include
    return this.#at({ model, alias, includes: children, include })
  }

  #throughResolver(include: IncludeNode): ModelResolver {
    const { model, alias } = include.through!
    return this.#at({ model, alias, includes: [] })
  }

  #at(place: Omit<ResolverPlace, 'caller'>): ModelResolver {
    const { onReach } = this.#place
    return new ModelResolver({
      caller: this.caller,
      ...place,
      ...(onReach === undefined ? {} : { onReach }),
    })
  }
}

/** The includes on the way to the one that has a path. */
function leadingTo(path: string, includes: readonly IncludeNode[]): IncludeNode[] {
  const next = includes.find((include) => path.startsWith(`${include.path}.`))
  return next === undefined ? [] : [next, ...leadingTo(path, next.children)]
}

/** The includes that aliases lead to, and whether the last alias is that of a through table. */
function walk(
  includes: readonly IncludeNode[],
  steps: readonly string[],
  start?: IncludeNode,
): { readonly includes: readonly IncludeNode[]; readonly isThrough: boolean } | undefined {
  const found: IncludeNode[] = []
  let children = includes
  for (const [index, step] of steps.entries()) {
    const next = children.find((include) => include.as === step)
    if (next === undefined) {
      // The row of a through table, by its own alias: `$projects.Membership.role$`.
      const owner = found.at(-1) ?? start
      const isThrough = index === steps.length - 1 && owner?.through?.as === step
      return isThrough ? { includes: found, isThrough } : undefined
    }
    found.push(next)
    children = next.children
  }
  return { includes: found, isThrough: false }
}

/** @throws {UsageError} for a name that reaches into what is said to be loaded otherwise than joined */
function assertJoined(include: IncludeNode, name: string, caller: string): void {
  if (include.strategy === 'join' || include.isAuto) return
  throw UsageError.invalid(
    caller,
    `"${name}" names what the include of "${include.as}" loads, which is not joined ("strategy: '${include.strategy}'")`,
    undefined,
    'Put "where" and "order" into the include, or load it with "strategy: \'join\'"',
  )
}
