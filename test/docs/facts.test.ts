/** Lists in the documentation that must be complete. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as relata from '../../lib/index.js'
import { readPage, root } from './pages.js'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  scripts: Record<string, string>
}

describe('the documentation', () => {
  it('justifies each run-time dependency, and no other', () => {
    const table = readPage('docs/dependencies.md').split('## Peers')[0]!
    const named = [...table.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name)
    expect(named.sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })

  it('names each optional driver', () => {
    const page = readPage('docs/dependencies.md')
    const missing = Object.keys(manifest.peerDependencies).filter(
      (name) => !page.includes(`\`${name}\``),
    )
    expect(missing).toEqual([])
  })

  it('has a word about each error class', () => {
    const page = readPage('docs/errors.md')
    const classes = Object.entries(relata).filter(
      ([, value]) => typeof value === 'function' && value.prototype instanceof Error,
    )
    const missing = classes.filter(([name]) => name !== 'Error' && !page.includes(name))
    expect(missing.map(([name]) => name)).toEqual([])
  })

  it('shows each operator that conditions have', () => {
    const page = readPage('docs/querying.md')
    const inner = ['placeholder', 'join', 'values', 'and']
    const missing = Object.keys(relata.Op).filter(
      (name) =>
        !inner.includes(name) && !page.includes(`Op.${name}`) && !page.includes(`\`${name}\``),
    )
    expect(missing).toEqual([])
  })

  it('names commands that exist', () => {
    const pages = ['README.md', 'docs/contributing.md'].map(readPage).join('\n')
    const named = [...pages.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!)
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([])
  })
})
