/**
 * The types `Model`, `Association` and the like for the files from which `lib/model/model.ts` is
 * made. They import them from here, because an import of the files themselves would close a circle
 * inside `lib/` or lead upward.
 */
export type { Model } from '../lib/model/model.js'
export type { Association } from '../lib/associations/association.js'
export type { BelongsTo } from '../lib/associations/belongs-to.js'
export type { BelongsToMany } from '../lib/associations/belongs-to-many.js'
export type { HasMany } from '../lib/associations/has-many.js'
export type { HasOne } from '../lib/associations/has-one.js'
export type { QueryInterface } from '../lib/query-interface.js'
export type { Sequelize } from '../lib/sequelize.js'
