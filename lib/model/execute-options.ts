/** The options of a model operation → those of the executor. */
import type { ExecuteOptions } from '../engine/executor.js'
import type { AnyModel, ModelRuntime } from './runtime.js'

/** The options as `beforeQuery` and `afterQuery` see them: v6 tells them the type of the query. */
function sourceOf(
  runtime: ModelRuntime,
  options: Readonly<Record<string, unknown>>,
  type: string,
): object {
  const isSeen = runtime.hasHooks('beforeQuery') || runtime.hasHooks('afterQuery')
  return isSeen && options.type === undefined ? { ...options, type } : options
}

/**
 * What the executor needs to know of a finder's or a write's options.
 *
 * @param type v6's query type, such as `SELECT`
 */
export function executeOptions(
  runtime: ModelRuntime,
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  type: string,
): ExecuteOptions {
  return {
    transaction: runtime.transactionOf(options),
    logging: options.logging as ExecuteOptions['logging'],
    benchmark: options.benchmark as boolean | undefined,
    logQueryParameters: options.logQueryParameters as boolean | undefined,
    useMaster: options.useMaster as boolean | undefined,
    retry: options.retry as ExecuteOptions['retry'],
    rawErrors: options.rawErrors as boolean | undefined,
    searchPath: options.searchPath as string | undefined,
    supportsSearchPath: options.supportsSearchPath as boolean | undefined,
    attributeNames: model.attributeNamesByColumn,
    uniqueKeyMessages: model.uniqueKeyMessages,
    source: sourceOf(runtime, options, type),
  }
}
