import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const guide = readFileSync(
  fileURLToPath(new URL('../../docs/bring-your-costs.md', import.meta.url)),
  'utf8',
)

/** The commands of the guide, in their order, as words. */
const commands = [...guide.matchAll(/^npm run pathworth -- (.+)$/gm)].map(([, line = '']) =>
  line.split(' '),
)

const HEAD = 'Campaign report\n"November 1, 2026 - November 3, 2026"\n'

/** What its examples call by these names; the first is what the guide shows the dry run of. */
const FILES: Record<string, string> = {
  'google-ads.csv': `${HEAD}Day,Campaign,Campaign ID,Currency code,Cost
2026-11-01,Autumn,11,EUR,12.34
2026-11-01,Brand,22,EUR,3.10
2026-11-03,Brand,22,EUR,4.00
`,
  'meta.csv': 'Campaign name,Amount spent (EUR),Impressions,Link clicks\nWinter,510.00,78000,940\n',
}

it('the commands of the guide do what it says', async () => {
  const [data, files] = [dataFolder(), dataFolder()]
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(files, name), text)
  const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
  await pathworthJson(data, ...site, '--timezone', 'Europe/Paris')
  let id = ''
  const run = async (words: readonly string[]) => {
    const typed = words.map((word) => {
      if (/^[0-9a-f-]{36}$/.test(word)) return id
      return Object.hasOwn(FILES, word) ? join(files, word) : word
    })
    const ran = await pathworth(data, ...typed)
    expect({ words, code: ran.code, err: ran.err }).toEqual({ words, code: 0, err: '' })
    id = /as import (\S+?)\./.exec(ran.out)?.[1] ?? id
    return ran.out
  }

  // A folder is watched until the command is stopped: it has tests of its own.
  const ran = commands.filter((words) => !words.includes('--watch'))
  expect(ran.map((words) => words.slice(0, 2).join(' '))).toEqual([
    ...['import google-ads.csv', 'import google-ads.csv', 'import meta.csv', 'import list'],
    'import rollback',
    ...['campaign list', 'campaign map', 'campaign unmap'],
  ])
  const [dry = [], ...others] = ran
  const shown = /^\{"kind":"google_ads".*$/m.exec(guide)?.[0]
  expect(await run([...dry, '--dry-run', '--json'])).toBe(`${shown}\n`)
  for (const words of [dry, ...others]) await run(words)
  expect(await run(['import', 'list', '--site', 'shop'])).toMatch(
    /^\S+ +rolled_back +meta_ads .*\n\S+ +applied +google_ads /,
  )
})
