import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, at, order, pageView, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'
const SEARCH = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'

type Keys = Record<'write' | 'read' | 'admin', string>

let collector: TestCollector
let shop: Keys
let uk: Keys

/**
 * One browser searches and buys in both shops on the 18th, for 100.00 EUR and for 40.00 GBP (50.00 EUR); on the
 * 19th somebody else buys in the British one for 10.00 GBP (20.00 EUR). Costs are 30.00 EUR and 8.00 GBP (10.00).
 */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  shop = await collector.addSite('shop')
  uk = await collector.addSite('uk', { currency: 'GBP', timeZone: 'Europe/London' })
  await importRates('uk', ['2026-11-18', 'GBP', '0.8'], ['2026-11-19', 'GBP', '0.5'])
  const visitor = visitorId()
  for (const [site, keys] of [['shop', shop] as const, ['uk', uk] as const]) {
    const events = [pageView({ url: SEARCH, ts: Date.parse('2026-11-18T10:00:00Z') })]
    await collector.send(events, { visitor, site, key: keys.write })
  }
  await sell(shop, 'A', '2026-11-18T11:00:00Z', '100.00', 'EUR', { visitor })
  await sell(uk, 'A', '2026-11-18T11:00:00Z', '40.00', 'GBP', { visitor })
  await sell(uk, 'B', '2026-11-19T11:00:00Z', '10.00', 'GBP', {})
  await spend(shop, '30.00', 'EUR', { channel: 'Paid Search' })
  await spend(uk, '8.00', 'GBP', { channel: 'Email' })
})

function importRates(site: string, ...list: [day: string, currency: string, rate: string][]) {
  const rates = list.map(([day, currency, rate]) => ({ day, currency, rate }))
  return collector.post('/v1/admin', { site, command: 'rates_import', rates }, TOKEN)
}

function sell(keys: Keys, id: string, ts: string, value: string, currency: string, more: object) {
  const sale = order({ transaction_id: id, ts, value, currency, ...more })
  return collector.post('/v1/conversions', sale, keys.write)
}

function spend(keys: Keys, amount: string, currency: string, more: object) {
  const days = { from: '2026-11-18', to: '2026-11-18' }
  const cost = { category: 'ad_spend', amount, currency, ...days, ...more }
  return collector.post('/v1/costs', cost, keys.write)
}

/** Asked again until it is derived. */
async function settled(look: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await look()
    if (answer.status !== 503) return answer
  }
  throw new Error('it is not derived')
}

const ask = (asked: string, ...keys: string[]): Promise<Answer> =>
  collector.get(`/v1/roi?from=2026-11-01&to=2026-11-30&model=linear&${asked}`, keys.join(','))

