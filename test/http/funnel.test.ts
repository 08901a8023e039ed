import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const PERIOD = 'from=2026-11-01&to=2026-11-20'
const SEARCH = '/?utm_source=google&utm_medium=cpc&utm_campaign=autumn'
const EMAIL = '/?utm_source=news&utm_medium=email&utm_campaign=letter'

type Event = [name: string, props?: Record<string, unknown>]

/** A page view at ten, and other events in the minutes after it. */
async function visit(visitor: string, day: string, path: string, ...events: Event[]) {
  const ten = Date.parse(`${day}T10:00:00Z`)
  const hits = [['page_view'] as Event, ...events].map(([name, props = {}], minute) =>
    pageView({ name, props, ts: ten + minute * 60_000, url: `https://shop.example${path}` }),
  )
  const answer = await collector.send(hits, { visitor, key: keys.write })
  expect(at(answer.json, 'accepted')).toBe(hits.length)
}

const sale = (id: string, ts: string, more: Record<string, unknown>) =>
  order({ transaction_id: id, ts: `${ts}:00Z`, ...more })

/** Of each step an example, by three channels; who they are stands beside. */
beforeEach(async () => {
  collector = new TestCollector()
  collector.now = Date.parse('2026-11-20T12:00:00Z')
  keys = await collector.addSite('shop')
  const [buyer, leaver, returner, straight, guest, late, foreign, looker, unsure] = Array.from(
    { length: 9 },
    () => visitorId(),
  )
  const on = (visitor: string | undefined) => visitor as string
  // Views, fills a cart, checks out and orders in one visit.
  await visit(
    on(buyer),
    '2026-11-02',
    SEARCH,
    ['view_item', { value: 40 }],
    ['add_to_cart', { value: 40 }],
    ['begin_checkout', { value: 44.5 }],
  )
  // Leaves 30.00 in the cart.
  await visit(on(leaver), '2026-11-03', SEARCH, ['view_item'], ['add_to_cart', { value: 30 }])
  // Puts two things in and one out, looks at the cart next day, and orders by telephone the day after.
  const twenty = { value: 20, currency: 'EUR' }
  const twice: Event[] = [
    ['add_to_cart', twenty],
    ['add_to_cart', twenty],
    ['remove_from_cart', twenty],
  ]
  await visit(on(returner), '2026-11-04', EMAIL, ...twice)
  await visit(on(returner), '2026-11-05', EMAIL, ['view_cart', twenty])
  // Orders without a step that the tag could see, and looks at one page.
  await visit(on(straight), '2026-11-04', EMAIL)
  await visit(on(guest), '2026-11-05', '/')
  // Two days ago: may still order. And a cart in dollars.
  await visit(on(late), '2026-11-18', EMAIL, ['add_to_cart', { value: 15 }])
  await visit(on(foreign), '2026-11-06', EMAIL, ['add_to_cart', { value: 99, currency: 'USD' }])
  // The same cart on two days: it is lost once.
  await visit(on(looker), '2026-11-07', SEARCH, ['add_to_cart', { value: 60 }])
  await visit(on(looker), '2026-11-09', '/', ['begin_checkout', { value: 60 }])
  // Only the page says that this was bought.
  const bought = ['page_view', 'begin_checkout', 'purchase'].map((name) =>
    pageView({ name, props: { value: 12 }, url: `https://shop.example${SEARCH}` }),
  )
  await collector.send(bought, { visitor: on(unsure) })
  const orders = [
    sale('1001', '2026-11-02T10:20', { visitor: buyer, value: '44.50' }),
    sale('1002', '2026-11-06T10:00', { visitor: returner, value: '20.00' }),
    sale('1003', '2026-11-04T10:05', { visitor: straight, value: '10.00' }),
    sale('1004', '2026-11-07T10:00', { value: '5.00' }),
  ]
  expect((await collector.post('/v1/conversions', orders, keys.write)).status).toBe(200)
})

const ask = (query: string) => collector.get(`/v1/funnel?${PERIOD}&${query}`, keys.read)

interface Row {
  steps: { step: string; visits: number; drop_off?: number }[]
  [name: string]: unknown
}

