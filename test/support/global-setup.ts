/**
 * Runs once before all test files: finds out which targets are wanted and opens the servers that
 * the chosen files need.
 */
import { relative, sep } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type DatabaseServer, openServer } from './databases.js'
import { resolveTargets } from './targets.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Names of the targets of this run. */
    targetNames: string[]
    /** Addresses of the servers of this run by dialect. */
    serverUrls: Record<string, string>
  }
}

/** Folders whose tests never open a database; their files alone start no server. */
const FOLDERS_WITHOUT_DATABASE = ['unit', 'sql', 'tooling', 'types', 'package']

/** Opens the servers; gives the function that stops them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const targets = resolveTargets(process.env['RELATA_TEST_DIALECTS'])
  const servers = new Map<string, DatabaseServer>()
  const stop = async () => {
    await Promise.all([...servers.values()].map((server) => server.stop()))
  }
  project.provide(
    'targetNames',
    targets.map((target) => target.name),
  )
  if (await needsDatabase(project)) {
    try {
      await Promise.all(
        [...new Set(targets.map((target) => target.dialect))].map(async (dialect) => {
          const server = await openServer(dialect)
          if (server === undefined) return
          servers.set(dialect, server)
          process.stderr.write(`${dialect}: ${server.description}\n`)
        }),
      )
    } catch (error) {
      await stop()
      throw error
    }
  }
  project.provide(
    'serverUrls',
    Object.fromEntries([...servers].map(([dialect, server]) => [dialect, server.url])),
  )
  return stop
}

async function needsDatabase(project: TestProject): Promise<boolean> {
  // The filters of the command line; vitest has them, but leaves them out of its declarations.
  const { filenamePattern } = project.vitest as unknown as { filenamePattern?: string[] }
  const { testFiles } = await project.globTestFiles(filenamePattern)
  return testFiles.some((file) => {
    const [top, folder] = relative(project.config.root, file).split(sep)
    return top !== 'test' || !FOLDERS_WITHOUT_DATABASE.includes(folder ?? '')
  })
}
