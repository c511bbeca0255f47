/**
 * What Relata's types cost the compiler: counted in instantiations, which are the same on every
 * machine, on the generated schema that `bench/types` measures beside other libraries.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { takeMarks } from '../../bench/types/projects.mjs'
import { generate } from '../../bench/types/relata.mjs'
import { generateModels } from '../../bench/types/schema.mjs'

/** Most instantiations for 100 models of 20 columns and 3 relations, related in one place. */
const SCHEMA_BUDGET = 250_000
/** Most instantiations for that schema and 20 queries over it. */
const BUDGET = 450_000

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'test/types')

/** Files that no program changes. */
const parsed = new Map<string, ts.SourceFile>()

interface Cost {
  readonly errors: readonly string[]
  readonly schema: number
  readonly all: number
}

/** Checks a generated program, and only that: not the library's own sources. */
function costOf(modelCount: number): Cost {
  const { schema, queries } = generate(generateModels(modelCount), '../../lib/index.js')
  const files = new Map([
    [join(folder, 'schema.ts'), schema],
    [join(folder, 'queries.ts'), takeMarks(queries).text],
  ])
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  )
  const host = ts.createCompilerHost(config!.options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.getSourceFile = (name, options) => {
    const text = files.get(name)
    if (text !== undefined) return ts.createSourceFile(name, text, options)
    const known = parsed.get(name) ?? getSourceFile(name, options)
    if (known !== undefined) parsed.set(name, known)
    return known
  }
  const program = ts.createProgram([...files.keys()], config!.options, host)
  const errors: string[] = []
  // The compiler counts for its diagnostics; its declarations leave that out.
  const counted = program as ts.Program & { getInstantiationCount(): number }
  const [forSchema, all] = [...files.keys()].map((name) => {
    for (const { messageText, start, file } of program.getSemanticDiagnostics(
      program.getSourceFile(name),
    )) {
      const line = file === undefined ? '' : file.getLineAndCharacterOfPosition(start!).line + 1
      errors.push(`${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
    }
    return counted.getInstantiationCount()
  })
  return { errors, schema: forSchema!, all: all! }
}

describe('the cost of types', () => {
  let cost: Cost
  beforeAll(() => {
    cost = costOf(100)
  }, 120_000)

  it('stays within its budget for 100 related models and 20 queries', () => {
    expect(cost.errors).toEqual([])
    expect(cost.schema).toBeLessThanOrEqual(SCHEMA_BUDGET)
    expect(cost.all).toBeLessThanOrEqual(BUDGET)
  })

  it('grows with the number of models in step, and a query costs the same among many', () => {
    const fewer = costOf(60)
    expect(fewer.errors).toEqual([])
    expect(cost.schema).toBeLessThanOrEqual((100 / 60) * fewer.schema)
    // Among fewer models, queries share more of what they include.
    expect(cost.all - cost.schema).toBeLessThanOrEqual(1.1 * (fewer.all - fewer.schema))
  }, 120_000)
})