/** Visits by step, and how many came no further. */
const shapeOf = ({ steps }: Row) => [
  steps.map(({ visits }) => visits),
  steps.flatMap(({ drop_off = [] }) => drop_off),
]

describe('the funnel', () => {
  test('counts visits by their furthest step, and what was left in carts', async () => {
    const { status, json } = await ask('by=channel')
    expect(status).toBe(200)
    const rows = at(json, 'rows') as Row[]
    expect(rows.map((row) => row['channel'])).toEqual(['Email', 'Paid Search', 'Direct'])
    const [email, search, direct] = rows as [Row, Row, Row]
    expect(shapeOf(search)).toEqual([
      [4, 4, 4, 2, 1],
      [0, 0, 2, 1],
    ])
    expect(search).toMatchObject({
      ...{ orders: 1, value: '44.50', conversion_rate: 0.25 },
      ...{ abandoned_carts: { carts: 1, value: '30.00' }, open_carts: { carts: 0 } },
    })
    expect(shapeOf(email)).toEqual([
      [5, 5, 5, 2, 2],
      [0, 0, 3, 0],
    ])
    expect(email).toMatchObject({
      ...{ orders: 2, value: '30.00', conversion_rate: 0.4, carts_without_value: 1 },
      ...{ abandoned_carts: { carts: 0 }, open_carts: { carts: 1, value: '15.00' } },
    })
    expect(shapeOf(direct)).toEqual([
      [2, 1, 1, 1, 0],
      [1, 0, 0, 1],
    ])
    expect(direct).toMatchObject({ abandoned_carts: { carts: 1, value: '60.00' }, orders: 0 })
    expect(shapeOf(at(json, 'total') as Row)).toEqual([
      [11, 10, 10, 5, 3],
      [1, 0, 5, 2],
    ])
    expect(at(json, 'total')).toMatchObject({
      ...{ orders: 3, value: '74.50', conversion_rate: 0.2727, carts_without_value: 1 },
      ...{ abandoned_carts: { carts: 2, value: '90.00' } },
    })
    expect(at(json, 'total', 'steps', 2)).toEqual({
      ...{ step: 'cart', visits: 10, rate: 0.9091, drop_off: 5, drop_off_rate: 0.5 },
    })
    expect(at(json, 'without_visit')).toEqual({ orders: 1, value: '5.00' })
    expect(at(json, 'meta')).toMatchObject({
      ...{ from: '2026-11-01', to: '2026-11-20', by: 'channel', abandoned_after: 7 },
      ...{ currency: 'EUR', pending: 0 },
    })
  })

  test('has as many visits and orders by whatever it is', async () => {
    const { json } = await ask('by=none')
    expect(at(json, 'rows')).toEqual([at(json, 'total')])
    for (const by of ['channel', 'source', 'medium', 'campaign', 'device', 'country'])
      expect(at((await ask(`by=${by}`)).json, 'total')).toEqual(at(json, 'total'))
    const campaigns = at((await ask('by=campaign')).json, 'rows') as Row[]
    expect(campaigns.map((row) => row['campaign'])).toEqual(['letter', 'autumn', ''])
    const devices = at((await ask('by=device')).json, 'rows') as Row[]
    expect(devices.map((row) => row['device'])).toEqual(['', 'desktop'])
  })

  test('waits longer for an order, when asked', async () => {
    const { json } = await ask('by=none&abandoned_after=30')
    expect(at(json, 'total')).toMatchObject({
      ...{
        abandoned_carts: { carts: 0, value: '0.00' },
        open_carts: { carts: 3, value: '105.00' },
      },
      carts_without_value: 1,
    })
  })

  test('is of the visits of the period, whenever their orders came', async () => {
    const path = '/v1/funnel?from=2026-11-05&to=2026-11-05&by=none'
    const { json } = await collector.get(path, keys.read)
    // Of the two visits of the day one led to the order of the day after.
    expect(shapeOf(at(json, 'total') as Row)).toEqual([
      [2, 1, 1, 1, 1],
      [1, 0, 0, 0],
    ])
    const next = '/v1/funnel?from=2026-11-06&to=2026-11-06&by=none'
    const after = await collector.get(next, keys.read)
    expect(shapeOf(at(after.json, 'total') as Row)).toEqual([
      [1, 1, 1, 0, 0],
      [0, 0, 1, 0],
    ])
  })

  test('counts a visit with two orders once, and both orders', async () => {
    const visitor = visitorId()
    await visit(visitor, '2026-10-01', SEARCH)
    const twice = ['10:05', '10:10'].map((time, index) =>
      sale(`20${index}`, `2026-10-01T${time}`, { visitor, value: '8.00' }),
    )
    await collector.post('/v1/conversions', twice, keys.write)
    const path = '/v1/funnel?from=2026-10-01&to=2026-10-01&by=none'
    const { json } = await collector.get(path, keys.read)
    expect(shapeOf(at(json, 'total') as Row)).toEqual([
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0],
    ])
    expect(at(json, 'total')).toMatchObject({ orders: 2, value: '16.00', conversion_rate: 2 })
  })

  test('takes a code for no visit, and its order for one of the visit before', async () => {
    const code = { code: 'POD10', campaign: 'podcast' }
    await collector.post('/v1/codes', code, keys.write)
    const visitor = visitorId()
    await visit(visitor, '2026-10-05', SEARCH)
    const orders = [
      sale('3001', '2026-10-06T10:00', { visitor, value: '8.00', coupon: 'POD10' }),
      sale('3002', '2026-10-05T10:00', { value: '7.00', coupon: 'POD10' }),
    ]
    await collector.post('/v1/conversions', orders, keys.write)
    const path = '/v1/funnel?from=2026-10-05&to=2026-10-06&by=channel'
    const { json } = await collector.get(path, keys.read)
    expect(at(json, 'rows')).toMatchObject([{ channel: 'Paid Search', orders: 1, value: '8.00' }])
    expect(shapeOf(at(json, 'total') as Row)).toEqual([
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0],
    ])
    expect(at(json, 'without_visit')).toEqual({ orders: 1, value: '7.00' })
  })

  test('takes in what comes late', async () => {
    const visitor = visitorId()
    await visit(visitor, '2026-10-03', SEARCH, ['view_item'])
    const cart = pageView({
      ...{ name: 'add_to_cart', props: { value: 9 }, url: 'https://shop.example/' },
      ts: Date.parse('2026-10-03T10:00:30Z'),
    })
    await collector.send([cart], { visitor, key: keys.write })
    const path = '/v1/funnel?from=2026-10-03&to=2026-10-03&by=none'
    const { json } = await collector.get(path, keys.read)
    expect(at(json, 'total', 'abandoned_carts')).toEqual({ carts: 1, value: '9.00' })
  })

  test('is empty where nobody came', async () => {
    const { json } = await collector.get('/v1/funnel?from=2025-01-01&to=2025-01-31', keys.read)
    expect(json).toMatchObject({ rows: [], total: { orders: 0, conversion_rate: null } })
  })
})

