/**
 * Runs the programs of the documentation, each in a process of its own and against the library as
 * an application sees it: a package named `relata`.
 */
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { type Program, root } from './pages.js'

/** A statement that a sample sent. */
export interface SentStatement {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What a sample did. */
export interface SampleRecord {
  readonly statements: readonly SentStatement[]
  readonly printed: readonly string[]
}

const recorder = join(dirname(fileURLToPath(import.meta.url)), 'recorder.mjs')

/** A folder in which the library is installed and programs are run. */
export class Workshop {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes the folder, below node_modules so that drivers are found. */
  static async open(): Promise<Workshop> {
    const parent = join(root, 'node_modules/.cache')
    mkdirSync(parent, { recursive: true })
    const folder = mkdtempSync(join(parent, 'relata-docs-'))
    const installed = join(folder, 'node_modules/relata')
    await build({
      entryPoints: [join(root, 'lib/index.ts')],
      outfile: join(installed, 'index.js'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'warning',
    })
    const manifest = { name: 'relata', type: 'module', exports: './index.js' }
    writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    return new Workshop(folder)
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /**
   * Runs a program.
   *
   * @throws {Error} with what it wrote to stderr, when it fails or warns
   */
  async run(program: Program, databaseUrl?: string): Promise<SampleRecord[]> {
    const base = join(this.#folder, fileName(program))
    const source = program.samples
      .map(({ code }, index) => `beginSample(${index})\n${code}`)
      .join('\n')
    const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'node20.19' })
    writeFileSync(`${base}.js`, code)
    const env = {
      ...process.env,
      RELATA_RECORD: `${base}.json`,
      DATABASE_URL: databaseUrl,
      FORCE_COLOR: '0',
      NODE_OPTIONS: '',
    }
    const stderr = await runNode(['--import', recorder, `${base}.js`], env, this.#folder)
    if (stderr !== '') throw new Error(`${program.name} wrote to stderr:\n${stderr}`)
    return JSON.parse(readFileSync(`${base}.json`, 'utf8')) as SampleRecord[]
  }

  /** What the compiler has against the programs, each line led by page and line. */
  compile(programs: readonly Program[]): string[] {
    const places = new Map<string, string[]>()
    for (const program of programs) {
      const lines = ['export {}']
      const origins = ['']
      for (const { code, line } of program.samples) {
        code.split('\n').forEach((text, index) => {
          lines.push(text)
          origins.push(`${program.page}:${line + index + 1}`)
        })
      }
      const name = `${fileName(program)}.mts`
      places.set(name, origins)
      writeFileSync(join(this.#folder, name), lines.join('\n'))
    }
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noUncheckedIndexedAccess: false,
        paths: { relata: [join(root, 'lib/index.ts')] },
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: [...places.keys()],
      include: [],
      exclude: [],
    }
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript-native/bin/tsc')
    const { stdout } = spawnSync(
      process.execPath,
      [tsc, '-p', 'tsconfig.json', '--pretty', 'false'],
      {
        cwd: this.#folder,
        encoding: 'utf8',
      },
    )
    return stdout.split('\n').flatMap((line) => {
      const found = /^([^(]+)\((\d+),\d+\): (.*)$/.exec(line)
      if (found === null) return []
      const [, file = '', number = '', message = ''] = found
      const origins = places.get(file)
      return [origins === undefined ? line : `${origins[Number(number) - 1]}: ${message}`]
    })
  }
}

function fileName(program: Program): string {
  return program.name.replaceAll(/[^\w]+/g, '-')
}

function runNode(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...args],
      { env, cwd, timeout: 60_000 },
      (error, _stdout, stderr) => {
        if (error === null) resolve(stderr)
        else reject(new Error(stderr || error.message))
      },
    )
  })
}
