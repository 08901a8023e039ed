import { beforeAll, describe, expect, test } from 'vitest'
import { OPERATIONS } from '../../collector/http/openapi/operations.ts'
import { until } from '../host/until.ts'
import { Browser } from './browser.ts'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'
import { Described, expectDescribed } from './described-answers.ts'
import { ADMIN_TOKEN } from './shop-hooks.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
let described: Described

const AD = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const MAIL = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=letter'
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

/** A shop that has something of everything that answers can show. */
beforeAll(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop', {
    models: [{ name: 'last_non_direct' }, { name: 'linear' }, { name: 'position_based' }],
  })
  described = await Described.of(collector)
  for (let n = 0; n < 4; n++) await journey(n)
  const { write } = keys
  await collector.send([pageView({ ts: NOON - 2 * DAY, url: MAIL })])
  await collector.post(
    '/v1/conversions',
    [
      order({ transaction_id: 'pos', sales_channel: 'pos' }),
      order({ transaction_id: 'far', currency: 'USD' }),
      order({ transaction_id: 'nobody' }),
      order({ transaction_id: 'lead', goal: 'lead', customer_id: 'c1' }),
      order({
        ...{ transaction_id: 'deal', goal: 'deal', customer_id: 'c1', status: 'won' },
        lead: { goal: 'lead', transaction_id: 'lead' },
      }),
    ],
    write,
  )
  const software = { category: 'software', from: '2026-11-01', to: '2026-11-30' }
  await collector.post('/v1/costs', [cost, { ...cost, ...software }], write)
})

const cost = {
  ...{ from: '2026-11-10', to: '2026-11-12', category: 'ad_spend' },
  ...{ source: 'google', medium: 'cpc', campaign: 'autumn', amount: '30.00', currency: 'EUR' },
}

/** An ad, a letter, an order that is refunded in part. */
async function journey(n: number): Promise<void> {
  const visitor = visitorId()
  const start = NOON - (10 + n) * DAY
  const carts = { name: 'add_to_cart', props: { value: 20, currency: 'EUR', items: [] } }
  await collector.send(
    [
      pageView({ ts: start, url: AD }),
      pageView({ ts: start + 60_000, url: AD, ...carts }),
      pageView({ ts: start + DAY, url: MAIL }),
    ],
    { visitor, key: keys.write },
  )
  const ts = new Date(start + DAY + 60_000).toISOString()
  const amounts = { value: '50.00', tax: '10.00', shipping: '5.00', total: '65.00' }
  const more = { customer_id: `c${n % 2}`, coupon: 'ADA10', discount: '5.00' }
  const body = order({ transaction_id: `T${n}`, ts, visitor, ...amounts, ...more })
  await collector.post('/v1/conversions', body, keys.write)
  const refund = { transaction_id: `T${n}`, refund_id: `R${n}`, amount: '6.50', currency: 'EUR' }
  await collector.post('/v1/refunds', { ...refund, ts: '2026-11-19T10:00:00Z' }, keys.write)
}

describe('an example of the description', () => {
  test.each([
    ['postEvents', '/v1/events', 'write', 202],
    ['postConversions', '/v1/conversions', 'write', 200],
    ['postRefunds', '/v1/refunds', 'write', 200],
    ['postIdentities', '/v1/identities', 'write', 200],
    ['postCosts', '/v1/costs', 'write', 200],
    ['postTouches', '/v1/touches', 'write', 200],
    ['postCodes', '/v1/codes', 'write', 200],
    ['postLinks', '/v1/links', 'write', 200],
    ['postImport', '/v1/imports', 'write', 201],
    ['postCampaigns', '/v1/campaigns', 'write', 200],
    ['postErasure', '/v1/erasures', 'admin', 200],
    ['postFit', '/v1/models/fit', 'admin', 202],
  ] as const)('is taken by %s, and its answer is as described', async (id, path, scope, status) => {
    const answer = await collector.post(path, described.example(id), keys[scope])
    expect(answer.status, answer.text).toBe(status)
    expectDescribed(described, id, answer)
    expect(answer.text).not.toContain('ignored_fields')
  })

  test('is one record of a list as well', async () => {
    const one = described.example('postTouches')
    for (const body of [[one], { touches: [one] }]) {
      const answer = await collector.post('/v1/touches', body, keys.write)
      expect(answer.status).toBe(200)
    }
  })

  test('is a command to the admin token', async () => {
    const body = described.example('postAdmin')
    expectDescribed(described, 'postAdmin', await collector.post('/v1/admin', body, ADMIN_TOKEN))
  })

  test('is a period that is closed, and reopened', async () => {
    const close = described.example('closePeriod')
    const closed = await collector.post('/v1/periods/close', close, keys.admin)
    expectDescribed(described, 'closePeriod', closed)
    expectDescribed(described, 'getPeriods', await collector.get('/v1/periods', keys.read))
    const reopen = { ...(described.example('reopenPeriod') as object), period: period(closed.json) }
    const reopened = await collector.post('/v1/periods/reopen', reopen, keys.admin)
    expectDescribed(described, 'reopenPeriod', reopened)
  })

  const period = (json: unknown) => at(json, 'period')
})

