/**
 * Turns the placeholders of every dialect, `$1`, `@p1` and `:1`, into `?`. Strings and quoted
 * identifiers, casts (`::int4`) and array slices (`[1:2]`) stay as they are.
 */
export function neutralizePlaceholders(sql: string): string {
  return sql.replaceAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|(?:\$|@p?|(?<![:\w]):)\d+\b/g,
    (token) => (/^['"`]/.test(token) ? token : '?'),
  )
}
