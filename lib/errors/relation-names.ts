/** What can be wrong with the names that relations of `sequelize.relate` take: aliases and methods. */
import { quoteText, show } from './base-error.js'
import { codeLines } from './code-text.js'
import type { Contradiction } from './relation-usage.js'

/** Contradictions of names, a factory per situation. `where` is `Author.books`; `code` can be pasted. */
export const relationNames = {
  /** An `as` beside the name of the property. */
  aliasTwice(where: string, as: unknown, code: string): Contradiction {
    return {
      where,
      what: `"as" is given (${show(as)}), and the name of the property is the alias already.`,
      fix: `Leave "as" out, and name the property as the relation is to be called:${codeLines([code])}`,
    }
  },

  /** An alias that paths (`'a.b'`, `'$a.name$'`) could not name. */
  unusableAlias(where: string, alias: string, code: readonly string[]): Contradiction {
    const what =
      alias === ''
        ? 'the alias is empty, and no include could name it.'
        : `the alias ${quoteText(alias)} has a dot in it, which parts the steps of a path.`
    return { where, what, fix: `Give the relation another name:${codeLines(code)}` }
  },

  /** An alias that is an attribute of the same model, or becomes one. */
  aliasIsAttribute(
    where: string,
    alias: string,
    code: readonly string[],
    isKey: boolean,
  ): Contradiction {
    const what = isKey
      ? `its foreign key is named ${quoteText(alias)} too, and an instance has one property of a name.`
      : `${quoteText(alias)} is an attribute of the model already, and an instance has one property of a name.`
    const fix = isKey
      ? 'Give the key another name:'
      : 'Remove the attribute if the relation replaces it, or give the relation another name:'
    return { where, what, fix: fix + codeLines(code) }
  },

  /** An alias that is the name of the through model. */
  aliasIsThrough(where: string, alias: string, code: readonly string[]): Contradiction {
    return {
      where,
      what: `${quoteText(alias)} is the through model, under whose name each target holds its through row.`,
      fix: `Give the relation another name:${codeLines(code)}`,
    }
  },

  /** An alias that another association of the model has. */
  aliasTaken(
    where: string,
    existing: string,
    code: readonly string[],
    isSame: boolean,
  ): Contradiction {
    return {
      where,
      what: `the model has an association of this name already: ${existing}.`,
      fix:
        (isSame
          ? 'If it is the same, leave it out here; a second relation takes a name and a key of its own:'
          : 'Give this one another name, or declare it once only:') + codeLines(code),
    }
  },

  /** An alias that hides a method or a field of every instance. */
  aliasIsMethod(where: string, alias: string, code: readonly string[]): Contradiction {
    return {
      where,
      what: `every instance has ${quoteText(alias)} itself; what is loaded would hide it.`,
      fix: `Give the relation another name:${codeLines(code)}`,
    }
  },

  /** An alias that is a method or an accessor of the model's own class. */
  aliasIsOwnMember(
    where: string,
    alias: string,
    owner: string,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `the class ${owner} has ${quoteText(alias)} itself, which would hide what is loaded.`,
      fix: `Give the relation another name, or the member of the class:${codeLines(code)}`,
    }
  },

  /** An alias that is a method which another relation adds. */
  aliasIsGained(
    where: string,
    alias: string,
    other: string,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `${other} adds a method ${quoteText(alias)}, which would hide what is loaded.`,
      fix: `Give the relation another name:${codeLines(code)}`,
    }
  },

  /** The alias `then`. */
  aliasIsThen(where: string, code: readonly string[]): Contradiction {
    return {
      where,
      what: 'what has a "then" counts as a promise, and "await" would call it.',
      fix: `Give the relation another name:${codeLines(code)}`,
    }
  },

  /** Two relations of a model that both add methods of the same names. */
  sameMethods(
    where: string,
    other: string,
    methods: readonly string[],
    code: readonly string[],
  ): Contradiction {
    const names = methods.map((method) => `${method}()`)
    return {
      where,
      what: `it adds ${names.join(', ')}, and so does ${other}: an instance has one method of a name.`,
      fix: `Give one of the two another name:${codeLines(code)}`,
    }
  },
}
