/**
 * Runs the tests and ends with the line `N passed, N failed` (and `, N skipped` when there are any).
 *
 *   npm test                                  everything, in every dialect
 *   npm test -- --dialect sqlite              one dialect; the option can be repeated
 *   npm test -- test/unit -t "some title"     other arguments are vitest's
 *
 * `--project package` runs the tests of the packed tarball instead.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { dialects, project, rest } = parseArguments(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'relata-test-'))
const summaryFile = join(folder, 'summary.json')

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const child = spawn(process.execPath, [vitest, 'run', '--project', project, ...rest], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    RELATA_TEST_SUMMARY: summaryFile,
    RELATA_TEST_DIALECTS: dialects.join(','),
  },
})

// vitest stops the servers before it ends; this process waits for it. The terminal's Ctrl-C reaches
// both, a signal sent to this process alone has to be passed on.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  end(1)
})
child.on('close', (code) => end(code ?? 1))

function end(code) {
  const counts = readCounts()
  // A run that breaks off, or that vitest fails for another reason than a test, is a failure too.
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  rmSync(folder, { recursive: true, force: true })
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  process.exitCode = counts.failed > 0 ? 1 : 0
}

function readCounts() {
  try {
    return JSON.parse(readFileSync(summaryFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

function parseArguments(args) {
  const parsed = { dialects: [], project: 'relata', rest: [] }
  for (let index = 0; index < args.length; index += 1) {
    const [name, value] = splitOption(args[index])
    if (name !== '--dialect' && name !== '--project') {
      parsed.rest.push(args[index])
      continue
    }
    const given = value ?? args[(index += 1)]
    if (given === undefined || given === '' || given.startsWith('-')) {
      process.stderr.write(`${name} needs a name, as in ${name} sqlite\n`)
      process.exit(2)
    }
    if (name === '--dialect') parsed.dialects.push(given)
    else parsed.project = given
  }
  return parsed
}

function splitOption(argument) {
  const at = argument.indexOf('=')
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)]
}