describe('several sites in one report', () => {
  test('add up in the currency of the first, at the rates of their days', async () => {
    const answer = await ask('sites=shop,uk', shop.read, uk.read)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({
      meta: {
        ...{ sites: ['shop', 'uk'], currency: 'EUR', eligible: 3, matched: 2, coverage: 0.6667 },
        of_sites: [
          { site: 'shop', currency: 'EUR', eligible: 1, timezone: 'Europe/Paris' },
          { site: 'uk', currency: 'GBP', eligible: 2, timezone: 'Europe/London' },
        ],
      },
      rows: [
        { channel: 'Paid Search', touches: 2, value: '150.00', cost: '30.00', roi: 4 },
        { channel: 'Email', touches: 0, value: '0.00', cost: '10.00', roi: -1 },
      ],
      unattributed: { value: '20.00', by_reason: [{ reason: 'no_id', value: '20.00' }] },
      total: { conversions: '3', value: '170.00', cost: '40.00', profit: '130.00', roi: 3.25 },
    })
  })

  test('have rows of their own, and the same total at every level of detail', async () => {
    const rows = await ask('sites=shop,uk&by=site', uk.read, shop.read)
    expect(at(rows.json, 'rows')).toMatchObject([
      { site: 'shop', value: '100.00', cost: '30.00' },
      { site: 'uk', value: '50.00', cost: '10.00' },
    ])
    for (const by of ['day', 'campaign,site', 'stage', 'channel,category', 'category', 'month']) {
      const answer = await ask(`sites=shop,uk&by=${by}`, shop.read, uk.read)
      expect(at(answer.json, 'total'), by).toMatchObject({ value: '170.00', cost: '40.00' })
    }
    const one = await ask('by=site', shop.read)
    expect(at(one.json, 'rows', 0)).toMatchObject({ site: 'shop', value: '100.00', cost: '30.00' })
  })

  test('are in another currency when that is asked, where all have its rates', async () => {
    const without = await ask('sites=uk,shop', shop.read, uk.read)
    expect(without.status).toBe(409)
    expect(at(without.json, 'detail')).toMatch(
      /^the site "shop" has no rate between EUR and GBP for 2026-11-18: load/,
    )
    await importRates('shop', ['2026-11-18', 'GBP', '0.8'])
    for (const asked of ['sites=uk,shop', 'sites=shop,uk&currency=GBP']) {
      const answer = await ask(asked, shop.read, uk.read)
      expect(at(answer.json, 'meta', 'currency')).toBe('GBP')
      expect(at(answer.json, 'total'), asked).toMatchObject({ value: '130.00', cost: '32.00' })
    }
  })

  test('come as CSV', async () => {
    const answer = await ask('sites=shop,uk&by=site&format=csv', shop.read, uk.read)
    expect(answer.text).toMatch(/\r\nrow,uk,1,1,50.00,10.00,40.00,4,/)
    expect(answer.headers.get('content-disposition')).toContain('sites-roi-linear-')
  })

  test('can be cut into segments where they have one currency', async () => {
    const de = await collector.addSite('de')
    const same = await ask('sites=shop,de&by=device', shop.read, de.read)
    expect(at(same.json, 'total')).toMatchObject({ value: '100.00', cost: '30.00' })
    const other = await ask('sites=shop,uk&by=device&country=FR', shop.read, uk.read)
    expect(other.status).toBe(422)
    const fields = (at(other.json, 'errors') as unknown[]).map((error) => at(error, 'field'))
    expect(fields).toEqual(['country', 'by'])
    const channel = await ask('sites=shop,uk&channel=Paid Search', shop.read, uk.read)
    expect(at(channel.json, 'total')).toMatchObject({ value: '150.00', cost: '30.00' })
  })

  test('need a key of each, and one that is good', async () => {
    const status = async (...keys: string[]) => (await ask('sites=shop,uk', ...keys)).status
    expect(await status(shop.read)).toBe(403)
    expect(await status(shop.read, uk.write)).toBe(403)
    expect(
      await status(
        shop.read,
        uk.read.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      ),
    ).toBe(401)
    expect(await status(shop.read, '')).toBe(401)
    expect(await status(...Array.from({ length: 21 }, () => shop.read))).toBe(401)
    expect(await status(shop.admin, uk.admin)).toBe(200)
    // Without "sites" there is one key.
    expect((await ask('by=day', shop.read, uk.read)).status).toBe(401)
  })

  test.each([
    ['sites', 'sites=shop'],
    ['sites', 'sites=shop,shop'],
    ['sites', 'sites=shop,../uk'],
    ['site', 'sites=shop,uk&site=shop'],
    ['as_of', 'sites=shop,uk&as_of=1'],
    ['as_of', 'sites=shop,uk&as_of=2099-01-01T00:00:00Z'],
    ['as_of', 'sites=shop,uk&as_of=2020-01-01T00:00:00Z'],
    ['currency', 'sites=shop,uk&currency=euro'],
  ])('are refused for their %s: %s', async (field, asked) => {
    const answer = await ask(asked, shop.read, uk.read)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors', 0, 'field')).toBe(field)
  })

  test('are told as they were at a time, which is one for all', async () => {
    const query = 'sites=shop,uk&by=site'
    const before = await ask(query, shop.read, uk.read)
    const then = new Date(collector.now).toISOString()
    collector.now += 60_000
    await sell(shop, 'C', '2026-11-18T12:00:00Z', '10.00', 'EUR', {})
    await spend(uk, '4.00', 'GBP', { channel: 'Email' })
    await importRates('uk', ['2026-11-18', 'GBP', '0.4'])
    const now = await ask(query, shop.read, uk.read)
    expect(at(now.json, 'total')).toMatchObject({ value: '230.00', cost: '60.00' })
    const asked = await settled(() => ask(`${query}&as_of=${then}`, shop.read, uk.read))
    for (const part of ['rows', 'unattributed', 'total'])
      expect(at(asked.json, part)).toEqual(at(before.json, part))
    const told = at(asked.json, 'meta', 'of_sites') as unknown[]
    expect(told.map((one) => at(one, 'as_of'))).toEqual(
      (at(before.json, 'meta', 'of_sites') as unknown[]).map((one) => at(one, 'as_of')),
    )
    const number = await ask(`${query}&as_of=2`, shop.read, uk.read)
    expect(at(number.json, 'errors', 0, 'message')).toMatch(/say a time, which is one for all/)
  })

  test('are of the report alone', async () => {
    const alone = await ask('currency=GBP', shop.read)
    expect(at(alone.json, 'errors', 0, 'field')).toBe('currency')
    const compared = await collector.get(
      '/v1/compare?from=2026-11-01&to=2026-11-30&models=linear,first_touch&sites=shop,uk',
      shop.read,
    )
    expect(at(compared.json, 'errors', 0, 'field')).toBe('sites')
  })
})
