/**
 * Runs finders: finds or makes the plan for the shape of their options, executes it, hydrates the
 * rows, and loads what is loaded by key.
 */
import { LRUCache } from 'lru-cache'
import type { PreparedStatement } from '../compiler/compile.js'
import type { Decoder } from '../data-types/data-type.js'
import {
  InexactRowsError,
  type RepeatedColumns,
  type RowSink,
  type StatementResult,
} from '../engine/connection.js'
import type { ExecuteOptions, RowDelivery } from '../engine/executor.js'
import { Slot } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { shapeOf } from '../expression/traverse.js'
import type { Model } from '../model/model.js'
import type {
  AnyModel,
  AssociationLike,
  Loader,
  ModelRuntime,
  NormalizedInclude,
} from '../model/runtime.js'
import { executeOptions } from '../model/execute-options.js'
import { calledBy, groupSiblings, type WatchedEntity } from '../model/siblings.js'
import { isPlainObject } from '../query-options/operands.js'
import { aggregateSelect } from './aggregate-plan.js'
import { type Hydrator, hydratorOf } from './hydrator.js'
import { includeTree, type IncludeNode } from './include-tree.js'
import { keyPart, keyText } from './key-text.js'
import { limitPerParent } from './limit-per-parent.js'
import { shapeOfOptions, withSlots } from './options-shape.js'
import {
  type ChildLoader,
  type ChildReader,
  type ChildSink,
  loadSelected,
  removeAddedKeys,
} from './select-in-loading.js'
import { type RawReading, rawReading, RawRows } from './raw-rows.js'
import { assertNamed } from './renamed-aliases.js'
import type { Row } from './row-hydration.js'
import { keyColumns, multipliesRows, repeatedColumns } from './row-layout.js'
import { type ChosenPlan, planChosen, withSelected } from './strategy-choice.js'
import { originOf, watchedEntities } from './strict-loading.js'

/** A plan compiled for its shape. */
interface PreparedLoad extends PreparedStatement {
  readonly hydrate: Hydrator
  readonly rawReading: RawReading
  readonly rawInBatches: boolean
  readonly hasPostLoads: boolean
  /** The key of the parent for which a row was loaded. */
  readonly parentKey: (row: Row) => string | undefined
  /** Whose lazy loads are watched; undefined for nobody's. */
  readonly watched: WatchedEntity | undefined
  /** Whether instances can be made of lists. */
  readonly isByColumns: boolean
  readonly keyColumns: readonly number[]
  /** The columns of a root of which there are several rows. */
  readonly runs: RepeatedColumns | undefined
  readonly plan: ChosenPlan
}

/** A statement and what it is run with. */
interface Execution {
  readonly statement: PreparedStatement['statement']
  readonly parameters: readonly unknown[]
  readonly options: ExecuteOptions
}

/** How rows come to a sink. */
interface Delivery<TSink extends RowSink> extends Omit<RowDelivery, 'sink'> {
  /** Makes the sink; called again where the statement has to be sent again. */
  begin(): TSink
}

const NO_VALUES: readonly unknown[] = Object.freeze([])

/** Loads for one Sequelize instance. */
export class PlannedLoader implements Loader, ChildLoader {
  readonly #runtime: ModelRuntime
  /** Null for a shape whose plans hold values of one execution: it is planned anew each time. */
  readonly #plans: LRUCache<string, { readonly shared: PreparedLoad | null }> | undefined
  readonly #verify: boolean

  /**
   * @param options.planCache false plans every finder anew
   * @param options.verifyPlans compiles again at every hit and compares; for tests
   */
  constructor(
    runtime: ModelRuntime,
    options: { readonly planCache: boolean; readonly verifyPlans: boolean },
  ) {
    this.#runtime = runtime
    this.#plans = options.planCache ? new LRUCache({ max: 1000 }) : undefined
    this.#verify = options.verifyPlans
  }

  /** Drops all plans: a model or a scope changed. */
  clear(): void {
    this.#plans?.clear()
  }

  async load(model: AnyModel, options: Record<string, unknown>): Promise<unknown[]> {
    const { prepared, values } = this.#preparedFor(model, options)
    const execution = {
      statement: prepared.statement,
      parameters: prepared.bind(values),
      options: executeOptions(this.#runtime, model, options, 'SELECT'),
    }
    if (options.raw === true) {
      const { rawReading, rawInBatches } = prepared
      const delivery = { inBatches: rawInBatches, begin: () => new RawRows(rawReading) }
      return (await this.#run(execution, delivery)).finish(options.nest === true)
    }
    const { instances } = await this.#run(execution, {
      inBatches: true,
      keyColumns: prepared.keyColumns,
      runs: prepared.runs,
      begin: () => prepared.hydrate(model, options.include),
    })
    if (prepared.hasPostLoads && instances.length > 0) {
      await this.#loadRest(model, prepared, options, instances)
    }
    if (prepared.watched !== undefined) {
      groupSiblings(prepared.watched, instances, originOf(options, callerOf(model, options)))
    }
    return instances
  }

