import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  columnsOf,
  EXPORT_TABLES,
  FACT_TABLES,
  FIGURE_TABLES,
} from '../../collector/export/tables.ts'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const guide = readFileSync(
  fileURLToPath(new URL('../../docs/export-your-data.md', import.meta.url)),
  'utf8',
)

/** Words in backquotes. */
const quoted = (text: string) => [...text.matchAll(/`([a-z0-9_]+)`/g)].map(([, name = '']) => name)

/** Tables and their columns, of one part of the guide. */
function tablesOf(part: string): [string, string[]][] {
  const text = guide.slice(guide.indexOf(`\n## ${part}\n`)).split('\n## ')[1] ?? ''
  const rows = [...text.matchAll(/^\| `([a-z_]+)` \|.*\| (.*) \|$/gm)]
  return rows.map(([, table = '', columns = '']) => [table, quoted(columns)])
}

const asTold = (tables: readonly (typeof EXPORT_TABLES)[number][]) =>
  tables.map((table) => [table, Object.keys(columnsOf(table))])

describe('the guide', () => {
  it('names each table and each of its columns, in their order', () => {
    expect(tablesOf('Facts')).toEqual(asTold(FACT_TABLES))
    expect(tablesOf('Figures')).toEqual(asTold(FIGURE_TABLES))
  })

  it('says of each column what it is', () => {
    const kinds: Record<string, string> = {
      amount: 'amounts',
      millionths: 'conversions',
      billionths: 'weights',
      hundred_millionths: 'units per euro',
      instant: 'times',
      day: 'days of the site',
      whole: 'whole numbers',
      flag: 'yes or no',
      json: 'JSON',
    }
    const columns = EXPORT_TABLES.flatMap((table) => Object.entries(columnsOf(table)))
    for (const [kind, called] of Object.entries(kinds)) {
      const row = new RegExp(`^\\| ${called} \\|.*\\| (.*) \\|$`, 'm').exec(guide)
      const names = columns.filter(([, one]) => one === kind).map(([name]) => name)
      expect(quoted(row?.[1] ?? '').toSorted()).toEqual([...new Set(names)].toSorted())
      // And it is the same wherever it stands.
      const others = columns.filter(([name, one]) => names.includes(name) && one !== kind)
      expect(others).toEqual([])
    }
  })

  it('has commands that do what they say', async () => {
    const [data, files] = [dataFolder(), dataFolder()]
    const site = ['site', 'create', 'shop', '--domain', 'shop.example', '--currency', 'EUR']
    await pathworthJson(data, ...site, '--timezone', 'Europe/Paris')
    const commands = [...guide.matchAll(/^npm run pathworth -- (.+)$/gm)].map(([, line = '']) =>
      line.replaceAll("'", '').split(' '),
    )
    expect(commands.length).toBeGreaterThan(5)
    for (const words of commands) {
      const out = join(files, words[words.indexOf('--out') + 1] ?? '')
      const typed = words.map((word, at) => {
        if (words[at - 1] === '--out') return out
        // The site of this test has one fact.
        return words[at - 1] === '--since' ? '1' : word
      })
      const ran = await pathworth(data, ...typed)
      expect({ words, code: ran.code, err: ran.err }).toEqual({ words, code: 0, err: '' })
      expect(existsSync(out)).toBe(true)
    }
  })
})
