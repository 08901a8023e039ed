import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../host/until.ts'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

// Of five journeys, search alone is lost, search and then a mail buys three times, mail alone once.
const SEARCH = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const MAIL = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=autumn'
const SOCIAL = 'https://shop.example/?utm_source=fb&utm_medium=paid_social&utm_campaign=autumn'
const onSale = (page: string) => page.replace('/?', '/sale?')
const START = NOON - 60 * DAY
const PERIOD = 'from=2026-09-01&to=2026-11-20'
const fitOf = (more: object = {}) => ({
  ...{ model: 'markov', order: 1, from: '2026-09-01', to: '2026-11-20' },
  ...more,
})

let collector: TestCollector
let keys: Awaited<ReturnType<TestCollector['addSite']>>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop', {
    models: [{ name: 'last_non_direct' }, { name: 'linear' }],
  })
  for (let n = 0; n < 3; n++) await journey([SEARCH, MAIL], `A${n}`)
  await journey([SEARCH])
  await journey([MAIL], 'A5')
})

async function journey(pages: readonly string[], bought?: string): Promise<void> {
  const visitor = visitorId(START)
  const events = pages.map((url, n) => pageView({ ts: START + n * DAY, url }))
  await collector.send(events, { visitor, key: keys.write })
  if (bought === undefined) return
  const ts = new Date(START + (pages.length - 1) * DAY + 60_000).toISOString()
  const body = order({ transaction_id: bought, ts, visitor, value: '100.00' })
  await collector.post('/v1/conversions', body, keys.write)
}

/** The version that a fit becomes, as it is shown. */
async function fitted(more: object = {}): Promise<Record<string, unknown>> {
  const asked = await collector.post('/v1/models/fit', fitOf(more), keys.admin)
  expect(asked.status).toBe(202)
  const id = String(at(asked.json, 'fit', 'id'))
  expect(asked.headers.get('location')).toBe(`/v1/models/${id}`)
  return shown(id, 'fitted')
}

async function shown(id: string, state: string): Promise<Record<string, unknown>> {
  return until(async () => {
    const { json } = await collector.get(`/v1/models/${id}`, keys.read)
    const model = at(json, 'model') as Record<string, unknown>
    return model['state'] === state ? model : undefined
  })
}

async function activate(id: string, body: unknown = { force: true }) {
  const answer = await collector.post(`/v1/models/${id}/activate`, body, keys.admin)
  await until(async () => {
    const { json } = await collector.get('/v1/models', keys.read)
    return at(json, 'meta', 'building') === false
  })
  return answer
}

const roi = async (model: string) =>
  (await collector.get(`/v1/roi?${PERIOD}&model=${model}`, keys.read)).json

const valueAt = (json: unknown, channel: string): unknown =>
  (at(json, 'rows') as { channel: string; value: string }[]).find((row) => row.channel === channel)
    ?.value

