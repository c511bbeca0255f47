/** What can be wrong between the relations of `sequelize.relate`: two sides that do not agree. */
import { didYouMean, quoteText, show } from './base-error.js'
import { codeLines, codeText } from './code-text.js'
import type { Contradiction } from './relation-usage.js'

/** Two sides of a relation with what each says of one thing. */
interface Disagreement {
  readonly other: string
  readonly own: unknown
  readonly theirs: unknown
}

/** Contradictions between relations, a factory per situation. `where` is `Author.books`. */
export const relationDisagreement = {
  /** A many-to-many relation without its table. */
  missingThrough(where: string, code: readonly string[]): Contradiction {
    return {
      where,
      what: 'neither side says which table holds the pairs.',
      fix: `Name the table or the model, on one side or both:${codeLines(code)}`,
    }
  },

  /** Two sides of a many-to-many relation that go through different tables. */
  otherThrough(
    where: string,
    { other, own, theirs }: Disagreement,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `it goes through ${show(own)}, and ${other} through ${show(theirs)}: pairs that one side ` +
        'adds, the other does not find.',
      fix: `Name the same table on both:${codeLines(code)}\nIf these are two relations, say so on both: inverse: false.`,
    }
  },

  /** Both keys of a through table of the same name. */
  oneKeyForBoth(where: string, name: string, code: string): Contradiction {
    return {
      where,
      what: `both keys of the through table would be ${quoteText(name)}.`,
      fix: `"foreignKey" is the key to the model that has the relation, "otherKey" the key to the other:${codeLines([code])}`,
    }
  },

  /** A key whose name is another one's in other letters. */
  otherCase(
    where: string,
    name: string,
    other: { readonly name: string; readonly place: string },
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `its key ${quoteText(name)} differs from ${quoteText(other.name)} of ${other.place} by upper ` +
        'and lower case only, which many databases take for one column.',
      fix: `If one column is meant, give its name, else another one:${codeLines(code)}`,
    }
  },

  /** Two sides that say different things of one option. */
  disagreement(
    where: string,
    option: string,
    { other, own, theirs }: Disagreement,
    code: readonly string[],
  ): Contradiction {
    const nouns: Readonly<Record<string, string>> = {
      foreignKey: 'the foreign key is',
      otherKey: 'the other key is',
    }
    return {
      where,
      what: `${nouns[option] ?? `"${option}" is`} ${show(own)} here, and ${show(theirs)} in ${other}, its other side.`,
      fix:
        `Say it on one side only, or the same on both:${codeLines(code)}` +
        (option === 'foreignKey'
          ? '\nIf these are two relations and not two sides of one, say so on both: inverse: false.'
          : ''),
    }
  },

  /** Relations by one key that are not two sides of one, and say different things of it. */
  oneKeyTwoWords(
    where: string,
    option: string,
    { other, own, theirs }: Disagreement,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `"${option}" is ${show(own)} here, and ${show(theirs)} in ${other}, which has the same key.`,
      fix: `A key is said once, or the same by all:${codeLines(code)}`,
    }
  },

  /** Two types of one key, by the two sides of a relation or by two relations. */
  twoTypes(
    where: string,
    option: string,
    { other, own, theirs }: Disagreement,
    { areSides, code }: { readonly areSides: boolean; readonly code: string },
  ): Contradiction {
    const [which, place] = areSides
      ? ['its other side', 'on one side only']
      : ['which has the same key', 'once']
    return {
      where,
      what: `${quoteText(option)} makes its key ${String(own)}, and in ${other}, ${which}, it is ${String(theirs)}.`,
      fix: `Say the type ${place}; then the other is:${codeLines([code])}`,
    }
  },

  /** Keys of a through table that are not the other side's, crosswise. */
  keysNotCrossed(
    where: string,
    { other, own, theirs }: Disagreement,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `its keys ${show(own)} do not fit those of ${other}, ${show(theirs)}: the "foreignKey" of ` +
        'one side is the "otherKey" of the other.',
      fix: `Say them on one side only, or crosswise:${codeLines(code)}`,
    }
  },

  /** One foreign key said to be of one row and of many. */
  oneAndMany(where: string, other: string, key: string, code: string): Contradiction {
    return {
      where,
      what: `hasOne by the key ${quoteText(key)}, by which ${other} is hasMany: is it one row, or many?`,
      fix: `Keep the one that is meant; a certain one of many takes a scope, or says that it is apart:${codeLines([code])}`,
    }
  },

  /** Two sides that each say that the other table has the key. */
  facingHas(where: string, other: string, code: readonly string[], isMany: boolean): Contradiction {
    return {
      where,
      what: isMany
        ? `hasMany, and ${other} is hasMany too: then each table would hold a key of the other.`
        : `it says that the other table holds the key, and so does ${other}.`,
      fix:
        (isMany
          ? `Many on both sides go through a table of pairs:${codeLines(code)}`
          : `The side that holds the key belongs:${codeLines(code)}`) +
        '\nIf these are two relations and not two sides of one, say so on both: inverse: false.',
    }
  },

  /** Two sides that each say that they hold the key. */
  facingBelongsTo(where: string, other: string, code: readonly string[]): Contradiction {
    return {
      where,
      what: `belongsTo, and ${other} is belongsTo too: each table would hold a key of the other.`,
      fix:
        `Only one side holds the key; the other has one, or many:${codeLines(code)}` +
        '\nIf these are two relations and not two sides of one, say so on both: inverse: false.',
    }
  },

  /** A many-to-many side that faces one of another kind. */
  facingManyToMany(where: string, other: string, kind: string, code: string): Contradiction {
    return {
      where,
      what: `it goes through a table of pairs, and ${other} is ${kind}, by a key in one of the two tables.`,
      fix: `The other side goes through the same table:${codeLines([code])}\nIf these are two relations, say so on both: inverse: false.`,
    }
  },

  /** One column that refers to rows of two tables. */
  oneKeyTwoTables(
    where: string,
    key: string,
    other: { readonly place: string; readonly target: string; readonly ownTarget: string },
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what:
        `the key ${quoteText(key)} refers to ${other.ownTarget} here and to ${other.target} in ` +
        `${other.place}; the database can enforce one of them only.`,
      fix: `Give each its own key, or tell the database not to enforce them:${codeLines(code)}`,
    }
  },

  /** `inverse` names what is not there. */
  unknownInverse(
    where: string,
    name: string,
    target: string,
    { known, code }: { readonly known: readonly string[]; readonly code: readonly string[] },
  ): Contradiction {
    return {
      where,
      what: `its inverse ${quoteText(name)} is not declared on ${target}.${didYouMean(name, known, target)}`,
      fix: `Name the alias of the other side, declare it, or say that there is none:${codeLines(code)}`,
    }
  },

  /** `inverse` names a relation that cannot be it. */
  wrongInverse(
    where: string,
    other: string,
    given: {
      readonly kind: string
      readonly leadsTo: string
      readonly needed: string
      readonly target: string
      readonly code: readonly string[]
    },
  ): Contradiction {
    return {
      where,
      what: `its inverse ${other} is a ${given.kind} to ${given.leadsTo}; it takes ${given.needed} to ${given.target}.`,
      fix: `Name the other side of this very relation, or say that there is none:${codeLines(given.code)}`,
    }
  },

  /** `inverse` names a relation that says it has another one, or none. */
  inverseElsewhere(
    where: string,
    other: string,
    theirs: unknown,
    code: readonly string[],
  ): Contradiction {
    return {
      where,
      what: `it names ${other} as its inverse, which says inverse: ${codeText(theirs)}.`,
      fix: `Let both name each other, or leave "inverse" out of one:${codeLines(code)}`,
    }
  },

  /** Several sides that could belong together. */
  ambiguousInverse(places: readonly string[], code: readonly string[]): Contradiction {
    return {
      where: places.join(', '),
      what: 'which of these are two sides of one relation? Several are possible.',
      fix: `Say it with "inverse", or with the same "foreignKey" on both sides, for example one of:${codeLines(code)}`,
    }
  },

  /** A relation that is declared on one side. */
  missingInverse(where: string, target: string, code: string): Contradiction {
    return {
      where,
      what: `its other side is not declared, so that from ${target} nobody finds the way back.`,
      fix: `Declare it, or say that there is none with inverse: false:${codeLines([code])}`,
    }
  },
}
