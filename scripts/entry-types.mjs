import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Takes two things out of the entry's declarations that mean something to Node or to the compiler
 * of this project, but not to users: the export named 'module.exports', whose types dist/index.d.cts
 * gives and whose name no compiler before TypeScript 5.6 reads, and the word `type` in re-exports,
 * because of which that file could not name them.
 */
export function relaxEntryTypes(file) {
  const text = readFileSync(file, 'utf8')
    .replace(/,?\s*\w+ as ['"]module\.exports['"]/g, '')
    .replace(/^export type (?=[{*])/gm, 'export ')
    .replace(/(?<=[{,]\s*)type (?=\w)/g, '')
    .replace(/^export \{\s*\};?\n/gm, '')
  writeFileSync(file, text)
}
