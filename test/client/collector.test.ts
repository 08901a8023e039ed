import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { type Cost, Pathworth, type RoiAnswer } from '../../client/src/index.ts'
import { SPEND_FILE } from '../../collector/http/openapi/examples.ts'
import { OPERATIONS } from '../../collector/http/openapi/operations.ts'
import { dataFolder, startCollector } from '../host/collector-process.ts'
import { until } from '../host/until.ts'
import { DAY, NOON, pageView, TestCollector, visitorId } from '../http/collector.ts'

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' }
const visitor = visitorId()

/** Methods and paths that were asked. */
const asked: string[] = []

let collector: TestCollector
let shop: Pathworth
let admin: Pathworth

beforeEach(async () => {
  collector = new TestCollector()
  const keys = await collector.addSite('shop')
  const client = (key: string) =>
    new Pathworth({
      url: 'https://collect.example',
      key,
      fetch: (url, init) => {
        asked.push(`${init?.method} ${new URL(String(url)).pathname}`)
        return collector.app.request(String(url), init ?? {})
      },
    })
  shop = client(keys.write)
  admin = client(keys.admin)
  const mail = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=letter'
  await collector.send([pageView({ ts: NOON - DAY, url: mail })], { visitor, key: keys.write })
})

const ORDER = {
  ...{ transaction_id: '1001', ts: '2026-11-20T11:00:00Z', value: '100.00', currency: 'EUR' },
  visitor,
}

const COST: Cost = {
  ...{ from: '2026-11-10', to: '2026-11-10', category: 'ad_spend', currency: 'EUR' },
  ...{ source: 'news', medium: 'email', campaign: 'letter', amount: '20.00' },
}