describe('POST /v1/models/fit', () => {
  test('fits behind the request, and tells effects, data and diagnostics', async () => {
    const version = await fitted()
    expect(version).toMatchObject({
      ...{ id: 'markov-1', model: 'markov', state: 'fitted', active: false },
      owner: 'the admin key',
      parameters: { order: 1, direct: 'last_resort', seed: 1 },
      data: {
        ...{ goal: 'purchase', from: '2026-09-01', to: '2026-11-20', with_lost: true },
        ...{ journeys: 5, conversions: 4, paths: 3, sales_channels: ['web', 'phone'] },
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      // P = 4/5 × 3/4 + 1/5 = 0.8; without Search 0.2 is left, without Email nothing.
      channels: [
        { channel: 'Email', effect: 1, interval: [1, 1], conversions: 4 },
        { channel: 'Paid Search', effect: 0.75, conversions: 3 },
      ],
      diagnostics: {
        ...{ states: 2, resamples: 200, enough: false },
        thin_channels: ['Email', 'Paid Search'],
      },
    })
    const orders = at(version, 'diagnostics', 'orders') as { order: number; auc: number }[]
    expect(orders.map((one) => one.order)).toEqual([1, 2, 3, 4])
    expect(at(version, 'fitted_at')).toBe(new Date(collector.now).toISOString())
  })

  test('of Shapley shows values below zero', async () => {
    const version = await fitted({ model: 'shapley', order: undefined })
    expect(version).toMatchObject({
      channels: [
        { channel: 'Email', effect: 1.125 },
        { channel: 'Paid Search', effect: -0.125 },
      ],
    })
  })

  test('of a segment is of its journeys alone, and says so', async () => {
    await journey([onSale(SEARCH)], 'S1')
    await journey([onSale(MAIL)])
    const period = { goal: 'purchase', from: '2026-09-01', to: '2026-11-20', with_lost: true }
    const sale = await fitted({ landing_page: '/sale' })
    expect(sale).toMatchObject({
      data: {
        ...{ ...period, filters: { landing_page: { is: ['/sale'] } } },
        ...{ journeys: 2, conversions: 1 },
      },
      channels: [
        { channel: 'Email', effect: 0 },
        { channel: 'Paid Search', effect: 1 },
      ],
    })
    const others = await fitted({ landing_page: '!/sale', medium: 'cpc,email' })
    expect(others).toMatchObject({
      data: {
        filters: { medium: { is: ['cpc', 'email'] }, landing_page: { not: ['/sale'] } },
        ...{ journeys: 5, conversions: 4 },
      },
      channels: [
        { channel: 'Email', effect: 1 },
        { channel: 'Paid Search', effect: 0.75 },
      ],
    })
    const whole = await fitted()
    expect(at(whole, 'data')).toMatchObject({ journeys: 7, conversions: 5 })
    expect(at(whole, 'data')).not.toHaveProperty('filters')
    const { json } = await collector.get('/v1/models', keys.read)
    expect(at(json, 'versions', 0)).toEqual(sale)
  })

  test('of a segment of orders has no lost journeys', async () => {
    const firsts = await fitted({ stage: 'acquisition', with_lost: false })
    expect(at(firsts, 'data')).toMatchObject({
      ...{ with_lost: false, filters: { stage: { is: ['acquisition'] } } },
      ...{ journeys: 4, conversions: 4 },
    })
    const again = fitOf({ stage: 'retention', with_lost: false })
    const asked = await collector.post('/v1/models/fit', again, keys.admin)
    const failed = await shown(String(at(asked.json, 'fit', 'id')), 'failed')
    expect(failed).toMatchObject({
      data: { filters: { stage: { is: ['retention'] } } },
      error: expect.stringContaining('in this period and segment: choose another'),
    })
  })

  test('that cannot be done says why', async () => {
    const asked = await collector.post('/v1/models/fit', fitOf({ goal: 'lead' }), keys.admin)
    const failed = await shown(String(at(asked.json, 'fit', 'id')), 'failed')
    expect(failed['error']).toMatch(/^no journey with a touch converted by the goal "lead"/)
    const active = await collector.post(`/v1/models/${failed['id']}/activate`, {}, keys.admin)
    expect(active.status).toBe(409)
    expect(at(active.json, 'detail')).toMatch(/has failed: no journey/)
  })

  test.each([
    [{ model: 'linear' }, 'model', 'is one of markov, shapley'],
    [{ order: 5 }, 'order', 'is a whole number from 1 to 4'],
    [{ order: '2' }, 'order', 'is a whole number from 1 to 4'],
    [
      { model: 'shapley', order: 1 },
      'order',
      'is of markov: Shapley values know no order of touches',
    ],
    [{ from: '2026-11-31' }, 'from', 'not a date that exists, as "2026-11-30"'],
    [{ from: '2026-11-21' }, 'from', 'is after "to"'],
    [{ to: '2026-11-21' }, 'to', 'is to come: today is 2026-11-20 on this site'],
    [{ to: undefined }, 'to', 'is missing'],
    [{ with_lost: 'no' }, 'with_lost', 'is true or false'],
    [{ direct: 'never' }, 'direct', 'is one of last_resort, equal'],
    [{ seed: -1 }, 'seed', 'is a whole number from 0 to 2147483647'],
    [{ country: 'DE,' }, 'country', 'has an empty value: write (none) for what has none'],
    [{ country: 49 }, 'country', 'is text, such as "DE,FR", or "!DE" for all others'],
    [
      { sales_channel: 'shop', with_lost: false },
      'sales_channel',
      'is all, or a list of web, phone, marketplace, pos',
    ],
    [
      { coupon: 'TEN', stage: 'retention' },
      'with_lost',
      'is false where journeys are told by their orders (stage, coupon): those that did not convert have none',
    ],
    [{ city: 'Paris' }, 'city', expect.stringContaining('landing_page, stage, coupon')],
    [{ lost: false }, 'lost', expect.stringContaining('is no field here; there are model, order')],
  ])('with %j is refused, and names %s', async (wrong, field, message) => {
    const answer = await collector.post('/v1/models/fit', fitOf(wrong), keys.admin)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toEqual([{ field, message }])
    expect(at((await collector.get('/v1/models', keys.read)).json, 'fits')).toEqual([])
  })

  test('is one object, of which several would not help', async () => {
    const long = fitOf({ coupon: 'x'.repeat(10_000), with_lost: false })
    for (const path of ['/v1/models/fit', '/v1/models/markov-1/activate', '/v1/periods/close']) {
      const answer = await collector.post(path, long, keys.admin)
      expect([path, answer.status]).toEqual([path, 413])
      expect(at(answer.json, 'detail')).toMatch(/: it is one object of a few short fields: shorten/)
    }
  })

  test('is for admin keys', async () => {
    for (const key of [keys.read, keys.write])
      expect((await collector.post('/v1/models/fit', fitOf(), key)).status).toBe(403)
    expect((await collector.post('/v1/models/markov-1/activate', {}, keys.read)).status).toBe(403)
    expect((await collector.get('/v1/models/markov-1', keys.write)).status).toBe(403)
  })
})

describe('POST /v1/models/{id}/activate', () => {
  test('asks for force where a version rests on too little, and says on what', async () => {
    const { id } = await fitted()
    const refused = await activate(String(id), {})
    expect(refused.status).toBe(409)
    expect(at(refused.json, 'detail')).toBe(
      'markov-1 rests on 4 conversions, fewer than 300, and on fewer than 30 conversions of a channel ' +
        '(Email 4, Paid Search 3): fit a longer period, or send {"force": true}',
    )
    expect((await activate(String(id))).json).toMatchObject({
      activated: { id: 'markov-1', model: 'markov' },
      settings_version: 2,
      changed: true,
    })
  })

  test('credits by the version in every report, which say so', async () => {
    await fitted()
    await activate('markov-1')
    const json = await roi('markov')
    expect(at(json, 'meta')).toMatchObject({
      model: 'markov',
      model_version: 'markov-1',
      credited_linearly: { unseen_channel: '0', no_effect: '0' },
    })
    // Of 100.00, Search 0.75 ÷ 1.75 and Email 1 ÷ 1.75, three times; and one of Email alone.
    expect(valueAt(json, 'Paid Search')).toBe('128.58')
    expect(valueAt(json, 'Email')).toBe('271.42')
    const path = `/v1/compare?${PERIOD}&models=linear,markov`
    const compared = await collector.get(path, keys.read)
    expect(at(compared.json, 'meta', 'models')).toMatchObject([
      { model: 'linear', model_version: 1 },
      { model: 'markov', model_version: 'markov-1' },
    ])
    const one = await collector.get('/v1/journeys/A0?model=markov', keys.read)
    const credits = at(one.json, 'journey', 'touches', 0, 'credits')
    expect(credits).toMatchObject({ markov: { conversions: '0.428571', value: '42.86' } })
    const models = await collector.get('/v1/models', keys.read)
    expect(at(models.json, 'versions')).toMatchObject([{ id: 'markov-1', active: true }])
    const markov = (at(models.json, 'models') as { name: string }[]).find(
      ({ name }) => name === 'markov',
    )
    expect(markov).toMatchObject({ computed: true, fitted: true, version: 'markov-1' })
  })

  test('counts what is credited linearly, since a channel was never seen', async () => {
    await fitted()
    await activate('markov-1')
    await journey([SOCIAL, MAIL], 'N1')
    const json = await roi('markov')
    expect(at(json, 'meta', 'credited_linearly')).toEqual({ unseen_channel: '1', no_effect: '0' })
    expect(valueAt(json, 'Paid Social')).toBe('50.00')
    const path = `/v1/compare?${PERIOD}&models=linear,markov`
    const compared = await collector.get(path, keys.read)
    expect(at(compared.json, 'meta', 'models', 1, 'credited_linearly', 'unseen_channel')).toBe('1')
  })

  test('of an older version is the way back, and of the active one changes nothing', async () => {
    await fitted()
    await activate('markov-1')
    const before = at(await roi('markov'), 'rows')
    // Without the order of mail alone both channels are needed alike.
    await fitted({ from: '2026-09-22' })
    await activate('markov-2')
    expect(at(await roi('markov'), 'meta', 'model_version')).toBe('markov-2')
    expect(at(await roi('markov'), 'rows')).not.toEqual(before)
    expect((await activate('markov-1')).json).toMatchObject({ settings_version: 4, changed: true })
    expect(at(await roi('markov'), 'rows')).toEqual(before)
    expect((await activate('markov-1')).json).toMatchObject({ settings_version: 4, changed: false })
  })

  test('changes no closed period, whose answers name the version that it was closed under', async () => {
    await fitted()
    await activate('markov-1')
    await journey([SOCIAL, MAIL], 'N1')
    const days = 'from=2026-09-01&to=2026-10-31'
    const ask = async (query: string) => (await collector.get(query, keys.read)).json
    const before = await ask(`/v1/roi?${days}&model=markov`)
    expect(at(before, 'meta')).toMatchObject({ credited_linearly: { unseen_channel: '1' } })
    const close = { from: '2026-09-01', to: '2026-10-31' }
    expect((await collector.post('/v1/periods/close', close, keys.admin)).status).toBe(200)
    // This one knows the new channel.
    await fitted()
    await activate('markov-2')

    const closed = await ask(`/v1/roi?${days}&model=markov`)
    const version = { model: 'markov', model_version: 'markov-1' }
    expect(at(closed, 'meta')).toMatchObject({
      ...version,
      credited_linearly: { unseen_channel: '1', no_effect: '0' },
      closed: [{ kept: true, models: [version] }],
    })
    expect(valueAt(closed, 'Paid Social')).toBe(valueAt(before, 'Paid Social'))
    const compared = await ask(`/v1/compare?${days}&models=linear,markov`)
    expect(at(compared, 'meta', 'models', 1)).toMatchObject(version)
    expect(at(compared, 'meta', 'closed', 0, 'models')).toEqual([
      { model: 'linear', model_version: 1 },
      version,
    ])
    // With open days it is the one that is active, and that of the closed ones beside it.
    const open = await ask(`/v1/roi?from=2026-10-31&to=2026-11-20&model=markov`)
    expect(at(open, 'meta')).toMatchObject({
      model_version: 'markov-2',
      closed: [{ kept: true, models: [version] }],
    })
    // Others that were closed since have their own: there is no one version of both.
    const november = { from: '2026-11-01', to: '2026-11-19' }
    expect((await collector.post('/v1/periods/close', november, keys.admin)).status).toBe(200)
    const both = await ask(`/v1/roi?from=2026-10-31&to=2026-11-19&model=markov`)
    expect(at(both, 'meta')).toMatchObject({
      model_version: null,
      closed: [{ models: [version] }, { models: [{ ...version, model_version: 'markov-2' }] }],
    })
  })

  test('of what there is not says what there is', async () => {
    const none = await collector.post('/v1/models/markov-9/activate', {}, keys.admin)
    expect(none.status).toBe(404)
    expect(at(none.json, 'detail')).toMatch(/there is no version "markov-9": there is none yet/)
    await fitted()
    const other = await collector.get('/v1/models/markov-9', keys.read)
    expect(other.status).toBe(404)
    expect(at(other.json, 'detail')).toBe('there is no version "markov-9": there is markov-1')
    const wrong = await collector.post('/v1/models/markov-1/activate', { force: 1 }, keys.admin)
    expect(at(wrong.json, 'errors')).toEqual([{ field: 'force', message: 'is true or false' }])
  })
})

test('a fitted model without an active version is refused, with the way to one', async () => {
  const answer = await collector.get(`/v1/roi?${PERIOD}&model=markov`, keys.read)
  expect(answer.status).toBe(422)
  expect(at(answer.json, 'errors', 0)).toEqual({
    field: 'model',
    message:
      'markov is not computed on this site: fit it with POST /v1/models/fit or "npm run pathworth -- models fit markov --site shop", and activate the version that comes of it',
  })
})