  async loadRows(
    model: AnyModel,
    options: Record<string, unknown>,
    how: { readonly include: unknown; readonly inBatches: boolean },
    begin: (children: ChildReader) => ChildSink,
  ): Promise<void> {
    const { prepared, values } = this.#preparedFor(model, options)
    const reader: ChildReader = {
      isOneEach: !prepared.plan.multiplies,
      parentKey: prepared.parentKey,
      keyPositions: prepared.plan.linkPositions,
      hydrateColumns: (columns) => {
        const hydration = prepared.hydrate(model, how.include)
        hydration.takeColumns?.(columns)
        return hydration.instances
      },
      isByColumns: prepared.isByColumns,
      hydrate: (rows) => {
        const hydration = prepared.hydrate(model, how.include)
        hydration.take(rows)
        return hydration.instances
      },
      isLeaf: !prepared.hasPostLoads,
    }
    const execution = {
      statement: prepared.statement,
      parameters: prepared.bind(values),
      options: executeOptions(this.#runtime, model, options, 'SELECT'),
    }
    const children = await this.#run(execution, {
      inBatches: how.inBatches,
      keyColumns: prepared.keyColumns,
      begin: () => begin(reader),
    })
    const instances = children.finish()
    if (prepared.hasPostLoads && instances.length > 0) {
      await this.#loadRest(model, prepared, options, instances)
    }
  }

  /** Runs a statement; once more, where its batches turned out to be inexact. */
  async #run<TSink extends RowSink>(
    { statement, parameters, options }: Execution,
    { begin, ...how }: Delivery<TSink>,
  ): Promise<TSink> {
    const { executor } = this.#runtime
    const sink = (): RowSink => new GuardedSink(begin())
    try {
      const delivery = { ...how, sink }
      return filled(await executor.run(statement, parameters, options, delivery), begin)
    } catch (error) {
      if (!(error instanceof InexactRowsError)) throw error
    }
    const delivery = { inBatches: false, sink }
    return filled(await executor.run(statement, parameters, options, delivery), begin)
  }

  async aggregate(
    model: AnyModel,
    attribute: string,
    fn: string,
    options: Record<string, unknown>,
  ): Promise<Record<string, unknown>[]> {
    const caller = callerOf(model, options)
    const includes = includeTree(model, options.include, caller)
    const select = aggregateSelect(model, attribute, fn, options, includes, caller)
    assertNamed(select, includes, caller)
    const bound = this.#runtime.statements.bind(select)
    const result = await this.#runtime.executor.run(
      bound.statement,
      bound.parameters,
      executeOptions(this.#runtime, model, options, 'SELECT'),
    )
    const aggregates = new RawRows(rawReading(bound.statement, true))
    aggregates.take(result.rows)
    return aggregates.objects
  }

  pageOfEach(
    association: AssociationLike,
    model: AnyModel,
    options: Readonly<Record<string, unknown>>,
    keys: readonly (readonly unknown[])[],
  ): Node | undefined {
    const { as } = association
    return limitPerParent({ association, model, as, options }, options.include, keys, 'links')
  }

  normalizeIncludes(model: AnyModel, include: unknown, caller: string): NormalizedInclude[] {
    return includeTree(model, include, caller).map(normalized)
  }

  /** The plan for the shape of some options, with the values that fill its slots. Hot. */
  #preparedFor(
    model: AnyModel,
    options: Record<string, unknown>,
  ): { prepared: PreparedLoad; values: readonly unknown[] } {
    const shape =
      this.#plans === undefined ? undefined : shapeOfOptions(model.modelDefinition.id, options)
    if (shape === undefined) return { prepared: this.#prepare(model, options), values: NO_VALUES }
    let entry = this.#plans!.get(shape.key)
    if (entry === undefined) {
      entry = { shared: this.#prepareShared(model, withSlots(options)) }
      this.#plans!.set(shape.key, entry)
    } else if (this.#verify && entry.shared !== null) {
      this.#assertSame(model, options, entry.shared, shape.values)
    }
    return entry.shared === null
      ? { prepared: this.#prepare(model, options), values: NO_VALUES }
      : { prepared: entry.shared, values: shape.values }
  }

  /** Null when a value went into the plan in a form that no slot stands for: a JSON document, say. */
  #prepareShared(model: AnyModel, slotted: Record<string, unknown>): PreparedLoad | null {
    const prepared = this.#prepare(model, slotted)
    const { values } = shapeOf(prepared.plan.select, this.#runtime.dialect.queries.listBinding)
    return values.some((value) => !(value instanceof Slot) && holdsSlots(value)) ? null : prepared
  }

  #prepare(model: AnyModel, options: Record<string, unknown>): PreparedLoad {
    const caller = callerOf(model, options)
    const includes = includeTree(model, options.include, caller)
    const plan = planChosen(model, options, includes, caller)
    assertNamed(plan.flat, includes, caller)
    const { statement, bind } = this.#runtime.statements.prepare(plan.select)
    const decoders = statement.columns.map((column) => column.decode)
    const { rawValuesDecoded } = this.#runtime.dialect.supports
    const hydrate = hydratorOf(plan.root, statement.columns, plan.multiplies)
    return {
      statement,
      bind,
      plan,
      hydrate,
      isByColumns: 'takeColumns' in hydrate(model, undefined),
      rawReading: rawReading(statement, rawValuesDecoded),
      // Batches hold values that decoders take, and not always what a driver would give.
      rawInBatches: rawValuesDecoded,
      hasPostLoads: plan.hasPostLoads,
      parentKey: parentKeyOf(plan.linkPositions, decoders),
      watched: watchedEntities(model, options, includes, caller),
      keyColumns: [...keyColumns(plan.root), ...plan.linkPositions],
      runs: plan.includes.some(multipliesRows) ? repeatedColumns(plan.root) : undefined,
    }
  }

  async #loadRest(
    model: AnyModel,
    prepared: PreparedLoad,
    options: Record<string, unknown>,
    instances: readonly Model[],
  ): Promise<void> {
    const caller = callerOf(model, options)
    // Read again, because the cached plan has the values of the execution that made it.
    const includes = withSelected(
      includeTree(model, options.include, caller),
      prepared.plan.selected,
    )
    await loadSelected(this, includes, instances, options)
    removeAddedKeys(prepared.plan.addedKeys, instances)
  }

  #assertSame(
    model: AnyModel,
    options: Record<string, unknown>,
    cached: PreparedLoad,
    values: readonly unknown[],
  ): void {
    const fresh = this.#prepare(model, options)
    const expected = fresh.bind(NO_VALUES)
    const actual = cached.bind(values)
    if (
      fresh.statement.sql !== cached.statement.sql ||
      JSON.stringify(expected, showBigInt) !== JSON.stringify(actual, showBigInt)
    ) {
      throw new Error(
        `${callerOf(model, options)}: a cached plan differs from a fresh one.\n` +
          `cached: ${cached.statement.sql} ${JSON.stringify(actual, showBigInt)}\n` +
          `fresh:  ${fresh.statement.sql} ${JSON.stringify(expected, showBigInt)}`,
      )
    }
  }
}

