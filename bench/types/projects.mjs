// The projects that are measured: folders with a generated schema and its queries, one per library.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RESULT = /^const (\w+) = /gm
const MARK = /\/\*complete(\+1)? (\w+)\*\//g

/** Compiler options of every project: what a new project has. */
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

/**
 * Writes a project.
 *
 * @param {string} parent the folder of all projects
 * @param {string} name
 * @param {{ schema: string, queries: string, files?: Record<string, string> }} program the queries
 *   with marks; see {@link takeMarks}
 * @param {{ packages: URL, paths: Record<string, string[]> }} where the folder of packages, and where
 *   those are that are not in it
 * @returns {{ folder: string, queriesFile: string, places: Place[] }}
 *
 * @typedef {{ line: number, offset: number }} Position as the language server counts, from 1
 * @typedef {Position & { expected: string, result: Position & { name: string } }} Place where
 *   something is completed, what must be among the completions, and the result of the query
 */
export function writeProject(parent, name, { schema, queries, files = {} }, { packages, paths }) {
  const folder = join(parent, name)
  mkdirSync(folder)
  symlinkSync(fileURLToPath(packages), join(folder, 'node_modules'), 'dir')
  const { text, places } = takeMarks(queries)
  const compilerOptions = { ...COMPILER_OPTIONS, paths }
  const written = {
    'package.json': JSON.stringify({ type: 'module', private: true }),
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['schema.ts', 'queries.ts'] }),
    'tsconfig.schema.json': JSON.stringify({ compilerOptions, files: ['schema.ts'] }),
    'schema.ts': schema,
    'queries.ts': text,
    ...files,
  }
  for (const [file, content] of Object.entries(written)) writeFileSync(join(folder, file), content)
  return { folder, queriesFile: join(folder, 'queries.ts'), places }
}

/**
 * Takes the marks out of a program. A mark stands before a name that an editor should offer there:
 * `{ where: { /*complete email*\/email: 'a' } }`; with `+1`, before the quote of a string.
 *
 * @param {string} program
 * @returns {{ text: string, places: Place[] }}
 */
export function takeMarks(program) {
  let removed = 0
  const found = [...program.matchAll(MARK)].map(({ 0: mark, 1: plus, 2: expected, index }) => {
    const offset = index - removed + (plus ? 1 : 0)
    removed += mark.length
    return { offset, expected }
  })
  const text = program.replace(MARK, '')
  const places = found.map(({ offset, expected }) => {
    const [{ 1: result, index }] = [...text.slice(0, offset).matchAll(RESULT)].slice(-1)
    return {
      ...positionOf(text, offset),
      expected,
      result: { ...positionOf(text, index + 'const '.length), name: result },
    }
  })
  return { text, places }
}

/** Lines and columns count from 1. */
function positionOf(text, offset) {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, offset: lines.at(-1).length + 1 }
}
