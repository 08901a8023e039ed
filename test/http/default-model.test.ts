import { beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  at,
  DAY,
  NOON,
  order,
  pageView,
  TestCollector,
  visitorId,
} from './collector.ts'
import { eventsOf } from './events-of.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'
const NOVEMBER = 'from=2026-11-01&to=2026-11-30'

/** Every report of a model, and what of its meta names it. */
const REPORTS = [
  `/v1/roi?${NOVEMBER}`,
  `/v1/explain?${NOVEMBER}&cell=total&measure=value`,
  `/v1/journeys?${NOVEMBER}`,
  '/v1/journeys/1001?',
  `/v1/paths?${NOVEMBER}`,
  `/v1/claims?${NOVEMBER}`,
  `/v1/campaigns?${NOVEMBER}`,
  '/v1/cohorts?from=2026-11&to=2026-11',
]

const BY_DAY_OF_TOUCH = [
  `/v1/roi?${NOVEMBER}`,
  `/v1/explain?${NOVEMBER}&cell=total&measure=value`,
  `/v1/compare?${NOVEMBER}&models=linear,first_touch`,
  `/v1/claims?${NOVEMBER}`,
  `/v1/campaigns?${NOVEMBER}`,
]

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop', {
    models: [{ name: 'last_non_direct' }, { name: 'linear' }, { name: 'first_touch' }],
  })
  const visitor = visitorId()
  const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
  const mail = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=november'
  await collector.send([pageView({ ts: NOON - 9 * DAY, url: ad })], { visitor, key: keys.write })
  await collector.send([pageView({ ts: NOON - 2 * DAY, url: mail })], { visitor, key: keys.write })
  await collector.post('/v1/conversions', order({ visitor, value: '100.00' }), keys.write)
})

const patch = (body: unknown) => collector.call('PATCH', '/v1/site', { body, key: keys.admin })
const command = (body: Record<string, unknown>) =>
  collector.post('/v1/admin', { site: 'shop', ...body }, TOKEN)

async function ask(path: string): Promise<Answer> {
  const answer = await collector.get(path, keys.read)
  expect([path, answer.status]).toEqual([path, 200])
  return answer
}

const metaOf = async (path: string) => at((await ask(path)).json, 'meta')

