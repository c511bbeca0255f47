/** Text that breaks statements which are put together from text, and objects that are merged. */
import fc from 'fast-check'

/** Text with which injections are tried, for the databases at hand and for JavaScript itself. */
export const hostileTexts: readonly string[] = [
  "'",
  "''",
  '"',
  '""',
  '`',
  '\\',
  "\\'",
  "'; DROP TABLE victim; --",
  '"; DROP TABLE victim; --',
  '`; DROP TABLE victim; --',
  '"]; DROP TABLE victim; --',
  "' OR '1'='1",
  "' || (SELECT 1) || '",
  '*/ DROP TABLE victim /*',
  '-- ',
  '/*',
  '$1',
  '$$',
  '$tag$',
  ':name',
  '?',
  '??',
  '@name',
  '{"$gt": ""}',
  '%',
  '_',
  'E\\x',
  '::text',
  'a.b',
  'a->b',
  "a->>'b'",
  '[0]',
  '$.a',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'true',
  'select',
  ' ',
  '\n',
  '\u2028',
  'ß',
  'ẞ',
  '𝄞',
]

/** Any text without NUL, hostile text more often than others. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...hostileTexts),
    fc
      .tuple(fc.constantFrom(...hostileTexts), fc.constantFrom(...hostileTexts))
      .map((pair) => pair.join('')),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  )
  .filter((text) => !text.includes('\0'))

/** A name that every dialect keeps whole: not empty, no NUL, at most 30 bytes. */
export const anyName: fc.Arbitrary<string> = anyText.filter(
  (text) => text !== '' && Buffer.byteLength(text) <= 30,
)
