import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { Utils } from '../../lib/index.js'

const { singularize } = Utils
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Plurals of aliases, singulars in the place of plurals, and words that every rule is about. */
const words = `
  posts comments users tags orders orderItems lineItems Books BlogPosts userPosts books copies loans
  readers shelves authors publishers addresses categories companies cities countries replies
  children grandchildren people salespeople men women firemen mice lice houses houseMice feet
  teeth geese oxen heroes potatoes tomatoes buffaloes photos shoes videos boxes churches brushes
  classes glasses addressBooks quizzes buses statuses aliases canvases campuses viruses octopuses
  bonuses summonses crises axes testes matrices vertices indices appendices analyses bases databases
  diagnoses parentheses prognoses synopses theses purchases houses cases caves leaves wives knives
  lives wolves halves curves valves reserves drives archives natives olives gloves moves criteria
  genera data media memoranda pizzas schemata invoices prices devices services movies cookies ties
  pies series timeSeries species news money equipment information software sheep deer
  whereas whereases focus focuses genus ox man woman person child drive box church dish quiz bus
  status alias canvas campus virus octopus axis testis crisis analysis datum stadium wife leaf wolf
  hive archive native family day key monkey soliloquy soliloquies days keys monkeys matrix vertex
  mouse louse foot tooth goose criterion tomato potato buffalo hero bonus summons y fe ies ves s es
  posts2 post_tags user_addresses x staff crew feedback metadata userData ownedBy A Is has gas gases
  lens lenses lenseses bias biases process processes access accesses progress success
`
  .trim()
  .split(/\s+/)

/** What `Singular` gives for each word; undefined where it gives none. */
function singularsByType(): Map<string, string | undefined> {
  const file = join(root, 'test/types/singular-program.ts')
  const entries = words.map((word) => `${JSON.stringify(word)}: Singular<${JSON.stringify(word)}>`)
  const text = `import type { Singular } from '../../types/inflection.js'
declare const singulars: { ${entries.join('; ')} }`
  const host = ts.createCompilerHost({})
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, options) =>
    name === file ? ts.createSourceFile(name, text, options) : getSourceFile(name, options)
  host.fileExists = (name) => name === file || fileExists(name)
  const options = { module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, types: [] }
  const program = ts.createProgram([file], options, host)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)!
  const statement = source.statements.at(-1) as ts.VariableStatement
  const type = checker.getTypeAtLocation(statement.declarationList.declarations[0]!.name)
  return new Map(
    type.getProperties().map((property) => {
      const found = checker.getTypeOfSymbol(property)
      return [property.name, found.isStringLiteral() ? found.value : undefined]
    }),
  )
}

describe('The singular of an alias in the types', () => {
  it('is that of the run time, or none', { timeout: 60_000 }, () => {
    const singulars = singularsByType()
    expect(singulars.size).toBe(new Set(words).size)
    const wrong = words.filter((word) => {
      const singular = singulars.get(word)
      return singular !== undefined && singular !== singularize(word)
    })
    expect(wrong.map((word) => [word, singulars.get(word), singularize(word)])).toEqual([])
  })

  it('is known of nearly every word', { timeout: 60_000 }, () => {
    const singulars = singularsByType()
    expect(words.filter((word) => singulars.get(word) === undefined)).toEqual(['analyses'])
  })
})
