/** A runtime without a database, for tests of what models do by themselves. */
import type { DataType } from '../../../lib/data-types/data-type.js'
import { Model } from '../../../lib/model/model.js'
import type {
  AnyModel,
  ModelRuntime,
  NormalizedInclude,
  RuntimeOptions,
} from '../../../lib/model/runtime.js'
import { HookRegistry } from '../../../lib/model/hooks.js'

/** The runtime, and what it was told. */
export interface FakeRuntime extends ModelRuntime {
  readonly hooks: HookRegistry
  readonly models: AnyModel[]
  readonly changes: number[]
}

/** A model whose instances have any attribute. */
export type DefinedTestModel = Omit<typeof Model, 'prototype'> & {
  readonly prototype: any
  new (values?: object, options?: object): any
}

/** Makes a runtime; its instance-wide hooks are in `hooks`. */
export function fakeRuntime(options: Partial<RuntimeOptions> = {}): FakeRuntime {
  const hooks = new HookRegistry('Sequelize')
  const models: AnyModel[] = []
  const changes: number[] = []
  const runtime = {
    runtimeOptions: {
      define: {},
      omitNull: false,
      strict: false,
      schema: undefined,
      ...options,
    },
    dialect: {
      name: 'fake',
      types: {
        bind: (type: DataType) => ({
          type,
          sql: type.toSql(),
          encode: undefined,
          decode: undefined,
        }),
      },
      identifiers: {
        quoteTable: (table: { tableName: string; schema: string }) =>
          `"${table.schema}"."${table.tableName}"`,
      },
    },
    loader: { normalizeIncludes },
    hooks,
    models,
    changes,
    hasHooks: (name: string) => hooks.has(name),
    runHooks: (name: string, ...args: unknown[]) => hooks.run(runtime, name, args),
    runHooksSync: (name: string, ...args: unknown[]) => {
      hooks.runSync(runtime, name, args)
    },
    registerModel: (model: AnyModel) => {
      models.push(model)
    },
    definitionChanged: (definition: { id: number }) => {
      changes.push(definition.id)
    },
  }
  // The parts of a runtime that a test does not use are left out.
  return runtime as never
}

function normalizeIncludes(model: AnyModel, include: unknown): NormalizedInclude[] {
  const associations = model.associations as never as Record<string, { target: AnyModel }>
  return (include as { as: string; include?: unknown }[]).map((item) => ({
    association: associations[item.as] as never,
    as: item.as,
    model: associations[item.as]!.target,
    options: item as never,
    include:
      item.include === undefined
        ? []
        : normalizeIncludes(associations[item.as]!.target, item.include),
  }))
}

/** Defines a model as `sequelize.define` does. Its instances have any attribute. */
export function defineModel(
  runtime: ModelRuntime,
  name: string,
  attributes: object,
  options: object = {},
): DefinedTestModel {
  const model = class extends Model {}
  model.init(attributes as never, { ...options, sequelize: runtime, modelName: name } as never)
  return model as never
}

/** Adds an association that only says which model it leads to. */
export function linkModels(
  source: AnyModel,
  target: AnyModel,
  link: {
    readonly as: string
    readonly kind: 'BelongsTo' | 'HasMany' | 'HasOne'
    readonly foreignKey?: string
  },
): void {
  const foreignKey = link.foreignKey ?? `${link.as}Id`
  const isBelongsTo = link.kind === 'BelongsTo'
  ;(source.associations as never as Record<string, object>)[link.as] = {
    accessors: {},
    associationType: link.kind,
    as: link.as,
    source,
    target,
    foreignKey,
    keyPairs: [
      isBelongsTo ? { source: foreignKey, target: 'id' } : { source: 'id', target: foreignKey },
    ],
    isSingleAssociation: link.kind !== 'HasMany',
    isMultiAssociation: link.kind === 'HasMany',
    isAliased: true,
  }
}