describe('filters of the funnel', () => {
  test('leave the visits that are told by them, as the row of that name has them', async () => {
    const { json } = await ask('by=channel')
    const [email, search, direct] = at(json, 'rows') as [Row, Row, Row]
    const filtered = await ask('by=channel&channel=Paid%20Search')
    expect(at(filtered.json, 'rows')).toEqual([search])
    expect(shapeOf(at(filtered.json, 'total') as Row)).toEqual([
      [4, 4, 4, 2, 1],
      [0, 0, 2, 1],
    ])
    expect(at(filtered.json, 'total')).toMatchObject({ orders: 1, value: '44.50' })
    expect(at(filtered.json, 'meta', 'filters')).toEqual({ channel: { is: ['Paid Search'] } })
    const others = await ask('by=channel&channel=!Paid%20Search')
    expect(at(others.json, 'rows')).toEqual([email, direct])
    expect(at(others.json, 'total')).toMatchObject({ orders: 2, value: '30.00' })
    const alike = await ask('by=channel&channel=paid%20search')
    expect(at(alike.json, 'rows')).toEqual([])
  })

  test('have no order without a visit: it is of no channel and of no device', async () => {
    for (const filter of ['channel=Email', 'country=(none)', 'device=!desktop'])
      expect(at((await ask(`by=none&${filter}`)).json, 'without_visit')).toEqual({
        ...{ orders: 0, value: '0.00' },
      })
  })

  test('ask all of them together, and for what has no name', async () => {
    // One visit came straight to the shop with nothing, another with the cart that it had before.
    const none = await ask('by=none&campaign=(none)')
    expect(shapeOf(at(none.json, 'total') as Row)).toEqual([
      [2, 1, 1, 1, 0],
      [1, 0, 0, 1],
    ])
    const both = await ask('by=none&campaign=letter,autumn&source=news')
    expect(shapeOf(at(both.json, 'total') as Row)).toEqual([
      [5, 5, 5, 2, 2],
      [0, 0, 3, 0],
    ])
    expect(at((await ask('by=none&source=google&medium=email')).json, 'total')).toMatchObject({
      ...{ orders: 0, conversion_rate: null, abandoned_carts: { carts: 0, value: '0.00' } },
    })
  })

  test('tell a cart by the visit in which it was last looked at', async () => {
    // 60.00 were put in after a search, and left two days later by a visit that came straight.
    const carts = async (filter: string) =>
      at((await ask(`by=none&${filter}`)).json, 'total', 'abandoned_carts')
    expect(await carts('channel=Direct')).toEqual({ carts: 1, value: '60.00' })
    expect(await carts('channel=Paid%20Search')).toEqual({ carts: 1, value: '30.00' })
    expect(await carts('channel=Email')).toEqual({ carts: 0, value: '0.00' })
  })

  test.each(['stage=acquisition', 'coupon=TEN', 'landing_page=/', 'goal=lead', 'model=linear'])(
    'are refused with the way out, where visits have no such name: %s',
    async (filter) => {
      const { status, json } = await ask(filter)
      expect(status).toBe(422)
      const [name] = filter.split('=')
      expect(at(json, 'errors')).toEqual([
        {
          field: name,
          message: expect.stringMatching(/^is no (filter|parameter) here: .*(ask|leave)/),
        },
      ])
    },
  )
})

