/** The options of a model operation → those of the executor. */
import type { ExecuteOptions } from '../engine/executor.js'
import type { AnyModel, ModelRuntime } from './runtime.js'

/** What the executor needs to know of a finder's or a write's options. */
export function executeOptions(
  runtime: ModelRuntime,
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
): ExecuteOptions {
  return {
    transaction: runtime.transactionOf(options),
    logging: options.logging as ExecuteOptions['logging'],
    benchmark: options.benchmark as boolean | undefined,
    logQueryParameters: options.logQueryParameters as boolean | undefined,
    useMaster: options.useMaster as boolean | undefined,
    retry: options.retry as ExecuteOptions['retry'],
    rawErrors: options.rawErrors as boolean | undefined,
    attributeNames: model.attributeNamesByColumn,
    uniqueKeyMessages: model.uniqueKeyMessages,
    source: options,
  }
}
