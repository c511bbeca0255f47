import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Writes the numbers of passed, failed and skipped tests, as JSON, to the file that
 * `RELATA_TEST_SUMMARY` names, for the runner to print them as its last line.
 *
 * A file or a group that fails as a whole counts as one failure beside those of its tests.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env['RELATA_TEST_SUMMARY']
    if (file === undefined) return
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of testModules) {
      if (module.errors().length > 0) counts.failed += 1
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) counts.failed += 1
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') counts.failed += 1
        else counts[state] += 1
      }
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}