describe('a shop', () => {
  test('sends an order, a refund and a cost, and asks what came of it', async () => {
    const { results } = await shop.conversions(ORDER)
    expect(results).toEqual([
      expect.objectContaining({ transaction_id: '1001', outcome: 'created', matched: true }),
    ])
    await shop.refunds({ ...ORDER, refund_id: 'r', amount: '10.00', ts: '2026-11-20T11:30:00Z' })
    await shop.costs(COST)
    const { rows, meta } = await admin.roi({ ...NOVEMBER, by: ['channel', 'campaign'] })
    expect(rows).toEqual([
      // (90 − 20) ÷ 20
      expect.objectContaining({ channel: 'Email', campaign: 'letter', value: '90.00', roi: 3.5 }),
    ])
    expect(meta.currency).toBe('EUR')
    expectTypeOf(await admin.roi(NOVEMBER)).toEqualTypeOf<RoiAnswer>()
  })

  test('sends the same again, and nothing changes', async () => {
    await shop.conversions([ORDER])
    const again = await shop.conversions([ORDER])
    expect(again.results[0]?.outcome).toBe('unchanged')
  })

  test('has each report, and reports as CSV', async () => {
    await shop.conversions(ORDER)
    expect(
      (await admin.compare({ ...NOVEMBER, models: ['linear', 'first_touch'] })).rows,
    ).toHaveLength(1)
    expect((await admin.paths(NOVEMBER)).paths[0]?.steps).toEqual(['Email'])
    expect((await admin.cohorts({ from: '2026-11', to: '2026-11' })).meta.site).toBe('shop')
    expect((await admin.funnel(NOVEMBER)).total.orders).toBe(1)
    expect((await admin.reconcile(NOVEMBER)).total.attributed).toBe('100.00')
    const explained = await admin.explain({ ...NOVEMBER, channel: 'Email', measure: 'value' })
    expect(explained.cell.result).toBe('100.00')
    const ofPaths = await admin.explainPaths({ ...NOVEMBER, cell: 'closed', measure: 'value' })
    expect(ofPaths.cell.result).toBe('100.00')
    const ofFunnel = await admin.explainFunnel({ ...NOVEMBER, cell: 'total', measure: 'orders' })
    expect(ofFunnel.cell.result).toBe(1)
    const months = { from: '2026-11', to: '2026-11' }
    const ofCohorts = await admin.explainCohorts({ ...months, cell: 'total', measure: 'orders' })
    expect(ofCohorts.cell.result).toBe('1')
    const ofBridge = await admin.explainReconcile({ ...NOVEMBER, cell: 'total', measure: 'net' })
    expect(ofBridge.cell.result).toBe('100.00')
    expect((await admin.journeys({ limit: 5 })).journeys).toHaveLength(1)
    expect((await admin.journey('1001')).journey.touches).toHaveLength(1)
    expect((await admin.claims(NOVEMBER)).rows).toEqual([])
    expect((await admin.campaigns(NOVEMBER)).campaigns).toEqual([])
    expect((await admin.models()).models.map(({ name }) => name)).toContain('linear')
    expect((await admin.dataHealth()).match_rate.of_newest).toBeGreaterThan(0)
    const csv = await admin.csv('roi', { ...NOVEMBER, by: 'channel' })
    expect(csv.split('\r\n')[1]).toMatch(/^row,Email,1,1,100\.00,/)
  })

  test('imports a file, looks at it first, and rolls it back', async () => {
    const dry = await shop.import(SPEND_FILE, { dry_run: true })
    expect([dry.outcome, dry.rows, dry.import]).toEqual(['dry_run', 2, null])
    const made = await shop.import(new Blob([SPEND_FILE]), { kind: 'google_ads' })
    const id = made.import?.id ?? ''
    expect((await admin.imports({ limit: 1 })).imports[0]?.id).toBe(id)
    expect((await admin.oneImport(id)).import.state).toBe('applied')
    const clicks = { ...NOVEMBER, platform: 'google_ads', measure: 'clicks' } as const
    expect((await admin.explainClaims(clicks)).total.parts).toBe(2)
    expect((await shop.rollBack(id)).outcome).toBe('rolled_back')
  })

  test('registers codes and touches, and takes them back', async () => {
    await shop.codes({ code: 'ADA10', campaign: 'friends' })
    expect((await admin.listCodes()).codes[0]?.code).toBe('ADA10')
    await shop.removeCode('ADA10')
    expect((await admin.listCodes()).codes).toEqual([])
    const ts = '2026-11-18T09:30:00Z'
    await shop.touches({ id: 'call 1/2', ts, kind: 'call', customer_id: 'c' })
    await shop.removeTouch('call 1/2')
    await expect(shop.removeTouch('call 1/2')).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('says who is who, makes links, closes a period and erases a person', async () => {
    const known = await shop.identities({ visitor, customer_id: 'c' })
    expect(known.results[0]?.outcome).toBe('created')
    const link = { source: 'news', medium: 'email', campaign: 'letter' }
    const { results } = await shop.links({ to: 'https://shop.example/sale', ...link })
    expect(results[0]?.link).toContain('/v1/click?')
    const { period } = await admin.closePeriod({ from: '2026-10-01', to: '2026-10-31' })
    expect((await admin.periods()).periods).toHaveLength(1)
    expect((await admin.reopenPeriod({ period })).reopened).toBe(true)
    expect(await admin.erase({ customer_id: 'c', dry_run: true })).toMatchObject({ erased: false })
    expect((await admin.erasures()).erasures).toEqual([])
    expect((await admin.audit({ limit: 1 })).meta.site).toBe('shop')
  })

  test('is told which field is wrong, and the way out', async () => {
    const wrong = shop.conversions([ORDER, { ...ORDER, value: '1.005' }])
    await expect(wrong).rejects.toMatchObject({ kind: 'invalid-field', status: 422 })
    await expect(wrong).rejects.toMatchObject({ errors: [{ field: '[1].value' }] })
    await expect(shop.roi(NOVEMBER)).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

test('names campaigns, and begins a fit', async () => {
  const name = { platform: 'google_ads', campaign_id: '11', means: { campaign: 'letter' } }
  expect((await shop.nameCampaigns(name)).results[0]?.outcome).toBe('created')
  const { fit } = await admin.fit({ model: 'markov', from: '2026-11-01', to: '2026-11-19' })
  const { model } = await admin.model(fit.id)
  expect(model.id).toBe(fit.id)
  await expect(admin.activate('none')).rejects.toMatchObject({ kind: 'not-found' })
  expect(await admin.csv('journeys', {})).toMatch(/^[a-z_]+,/)
})

/** Streams, which a text in memory would be no use for, and what people ask and set in the dashboard. */
const LEFT_TO_FETCH = [
  ...['getExport', 'getStream', 'getCheck'],
  ...['getSite', 'patchSite', 'getKeys', 'postKey', 'deleteKey'],
  ...['getShares', 'postShare', 'deleteShare'],
]

test('has a method for each route that a key opens', () => {
  const keyed = OPERATIONS.filter(({ access }) =>
    ['read', 'report', 'write', 'write_or_signature', 'admin'].includes(access),
  )
  const isAsked = ({ method, path }: (typeof keyed)[number]) => {
    const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i')
    return asked.some((one) => pattern.test(one))
  }
  expect(keyed.length).toBeGreaterThan(35)
  expect(keyed.filter((one) => !isAsked(one)).map(({ id }) => id)).toEqual(LEFT_TO_FETCH)
})

test('a process that listens is asked with the platform’s own fetch', async () => {
  const { url, out, stop } = await startCollector(dataFolder())
  const key = await until(() => /admin\s+(pw_\S+)/.exec(out())?.[1])
  const client = new Pathworth({ url, key })
  const stored = await client.conversions({ ...ORDER, ts: new Date().toISOString() })
  expect(stored.results[0]?.outcome).toBe('created')
  expect((await client.journey('1001')).journey.value).toBe('100.00')
  await stop()
  const gone = new Pathworth({ url, key, retries: 0 })
  await expect(gone.models()).rejects.toBeInstanceOf(TypeError)
})