/** Reads the key of the parent from the columns that have it. Hot. */
function parentKeyOf(
  positions: readonly number[],
  decoders: readonly (Decoder | undefined)[],
): (row: Row) => string | undefined {
  const [only] = positions
  if (positions.length === 1 && only !== undefined) {
    const decode = decoders[only]
    if (decode === undefined) return (row) => keyPart(row[only])
    return (row) => {
      const value = row[only]
      return value === null || value === undefined ? undefined : keyPart(decode(value))
    }
  }
  return (row) => {
    const parts = positions.map((position) => {
      const value = row[position]
      const decode = decoders[position]
      return decode === undefined || value === null || value === undefined ? value : decode(value)
    })
    return keyText(parts)
  }
}

/**
 * Takes rows while their statement runs. What goes wrong with them is no error of the statement, and
 * waits for its end.
 */
class GuardedSink<TSink extends RowSink> implements RowSink {
  readonly #sink: TSink
  #failure: { readonly error: unknown } | undefined

  constructor(sink: TSink) {
    this.#sink = sink
  }

  take(rows: unknown[][]): void {
    if (this.#failure !== undefined) return
    try {
      this.#sink.take(rows)
    } catch (error) {
      this.#failure = { error }
    }
  }

  /** @throws what went wrong */
  get filled(): TSink {
    if (this.#failure !== undefined) throw this.#failure.error
    return this.#sink
  }
}

/** The sink that has the rows already, or a new one that is given them. */
function filled<TSink extends RowSink>(result: StatementResult, begin: () => TSink): TSink {
  if (result.sink !== undefined) return (result.sink as GuardedSink<TSink>).filled
  const sink = begin()
  const { batches } = result
  if (batches === undefined) sink.take(result.rows)
  else if (batches.columns !== undefined && sink.takeColumns !== undefined) {
    sink.takeColumns(batches.columns())
  } else for (const rows of batches) sink.take(rows)
  return sink
}

function showBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

/** What errors begin with: the method of an instance that finds, or the finder. */
function callerOf(model: AnyModel, options: Readonly<Record<string | symbol, unknown>>): string {
  const method = options[calledBy]
  if (typeof method === 'string') return method
  return `${model.name}.${typeof options.caller === 'string' ? options.caller : 'findAll'}`
}

function normalized(node: IncludeNode): NormalizedInclude {
  return {
    association: node.association,
    as: node.as,
    model: node.model,
    options: { ...node.options },
    include: node.children.map(normalized),
  }
}

function holdsSlots(value: unknown): boolean {
  if (value instanceof Slot) return true
  if (Array.isArray(value)) return value.some(holdsSlots)
  return isPlainObject(value) && Object.values(value).some(holdsSlots)
}
