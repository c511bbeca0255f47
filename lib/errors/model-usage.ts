/** Models: their definition, what they are asked for, their scopes, hooks and instances. */
import { didYouMean, makeError, quoteText, show } from './base-error.js'
import { help, InstanceError, sentence, SequelizeScopeError, UsageError } from './usage-error.js'

/** How to come from something that is not a model to the model that was meant. */
export function wayToModel(received: unknown): string {
  if (received === undefined) {
    return (
      'A model imported in a circle of modules is still undefined when it is used: declare ' +
      'associations in a module that imports all models, and that no model imports.'
    )
  }
  if (typeof received === 'string') {
    return `Give the model itself: sequelize.models${/^[\w$]+$/.test(received) ? `.${received}` : '[name]'}.`
  }
  if (typeof received === 'object' && received !== null) {
    if ('dataValues' in received) return 'Give the class, not an instance of it.'
    if ('default' in received) return 'That is a module; the model may be its "default".'
  }
  if (typeof received === 'function') {
    return 'If this is a function that defines a model, call it and give what it returns.'
  }
  return 'Give the model itself: what sequelize.define() gave, or the class.'
}

/** `UsageError` factories for models, scopes, hooks and instances. */
export const modelUsage = {
  /** Something else where a model is needed. `argument` is `target` or `include[0].model`. */
  notAModel(where: string, argument: string, received: unknown): UsageError {
    return makeError(
      UsageError,
      `${where}: ${argument} is not a model. Received ${show(received)}. ${wayToModel(received)}`,
      modelUsage.notAModel,
    )
  },

  /** A definition that contradicts itself or lacks something. `hint` is a full sentence. */
  invalidDefinition(model: string, what: string, hint?: string): UsageError {
    return makeError(
      UsageError,
      `${model}: ${sentence(what)}${help(hint)}`,
      modelUsage.invalidDefinition,
    )
  },

  /** A data type that does not exist or has no meaning here. `where` reads "Book.title". */
  unknownDataType(where: string, received: unknown, known: Iterable<string> = []): UsageError {
    const suggestion = typeof received === 'string' ? didYouMean(received, known) : ''
    return makeError(
      UsageError,
      `${where}: the type is not a data type. Received ${show(received)}.` +
        (suggestion || ' Use one of DataTypes, such as DataTypes.STRING.'),
      modelUsage.unknownDataType,
    )
  },

  /** A model name that was never defined. */
  unknownModel(where: string, name: string, known: Iterable<string>): UsageError {
    return makeError(
      UsageError,
      `${where}: no model named ${quoteText(name)} is defined.` +
        didYouMean(name, known, 'This instance'),
      modelUsage.unknownModel,
    )
  },

  /** A model that was used before it was given to a Sequelize instance. */
  modelNotInitialized(where: string, model: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${model} is not connected to a Sequelize instance. Call ${model}.init(attributes, ` +
        '{ sequelize }) first.',
      modelUsage.modelNotInitialized,
    )
  },

  /** A scope that is not defined. */
  unknownScope(model: string, name: string, known: Iterable<string>): SequelizeScopeError {
    return makeError(
      SequelizeScopeError,
      `${model}.scope: ${model} has no scope named ${quoteText(name)}.${didYouMean(name, known)}`,
      modelUsage.unknownScope,
    )
  },

  /** A scope name that is taken. */
  scopeTaken(model: string, name: string): UsageError {
    return makeError(
      UsageError,
      `${model}.addScope: ${model} already has a scope named ${quoteText(name)}. ` +
        'Pass { override: true } to replace it.',
      modelUsage.scopeTaken,
    )
  },

  /** A hook that does not exist. */
  unknownHook(where: string, name: string, known: Iterable<string>): UsageError {
    return makeError(
      UsageError,
      `${where}: there is no hook named ${quoteText(name)}.${didYouMean(name, known)}`,
      modelUsage.unknownHook,
    )
  },

  /** Something that needs a primary key on a model without one. */
  missingPrimaryKey(where: string, model: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${model} has no primary key. Mark an attribute with primaryKey: true, ` +
        'or select rows with "where".',
      modelUsage.missingPrimaryKey,
    )
  },

  /** Something that only paranoid models can do. */
  notParanoid(where: string, model: string): UsageError {
    return makeError(
      UsageError,
      `${where}: ${model} is not paranoid, so its rows are deleted for good. ` +
        'Define it with { paranoid: true } to keep them.',
      modelUsage.notParanoid,
    )
  },

  /** An instance whose row is gone. */
  instanceGone(where: string, key: unknown): InstanceError {
    return makeError(
      InstanceError,
      `${where}: the row no longer exists, or is outside the scope of the model. ` +
        `Received the key ${show(key)}.`,
      modelUsage.instanceGone,
    )
  },

  /** An instance that lacks what identifies its row. */
  instanceWithoutKey(where: string, attribute: string): InstanceError {
    return makeError(
      InstanceError,
      `${where}: the instance has no value for its key ${quoteText(attribute)}, so its row is not ` +
        'known. Load it with its key, or save it first.',
      modelUsage.instanceWithoutKey,
    )
  },
}
