/** The names of the options of a Sequelize instance's own methods. */
import type { DropOptions, SyncOptions } from '../../types/table-options.js'
import type { QueryOptions, QueryOptionsWithModel } from '../../types/query-options.js'
import type { TransactionOptions } from '../engine/transaction.js'
import { checkOptionNames, type OptionNames } from '../errors/option-names.js'

const ofQuery: OptionNames<QueryOptions & QueryOptionsWithModel<any>> = {
  batchLazyLoading: true,
  benchmark: true,
  bind: true,
  fieldMap: true,
  instance: true,
  logQueryParameters: true,
  logging: true,
  mapToModel: true,
  model: true,
  nest: true,
  plain: true,
  raw: true,
  rawErrors: true,
  rejectOnEmpty: true,
  replacements: true,
  retry: true,
  searchPath: true,
  strictLoading: true,
  supportsSearchPath: true,
  transaction: true,
  type: true,
  typeValidation: true,
  useMaster: true,
}

const ofTransaction: OptionNames<TransactionOptions> = {
  autocommit: true,
  benchmark: true,
  deferrable: true,
  isolationLevel: true,
  logging: true,
  readOnly: true,
  retry: true,
  transaction: true,
  type: true,
}

const ofSync: OptionNames<SyncOptions> = {
  alter: true,
  benchmark: true,
  force: true,
  hooks: true,
  logQueryParameters: true,
  logging: true,
  match: true,
  schema: true,
  searchPath: true,
  transaction: true,
}

const ofDrop: OptionNames<DropOptions> = {
  benchmark: true,
  cascade: true,
  logQueryParameters: true,
  logging: true,
  transaction: true,
}

const calls = { query: ofQuery, transaction: ofTransaction, sync: ofSync, drop: ofDrop } as const

/** Looks at the names of a call's options, as `checkOptionNames` does. */
export function checkCallOptions(
  method: keyof typeof calls,
  options: unknown,
  strict: boolean,
): void {
  if (typeof options !== 'object' || options === null) return
  checkOptionNames(`sequelize.${method}`, options, calls[method], strict, tolerated)
}

/** Options of one call that v6 hands on to another; those of writes come from the QueryInterface. */
const tolerated = {
  fields: true,
  hooks: true,
  ignoreDuplicates: true,
  indexHints: true,
  limit: true,
  returning: true,
  schema: true,
  schemaDelimiter: true,
  supportsSearchPath: true,
  updateOnDuplicate: true,
  upsertKeys: true,
  where: true,
} as const
