// The report: every chapter in turn, with the statements and the time that its answer took.

import { styleText } from 'node:util'
import type { CountedDatabase } from './database.js'
import type { Atlas } from './models.js'
import { sections } from './sections.js'
import { counted, drawTable, duration } from './tables.js'

/** Statements sent and time passed, in milliseconds. */
export interface Effort {
  readonly statements: number
  readonly milliseconds: number
}

/** Carries out `work` and tells what it gave and what it took. */
export async function measure<Result>(
  database: CountedDatabase,
  work: () => Promise<Result>,
): Promise<Effort & { readonly result: Result }> {
  const statements = database.countStatements()
  const start = performance.now()
  const result = await work()
  const milliseconds = performance.now() - start
  return { result, milliseconds, statements: database.countStatements() - statements }
}

/** Writes out an effort: `7 statements · 47 ms`. */
export function showEffort({ statements, milliseconds }: Effort): string {
  return `${counted(statements, 'statement')} · ${duration(milliseconds)}`
}

/**
 * Asks every question of the report and writes each answer as soon as it is there.
 *
 * @param write receives the report piece by piece, each piece a few lines without a final newline
 * @returns what all answers together took
 */
export async function writeReport(
  atlas: Atlas,
  database: CountedDatabase,
  write: (text: string) => void,
): Promise<Effort & { readonly questions: number }> {
  let statements = 0
  let milliseconds = 0
  for (const [index, { title, sentence, ask }] of sections.entries()) {
    const effort = await measure(database, () => ask(atlas))
    const { columns, rows } = effort.result()
    statements += effort.statements
    milliseconds += effort.milliseconds
    write(`\n${bold(`${index + 1}. ${title}`)}\n${sentence}\n`)
    write(drawTable(columns, rows))
    write(faint(`\n  ${showEffort(effort)}`))
  }
  return { questions: sections.length, statements, milliseconds }
}

/** Makes text bold where the terminal can. */
export function bold(text: string): string {
  return hasStyle() ? styleText('bold', text) : text
}

/** Makes text faint where the terminal can. */
export function faint(text: string): string {
  return hasStyle() ? styleText('dim', text) : text
}

function hasStyle(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR']
}
