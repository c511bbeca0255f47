/**
 * Reads the code samples out of a page of the documentation.
 *
 * The `ts` and `js` fences of a page are one program, run from top to bottom; the `sql` and `text`
 * fences after a sample are what it sent and what it printed. A program without `js` is also
 * type-checked. Comments that readers do not see say more:
 *
 *   <!-- program -->              the samples from here on are a new program
 *   <!-- program: postgres -->    … which runs on the PostgreSQL server in DATABASE_URL
 *   <!-- hidden … -->             code that runs but is not shown
 *   <!-- shown, not run: why -->  the next fence is only shown
 *   <!-- conditions: Book -->     each row of the next table is a condition and the SQL it becomes
 *
 * A `sql` fence may say `only CREATE`, to leave out other statements, and `values`, to show what
 * was bound.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A row that begins with code: all of the first cell, its code, the second cell, and the rest. */
export const CONDITION_ROW = /^(\| (`.+?`) \|)(?: (.*?) \|)?(.*)$/

/** The project's own folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What a sample is expected to give: a fence that follows it. */
export interface ExpectedOutput {
  readonly kind: 'sql' | 'text'
  /** The words after the fence's language. */
  readonly words: string
  readonly text: string
  /** Line of the fence's first line of text, counted from 0. */
  readonly line: number
}

/** A condition of a table and the SQL shown beside it. */
export interface ConditionRow {
  readonly sql: string
  /** Line of the row, counted from 0. */
  readonly line: number
}

/** Code that runs as a whole. */
export interface Sample {
  readonly code: string
  /** Line of the code's first line, counted from 0. */
  readonly line: number
  readonly outputs: ExpectedOutput[]
  /** Set when the sample is a row of a table of conditions. */
  readonly row?: ConditionRow
}

/** Samples that share their variables. */
export interface Program {
  /** `docs/models.md:12`, where the first sample is. */
  readonly name: string
  /** The page's path, from the project's folder. */
  readonly page: string
  readonly dialect: 'sqlite' | 'postgres'
  readonly samples: Sample[]
  /** Whether all samples are TypeScript. */
  isTyped: boolean
}

/** The pages with samples, by their path from the project's folder. */
export function listPages(): string[] {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...pages.sort().map((name) => `docs/${name}`)]
}

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** The page's path, from the project's folder, of a file beside it. */
export function resolveLink(page: string, link: string): string {
  return relative(root, join(root, dirname(page), link))
}

/**
 * The programs of a page.
 *
 * @throws {Error} for output that follows no sample, and for a fence that is not closed
 */
export function programsOf(page: string): Program[] {
  const reader = new PageReader(page)
  readPage(page)
    .split('\n')
    .forEach((line, index) => reader.read(line, index))
  return reader.finish()
}

/** Code as a cell of a table: backticks within need two around it. */
export function codeCell(code: string): string {
  const text = code.replaceAll('|', '\\|')
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

function codeOf(cell: string): string {
  const code = cell.startsWith('`` ') ? cell.slice(3, -3) : cell.slice(1, -1)
  return code.replaceAll('\\|', '|')
}

interface OpenFence {
  readonly language: string
  readonly words: string
  readonly line: number
  readonly texts: string[]
}

class PageReader {
  readonly #page: string
  readonly #programs: Program[] = []
  #next: { readonly dialect: Program['dialect'] } | undefined = { dialect: 'sqlite' }
  #fence: OpenFence | undefined
  #hidden: OpenFence | undefined
  #isOnlyShown = false
  #model: string | undefined

  constructor(page: string) {
    this.#page = page
  }

  read(line: string, index: number): void {
    if (this.#fence !== undefined) this.#readFence(line)
    else if (this.#hidden !== undefined) this.#readHidden(line)
    else if (line.startsWith('```')) this.#open(line, index)
    else if (line.startsWith('<!--')) this.#readComment(line, index)
    else if (this.#model !== undefined) this.#readRow(line, index)
  }

  finish(): Program[] {
    if (this.#fence ?? this.#hidden) throw new Error(`${this.#page}: a fence is not closed`)
    return this.#programs
  }

  #open(line: string, index: number): void {
    const [, language = '', words = ''] = /^```(\S*)\s*(.*)$/.exec(line) ?? []
    this.#fence = { language, words, line: index + 1, texts: [] }
  }

  #readFence(line: string): void {
    const fence = this.#fence!
    if (!line.startsWith('```')) {
      fence.texts.push(line)
      return
    }
    this.#fence = undefined
    const isOnlyShown = this.#isOnlyShown
    this.#isOnlyShown = false
    if (isOnlyShown) return
    if (fence.language === 'ts' || fence.language === 'js') this.#addSample(fence)
    else if (fence.language === 'sql' || fence.language === 'text') this.#addOutput(fence)
  }

  #readHidden(line: string): void {
    if (line.startsWith('-->')) {
      this.#addSample(this.#hidden!)
      this.#hidden = undefined
    } else {
      this.#hidden!.texts.push(line)
    }
  }

  #readComment(line: string, index: number): void {
    const [, word = '', rest = ''] =
      /^<!--\s*([a-z, ]+?)\s*(?::\s*(.*?)\s*)?(?:-->)?$/.exec(line) ?? []
    if (word === 'program') this.#next = { dialect: rest === 'postgres' ? 'postgres' : 'sqlite' }
    else if (word === 'hidden')
      this.#hidden = { language: 'ts', words: '', line: index + 1, texts: [] }
    else if (word === 'shown, not run') this.#isOnlyShown = true
    else if (word === 'conditions') this.#model = rest
    else if (word !== 'benchmarks')
      throw new Error(`${this.#page}:${index + 1}: ${line} means nothing`)
  }

  #readRow(line: string, index: number): void {
    if (!line.startsWith('|')) {
      if (line !== '') this.#model = undefined
      return
    }
    const cells = CONDITION_ROW.exec(line)
    if (cells === null) return
    const [condition, sql] = [cells[2], cells[3]].map((cell) => codeOf(cell ?? ''))
    this.#program(index).samples.push({
      code: `await ${this.#model!}.findAll({ where: ${condition!} })`,
      line: index,
      outputs: [],
      row: { sql: sql!, line: index },
    })
  }

  #addSample(fence: OpenFence): void {
    const program = this.#program(fence.line)
    if (fence.language === 'js') program.isTyped = false
    program.samples.push({
      code: fence.texts.join('\n'),
      line: fence.line,
      outputs: [],
    })
  }

  #addOutput(fence: OpenFence): void {
    const sample = this.#next === undefined ? this.#programs.at(-1)?.samples.at(-1) : undefined
    if (sample === undefined) {
      throw new Error(`${this.#page}:${fence.line}: output without a sample before it`)
    }
    sample.outputs.push({
      kind: fence.language as ExpectedOutput['kind'],
      words: fence.words,
      text: fence.texts.join('\n'),
      line: fence.line,
    })
  }

  #program(line: number): Program {
    if (this.#next !== undefined) {
      const name = `${this.#page}:${line + 1}`
      const { dialect } = this.#next
      this.#programs.push({ name, page: this.#page, dialect, samples: [], isTyped: true })
      this.#next = undefined
    }
    return this.#programs.at(-1)!
  }
}
