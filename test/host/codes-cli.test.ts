import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
const SITE = ['--site', 'shop']

describe('code add, list and remove', () => {
  it('keep the codes of a site', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const partner = ['--partner', 'Shop Talk', '--medium', 'audio', '--valid-to', '2026-12-31']
    const pod = ['code', 'add', 'POD10', ...SITE, '--campaign', 'podcast', ...partner]
    expect((await pathworth(folder, ...pod)).out).toBe(
      'POD10 is registered: Audio (shop talk / audio / podcast)\n',
    )
    const ana = ['code', 'add', 'ANA-5', ...SITE, '--campaign', 'friends', '--customer-id', '4711']
    expect(await pathworthJson(folder, ...ana)).toMatchObject({
      ...{ channel: 'Offline', customer_id: '4711', outcome: 'created' },
    })
    expect((await pathworth(folder, ...pod)).out).toContain('POD10 is known')
    expect((await pathworth(folder, 'code', 'list', ...SITE)).out).toBe(
      [
        'ANA-5  Offline (ana-5 / offline / friends), of customer 4711',
        'POD10  Audio (shop talk / audio / podcast)                    … 2026-12-31',
        '',
      ].join('\n'),
    )
    expect((await pathworth(folder, 'code', 'remove', 'pod10', ...SITE)).out).toBe(
      'pod10 is no code of shop any more.\n',
    )
    expect(await pathworthJson(folder, 'code', 'list', ...SITE)).toMatchObject({
      codes: [{ code: 'ANA-5' }],
    })
  })

  it('say what was typed wrongly, and change nothing', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const bad = await pathworth(folder, 'code', 'add', 'A,B', ...SITE, '--campaign', 'x')
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('has a comma')])
    const none = await pathworth(folder, 'code', 'remove', 'POD10', ...SITE)
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('code list --site shop')])
    const lacking = await pathworth(folder, 'code', 'add', 'POD10', ...SITE)
    expect([lacking.code, lacking.err]).toEqual([
      2,
      expect.stringContaining('--campaign is missing'),
    ])
    expect((await pathworth(folder, 'code', 'list', ...SITE)).out).toBe('shop has no codes.\n')
  })
})
