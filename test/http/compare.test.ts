import { beforeEach, describe, expect, test } from 'vitest'
import { FIRST_MODELS, MODELS, RULE_MODELS } from '../../collector/attribution/registry.ts'
import { at, DAY, NOON, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>
const visitor = visitorId()

const HOUR = 3_600_000

const november = 'from=2026-11-01&to=2026-11-30'

const ad = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const social = 'https://shop.example/?utm_source=facebook&utm_medium=paid_social&utm_campaign=fall'
const letter = 'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=%3Dsum(1)'

/** An ad, a letter that brought a lead, a social ad with a cart, a letter; and an order of 100.00. */
async function fill(given: { models?: { name: string; params?: object }[] } = {}) {
  collector = new TestCollector()
  keys = await collector.addSite('shop', given as Parameters<TestCollector['addSite']>[1])
  const events = [
    pageView({ ts: NOON - 9 * DAY, url: ad }),
    pageView({ ts: NOON - 6 * DAY, url: letter }),
    pageView({ ts: NOON - 3 * DAY, url: social }),
    pageView({
      ts: NOON - 3 * DAY + 60_000,
      url: 'https://shop.example/shoes',
      name: 'add_to_cart',
    }),
    pageView({ ts: NOON - HOUR, url: letter }),
  ]
  await collector.send(events, { visitor, key: keys.write })
  const lead = { transaction_id: 'L1', goal: 'lead', ts: new Date(NOON - 5 * DAY).toISOString() }
  await collector.post('/v1/conversions', order({ ...lead, visitor, value: '0.00' }), keys.write)
  await collector.post('/v1/conversions', order({ visitor, value: '100.00' }), keys.write)
  const cost = {
    from: '2026-11-11',
    to: '2026-11-11',
    category: 'ad_spend',
    source: 'google',
    medium: 'cpc',
    campaign: 'autumn',
    amount: '20.00',
    currency: 'EUR',
  }
  await collector.post('/v1/costs', cost, keys.write)
}

const names = (which: readonly string[]) => which.map((name) => ({ name }))

describe('GET /v1/compare', () => {
  beforeEach(() => fill())

  test('sets models side by side, and says what each moves against the first', async () => {
    const query = `${november}&models=last_non_direct,w_shaped&by=channel`
    const answer = await collector.get(`/v1/compare?${query}`, keys.read)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(at(answer.json, 'meta')).toMatchObject({
      site: 'shop',
      from: '2026-11-01',
      models: [
        { model: 'last_non_direct', model_version: 1 },
        { model: 'w_shaped', model_version: 1 },
      ],
      basis: 'conversion_date',
      currency: 'EUR',
      eligible: 1,
      matched: 1,
    })
    expect(at(answer.json, 'rows')).toEqual([
      {
        channel: 'Email',
        touches: 2,
        models: {
          last_non_direct: shown('1', '100.00', '0.00', '100.00', null, null, '0.00'),
          w_shaped: {
            ...shown('0.4', '40.00', '0.00', '40.00', null, null, '0.00'),
            shift: { conversions: '-0.6', value: '-60.00', value_ratio: -0.6 },
          },
        },
      },
      {
        channel: 'Paid Search',
        touches: 1,
        models: {
          last_non_direct: shown('0', '0.00', '20.00', '-20.00', -1, 0, null),
          w_shaped: {
            ...shown('0.3', '30.00', '20.00', '10.00', 0.5, 1.5, '66.67'),
            shift: { conversions: '0.3', value: '30.00', value_ratio: null },
          },
        },
      },
      {
        channel: 'Paid Social',
        touches: 1,
        models: {
          last_non_direct: shown('0', '0.00', '0.00', '0.00', null, null, null),
          w_shaped: {
            ...shown('0.3', '30.00', '0.00', '30.00', null, null, '0.00'),
            shift: { conversions: '0.3', value: '30.00', value_ratio: null },
          },
        },
      },
    ])
    expect(answer.json).toMatchObject({
      unattributed: { conversions: '0', value: '0.00' },
      overhead: { cost: '0.00' },
      total: {
        touches: 4,
        models: {
          last_non_direct: { conversions: '1', value: '100.00', cost: '20.00', roi: 4 },
          w_shaped: {
            conversions: '1',
            value: '100.00',
            cost: '20.00',
            roi: 4,
            shift: { conversions: '0', value: '0.00', value_ratio: 0 },
          },
        },
      },
    })
  })

  test('says under each model what the report of that model says', async () => {
    const models = RULE_MODELS.map(({ name }) => name)
    for (const by of ['channel', 'source,campaign', 'day,stage']) {
      const terms = `${november}&by=${by}`
      const compared = await collector.get(`/v1/compare?${terms}&models=${models}`, keys.read)
      for (const model of models) {
        const alone = await collector.get(`/v1/roi?${terms}&model=${model}`, keys.read)
        const rows = at(compared.json, 'rows') as { models: Record<string, object> }[]
        for (const row of at(alone.json, 'rows') as Record<string, unknown>[]) {
          const same = by.split(',').map((name) => [name, row[name]])
          const there = rows.find((one) =>
            same.every(([name, value]) => at(one, `${name}`) === value),
          )
          expect(there).toBeDefined()
          expect({ ...row, ...(at(there, 'models', model) as object), shift: null }).toEqual({
            ...row,
            shift: null,
          })
        }
        const total = at(compared.json, 'total', 'models', model) as Record<string, unknown>
        const { shift: _, ...own } = total
        expect(at(alone.json, 'total')).toMatchObject(own)
      }
    }
  })

  test('has the same total under every model, also with orders that nobody can be credited with', async () => {
    await collector.post(
      '/v1/conversions',
      order({ transaction_id: '2', value: '7.00' }),
      keys.write,
    )
    const models = RULE_MODELS.map(({ name }) => name)
    const answer = await collector.get(`/v1/compare?${november}&models=${models}`, keys.read)
    expect(at(answer.json, 'unattributed')).toMatchObject({ conversions: '1', value: '7.00' })
    for (const model of models)
      expect(at(answer.json, 'total', 'models', model)).toMatchObject({
        conversions: '2',
        value: '107.00',
      })
  })

  test('takes the terms of the report', async () => {
    const terms = 'models=linear,first_touch&basis=touch_date&value=margin'
    const early = `from=2026-11-01&to=2026-11-12&${terms}`
    const answer = await collector.get(`/v1/compare?${early}`, keys.read)
    expect(at(answer.json, 'meta')).toMatchObject({ basis: 'touch_date', value: 'margin' })
    expect(at(answer.json, 'total', 'models')).toMatchObject({
      linear: { value: '25.00' },
      first_touch: { value: '100.00', shift: { value: '75.00', value_ratio: 3 } },
    })
  })

  test('has refunds on their own days, and discounts as a cost, when that is asked', async () => {
    const sold = { transaction_id: '2', visitor, value: '40.00', discount: '10.00' }
    await collector.post('/v1/conversions', order(sold), keys.write)
    const back = { transaction_id: '1001', refund_id: 'R', amount: '100.00', currency: 'EUR' }
    await collector.post('/v1/refunds', { ...back, ts: '2026-11-21T10:00:00Z' }, keys.write)
    const terms = 'models=linear,first_touch&refund_basis=refund&discount_as=cost'
    const total = async (days: string) =>
      at((await collector.get(`/v1/compare?${days}&${terms}`, keys.read)).json, 'total', 'models')
    expect(await total('from=2026-11-20&to=2026-11-20')).toMatchObject({
      linear: { value: '150.00', cost: '10.00', profit: '140.00' },
      first_touch: { value: '150.00', cost: '10.00', shift: { value: '0.00' } },
    })
    expect(await total('from=2026-11-21&to=2026-11-21')).toMatchObject({
      linear: { conversions: '0', value: '-100.00', profit: '-100.00', aov: null },
    })
  })

  test('says margin and average of each model when an order’s worth is asked, as the report does', async () => {
    const goods = { transaction_id: '2', visitor, value: '40.00', cost_of_goods: '30.00' }
    await collector.post('/v1/conversions', order(goods), keys.write)
    const terms = `${november}&value=margin&by=channel`
    const models = ['linear', 'first_touch']
    const { json } = await collector.get(`/v1/compare?${terms}&models=${models}`, keys.read)
    expect(at(json, 'fx_difference')).toEqual({ value: '0.00' })
    const rows = [...(at(json, 'rows') as object[]), at(json, 'total')]
    for (const model of models) {
      const alone = (await collector.get(`/v1/roi?${terms}&model=${model}`, keys.read)).json
      for (const row of [...(at(alone, 'rows') as Record<string, string>[]), at(alone, 'total')]) {
        const { channel, margin, aov } = row as Record<string, string | undefined>
        const there = rows.find((one) => at(one, 'channel') === channel)
        expect(at(there, 'models', model)).toMatchObject({ margin, aov })
      }
    }
    // What first touch has no order of was worth nothing, and says so, too.
    const letters = rows.find((one) => at(one, 'channel') === 'Email')
    expect(at(letters, 'models', 'first_touch')).toMatchObject({ margin: '0.00', aov: null })
    const csv = await collector.get(`/v1/compare?${terms}&models=${models}&format=csv`, keys.read)
    const lines = csv.text.trim().split('\r\n')
    expect(lines[0]).toContain(',linear_cpa,linear_margin,linear_aov,first_touch_conversions,')
    expect(lines.at(-1)).toMatch(/^fx_difference,,,,0\.00,,,/)
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1)
  })

  test('comes as CSV, with columns of each model, in which no campaign becomes a formula', async () => {
    const query = `${november}&models=linear,w_shaped&by=channel,campaign&format=csv`
    const answer = await collector.get(`/v1/compare?${query}`, keys.read)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="shop-compare-2026-11-01-2026-11-30.csv"',
    )
    const [header, ...lines] = answer.text.trim().split('\r\n')
    const metrics = ['conversions', 'value', 'cost', 'profit', 'roi', 'roas', 'cpa']
    expect(header?.split(',')).toEqual([
      ...['row_type', 'channel', 'campaign', 'touches'],
      ...metrics.map((name) => `linear_${name}`),
      ...metrics.map((name) => `w_shaped_${name}`),
      ...['conversions', 'value', 'value_ratio'].map((name) => `w_shaped_shift_${name}`),
    ])
    expect(lines).toContain(
      'row,Paid Search,autumn,1,0.25,25.00,20.00,5.00,0.25,1.25,80.00,0.3,30.00,20.00,10.00,0.5,1.5,66.67,0.05,5.00,0.2',
    )
    expect(lines.some((line) => line.startsWith("row,Email,'=sum(1)"))).toBe(true)
    expect(lines.find((line) => line.startsWith('unattributed'))).toBe(
      'unattributed,,,,0,0.00,,,,,,0,0.00,,,,,,,,',
    )
    const widths = new Set(
      answer.text
        .trim()
        .split('\r\n')
        .map((line) => line.split(',').length),
    )
    expect(widths.size).toBe(1)
  })

  test.each([
    ['', 'models', 'is missing'],
    ['models=linear', 'models', 'has one model'],
    ['models=linear,magic', 'models', 'has "magic"'],
    ['models=linear,Linear', 'models', 'has "Linear"'],
    ['models=linear,linear', 'models', 'has a model twice'],
    ['models=linear,first_touch&model=linear', 'model', 'is no parameter here'],
    ['models=linear,first_touch&by=colour', 'by', 'is a list of'],
    ['models=linear,first_touch&to=2025-01-01', 'to', 'is given more than once'],
  ])('refuses %j, and names the field', async (terms, field, message) => {
    const answer = await collector.get(`/v1/compare?${november}&${terms}`, keys.read)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toContainEqual({
      field,
      message: expect.stringContaining(message),
    })
  })

  test('is for keys that may read', async () => {
    const path = `/v1/compare?${november}&models=linear,first_touch`
    expect((await collector.get(path, keys.write)).status).toBe(403)
    expect((await collector.get(path)).status).toBe(401)
  })
})

