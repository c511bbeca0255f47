/** The links between the pages of the documentation lead somewhere. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listPages, readPage, resolveLink, root } from './pages.js'

describe('the links of the documentation', () => {
  it.each(listPages())('lead to files and headings that exist: %s', (page) => {
    const broken = linksOf(page).filter((link) => !isThere(page, link))
    expect(broken).toEqual([])
  })

  it('reach every page from the README', () => {
    const linked = linksOf('README.md').map((link) => resolveLink('README.md', link.split('#')[0]!))
    const missing = listPages().filter((page) => page !== 'README.md' && !linked.includes(page))
    expect(missing).toEqual([])
  })
})

function linksOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
}

function isThere(page: string, link: string): boolean {
  const [file = '', heading] = link.split('#')
  const target = file === '' ? page : resolveLink(page, file)
  if (!existsSync(join(root, target))) return false
  return heading === undefined || headingsOf(target).includes(heading)
}

/** The anchors that a page's headings get. */
function headingsOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(page: string): string {
  return readPage(page).replaceAll(/^```[\s\S]*?^```/gm, '')
}
