import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { dataFolder, pathworth, pathworthJson } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
const SITE = ['--site', 'shop']
const SHOPIFY = [...SITE, '--source', 'shopify']

async function withShop(): Promise<string> {
  const folder = dataFolder()
  await pathworthJson(folder, ...CREATE, ...MONEY)
  return folder
}

describe('webhook add, list, rotate and revoke', () => {
  it('keep what vendors sign with, and never show it', async () => {
    const folder = await withShop()
    const added = await pathworth(folder, 'webhook', 'add', ...SHOPIFY, '--secret', 'shpss_first')
    expect(added.out).toContain('/v1/webhooks/shopify/shop')
    const rotated = await pathworthJson<{ id: string }>(
      folder,
      ...['webhook', 'rotate', ...SHOPIFY, '--secret', 'shpss_second', '--overlap-hours', '1'],
    )
    const { out } = await pathworth(folder, 'webhook', 'list', ...SITE)
    expect(out.match(/shopify/g)).toHaveLength(2)
    expect(out.match(/until/g)).toHaveLength(1)
    expect(`${added.out}${JSON.stringify(rotated)}${out}`).not.toMatch(/shpss/)
    const revoked = await pathworth(folder, 'webhook', 'revoke', rotated.id, ...SITE)
    expect(revoked.out).toContain('is revoked')
  })

  it('say what was typed wrongly', async () => {
    const folder = await withShop()
    const add = (...words: string[]) => pathworth(folder, 'webhook', 'add', ...SITE, ...words)
    const foreign = await add('--source', 'ebay', '--secret', 'long-enough')
    expect(foreign).toMatchObject({ code: 2, err: expect.stringContaining('is one of shopify') })
    const short = await add('--source', 'shopify', '--secret', 'short')
    expect(short).toMatchObject({ code: 2, err: expect.stringContaining('8 characters') })
    const plain = await add('--source', 'standard', '--secret', 'whsec_not base64')
    expect(plain.code).toBe(2)
    await add('--source', 'shopify', '--secret', 'shpss_first')
    const again = await add('--source', 'shopify', '--secret', 'shpss_first')
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('already') })
    const unknown = await pathworth(folder, 'webhook', 'revoke', 'nobody', ...SITE)
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('webhook list') })
  })
})

describe('quarantine list, show, retry and discard', () => {
  const lost = {
    ...{ source: 'shopify', topic: 'orders/paid', headers: { 'x-shopify-topic': 'orders/paid' } },
    ...{ reason: 'total_price is missing', receivedAt: Date.parse('2026-11-20T12:00:00Z') },
  }
  const order = {
    ...{ id: 7, currency: 'EUR', financial_status: 'paid', created_at: '2026-11-20T11:00:00Z' },
    ...{ subtotal_price: '20.00', total_price: '20.00' },
  }

  /** A folder whose shop keeps one delivery that a later reader understands, and one that nobody does. */
  async function withQuarantine(): Promise<string> {
    const folder = await withShop()
    const file = `${folder}/sites/shop.db`
    const site = openSiteFile(file, { readOnly: false })
    const now = lost.receivedAt
    const bodies = [JSON.stringify(order), '{"id":']
    const quarantined = bodies.map((body, at) => ({ ...lost, body, fingerprint: `f${at}` }))
    site.append([{ quarantined }], now)
    site.close()
    return folder
  }

  it('give back what can be read now, and tell what still can not', async () => {
    const folder = await withQuarantine()
    const listed = await pathworth(folder, 'quarantine', 'list', ...SITE)
    expect(listed.out).toContain(
      '1  2026-11-20T12:00:00.000Z  shopify orders/paid  total_price is missing',
    )
    const shown = await pathworth(folder, 'quarantine', 'show', '2', ...SITE)
    expect(shown.out).toContain('{"id":')
    const retried = await pathworth(folder, 'quarantine', 'retry', ...SITE)
    expect(retried).toMatchObject({
      code: 1,
      out: "1 of 2 could be read.\n2 still can't be read: body is not JSON\n",
    })
    const status = await pathworthJson<{ facts: Record<string, number> }>(
      folder,
      ...['site', 'status', 'shop'],
    )
    expect(status.facts).toMatchObject({ conversions: 1 })
    await pathworth(folder, 'quarantine', 'discard', '2', ...SITE)
    const after = await pathworth(folder, 'quarantine', 'list', ...SITE)
    expect(after.out).toBe('Nothing waits in shop.\n')
  })
})

describe('the guides to webhooks', () => {
  const pages = [
    '',
    '-shopify',
    '-woocommerce',
    '-stripe',
    '-paddle',
    '-lemonsqueezy',
    '-your-own-backend',
  ].map((of) => `docs/send-purchases${of}.md`)

  it.each(pages)('%s has commands that work', async (page) => {
    const folder = await withShop()
    // Files of orders are taken in by years-before.test.ts, which has some.
    const lines =
      readFileSync(page, 'utf8').match(/^npm run pathworth -- (?!import orders).*$/gm) ?? []
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      const words = line.slice('npm run pathworth -- '.length).match(/"[^"]*"|\S+/g) ?? []
      const ran = await pathworth(folder, ...words.map((word) => word.replaceAll('"', '')))
      expect({ line, ...ran }).toMatchObject({ code: 0 })
    }
  })
})
