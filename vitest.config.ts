import { defineConfig } from 'vitest/config'

const shared = {
  pool: 'forks' as const,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The machine's time zone must not decide whether a test passes: a zone with half hours and summer
  // time shows every place that takes local time for UTC.
  env: { TZ: process.env['TZ'] ?? 'America/St_Johns' },
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reporter: ['text', 'html', 'lcovonly'],
      reportsDirectory: 'coverage',
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'relata',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['test/package/**', 'test/types/**', '**/node_modules/**'],
          globalSetup: ['./test/support/global-setup.ts'],
          setupFiles: ['./test/support/property-seed.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
