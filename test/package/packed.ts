/**
 * The package as users get it: packed, and installed from the tarball into an empty folder.
 */
import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A folder with nothing in it but the installed package. */
export interface PackedPackage {
  readonly folder: string
  readonly tarball: string
  /** Where the package lies in it. */
  readonly installed: string
  remove(): void
}

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Packs the project, which builds it, and installs the tarball into an empty folder. */
export async function installPacked(): Promise<PackedPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'relata-package-'))
  await runChecked('npm', ['pack', '--pack-destination', folder], projectRoot)
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (name === undefined) throw new Error('npm pack wrote no tarball')
  const tarball = join(folder, name)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  await runChecked(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball],
    folder,
  )
  const installed = join(folder, 'node_modules/relata')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return { folder, tarball, installed, remove }
}

/** Writes a program into the folder and runs it with Node. */
export function runProgram(folder: string, name: string, text: string): Promise<CommandResult> {
  writeFileSync(join(folder, name), text)
  return run(process.execPath, [name], folder)
}

/** Runs a command to its end, whatever that is. */
export function run(command: string, args: readonly string[], cwd: string): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 64 * 1024 * 1024 }
    const end = (error: ExecFileException | null, stdout: string, stderr: string) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    }
    execFile(command, [...args], options, end).stdin?.end()
  })
}

async function runChecked(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, cwd)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
