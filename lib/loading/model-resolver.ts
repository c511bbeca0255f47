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
import type { IncludeNode } from './include-tree.js'
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
  /** Expressions of the projection by alias. */
  readonly aliases?: ReadonlyMap<string, Node>
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

  attribute(name: string): ResolvedColumn | undefined {
    const attribute = this.#place.model.modelDefinition.attributes.get(name)
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
    const column = path[path.length - 1]!
    let includes = this.#place.includes
    let owner = this.#place.include
    for (const step of path.slice(0, -1)) {
      const next = includes.find((include) => include.as === step)
      if (next === undefined) {
        // The row of a through table, by its own alias: `$projects.Membership.role$`.
        if (owner?.through?.as === step) return this.#throughColumn(owner, column)
        return undefined
      }
      owner = next
      assertJoined(next, path.join('.'), this.caller)
      this.#place.onReach?.(next)
      includes = next.children
    }
    const resolver =
      owner === undefined || owner === this.#place.include ? this : this.#resolverOf(owner)
    return resolver.columnNamed(column, path.join('.'))
  }

  notIncluded(where: string, path: readonly string[]): Error {
    return missingInclude(this.#place, where, path)
  }

  alias(name: string): Node | undefined {
    return this.#place.aliases?.get(name)
  }

  orderPath(path: readonly unknown[]): { readonly resolver: ColumnResolver } | undefined {
    const { include: own, includes, model } = this.#place
    const target = orderTarget(model, includes, path)
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
    return new ModelResolver({
      caller: this.caller,
      model: include.model,
      alias: include.alias,
      includes: include.children,
      include,
      ...(this.#place.onReach === undefined ? {} : { onReach: this.#place.onReach }),
    })
  }

  #throughResolver(include: IncludeNode): ModelResolver {
    return new ModelResolver({
      caller: this.caller,
      model: include.through!.model,
      alias: include.through!.alias,
      includes: [],
    })
  }

  #throughColumn(include: IncludeNode, column: string): ResolvedColumn {
    const resolver = this.#throughResolver(include)
    return resolver.columnNamed(column, `${include.through!.as}.${column}`)
  }
}

/** @throws {UsageError} for a name that reaches into what is said to be loaded otherwise than joined */
function assertJoined(include: IncludeNode, name: string, caller: string): void {
  if (include.strategy === 'join' || include.isAuto) return
  throw UsageError.invalid(
    caller,
    `"${name}" names what the include of "${include.as}" loads, which is not joined ("strategy: '${include.strategy}'")`,
    undefined,
    'Put "where" and "order" into the include, or leave its "strategy" out',
  )
}
