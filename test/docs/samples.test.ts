/**
 * Every sample of the documentation compiles and runs, and what is shown after it is what it gave.
 *
 * `RELATA_DOCS=write npm test -- test/docs` writes what the samples gave into the pages instead.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialectTargets } from '../support/dialects.js'
import { comparable, conditionText, outputText } from './output.js'
import {
  codeCell,
  CONDITION_ROW,
  listPages,
  type Program,
  programsOf,
  readPage,
  root,
  type Sample,
} from './pages.js'
import { type SampleRecord, Workshop } from './programs.js'

const isWriting = process.env['RELATA_DOCS'] === 'write'
const pages = new Map(listPages().map((page) => [page, programsOf(page)]))
const programs = [...pages.values()].flat()
const postgresUrl = dialectTargets.find(({ dialect }) => dialect === 'postgres')?.url
const records = new Map<Program, SampleRecord[]>()
let workshop: Workshop

beforeAll(async () => {
  workshop = await Workshop.open()
  return () => workshop.close()
})

afterAll(() => {
  if (isWriting) for (const [page, found] of pages) writeOutputs(page, found)
})

describe('the samples of the documentation', () => {
  it('compile under strict settings', () => {
    expect(workshop.compile(programs.filter((program) => program.isTyped))).toEqual([])
  })

  for (const program of programs) {
    if (program.dialect === 'postgres' && postgresUrl === undefined) continue
    it(`give what is shown: ${program.name}`, async () => {
      const found = await workshop.run(
        program,
        program.dialect === 'postgres' ? postgresUrl : undefined,
      )
      records.set(program, found)
      if (isWriting) return
      const shown = program.samples.flatMap((sample) => shownBy(program, sample))
      const real = program.samples.flatMap((sample, index) =>
        givenBy(program, sample, found[index]!),
      )
      expect(real).toEqual(shown)
    })
  }
})

/** What the page shows of a sample, each led by its place. */
function shownBy(program: Program, sample: Sample): string[] {
  const outputs = sample.outputs.map(
    ({ kind, text, line }) => `${program.page}:${line + 1}: ${comparable(kind, text)}`,
  )
  if (sample.row !== undefined) {
    outputs.push(`${program.page}:${sample.row.line + 1}: ${comparable('sql', sample.row.sql)}`)
  }
  return outputs
}

/** What the sample gave, each led by the place where it is shown. */
function givenBy(program: Program, sample: Sample, record: SampleRecord): string[] {
  const outputs = sample.outputs.map(
    (output) =>
      `${program.page}:${output.line + 1}: ${comparable(output.kind, outputText(output, record))}`,
  )
  if (sample.row !== undefined) {
    outputs.push(
      `${program.page}:${sample.row.line + 1}: ${comparable('sql', conditionText(record))}`,
    )
  }
  return outputs
}

function writeOutputs(page: string, found: readonly Program[]): void {
  const lines: (string | undefined)[] = readPage(page).split('\n')
  for (const program of found) {
    const given = records.get(program)
    if (given === undefined) continue
    program.samples.forEach((sample, index) => {
      const record = given[index]!
      for (const output of sample.outputs) replaceText(lines, output, outputText(output, record))
      if (sample.row === undefined) return
      const { line } = sample.row
      const [, condition = '', , , rest = ''] = CONDITION_ROW.exec(lines[line]!) ?? []
      lines[line] = `${condition} ${codeCell(conditionText(record))} |${rest}`
    })
  }
  writeFileSync(join(root, page), lines.filter((line) => line !== undefined).join('\n'))
}

/** Puts text in place of a fence's lines, without moving the lines after it. */
function replaceText(
  lines: (string | undefined)[],
  output: { readonly kind: 'sql' | 'text'; readonly text: string; readonly line: number },
  text: string,
): void {
  if (comparable(output.kind, output.text) === comparable(output.kind, text)) return
  const fence = output.line - 1
  for (let line = output.line; !lines[line]!.startsWith('```'); line += 1) lines[line] = undefined
  lines[fence] += `\n${text}`
}