describe('a model that a site does not compute', () => {
  beforeEach(() => fill({ models: names(FIRST_MODELS) }))

  test('is refused with the command that has it computed', async () => {
    const command = `npm run pathworth -- site set shop --models ${FIRST_MODELS},campaign_first`
    const message = `campaign_first is not computed on this site: "${command}" has it computed`
    const alone = await collector.get(`/v1/roi?${november}&model=campaign_first`, keys.read)
    expect(alone.status).toBe(422)
    expect(at(alone.json, 'errors')).toEqual([{ field: 'model', message }])
    const query = `${november}&models=linear,campaign_first`
    const compared = await collector.get(`/v1/compare?${query}`, keys.read)
    expect(at(compared.json, 'errors')).toEqual([{ field: 'models', message }])
  })

  test('stands in no journey', async () => {
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    const credits = at(json, 'journey', 'touches', 0, 'credits') as object
    expect(Object.keys(credits)).toEqual(FIRST_MODELS)
  })

  test('leaves journeys without anchors, where none is computed that knows them', async () => {
    await fill({ models: names(['linear']) })
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    expect(JSON.stringify(json)).not.toContain('anchors')
  })
})

describe('GET /v1/journeys/{transaction_id}', () => {
  test('says which touch is which anchor of a model', async () => {
    await fill()
    const { json } = await collector.get('/v1/journeys/1001', keys.read)
    const touches = at(json, 'journey', 'touches') as unknown[]
    const anchors = (model: string) =>
      touches.map((touch) => at(touch, 'credits', model, 'anchors'))
    expect(anchors('w_shaped')).toEqual([['first'], ['lead'], ['opportunity'], []])
    expect(anchors('full_path')).toEqual([['first'], ['lead'], ['opportunity'], ['last']])
    expect(anchors('linear')).toEqual([undefined, undefined, undefined, undefined])
    const earned = touches.map((touch) => at(touch, 'credits', 'w_shaped', 'value'))
    expect(earned).toEqual(['30.00', '30.00', '30.00', '10.00'])
  })
})

