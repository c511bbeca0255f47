// Dates in SQLite, in the text form that Sequelize v6 stores and therefore every peer here uses.

/**
 * A date as SQLite holds it: `2024-05-06 07:08:09.123 +00:00`.
 *
 * @param {Date} date
 */
export function encodeDate(date) {
  const iso = date.toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)} +00:00`
}

/**
 * The date that a text of {@link encodeDate} stands for; null stays null.
 *
 * @param {string | null} text
 */
export function decodeDate(text) {
  return text === null ? null : new Date(text)
}