/** Until everything is derived under the newest settings. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { json } = await command({ command: 'settle' })
    if (at(json, 'pending') === 0 && at(json, 'building') === false) return
  }
  throw new Error('it does not settle')
}

describe('the default model of a site', () => {
  test('is the last touch that was not direct until another is set', async () => {
    for (const path of REPORTS)
      expect([path, await metaOf(path)]).toEqual([
        path,
        expect.objectContaining({ model: 'last_non_direct' }),
      ])
  })

  test('is what every report is of that names none, and no other', async () => {
    const { status, json } = await patch({ default_model: 'linear' })
    expect([status, json]).toEqual([200, expect.objectContaining({ default_model: 'linear' })])
    for (const path of REPORTS) {
      expect([path, await metaOf(path)]).toEqual([
        path,
        expect.objectContaining({ model: 'linear' }),
      ])
      const named = await ask(`${path}&model=first_touch`)
      expect(at(named.json, 'meta', 'model')).toBe('first_touch')
    }
    const { json: roi } = await ask(`/v1/roi?${NOVEMBER}`)
    const rows = at(roi, 'rows') as { channel: string; value: string }[]
    expect(rows.map(({ channel, value }) => [channel, value])).toEqual([
      ['Email', '50.00'],
      ['Paid Search', '50.00'],
    ])
    expect(await metaOf('/v1/models')).toMatchObject({ default_model: 'linear' })
    expect((await ask('/v1/site')).json).toMatchObject({ default_model: 'linear' })
    const { text } = await collector.get('/v1/stream?limit=1', keys.read)
    expect(eventsOf(text)[0]?.data).toMatchObject({ model: 'linear' })
  })

  test('has nothing derived anew, and stands in the audit trail under who has set it', async () => {
    const before = (await metaOf(`/v1/roi?${NOVEMBER}`)) as { generation: number }
    await patch({ default_model: 'linear', default_basis: 'touch_date' })
    const after = await metaOf(`/v1/roi?${NOVEMBER}`)
    expect(after).toMatchObject({ generation: before.generation, building: false, pending: 0 })
    const { json } = await collector.get('/v1/audit', keys.admin)
    expect(at(json, 'entries')).toEqual([
      expect.objectContaining({
        kind: 'settings',
        subject: { settings_version: 2, owner: 'the admin key' },
        before: { defaultModel: null, defaultBasis: null },
        after: { defaultModel: 'linear', defaultBasis: 'touch_date' },
      }),
    ])
  })

  test('may come with the models that are computed, and says so until it is', async () => {
    const models = ['linear', 'last_touch']
    expect((await patch({ models, default_model: 'last_touch' })).status).toBe(200)
    await settled()
    expect(await metaOf(`/v1/roi?${NOVEMBER}`)).toMatchObject({ model: 'last_touch' })
  })

  test.each([
    [{ default_model: 'magic' }, 'default_model', /is no model: there are first_touch,/],
    [{ default_basis: 'day' }, 'default_basis', /is one of conversion_date, touch_date/],
    [
      { default_model: 'last_touch' },
      'default_model',
      /is not computed on this site: "npm run pathworth -- site set shop --models last_non_direct,linear,first_touch,last_touch" has/,
    ],
    [
      { default_model: 'markov' },
      'default_model',
      /is not computed on this site: fit it with POST \/v1\/models\/fit/,
    ],
    [{ models: ['linear'], default_model: 'first_touch' }, 'default_model', /is not computed/],
  ])('is not changed by %j, which is named with the way out', async (body, field, message) => {
    const { status, json } = await patch(body)
    expect([status, at(json, 'errors', 0)]).toEqual([
      422,
      { field, message: expect.stringMatching(message) },
    ])
    expect((await ask('/v1/site')).json).toMatchObject({
      ...{ default_model: 'last_non_direct', default_basis: 'conversion_date' },
      settings_version: 1,
    })
  })

  test('stays among the models that are computed, once it was chosen', async () => {
    await patch({ default_model: 'linear' })
    const { status, json } = await patch({ models: ['first_touch', 'last_non_direct'] })
    expect([status, at(json, 'errors', 0)]).toEqual([
      422,
      {
        field: 'models',
        message: expect.stringMatching(
          /leaves out linear, which reports that name no model are of: keep it/,
        ),
      },
    ])
    expect((await ask('/v1/site')).json).toMatchObject({ default_model: 'linear' })
  })

  test('may be left out by who has chosen none', async () => {
    expect((await patch({ models: ['linear'] })).status).toBe(200)
  })

  test('that is not computed any more is named, with the way out', async () => {
    // As a site may be whose settings were made by an older collector.
    const ledger = await collector.ledgers.open('shop')
    const { settings } = (await ledger?.state()) ?? {}
    if (!ledger || !settings) throw new Error('no site')
    const gone = { ...settings, defaultModel: 'last_touch' } as const
    await ledger.change({ kind: 'settings', settings: gone, owner: 'test', at: NOON })
    collector.now += 60_000
    const { status, json } = await collector.get(`/v1/roi?${NOVEMBER}`, keys.read)
    expect([status, at(json, 'errors', 0)]).toEqual([
      422,
      {
        field: 'model',
        message: expect.stringMatching(
          /^a report that names no model is of last_touch; name another, or wait: last_touch is not computed/,
        ),
      },
    ])
    expect((await ask(`/v1/roi?${NOVEMBER}&model=linear`)).status).toBe(200)
  })

  test('is that of then in a report of the past', async () => {
    const then = at(await metaOf(`/v1/roi?${NOVEMBER}`), 'as_of')
    await patch({ default_model: 'linear' })
    const now = at(await metaOf(`/v1/roi?${NOVEMBER}`), 'as_of')
    const asOf = async (seq: unknown) => {
      for (let tries = 0; tries < 50; tries++) {
        const { status, json } = await collector.get(`/v1/roi?${NOVEMBER}&as_of=${seq}`, keys.read)
        if (status === 200) return at(json, 'meta', 'model')
      }
      throw new Error('it is not derived')
    }
    expect(now).toBe(Number(then) + 1)
    expect([await asOf(then), await asOf(now)]).toEqual(['last_non_direct', 'linear'])
  })

  test('of several sites is that of the first', async () => {
    const other = await collector.addSite('other')
    await patch({ default_model: 'linear' })
    const both = (sites: string) =>
      collector.get(`/v1/roi?${NOVEMBER}&sites=${sites}`, `${keys.read},${other.read}`)
    expect(at((await both('shop,other')).json, 'meta', 'model')).toBe('linear')
    expect(at((await both('other,shop')).json, 'meta', 'model')).toBe('last_non_direct')
  })
})

describe('the default basis of a site', () => {
  test('is that of reports that name none', async () => {
    await patch({ default_basis: 'touch_date' })
    for (const path of BY_DAY_OF_TOUCH) {
      const told = await metaOf(path)
      expect([path, told]).toEqual([path, expect.objectContaining({ basis: 'touch_date' })])
      const named = await metaOf(`${path}&basis=conversion_date`)
      expect([path, named]).toEqual([path, expect.objectContaining({ basis: 'conversion_date' })])
    }
  })
})
