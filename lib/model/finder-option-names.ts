/** The names of options, by what takes them. Their values are looked at where they are read. */

/** Options that finders take, by v6's names. */
export const finderOptionNames = [
  'where',
  'attributes',
  'include',
  'order',
  'group',
  'having',
  'limit',
  'offset',
  'paranoid',
  'raw',
  'nest',
  'plain',
  'lock',
  'skipLocked',
  'subQuery',
  'indexHints',
  'tableHint',
  'rejectOnEmpty',
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'useMaster',
  'searchPath',
  'hooks',
  'distinct',
  'col',
  'dataType',
  'retry',
  'rawErrors',
  'typeValidation',
  'strictLoading',
  'batchLazyLoading',
]

/** Options that other calls hand on to finders, and those that v6 sets itself. */
const handedOn = [
  'bind',
  'caller',
  'cascade',
  'conflictFields',
  'connection',
  'defaults',
  'fields',
  'force',
  'ignoreDuplicates',
  'includeIgnoreAttributes',
  'individualHooks',
  'instance',
  'isNewRecord',
  'joinTableAttributes',
  'linkKeys',
  'mapToModel',
  'originalAttributes',
  'replacements',
  'returning',
  'schema',
  'schemaDelimiter',
  'scope',
  'showsGetters',
  'sideEffects',
  'silent',
  'supportsSearchPath',
  'tableNames',
  'type',
  'validate',
]

/** Options that writes take, by v6's names. */
export const writeOptionNames = [
  'where',
  'fields',
  'validate',
  'hooks',
  'individualHooks',
  'sideEffects',
  'silent',
  'returning',
  'omitNull',
  'ignoreDuplicates',
  'updateOnDuplicate',
  'conflictFields',
  'conflictAttributes',
  'conflictWhere',
  'include',
  'defaults',
  'by',
  'limit',
  'order',
  'force',
  'cascade',
  'truncate',
  'restartIdentity',
  'paranoid',
  'raw',
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'searchPath',
]

/** Options of writes that are handed on between them. */
const handedOnByWrites = [
  'allowNull',
  'defaultFields',
  'includeNames',
  'isNewRecord',
  'parent',
  'parentRecord',
  'reset',
  'skip',
]

/** Options of an include, by v6's names. */
export const includeOptionNames = [
  'model',
  'association',
  'as',
  'where',
  'on',
  'or',
  'required',
  'right',
  'attributes',
  'include',
  'through',
  'order',
  'limit',
  'offset',
  'separate',
  'strategy',
  'duplicating',
  'subQuery',
  'subQueryFilter',
  'paranoid',
  'all',
  'nested',
  'strictLoading',
  'batchLazyLoading',
]

/** The names that mean something to a finder, or that the calls above it hand on. */
export const finderCallNames: ReadonlySet<string> = new Set([
  ...finderOptionNames,
  ...handedOn,
  ...writeOptionNames,
  ...handedOnByWrites,
])

/** Every name that is an option somewhere: of a finder, a write or an include. */
export const knownOptionNames: ReadonlySet<string> = new Set([
  ...finderCallNames,
  ...includeOptionNames,
])

/** Options that only finders have: in an include they do nothing, unless it is a finder's own. */
export const finderOnlyOptionNames: ReadonlySet<string> = new Set([
  'raw',
  ...finderOptionNames.filter(
    (name) =>
      !(includeOptionNames as readonly string[]).includes(name) &&
      !(writeOptionNames as readonly string[]).includes(name),
  ),
])