describe('GET /v1/models', () => {
  const decay = { name: 'time_decay', params: { halfLifeDays: 14 } }
  const custom = { name: 'custom', direct: 'equal', params: { 'channel.Email': 3 } }
  beforeEach(() => fill({ models: [...names(['last_non_direct', 'linear']), decay, custom] }))

  test("tells every model, its parameters with their defaults, and the site's own", async () => {
    const answer = await collector.get('/v1/models', keys.read)
    expect(answer.status).toBe(200)
    expect(at(answer.json, 'meta')).toMatchObject({
      site: 'shop',
      default_model: 'last_non_direct',
      building: false,
    })
    const models = at(answer.json, 'models') as { name: string; computed: boolean }[]
    expect(models.map(({ name }) => name)).toEqual(MODELS.map(({ name }) => name))
    expect(models.filter(({ computed }) => computed).map(({ name }) => name)).toEqual([
      'last_non_direct',
      'linear',
      'time_decay',
      'custom',
    ])
    expect(models.find(({ name }) => name === 'time_decay')).toEqual({
      name: 'time_decay',
      version: 1,
      title: 'Time decay',
      description: expect.stringMatching(/\.$/),
      computed: true,
      parameters: [
        {
          name: 'direct',
          description: expect.any(String),
          default: 'last_resort',
          value: 'last_resort',
          one_of: ['last_resort', 'equal'],
        },
        {
          name: 'half_life_days',
          description: 'days after which a touch is worth half',
          default: 7,
          value: 14,
          above: 0,
          max: 3650,
        },
      ],
    })
    const told = models.find(({ name }) => name === 'custom')
    expect(at(told, 'parameters')).toMatchObject([
      { name: 'direct', value: 'equal' },
      { name: 'first', default: 1, value: 1 },
      { name: 'middle' },
      { name: 'last' },
      { name: 'channel.<name>', default: 1 },
      { name: 'channel.Email', default: 1, value: 3 },
    ])
  })

  test('says how one is computed that is not', async () => {
    const answer = await collector.get('/v1/models', keys.read)
    const models = at(answer.json, 'models') as { name: string; compute_by?: string }[]
    expect(models.find(({ name }) => name === 'w_shaped')?.compute_by).toBe(
      'npm run pathworth -- site set shop --models ' +
        'last_non_direct,linear,time_decay:half_life_days=14,custom:direct=equal:channel.Email=3,w_shaped',
    )
    expect(models.find(({ name }) => name === 'linear')?.compute_by).toBeUndefined()
  })

  test('is said of the figures of a report, too', async () => {
    const { json } = await collector.get(`/v1/roi?${november}&model=time_decay`, keys.read)
    expect(at(json, 'meta', 'model_parameters')).toEqual({ half_life_days: 14 })
    const plain = await collector.get(`/v1/roi?${november}&model=linear`, keys.read)
    expect(at(plain.json, 'meta')).not.toHaveProperty('model_parameters')
  })

  test('takes no parameter of reports, and a key that may read', async () => {
    expect((await collector.get('/v1/models?from=2026-11-01', keys.read)).status).toBe(422)
    expect((await collector.get('/v1/models', keys.write)).status).toBe(403)
  })
})

function shown(
  conversions: string,
  value: string,
  cost: string,
  profit: string,
  roi: number | null,
  roas: number | null,
  cpa: string | null,
) {
  return { conversions, value, cost, profit, roi, roas, cpa }
}
