/** What can be wrong with the options of a relation of `sequelize.relate`. */
import { didYouMean, listChoices, quoteText, show } from './base-error.js'
import { codeLines } from './code-text.js'
import type { Contradiction } from './relation-usage.js'

/** Contradictions of options, a factory per situation. `where` is `Author.books`. */
export const relationOptions = {
  /** An option that is nearly one that exists. */
  misspelledOption(
    where: string,
    name: string,
    { known, code }: { readonly known: readonly string[]; readonly code: string },
  ): Contradiction {
    return {
      where,
      what: `the option ${quoteText(name)} does not exist.${didYouMean(name, known)}`,
      fix: `Correct its name, or leave it out:${codeLines([code])}`,
    }
  },

  /** An option that other kinds of relation have. `kind` reads `hasMany`. */
  optionOfOtherKind(
    where: string,
    name: string,
    kind: string,
    { known, code }: { readonly known: readonly string[]; readonly code: string },
  ): Contradiction {
    return {
      where,
      what: `${kind} has no option ${quoteText(name)}. It has: ${known.join(', ')}.`,
      fix: `Leave it out:${codeLines([code])}`,
    }
  },

  /** An option of an unusable form. `what` reads `"foreignKey" must be …`. */
  malformedOption(where: string, what: string, received: unknown, code: string): Contradiction {
    return {
      where,
      what: `${what}. Received ${show(received)}.`,
      fix: `Correct the option, or leave it out:${codeLines([code])}`,
    }
  },

  /** A scope by what is no attribute. */
  unknownScope(
    where: string,
    option: 'scope' | 'through.scope',
    name: string,
    owner: { readonly name: string; readonly attributes: readonly string[]; readonly code: string },
  ): Contradiction {
    return {
      where,
      what: `${quoteText(option)} names ${quoteText(name)}, which is not an attribute of ${owner.name}.${didYouMean(name, owner.attributes, owner.name)}`,
      fix: `Give ${owner.name} this attribute, or scope the relation by one that it has:${codeLines([owner.code])}`,
    }
  },

  /** One type for a key of several attributes. */
  oneTypeForSeveral(
    where: string,
    names: readonly string[],
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `"keyType" is the type of one attribute, and the key has several (${names.join(', ')}).`,
      fix:
        'Leave it out: each has the type of what it refers to, unless it says its own ' +
        `({ name, type }):${codeLines(code)}`,
    }
  },

  /** An `onDelete` or `onUpdate` that SQL does not have. */
  unknownAction(
    where: string,
    option: string,
    received: unknown,
    advice: { readonly known: readonly string[]; readonly code: string },
  ): Contradiction {
    return {
      where,
      what: `${show(received)} is no action for "${option}".${listChoices(advice.known)}`,
      fix: `Use one of these:${codeLines([advice.code])}`,
    }
  },

  /** SET NULL for a key that cannot be null; one of a primary key can never be. */
  setsNotNull(
    where: string,
    option: string,
    key: {
      readonly name: string
      readonly holder: string
      readonly place: string
      readonly isPrimary?: boolean
    },
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `${option} "SET NULL"${key.place === where ? '' : ` of ${key.place}`} would set ` +
        `${quoteText(key.name)} to null, which ` +
        `${key.isPrimary === true ? 'is part of the primary key of' : 'may not be null in'} ${key.holder}.`,
      fix:
        (key.isPrimary === true
          ? 'Take another action:'
          : 'Let the key be null (allowNull: true), or take another action:') + codeLines(code),
    }
  },

  /** `through` on a relation that has no table of its own. */
  needlessThrough(where: string, kind: string, code: string): Contradiction {
    return {
      where,
      what: `${kind} does not go through another table.`,
      fix: `Many to many is written:${codeLines([code])}`,
    }
  },

  /** `through` that is one of the two models. */
  throughIsEnd(where: string, name: string, code: string): Contradiction {
    return {
      where,
      what: `it goes through ${quoteText(name)}, which is one of the two models that it links.`,
      fix: `The pairs have a table of their own:${codeLines([code])}`,
    }
  },

  /** `through` that names the table of a model, which has another name. */
  throughIsTable(where: string, name: string, model: string, code: string): Contradiction {
    return {
      where,
      what:
        `it goes through ${quoteText(name)}, which is the table of ${model}: a second model of this ` +
        'table would be made.',
      fix: `Name the model:${codeLines([code])}`,
    }
  },
}