describe('a report answers as described', () => {
  test.each([
    ['getRoi', `/v1/roi?${NOVEMBER}`],
    ['getRoi', `/v1/roi?${NOVEMBER}&by=day,channel,category&model=linear&allocate=touches`],
    ['getRoi', `/v1/roi?${NOVEMBER}&by=category`],
    ['getRoi', `/v1/roi?${NOVEMBER}&by=country,device&country=!DE&value=margin&discount_as=cost`],
    ['getRoi', `/v1/roi?${NOVEMBER}&basis=touch_date&goal=lead`],
    ['getRoi', `/v1/roi?${NOVEMBER}&format=csv`],
    ['getCompare', `/v1/compare?${NOVEMBER}&models=linear,position_based&value=revenue`],
    ['getCompare', `/v1/compare?${NOVEMBER}&models=linear,position_based&format=csv`],
    ['getPaths', `/v1/paths?${NOVEMBER}`],
    ['getPaths', `/v1/paths?${NOVEMBER}&of=campaign&limit=1&discount_as=cost`],
    ['getCohorts', '/v1/cohorts?from=2026-11&to=2026-11&by=channel,campaign'],
    ['getFunnel', `/v1/funnel?${NOVEMBER}`],
    ['getFunnel', `/v1/funnel?${NOVEMBER}&by=none`],
    ['getReconcile', `/v1/reconcile?${NOVEMBER}&by=month&refund_basis=refund`],
    ['getExplain', `/v1/explain?${NOVEMBER}&channel=Email`],
    ['getExplain', `/v1/explain?${NOVEMBER}&cell=total&measure=cost`],
    ['getExplain', `/v1/explain?${NOVEMBER}&channel=Email&measure=touches`],
    ['getExplainFunnel', `/v1/explain/funnel?${NOVEMBER}&cell=total&measure=conversion_rate`],
    ['getExplainPaths', `/v1/explain/paths?${NOVEMBER}&cell=closed&measure=roi`],
    ['getExplainClaims', `/v1/explain/claims?${NOVEMBER}&platform=google_ads&measure=clicks`],
    ['getExplainCohorts', '/v1/explain/cohorts?from=2026-11&to=2026-11&cell=total'],
    [
      'getExplainCohorts',
      '/v1/explain/cohorts?from=2026-11&to=2026-11&cell=total&measure=ltv_by_age&ltv_every=7&point=0',
    ],
    ['getExplainReconcile', `/v1/explain/reconcile?${NOVEMBER}&cell=total&measure=net`],
    ['getExplainPaths', `/v1/explain/paths?${NOVEMBER}&cell=open&measure=cost&format=csv`],
    ['getJourneys', '/v1/journeys?limit=2'],
    ['getJourneys', '/v1/journeys?goal=deal&country=!DE'],
    ['getJourney', '/v1/journeys/T1'],
    ['getClaims', `/v1/claims?${NOVEMBER}`],
    ['getCampaigns', `/v1/campaigns?${NOVEMBER}`],
    ['getCodes', '/v1/codes'],
    ['getImports', '/v1/imports'],
    ['getModels', '/v1/models'],
    ['getDataHealth', '/v1/health/data'],
    ['getCheck', '/v1/check?token=made-up-at-random'],
    ['getAudit', '/v1/audit'],
    ['getErasures', '/v1/erasures'],
    ['getPixel', '/v1/pixel.gif'],
    ['getHealth', '/health'],
    ['getOpenApi', '/openapi.json'],
    ['getDocs', '/docs'],
  ])('%s of %s', async (id, path) => {
    const answer = await collector.get(path, keys.admin)
    expect(answer.status, answer.text).toBe(200)
    expectDescribed(described, id, answer)
  })

  test('of days that were closed, and have changed since', async () => {
    const { json } = await collector.post(
      '/v1/periods/close',
      { from: '2026-11-01', to: '2026-11-15' },
      keys.admin,
    )
    await collector.post('/v1/costs', { ...cost, external_id: 'late' }, keys.write)
    for (const [id, path] of [
      ['getRoi', `/v1/roi?${NOVEMBER}&by=channel`],
      ['getCompare', `/v1/compare?${NOVEMBER}&models=linear,position_based`],
      ['getPaths', `/v1/paths?${NOVEMBER}`],
      ['getReconcile', `/v1/reconcile?${NOVEMBER}`],
      ['getAudit', '/v1/audit'],
    ] as const) {
      const answer = await collector.get(path, keys.admin)
      expect(answer.status, answer.text).toBe(200)
      expectDescribed(described, id, answer)
    }
    const reopen = { period: at(json, 'period') }
    await collector.post('/v1/periods/reopen', reopen, keys.admin)
  })

  test('of several sites', async () => {
    const other = await collector.addSite('second')
    const both = `${keys.read},${other.read}`
    const answer = await collector.get(`/v1/roi?${NOVEMBER}&sites=shop,second&by=site`, both)
    expect(answer.status, answer.text).toBe(200)
    expectDescribed(described, 'getRoi', answer)
  })
})

