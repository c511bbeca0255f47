/** Tables drawn side by side as boxes of text, with arrows from foreign keys to what they refer to. */

/** A row of a box: the cells of one column of a table. */
export type DrawnRow = readonly string[]

/** A table to draw. */
export interface DrawnTable {
  readonly title: string
  readonly rows: readonly DrawnRow[]
}

/** An arrow between two tables that stand side by side, from a row of one to a row of the other. */
export interface Arrow {
  /** The row of the left table. */
  readonly left: number
  /** The row of the right table. */
  readonly right: number
  /** Which table the arrow points at. */
  readonly to: 'left' | 'right'
}

/** A table and the arrows between it and the one before; the first table has none. */
export interface DrawnStep {
  readonly table: DrawnTable
  readonly arrows: readonly Arrow[]
}

const GAP = 7

/**
 * Draws tables in a row. Each is moved down so far that its first arrow is a straight line; further
 * arrows of the same two tables must run in parallel.
 *
 * @returns lines without trailing blanks
 */
export function drawTables(steps: readonly DrawnStep[]): string[] {
  const lines: string[] = []
  let top = 0
  let left = 0
  for (const { table, arrows } of steps) {
    const [first] = arrows
    if (first !== undefined) top += first.left - first.right
    for (const arrow of arrows) {
      const head = arrow.to === 'left' ? `◀${'─'.repeat(GAP - 1)}` : `${'─'.repeat(GAP - 1)}▶`
      place(lines, top + 2 + arrow.right, left - GAP, head)
    }
    const box = boxLines(table)
    box.forEach((line, index) => {
      place(lines, top + index, left, line)
    })
    left += Math.max(...box.map(({ length }) => length)) + GAP
  }
  return lines.map((line) => line.trimEnd())
}

function place(lines: string[], row: number, column: number, text: string): void {
  while (lines.length <= row) lines.push('')
  const line = lines[row]!.padEnd(column)
  lines[row] = line.slice(0, column) + text + line.slice(column + text.length)
}

/** The title, the border and the rows, all cells of a column equally wide. */
function boxLines(table: DrawnTable): string[] {
  const title = printable(table.title)
  const rows = table.rows.map((row) => row.map(printable))
  const count = Math.max(...rows.map(({ length }) => length))
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map((row) => (row.length === 1 ? 0 : (row[index] ?? '').length))),
  )
  const full = Math.max(
    widths.reduce((sum, width) => sum + width + 2, -2),
    ...rows.filter(({ length }) => length === 1).map(([text = '']) => text.length),
  )
  const texts = rows.map((row) =>
    (row.length === 1
      ? row[0]!
      : row.map((cell, index) => cell.padEnd(widths[index]!)).join('  ')
    ).padEnd(full),
  )
  const border = '─'.repeat(full + 2)
  return [` ${title}`, `┌${border}┐`, ...texts.map((text) => `│ ${text} │`), `└${border}┘`]
}

/** Names with control characters must not break lines. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\u2028\u2029]$/, '?'),
  )
}
