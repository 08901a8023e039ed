import { describe, expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
const LINK = ['link', 'create', '--site', 'shop', '--to', 'https://shop.example/sale']
const NEWS = ['--source', 'newsletter', '--medium', 'email', '--campaign', 'spring']
const LANDING =
  'https://shop.example/sale?utm_source=newsletter&utm_medium=email&utm_campaign=spring'

describe('link create', () => {
  it('prints a link that the collector sends on from', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const answer = await pathworthJson<{ link: string }>(folder, ...LINK, ...NEWS)
    expect(answer).toMatchObject({ site: 'shop', leads_to: LANDING, expires: null })
    const text = await pathworth(folder, ...LINK, ...NEWS)
    expect([text.code, text.out]).toEqual([0, `${answer.link}\n`])

    const collector = await startCollector(folder)
    try {
      const { pathname, search } = new URL(answer.link)
      const asked = { redirect: 'manual' } as const
      const sent = await fetch(collector.url + pathname + search, asked)
      expect([sent.status, sent.headers.get('location')]).toEqual([302, LANDING])
      const forged = await fetch(`${collector.url}${pathname}${search}0`, asked)
      expect([forged.status, forged.headers.get('location')]).toEqual([403, null])
      // Made by the collector that runs.
      const more = ['--content', 'header', '--expires', '2099-12-31']
      expect(await pathworthJson(folder, ...LINK, ...NEWS, ...more)).toMatchObject({
        ...{ leads_to: `${LANDING}&utm_content=header`, expires: '2099-12-31' },
      })
    } finally {
      await collector.stop()
    }
  })

  it('says what was typed wrongly', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const typed = async (...words: string[]) => {
      const { code, out, err } = await pathworth(folder, 'link', 'create', ...words)
      return [code, out, err]
    }
    const wrong = (text: string) => [2, '', expect.stringContaining(text)]
    const to = (page: string) => ['--site', 'shop', '--to', page]
    expect(await typed(...to('https://evil.example/'), ...NEWS)).toEqual(
      wrong("none of the site's domains (shop.example)"),
    )
    expect(await typed(...to('shop.example/sale'), ...NEWS)).toEqual(wrong('begins with https://'))
    expect(await typed(...to('https://shop.example/'))).toEqual(wrong('--source is missing'))
    const end = ['--expires', 'tomorrow']
    expect(await typed(...to('https://shop.example/'), ...NEWS, ...end)).toEqual(
      wrong('not a date that exists'),
    )
  })
})

describe('link pixel', () => {
  it('prints the address of a point that the collector shows, and counts', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const words = ['link', 'pixel', '--site', 'shop', ...NEWS]
    const { pixel } = await pathworthJson<{ pixel: string }>(folder, ...words)
    const text = await pathworth(folder, ...words)
    expect([text.code, text.out]).toEqual([0, `${pixel}\n`])
    const collector = await startCollector(folder)
    try {
      const { pathname, search } = new URL(pixel)
      const shown = await fetch(collector.url + pathname + search)
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/gif'])
      expect((await shown.bytes()).length).toBe(43)
    } finally {
      await collector.stop()
    }
    expect(await pathworthJson(folder, 'site', 'status', 'shop')).toMatchObject({
      facts: { opens: 1 },
    })
    const lacking = await pathworth(folder, 'link', 'pixel', '--site', 'shop')
    expect([lacking.code, lacking.err]).toEqual([2, expect.stringContaining('--source is missing')])
  })
})
