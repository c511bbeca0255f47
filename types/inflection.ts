/**
 * The singular of an alias, as `inflection` makes it at run time: `addPost` of `posts`,
 * `createCategory` of `categories`. The rules are those of the package, in its order, without that of
 * `focus`, which v6 does not have.
 */

/**
 * The singular of an English word, or of a name that ends in one. `never` where the types cannot
 * be sure of what the run time makes of it: names that are not known, and capital endings.
 */
export type Singular<S extends string> = string extends S ? never : SingularOf<S, Lowercase<S>>

type SingularOf<S extends string, Lower extends string> = Lower extends Uncountable
  ? S
  : IsSingular<Lower> extends true
    ? S
    : Lower extends IrregularEnding
      ? Irregular<S, Lower>
      : Regular<S, Lower>

type Vowel = 'a' | 'e' | 'i' | 'o' | 'u' | 'y'

/** What the rules leave alone, because it looks like a singular. */
type IsSingular<L extends string> = L extends
  | 'man'
  | 'woman'
  | 'ox'
  | 'summons'
  | 'bonus'
  | 'foot'
  | 'tooth'
  | 'goose'
  | 'whereas'
  | 'criterion'
  | 'genus'
  | `${string}${'person' | 'child' | 'drive' | 'bus' | 'sis' | 'matrix' | 'quiz'}`
  | `${string}${'axis' | 'testis' | 'octopus' | 'virus' | 'alias' | 'status' | 'canvas' | 'campus'}`
  | `${string}${'buffalo' | 'tomato' | 'potato' | 'tum' | 'ium' | 'lf' | 'rf' | 'hive' | 'tive'}`
  | `${string}${'x' | 'ch' | 'ss' | 'sh' | 'mouse' | 'louse' | 'quy'}`
  ? true
  : L extends `${string}ffe` | 'fe' | `${string}${Vowel}y` | 'y'
    ? false
    : L extends `${string}${'fe' | 'y'}`
      ? true
      : false

type IrregularEnding =
  | 'men'
  | 'women'
  | 'genera'
  | 'criteria'
  | 'feet'
  | 'teeth'
  | 'geese'
  | `oxen${string}`
  | `${string}${'people' | 'children' | 'testes' | 'ta' | 'ia' | 'ses' | 'ves' | 'ice' | 'ices'}`

/** Nouns of their own kinds. What is none of them goes on to the regular ones. */
type Irregular<S extends string, L extends string> = L extends 'men' | 'women'
  ? Ending<S, 'en', 'an'>
  : L extends `${string}people`
    ? Ending<S, 'ople', 'rson'>
    : L extends `${string}children`
      ? Ending<S, 'ren', ''>
      : L extends `${string}databases`
        ? Ending<S, 's', ''>
        : L extends 'genera'
          ? 'genus'
          : L extends 'criteria'
            ? Ending<S, 'a', 'on'>
            : L extends `${string}${'t' | 'i'}a`
              ? Ending<S, 'a', 'um'>
              : L extends `${string}analyses`
                ? never
                : L extends `${string}${SisPlural}`
                  ? Ending<S, 'ses', 'sis'>
                  : L extends `${string}ves`
                    ? OfVes<S, L>
                    : L extends `${string}${'m' | 'l'}ice`
                      ? Ending<S, 'ice', 'ouse'>
                      : L extends `${string}crises` | `${string}testes`
                        ? Ending<S, 'es', 'is'>
                        : L extends `${string}${UsPlural}`
                          ? Ending<S, 'es', ''>
                          : L extends 'oxen'
                            ? Ending<S, 'en', ''>
                            : L extends `oxen${string}`
                              ? never
                              : L extends `${string}matrices`
                                ? Ending<S, 'ices', 'ix'>
                                : L extends `${string}${'vert' | 'ind'}ices`
                                  ? Ending<S, 'ices', 'ex'>
                                  : L extends keyof WholeWords
                                    ? WholeWords[L]
                                    : Regular<S, L>

type SisPlural = 'bases' | 'diagnoses' | 'parentheses' | 'prognoses' | 'synopses' | 'theses'

type UsPlural = 'buses' | 'octopuses' | 'viruses' | 'aliases' | 'canvases' | 'statuses' | 'campuses'

interface WholeWords {
  feet: 'foot'
  teeth: 'tooth'
  geese: 'goose'
}

type OfVes<S extends string, L extends string> = L extends
  | `${string}${'drives' | 'curves' | 'fves' | 'oves'}`
  | 'ves'
  ? Ending<S, 's', ''>
  : L extends `${string}${'hives' | 'tives' | 'aves'}`
    ? Ending<S, 'ves', 've'>
    : L extends `${string}${'l' | 'r'}ves`
      ? Ending<S, 'ves', 'f'>
      : Ending<S, 'ves', 'fe'>

