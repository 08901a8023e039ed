import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../collector/host/cli/main.ts'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']

const HISTORY = [
  'Date,USD,JPY,CYP,',
  '2026-11-03,1.1520,177.05,N/A,',
  '2026-11-02,1.2500,176,N/A,',
  '2006-01-03,1.1875,139.02,0.5735,',
  '',
].join('\n')

function fileOf(text: string, name = 'eurofxref-hist.csv'): string {
  const file = join(dataFolder(), name)
  writeFileSync(file, text)
  return file
}

describe('rates import', () => {
  it('stores what a file says, once, and tells what no order can be in', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const words = ['rates', 'import', fileOf(HISTORY), '--site', 'shop']
    const stored = { site: 'shop', newest: '2026-11-03', skipped: ['CYP'] }
    expect(await pathworthJson(folder, ...words)).toEqual({
      ...{ ...stored, created: 6, updated: 0, unchanged: 0 },
    })
    const again = await pathworth(folder, ...words)
    expect(again.out).toBe(
      'shop: 0 new rates, 0 corrected, 6 known; the newest is of 2026-11-03. Left out, since no order can be in them: CYP.\n',
    )
    expect(await pathworthJson(folder, 'site', 'status', 'shop')).toMatchObject({
      facts: { rates: 6 },
      pending: 0,
    })
  })

  it('leaves out what is older than it was told', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const words = ['rates', 'import', fileOf(HISTORY), '--site', 'shop', '--from', '2026-11-03']
    expect(await pathworthJson(folder, ...words)).toMatchObject({ created: 2 })
  })

  it('goes page by page', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const days = Array.from({ length: 28 * 12 * 10 }, (_, index) => {
      const [year, month] = [2010 + Math.floor(index / 336), 1 + (Math.floor(index / 28) % 12)]
      return `${year}-${String(month).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`
    })
    const text = ['Date,USD,', ...days.map((day) => `${day},1.25,`)].join('\n')
    const words = ['rates', 'import', fileOf(text), '--site', 'shop']
    expect(await pathworthJson(folder, ...words)).toMatchObject({ created: 3360 })
    expect(await pathworthJson(folder, ...words)).toMatchObject({ created: 0, unchanged: 3360 })
  })

  it('goes to a collector far away', async () => {
    const collector = await startCollector(dataFolder(), { PATHWORTH_ADMIN_TOKEN: TOKEN })
    const answers: string[] = []
    const at = (...words: string[]) =>
      runCli(
        [...words, '--json', '--at', collector.url],
        { PATHWORTH_DATA: '/nowhere/at/all', PATHWORTH_ADMIN_TOKEN: TOKEN },
        { out: (text) => answers.push(text), err: (text) => answers.push(text) },
      )
    expect(await at(...CREATE, ...MONEY)).toBe(0)
    const rates = { base: 'EUR', rates: { '2026-11-02': { USD: 1.25, GBP: 0.8 } } }
    const file = fileOf(JSON.stringify(rates), 'rates.json')
    expect(await at('rates', 'import', file, '--site', 'shop')).toBe(0)
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ created: 2 })
    await collector.stop()
  })

  it.each([
    ['Date,USD\n2026-02-30,1.25', 1, 'line 2: "2026-02-30" is no date'],
    ['Date,CYP\n2006-01-03,0.57', 1, 'holds no rate that is wanted'],
  ])('of %j exits with %i, and says why', async (text, expected, message) => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const { code, err } = await pathworth(folder, 'rates', 'import', fileOf(text), '--site', 'shop')
    expect(code).toBe(expected)
    expect(err).toContain(message)
  })

  it.each([
    [['rates', 'import', '/nowhere.csv', '--site', 'shop'], 1, "/nowhere.csv can't be read"],
    [['rates', 'import', '/nowhere.csv'], 2, '--site is missing'],
    [['rates', 'import', '--site', 'shop'], 2, '<file> is missing'],
    [['rates', 'import', 'x.csv', '--site', 'shop', '--from', '2026-13-01'], 2, 'is no date'],
  ])('%j exits with %i', async (words, expected, message) => {
    const { code, err } = await pathworth(dataFolder(), ...words)
    expect(code).toBe(expected)
    expect(err).toContain(message)
  })
})

describe('the cost of goods', () => {
  it('of a site is set and shown', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    expect(await pathworthJson(folder, 'site', 'show', 'shop')).not.toHaveProperty(
      'cost_of_goods_rate',
    )
    const set = ['site', 'set', 'shop', '--cost-of-goods-rate']
    expect(await pathworthJson(folder, ...set, '0.6')).toMatchObject({ cost_of_goods_rate: '0.6' })
    const wrong = await pathworth(folder, ...set, '60')
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('cost_of_goods_rate "60": is no share')
  })
})
