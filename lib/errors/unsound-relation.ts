/** What can be wrong with one relation of `sequelize.relate` by itself, and with the models. */
import { didYouMean, quoteText, show } from './base-error.js'
import { codeLines, codeText } from './code-text.js'
import { wayToModel } from './model-usage.js'
import type { Contradiction } from './relation-usage.js'

/** Which model of a relation is at fault. */
export type ModelSubject = 'it' | 'its target' | 'the model it goes through'

/** Contradictions of one relation, a factory per situation. `where` is `Author.books`. */
export const unsoundRelation = {
  /** A value in `models` that is no model. */
  notAModel(where: string, received: unknown, subject: ModelSubject): Contradiction {
    return {
      where,
      what: `${subject} is not a model. Received ${show(received)}.`,
      fix: wayToModel(received),
    }
  },

  /** A model that was never given to `init`. */
  notInitialized(where: string, model: string, subject: ModelSubject): Contradiction {
    const what = subject === 'it' ? 'the class' : `${subject}, ${model},`
    return {
      where,
      what: `${what} is not connected to a Sequelize instance yet.`,
      fix: `Call it first:${codeLines([`${model}.init(attributes, { sequelize })`])}`,
    }
  },

  /** A model of another database. */
  foreignModel(where: string, subject: ModelSubject): Contradiction {
    const what = subject === 'it' ? 'the model' : subject
    return {
      where,
      what: `${what} belongs to another Sequelize instance, and no statement can join the two.`,
      fix: 'Define it on the instance whose relate is called.',
    }
  },

  /** A model name in the declaration, or a target, that was not given. */
  unknownModel(where: string, name: string, known: readonly string[]): Contradiction {
    return {
      where,
      what: `there is no model named ${quoteText(name)}.${didYouMean(name, known, 'relate')}`,
      fix: 'Name one of the models that are given to relate, or give this one, too.',
    }
  },

  /** A target that is undefined: the class was imported in a circle. */
  undefinedTarget(where: string, kind: string): Contradiction {
    return {
      where,
      what:
        `the target of r.${kind}() is undefined: a class imported in a circle of modules is not ` +
        'there yet.',
      fix: `Give its name instead:${codeLines([`r.${kind}('NameOfTheModel')`])}`,
    }
  },

  /** Something in place of the relations of a model. */
  notRelations(where: string, received: unknown, code: string): Contradiction {
    return {
      where,
      what: `its relations are an object of relations by alias. Received ${show(received)}.`,
      fix: `Write:${codeLines([code])}`,
    }
  },

  /** Something that no `r.…` call gave. */
  notARelation(where: string, received: unknown, alias: string): Contradiction {
    return {
      where,
      what: `it is not a relation. Received ${show(received)}.`,
      fix: `Use what r gives:${codeLines([`${isPlain(alias) ? alias : codeText(alias)}: r.hasMany('Target')`])}`,
    }
  },

  /** `sourceKey` or `targetKey` names what is no attribute. */
  unknownKey(
    where: string,
    option: string,
    name: string,
    owner: { readonly name: string; readonly attributes: readonly string[] },
  ): Contradiction {
    return {
      where,
      what: `"${option}" names ${quoteText(name)}, which is not an attribute of ${owner.name}.`,
      fix:
        didYouMean(name, owner.attributes, owner.name).trim() ||
        `Name an attribute of ${owner.name} whose values are unique.`,
    }
  },

  /** A foreign key of more or fewer attributes than what it refers to. */
  keyLength(
    where: string,
    key: readonly string[],
    referred: readonly string[],
    { model, code }: { readonly model: string; readonly code: readonly string[] },
  ): Contradiction {
    return {
      where,
      what:
        `the foreign key has ${count(key)} (${key.join(', ')}), and what it refers to in ${model} ` +
        `has ${count(referred)} (${referred.join(', ')}).`,
      fix: `Give as many, in the same order:${codeLines(code)}`,
    }
  },

  /** A key of one attribute that refers to a primary key of several. */
  partOfKey(
    where: string,
    model: string,
    keys: readonly string[],
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `the primary key of ${model} has ${count(keys)} (${keys.join(', ')}), and a foreign key of ` +
        `one would refer to "${keys[0]}" alone, which several rows share.`,
      fix: `Give the foreign key as many, in this order:${codeLines(code)}`,
    }
  },

  /** A model that is a table of pairs without a key of its own, and that others refer to. */
  noOwnKey(where: string, model: string, pairs: string): Contradiction {
    const id = 'id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }'
    return {
      where,
      what:
        `${model} has no key of its own to refer to: ${pairs} goes through it, and what identifies ` +
        'a pair are its two keys.',
      fix: `Give ${model} one, among its attributes:${codeLines([id])}`,
    }
  },

  /** A key that refers to attributes whose values are not unique. */
  notUnique(
    where: string,
    names: readonly string[],
    model: string,
    code: readonly string[],
  ): Contradiction {
    const what =
      names.length === 1
        ? `"${names[0]}" of ${model}, whose values are not unique`
        : `${names.join(', ')} of ${model}, which are not unique together`
    return {
      where,
      what: `its key refers to ${what}: no database enforces that.`,
      fix:
        `Make ${names.length === 1 ? `it unique in ${model} (unique: true)` : 'them a unique index'}, or tell the ` +
        `database not to enforce the key:${codeLines(code)}`,
    }
  },

  /** A key whose values can be none of those that it refers to. */
  otherType(
    where: string,
    own: { readonly name: string; readonly type: string },
    referred: { readonly name: string; readonly type: string },
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `its key ${quoteText(own.name)} is ${own.type}, and refers to ${referred.name}, which is ${referred.type}.`,
      fix:
        'Give both the same type, or the relation another key; or tell the database not to enforce ' +
        `it:${codeLines(code)}`,
    }
  },

  /** A model that nothing can refer to. */
  nothingToReferTo(where: string, model: string, option: string, code: string): Contradiction {
    return {
      where,
      what: `${model} has no primary key to refer to.`,
      fix: `Give it one, or name a unique attribute with "${option}":${codeLines([code])}`,
    }
  },
}

function isPlain(name: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)
}

function count(names: readonly string[]): string {
  return names.length === 1 ? 'one attribute' : `${names.length} attributes`
}