test('a spreadsheet gets the same', async () => {
  const { text, headers } = await ask('by=channel&format=csv')
  expect(headers.get('content-disposition')).toContain('shop-funnel-2026-11-01-2026-11-20.csv')
  expect(text.split('\r\n')).toEqual([
    'row_type,channel,visit,view,cart,checkout,order,visit_drop_off,view_drop_off,cart_drop_off,checkout_drop_off,orders,value,conversion_rate,abandoned_carts,abandoned_value,open_carts,open_value,carts_without_value',
    'row,Email,5,5,5,2,2,0,0,3,0,2,30.00,0.4,0,0.00,1,15.00,1',
    'row,Paid Search,4,4,4,2,1,0,0,2,1,1,44.50,0.25,1,30.00,0,0.00,0',
    'row,Direct,2,1,1,1,0,1,0,0,1,0,0.00,0,1,60.00,0,0.00,0',
    'total,,11,10,10,5,3,1,0,5,2,3,74.50,0.2727,2,90.00,1,15.00,1',
    '',
  ])
})

describe('a question for it is refused', () => {
  test.each([
    ['from', 'from=2026-02-30&to=2026-03-31'],
    ['from', 'from=2026-04-01&to=2026-03-31'],
    ['to', 'from=2026-02-01'],
    ['by', `${PERIOD}&by=landing_page`],
    ['by', `${PERIOD}&by=channel,device`],
    ['abandoned_after', `${PERIOD}&abandoned_after=0`],
    ['abandoned_after', `${PERIOD}&abandoned_after=91`],
    ['abandoned_after', `${PERIOD}&abandoned_after=a week`],
    ['format', `${PERIOD}&format=pdf`],
    ['model', `${PERIOD}&model=linear`],
  ])('for its %s in %s', async (field, query) => {
    const { status, json } = await collector.get(`/v1/funnel?${query}`, keys.read)
    expect(status).toBe(422)
    expect(at(json, 'errors', 0, 'field')).toBe(field)
  })

  test('without a key that may read', async () => {
    expect((await collector.get(`/v1/funnel?${PERIOD}`)).status).toBe(401)
    expect((await collector.get(`/v1/funnel?${PERIOD}`, keys.write)).status).toBe(403)
  })
})