type Regular<S extends string, L extends string> = L extends 'summonses' | 'bonuses' | 'whereases'
  ? Ending<S, 'es', ''>
  : L extends `${string}movies`
    ? Ending<S, 'ovies', 'ovie'>
    : L extends `${string}quies`
      ? Ending<S, 'ies', 'y'>
      : L extends `${string}${Vowel}ies` | 'ies'
        ? Ending<S, 's', ''>
        : L extends `${string}ies`
          ? Ending<S, 'ies', 'y'>
          : L extends `${string}${'x' | 'ch' | 'ss' | 'sh' | 'o'}es`
            ? Ending<S, 'es', ''>
            : L extends `${string}quizzes`
              ? Ending<S, 'zes', ''>
              : L extends `${string}s`
                ? Ending<S, 's', ''>
                : S

/** A word with another ending; `never` where its ending is in capitals. */
type Ending<
  S extends string,
  Old extends string,
  New extends string,
> = S extends `${infer Stem}${Old}` ? `${Stem}${New}` : never

/** Words that are their own plural. */
type Uncountable =
  | 'accommodation'
  | 'adulthood'
  | 'advertising'
  | 'advice'
  | 'aggression'
  | 'aid'
  | 'air'
  | 'aircraft'
  | 'alcohol'
  | 'anger'
  | 'applause'
  | 'arithmetic'
  | 'assistance'
  | 'athletics'
  | 'bacon'
  | 'baggage'
  | 'beef'
  | 'biology'
  | 'blood'
  | 'botany'
  | 'bread'
  | 'butter'
  | 'carbon'
  | 'cardboard'
  | 'cash'
  | 'chalk'
  | 'chaos'
  | 'chess'
  | 'crossroads'
  | 'countryside'
  | 'dancing'
  | 'deer'
  | 'dignity'
  | 'dirt'
  | 'dust'
  | 'economics'
  | 'education'
  | 'electricity'
  | 'engineering'
  | 'enjoyment'
  | 'envy'
  | 'equipment'
  | 'ethics'
  | 'evidence'
  | 'evolution'
  | 'fame'
  | 'fiction'
  | 'flour'
  | 'flu'
  | 'food'
  | 'fuel'
  | 'fun'
  | 'furniture'
  | 'gallows'
  | 'garbage'
  | 'garlic'
  | 'genetics'
  | 'gold'
  | 'golf'
  | 'gossip'
  | 'gratitude'
  | 'grief'
  | 'guilt'
  | 'gymnastics'
  | 'happiness'
  | 'hardware'
  | 'harm'
  | 'hate'
  | 'hatred'
  | 'health'
  | 'heat'
  | 'help'
  | 'homework'
  | 'honesty'
  | 'honey'
  | 'hospitality'
  | 'housework'
  | 'humour'
  | 'hunger'
  | 'hydrogen'
  | 'ice'
  | 'importance'
  | 'inflation'
  | 'information'
  | 'innocence'
  | 'iron'
  | 'irony'
  | 'jam'
  | 'jewelry'
  | 'judo'
  | 'karate'
  | 'knowledge'
  | 'lack'
  | 'laughter'
  | 'lava'
  | 'leather'
  | 'leisure'
  | 'lightning'
  | 'linguine'
  | 'linguini'
  | 'linguistics'
  | 'literature'
  | 'litter'
  | 'livestock'
  | 'logic'
  | 'loneliness'
  | 'luck'
  | 'luggage'
  | 'macaroni'
  | 'machinery'
  | 'magic'
  | 'management'
  | 'mankind'
  | 'marble'
  | 'mathematics'
  | 'mayonnaise'
  | 'measles'
  | 'methane'
  | 'milk'
  | 'minus'
  | 'money'
  | 'mud'
  | 'music'
  | 'mumps'
  | 'nature'
  | 'news'
  | 'nitrogen'
  | 'nonsense'
  | 'nurture'
  | 'nutrition'
  | 'obedience'
  | 'obesity'
  | 'oxygen'
  | 'pasta'
  | 'patience'
  | 'physics'
  | 'poetry'
  | 'pollution'
  | 'poverty'
  | 'pride'
  | 'psychology'
  | 'publicity'
  | 'punctuation'
  | 'quartz'
  | 'racism'
  | 'relaxation'
  | 'reliability'
  | 'research'
  | 'respect'
  | 'revenge'
  | 'rice'
  | 'rubbish'
  | 'rum'
  | 'safety'
  | 'scenery'
  | 'seafood'
  | 'seaside'
  | 'series'
  | 'shame'
  | 'sheep'
  | 'shopping'
  | 'sleep'
  | 'smoke'
  | 'smoking'
  | 'snow'
  | 'soap'
  | 'software'
  | 'soil'
  | 'spaghetti'
  | 'species'
  | 'steam'
  | 'stuff'
  | 'stupidity'
  | 'sunshine'
  | 'symmetry'
  | 'tennis'
  | 'thirst'
  | 'thunder'
  | 'timber'
  | 'traffic'
  | 'transportation'
  | 'trust'
  | 'underwear'
  | 'unemployment'
  | 'unity'
  | 'validity'
  | 'veal'
  | 'vegetation'
  | 'vegetarianism'
  | 'vengeance'
  | 'violence'
  | 'vitality'
  | 'warmth'
  | 'wealth'
  | 'weather'
  | 'welfare'
  | 'wheat'
  | 'wildlife'
  | 'wisdom'
  | 'yoga'
  | 'zinc'
  | 'zoology'
