import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
const SITE = ['--site', 'shop']
const PERIOD = ['--from', '2026-11-01', '--to', '2026-11-30']

const FILE = `Campaign name,Day,Amount spent (EUR),Link clicks
Autumn | DE,2026-11-18,10.00,4
Autumn | DE,2026-11-19,2.50,1
Brand,2026-11-18,3.00,1
`

async function shopWithSpend(): Promise<string> {
  const folder = dataFolder()
  await pathworthJson(folder, ...CREATE, ...MONEY)
  const file = join(folder, 'meta.csv')
  writeFileSync(file, FILE)
  await pathworthJson(folder, 'import', file, ...SITE, '--apply')
  return folder
}

describe('campaign list, map and unmap', () => {
  it('say what links call a campaign of a platform', async () => {
    const folder = await shopWithSpend()
    const autumn = ['Autumn | DE', ...SITE, '--platform', 'meta_ads']
    expect((await pathworth(folder, 'campaign', 'map', ...autumn, '--to', 'fall')).out).toBe(
      'Autumn | DE is saved as facebook / paid_social / fall; 2 rows of spend have moved. No touch has come from there yet: is it spelt as in the links?\n',
    )
    expect((await pathworth(folder, 'campaign', 'list', ...SITE, ...PERIOD)).out).toBe(
      [
        'meta_ads    Autumn | DE  12.50 EUR  unmatched  facebook / paid_social / fall',
        'meta_ads    Brand        3.00 EUR   unmatched  facebook / paid_social / Brand',
        '2 unmatched, 15.50 EUR; 1 saved alias.',
        '',
      ].join('\n'),
    )
    expect(await pathworthJson(folder, 'campaign', 'list', ...SITE, ...PERIOD)).toMatchObject({
      unmatched: { campaigns: 2, spend: '15.50' },
      campaigns: [{ campaign: 'Autumn | DE', alias: { campaign: 'Autumn | DE' } }, { alias: null }],
      aliases: [{ campaign: 'Autumn | DE', means: { campaign: 'fall' }, said_by: 'cli' }],
    })
    expect((await pathworth(folder, 'campaign', 'unmap', ...autumn)).out).toBe(
      'Autumn | DE has no alias any more; 2 rows of spend have moved.\n',
    )
    const verified = await pathworthJson(folder, 'verify', 'shop')
    expect(verified).toMatchObject({ ok: true })
  })

  it('say what was typed wrongly, and change nothing', async () => {
    const folder = await shopWithSpend()
    const platform = [...SITE, '--platform', 'meta_ads']
    const none = await pathworth(folder, 'campaign', 'unmap', 'Brand', ...platform)
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('campaign list --site shop')])
    for (const named of [[], ['Brand', '--id', '7']]) {
      const both = await pathworth(folder, 'campaign', 'map', ...named, ...platform, '--to', 'x')
      expect([both.code, both.err]).toEqual([2, expect.stringContaining('or give its --id')])
    }
    const spelt = ['Brand', ...SITE, '--platform', 'Meta Ads', '--to', 'x']
    const bad = await pathworth(folder, 'campaign', 'map', ...spelt)
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('small letters')])
    const days = ['--from', '2026-11-02', '--to', '2026-11-01']
    const turned = await pathworth(folder, 'campaign', 'list', ...SITE, ...days)
    expect([turned.code, turned.err]).toEqual([2, expect.stringContaining('is after')])
    expect(await pathworthJson(folder, 'campaign', 'list', ...SITE, ...PERIOD)).toMatchObject({
      aliases: [],
    })
  })
})
