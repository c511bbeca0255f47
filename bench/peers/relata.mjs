// Relata, from the build in dist/ or from the file that RELATA_ENTRY names.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { peerOf } from './sequelize-style.mjs'

/** The address of Relata's entry file. */
export const entry = process.env.RELATA_ENTRY
  ? pathToFileURL(resolve(process.env.RELATA_ENTRY))
  : new URL('../../dist/lib/index.js', import.meta.url)

/** Relata. */
export const library = await import(entry.href)

export const { setup, coldStart } = peerOf(library)