describe('what was made answers as described', () => {
  test('an import, looked at and rolled back', async () => {
    const file = String(described.example('postImport')).replaceAll('autumn', 'winter')
    const dry = await collector.post('/v1/imports?dry_run=true', file, keys.write)
    expectDescribed(described, 'postImport', dry)
    const made = await collector.post('/v1/imports', file, keys.write)
    const path = `/v1/imports/${at(made.json, 'import', 'id')}`
    expectDescribed(described, 'getImport', await collector.get(path, keys.admin))
    const back = await collector.post(`${path}/rollback`, undefined, keys.write)
    expectDescribed(described, 'rollBackImport', back)
  })

  test('a touch and a code, taken back', async () => {
    const touch = { ...(described.example('postTouches') as object), id: 'gone' }
    await collector.post('/v1/touches', touch, keys.write)
    const removed = await collector.call('DELETE', '/v1/touches/gone', { key: keys.write })
    expectDescribed(described, 'deleteTouch', removed)
    const code = { ...(described.example('postCodes') as object), code: 'GONE' }
    await collector.post('/v1/codes', code, keys.write)
    const off = await collector.call('DELETE', '/v1/codes/GONE', { key: keys.write })
    expectDescribed(described, 'deleteCode', off)
  })

  test('a fit, and the version that comes of it', async () => {
    const body = { model: 'markov', order: 1, from: '2026-11-01', to: '2026-11-20' }
    const { json } = await collector.post('/v1/models/fit', body, keys.admin)
    const path = `/v1/models/${at(json, 'fit', 'id')}`
    const version = await until(async () => {
      const answer = await collector.get(path, keys.read)
      expectDescribed(described, 'getModel', answer)
      return at(answer.json, 'model', 'state') === 'fitted' ? answer : undefined
    })
    expectDescribed(described, 'getModel', version)
    const example = described.example('activateModel')
    const active = await collector.post(`${path}/activate`, example, keys.admin)
    expectDescribed(described, 'activateModel', active)
    expectDescribed(described, 'getModels', await collector.get('/v1/models', keys.read))
  })

  test('events that were dropped, and what became of each', async () => {
    const events = [pageView(), pageView({ ts: NOON - 30 * DAY }), { id: 7 }]
    const answer = await collector.send(events, { path: '/v1/events?debug=1' })
    expect(at(answer.json, 'dropped', 'length')).toBe(2)
    expectDescribed(described, 'postEvents', answer)
  })

  test('a browser that signs in, looks who it is, and signs out', async () => {
    const browser = new Browser(collector)
    const refused = await browser.ask('POST', '/v1/session', described.example('postSession'))
    expect(refused.status).toBe(401)
    expectDescribed(described, 'postSession', refused)
    expectDescribed(described, 'postSession', await browser.signIn(keys.write))
    expectDescribed(described, 'postSession', await browser.signIn(keys.read))
    expectDescribed(described, 'getSession', await browser.get('/v1/session'))
    expectDescribed(described, 'deleteSession', await browser.ask('DELETE', '/v1/session'))
  })

  test('a setting, a key and a link that are made, listed and taken back', async () => {
    const { admin } = keys
    expectDescribed(described, 'getSite', await collector.get('/v1/site', keys.read))
    const call = (method: string, path: string, id: string) =>
      collector.call(method, path, { body: described.example(id), key: admin })
    expectDescribed(described, 'patchSite', await call('PATCH', '/v1/site', 'patchSite'))
    const key = await call('POST', '/v1/keys', 'postKey')
    expectDescribed(described, 'postKey', key)
    expectDescribed(described, 'getKeys', await collector.get('/v1/keys', admin))
    const offKey = await call('DELETE', `/v1/keys/${at(key.json, 'id')}`, 'deleteKey')
    expectDescribed(described, 'deleteKey', offKey)
    const share = await call('POST', '/v1/shares', 'postShare')
    expectDescribed(described, 'postShare', share)
    expectDescribed(described, 'getShares', await collector.get('/v1/shares', admin))
    const offShare = await call('DELETE', `/v1/shares/${at(share.json, 'id')}`, 'deleteShare')
    expectDescribed(described, 'deleteShare', offShare)
  })

  test("a vendor's ping", async () => {
    const answer = await collector.call('POST', '/v1/webhooks/woocommerce/shop', {
      body: 'webhook_id=3',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expectDescribed(described, 'postWebhook', answer)
  })
})

test('problems are as described, and their fields named', async () => {
  const answers = [
    ['getRoi', await collector.get('/v1/roi', keys.read)],
    ['getRoi', await collector.get('/v1/roi')],
    ['getRoi', await collector.get(`/v1/roi?${NOVEMBER}`, keys.write)],
    ['postConversions', await collector.post('/v1/conversions', '{', keys.write)],
    ['postConversions', await collector.post('/v1/conversions', [{}, order()], keys.write)],
    ['getJourney', await collector.get('/v1/journeys/none', keys.read)],
    ['getClick', await collector.get('/v1/click?site=shop&to=https://shop.example/')],
    ['postAdmin', await collector.post('/v1/admin', {}, 'wrong')],
  ] as const
  expect(answers.map(([, { status }]) => status)).toEqual([422, 401, 403, 400, 422, 404, 403, 401])
  for (const [id, answer] of answers) expectDescribed(described, id, answer)
})

test('an answer that is not as described would be found', async () => {
  const answer = await collector.get(`/v1/roi?${NOVEMBER}`, keys.read)
  const { total, ...rest } = answer.json as { total: object }
  const faults = (json: unknown) => described.faults('getRoi', { ...answer, json })
  expect(faults(rest)).not.toEqual([])
  expect(faults({ ...rest, total: { ...total, roi: '1' } })).not.toEqual([])
  expect(faults({ ...rest, total, untold: 1 })).not.toEqual([])
  expect(faults(answer.json)).toEqual([])
})

test('an answer of each operation was compared', () => {
  const told = OPERATIONS.filter(({ success }) => success.some(({ json }) => json))
  expect(told.map(({ id }) => id).filter((id) => !described.seen.has(id))).toEqual([])
})
