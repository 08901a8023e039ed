import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = globSync(['*.md', 'client/*.md', 'docs/**/*.md', 'integrations/**/*.md'], {
  cwd: root,
})

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

const scriptsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][a-z-]*)/g)].map(([, name = '']) => name)

/** Targets of links to files of ours, without the part after #. */
const linksOf = (page: string): string[] =>
  [...textOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))

describe('the words', () => {
  it('are looked for where they are', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/operate.md']))
    expect(linksOf('README.md')).toContain('docs/operate.md')
    expect(scriptsOf('README.md')).toContain('pathworth')
  })

  it.each(pages)('%s links to files that exist', (page) => {
    const missing = linksOf(page).filter((link) => !existsSync(join(root, dirname(page), link)))
    expect(missing).toEqual([])
  })

  it.each(pages)('%s names npm scripts that exist', (page) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    expect(scriptsOf(page).filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })
})
