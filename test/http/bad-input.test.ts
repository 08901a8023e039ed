import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

/** A problem document of that status that names the field, and nothing stored. */
async function expectRefused(
  answer: Awaited<ReturnType<TestCollector['call']>>,
  status: number,
  field?: string,
) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(answer.json).toMatchObject({
    type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  })
  expect(answer.status).toBe(status)
  if (field !== undefined) expect(fieldsOf(answer.json)).toContain(field)
  expect(collector.ledgers.batches).toEqual([])
}

function fieldsOf(json: unknown): unknown[] {
  const errors = at(json, 'errors')
  return Array.isArray(errors) ? errors.map((error) => at(error, 'field')) : []
}

const refund = (more: Record<string, unknown> = {}) => ({
  transaction_id: '1001',
  refund_id: 'r1',
  amount: '5.00',
  currency: 'EUR',
  ts: '2026-11-20T10:00:00Z',
  ...more,
})

const cost = (more: Record<string, unknown> = {}) => ({
  from: '2026-11-01',
  to: '2026-11-30',
  category: 'ad_spend',
  amount: '500.00',
  currency: 'EUR',
  ...more,
})

/** An order whose items are nested so deep, as text: `JSON.stringify` would not write it. */
const nestedOrder = (levels: number): string => {
  const list = '['.repeat(levels - 2) + ']'.repeat(levels - 2)
  return JSON.stringify(order({ items: ['deep'] })).replace('"deep"', `{"options":${list}}`)
}

describe('events', () => {
  const envelope = (more: Record<string, unknown> = {}) => ({
    v: 1,
    site: 'shop',
    visitor: visitorId(),
    events: [pageView()],
    ...more,
  })

  test.each([
    ['nothing', '', 400, 'body'],
    ['no JSON', '{not json', 400, 'body'],
    ['JSON that is cut', '{"v":1,"site":"shop"', 400, 'body'],
    ['a list', '[]', 422, 'body'],
    ['a text', '"events"', 422, 'body'],
    ['null', 'null', 422, 'body'],
    ['no version', envelope({ v: undefined }), 422, 'v'],
    ['another version', envelope({ v: 2 }), 422, 'v'],
    ['no site', envelope({ site: undefined }), 422, 'site'],
    ['a site that is a path', envelope({ site: '../../etc/passwd' }), 422, 'site'],
    ['an unknown site', envelope({ site: 'nope' }), 404, 'site'],
    ['no visitor', envelope({ visitor: undefined }), 422, 'visitor'],
    ['a visitor that is no UUID', envelope({ visitor: 'x'.repeat(9999) }), 422, 'visitor'],
    ['a time that is a text', envelope({ sent_at: 'now' }), 422, 'sent_at'],
    ['a consent that nobody knows', envelope({ consent: 'maybe' }), 422, 'consent'],
    ['a mode that nobody knows', envelope({ mode: 'disk' }), 422, 'mode'],
    ['no events', envelope({ events: [] }), 422, 'events'],
    ['events that are no list', envelope({ events: {} }), 422, 'events'],
    ['101 events', envelope({ events: Array(101).fill({}) }), 422, 'events'],
  ])('with %s are refused', async (_, body, status, field) => {
    await expectRefused(await collector.post('/v1/events', body), status, field)
  })

  test('of more than 64 kB are refused, whatever length is declared', async () => {
    const body = 'x'.repeat(64 * 1024 + 1)
    await expectRefused(await collector.post('/v1/events', body), 413)
    const declared = { 'content-length': String(body.length) }
    const answer = await collector.call('POST', '/v1/events', { body, headers: declared })
    await expectRefused(answer, 413)
    const lied = { 'content-length': 'many' }
    await expectRefused(await collector.call('POST', '/v1/events', { body, headers: lied }), 413)
  })

  test('of more than 64 kB hear that several requests help', async () => {
    const { json } = await collector.post('/v1/events', 'x'.repeat(64 * 1024 + 1))
    expect(at(json, 'detail')).toBe(
      'a body here has at most 65536 bytes: send its events in several requests',
    )
  })

  test('of 64 kB are looked at', async () => {
    const body = 'x'.repeat(64 * 1024)
    await expectRefused(await collector.post('/v1/events', body), 400)
  })

  test('are measured in bytes, not in characters', async () => {
    await expectRefused(await collector.post('/v1/events', 'é'.repeat(33 * 1024)), 413)
  })

  test('whose sender goes away are refused, and no error of ours', async () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new Error('gone')) })
    const init = { method: 'POST', body, duplex: 'half' }
    const answer = await collector.app.request('/v1/events', init as RequestInit)
    expect(answer.status).toBe(400)
    expect(collector.log).toEqual([])
  })

  test('are not quoted in the refusal', async () => {
    const answer = await collector.post('/v1/events', '{"email": "jane@mail.example"')
    expect(answer.text).not.toContain('jane')
  })
})

describe('a conversion', () => {
  test.each([
    ['without value', { value: undefined }, 'value'],
    ['without currency', { currency: undefined }, 'currency'],
    ['without transaction_id', { transaction_id: undefined }, 'transaction_id'],
    ['without ts', { ts: undefined }, 'ts'],
    ['with an empty transaction_id', { transaction_id: '' }, 'transaction_id'],
    ['with an object as transaction_id', { transaction_id: { $ne: 1 } }, 'transaction_id'],
    ['with a control character in its id', { transaction_id: 'a\u0000b' }, 'transaction_id'],
    ['with a longer id than 200', { transaction_id: 'x'.repeat(201) }, 'transaction_id'],
    ['with a negative value', { value: '-1' }, 'value'],
    ['with too many decimals', { value: '1.234' }, 'value'],
    ['with decimals of yen', { value: '1200.00', currency: 'JPY' }, 'value'],
    ['with no number', { value: 'NaN' }, 'value'],
    ['with an exponent', { value: '1e3' }, 'value'],
    ['with a decimal comma', { value: '89,90' }, 'value'],
    ['with a JSON number', { value: 89.9 }, 'value'],
    ['with more than there is', { value: '9'.repeat(30) }, 'value'],
    ['with a currency that is none', { currency: 'EURO' }, 'currency'],
    ['with a currency in lower case', { currency: 'eur' }, 'currency'],
    ['with a negative tax', { tax: '-0.01' }, 'tax'],
    ['with too precise costs', { cost_of_goods: '1.001' }, 'cost_of_goods'],
    ['on a day that is not', { ts: '2026-02-30T00:00:00Z' }, 'ts'],
    ['at an hour that is not', { ts: '2026-11-02T25:00:00Z' }, 'ts'],
    ['at a time without offset', { ts: '2026-11-02T10:00:00' }, 'ts'],
    ['at a time in ms', { ts: 1_700_000_000_000 }, 'ts'],
    ['at a time without a T', { ts: '2026-11-02 10:00:00Z' }, 'ts'],
    ['more than a day ahead', { ts: '2026-11-21T12:00:00.001Z' }, 'ts'],
    ['with a goal that is none', { goal: 'Big Purchase!' }, 'goal'],
    ['with a visitor that is no UUID', { visitor: 'v1' }, 'visitor'],
    ['with an e-mail that is none', { email: 'jane' }, 'email'],
    ['with items that are no list', { items: {} }, 'items'],
    ['with an item that is a text', { items: ['shoe'] }, 'items[0]'],
    ['with a consent that nobody knows', { consent: true }, 'consent'],
    ['with half of a character in its id', { transaction_id: '1001\ud83d' }, 'transaction_id'],
    ['with half of a character in a customer id', { customer_id: '\udc5f' }, 'customer_id'],
    ['with half of a character in an e-mail', { email: 'a\ud83d@b.example' }, 'email'],
    ['with half of a character in a coupon', { coupon: '\ud83d' }, 'coupon'],
    ['with a control character in a coupon', { coupon: 'AUTUMN\n' }, 'coupon'],
    ['changed more than a day ahead', { updated_at: '2026-11-21T12:00:00.001Z' }, 'updated_at'],
  ])('%s is refused', async (_, wrong, field) => {
    const answer = await collector.post('/v1/conversions', order(wrong), keys.write)
    await expectRefused(answer, 422, field)
  })

  test.each([17, 15_000, 200_000])('with items %i levels deep is refused', async (levels) => {
    const answer = await collector.post('/v1/conversions', nestedOrder(levels), keys.write)
    await expectRefused(answer, 422, 'items')
  })

  test('with items of 256 KiB is taken, and with a byte more is refused', async () => {
    // With its frame, [{"item_id":"…"}].
    const items = (bytes: number) => [{ item_id: 'x'.repeat(bytes - 16) }]
    const send = (bytes: number) =>
      collector.post('/v1/conversions', order({ items: items(bytes) }), keys.write)
    await expectRefused(await send(262_145), 422, 'items')
    expect((await send(262_144)).status).toBe(200)
  })

  test('with items 16 levels deep is taken', async () => {
    const answer = await collector.post('/v1/conversions', nestedOrder(16), keys.write)
    expect(at(answer.json, 'results', 0, 'outcome')).toBe('created')
  })

  test('with characters beyond the basic plane in its texts is taken', async () => {
    const shoes = order({ transaction_id: '1001-👟', customer_id: '👟', coupon: '👟 -10 %' })
    const answer = await collector.post('/v1/conversions', shoes, keys.write)
    expect(at(answer.json, 'results', 0, 'transaction_id')).toBe('1001-👟')
  })

  test('of many that is dated ahead is named by its place', async () => {
    const orders = [order(), order({ transaction_id: '1002', ts: '2027-11-20T12:00:00Z' })]
    const answer = await collector.post('/v1/conversions', orders, keys.write)
    await expectRefused(answer, 422, '[1].ts')
    expect(fieldsOf(answer.json)).toEqual(['[1].ts'])
  })

  test('by a clock that is a day ahead is taken', async () => {
    const ts = '2026-11-21T12:00:00.000Z'
    const ahead = order({ ts, updated_at: ts })
    const answer = await collector.post('/v1/conversions', ahead, keys.write)
    expect(at(answer.json, 'results', 0, 'outcome')).toBe('created')
  })

  test('that is bad refuses the thousand it came with, and is named by its place', async () => {
    const orders = Array.from({ length: 1000 }, (_, i) => order({ transaction_id: `T${i}` }))
    orders[3] = order({ value: '1.234' })
    orders[997] = order({ currency: undefined })
    const answer = await collector.post('/v1/conversions', orders, keys.write)
    await expectRefused(answer, 422, '[3].value')
    expect(fieldsOf(answer.json)).toEqual(['[3].value', '[997].currency'])
    const roi = await collector.get(ROI_OF_YEAR, keys.read)
    expect(at(roi.json, 'total', 'value')).toBe('0.00')
  })

  test('is told what is wrong and the way out', async () => {
    const answer = await collector.post('/v1/conversions', order({ value: '1.234' }), keys.write)
    expect(at(answer.json, 'detail')).toBe(
      'value: "1.234" has 3 decimals, EUR has 2: round it first, as in "89.90"',
    )
    const missing = await collector.post('/v1/conversions', order({ ts: undefined }), keys.write)
    expect(at(missing.json, 'detail')).toBe('ts: is missing')
  })
})

describe('records', () => {
  const routes = ['/v1/conversions', '/v1/refunds', '/v1/identities', '/v1/costs']

  test.each(routes)('%s takes objects, and lists of objects', async (path) => {
    await expectRefused(await collector.post(path, '7', keys.write), 422, 'body')
    await expectRefused(await collector.post(path, '[null]', keys.write), 422, '[0]')
    await expectRefused(await collector.post(path, '[[]]', keys.write), 422, '[0]')
    await expectRefused(await collector.post(path, '', keys.write), 400, 'body')
    await expectRefused(await collector.post(path, '{', keys.write), 400, 'body')
  })

  test.each(routes)('%s takes a thousand at most', async (path) => {
    const many = Array(1001).fill({})
    await expectRefused(await collector.post(path, many, keys.write), 422, 'body')
  })

  test.each(routes)('%s takes 2 MB at most', async (path) => {
    const large = ' '.repeat(2 * 1024 * 1024 + 1)
    const answer = await collector.post(path, large, keys.write)
    await expectRefused(answer, 413)
    expect(at(answer.json, 'detail')).toMatch(/: send its records in several requests$/)
  })
})

describe('a refund', () => {
  test.each([
    ['that is negative', { amount: '-5.00' }, 'amount'],
    ['that is too precise', { amount: '5.001' }, 'amount'],
    ['without amount', { amount: undefined }, 'amount'],
    ['without currency', { currency: undefined }, 'currency'],
    ['without its own id', { refund_id: undefined }, 'refund_id'],
    ['without its order', { transaction_id: undefined }, 'transaction_id'],
    ['on a day that is not', { ts: '2026-13-01T00:00:00Z' }, 'ts'],
    ['more than a day ahead', { ts: '2026-11-21T12:00:00.001Z' }, 'ts'],
    ['with more tax than cash', { tax: '5.01' }, 'amount'],
  ])('%s is refused', async (_, wrong, field) => {
    const answer = await collector.post('/v1/refunds', refund(wrong), keys.write)
    await expectRefused(answer, 422, field)
  })

  test('by a clock that is a day ahead is taken', async () => {
    const ahead = refund({ ts: '2026-11-21T12:00:00.000Z' })
    const answer = await collector.post('/v1/refunds', ahead, keys.write)
    expect(at(answer.json, 'results', 0, 'outcome')).toBe('created')
  })

  test('with a wrong amount is told of that alone', async () => {
    const answer = await collector.post(
      '/v1/refunds',
      refund({ amount: 'x', tax: '1.00' }),
      keys.write,
    )
    expect(at(answer.json, 'errors', 'length')).toBe(1)
  })
})

describe('an identity', () => {
  const ana = { customer_id: 'c1', email: 'ana@example.com' }

  test('by a clock that is a day ahead is taken, and so is one without a time', async () => {
    const ahead = { ...ana, ts: '2026-11-21T12:00:00.000Z' }
    const answer = await collector.post('/v1/identities', [ahead, ana], keys.write)
    expect(answer.status).toBe(200)
  })

  test.each([
    ['of one name', { customer_id: 'c1' }, 'body'],
    ['of nobody', {}, 'body'],
    ['more than a day ahead', { ...ana, ts: '2026-11-21T12:00:00.001Z' }, 'ts'],
    ['with half of a character', { ...ana, customer_id: 'c\udc5f' }, 'customer_id'],
    ['with a visitor that is no UUID', { visitor: 'v', customer_id: 'c1' }, 'visitor'],
    ['with an e-mail that is none', { email: 'a b@c', customer_id: 'c1' }, 'email'],
  ])('%s is refused', async (_, body, field) => {
    await expectRefused(await collector.post('/v1/identities', body, keys.write), 422, field)
  })
})

describe('a cost', () => {
  test.each([
    ['from a day after its end', { from: '2026-12-01' }, 'from'],
    ['from a day that is not', { from: '2026-02-29' }, 'from'],
    ['to a text', { to: 'y' }, 'to'],
    ['for 3,661 days', { to: '2036-11-08' }, 'to'],
    ['of a category that is none', { category: 'champagne' }, 'category'],
    ['without amount', { amount: undefined }, 'amount'],
    ['without currency', { currency: undefined }, 'currency'],
    ['that is negative', { amount: '-1.00' }, 'amount'],
    ['that is too precise', { amount: '1.001' }, 'amount'],
    ['with an empty channel', { channel: '' }, 'channel'],
    ['with a spread that is none', { spread: 'year' }, 'spread'],
    [
      'whose channel contradicts its medium',
      { channel: 'Email', source: 'google', medium: 'cpc' },
      'channel',
    ],
  ])('%s is refused', async (_, wrong, field) => {
    await expectRefused(await collector.post('/v1/costs', cost(wrong), keys.write), 422, field)
  })

  test('for 3,660 days is taken, and ends as it says', async () => {
    const answer = await collector.post('/v1/costs', cost({ to: '2036-11-07' }), keys.write)
    expect(at(answer.json, 'results', 0, 'outcome')).toBe('created')
    expect(collector.ledgers.batches).toMatchObject([{ costs: [{ to: 20361107 }] }])
  })

  test('is one of many, that are for 36,600 days together and for no more', async () => {
    const longest = cost({ to: '2036-11-07' })
    const tooMany = [...Array.from({ length: 10 }, () => longest), cost({ to: '2026-11-01' })]
    await expectRefused(await collector.post('/v1/costs', tooMany, keys.write), 422, 'body')
    const answer = await collector.post('/v1/costs', tooMany.slice(1, 11), keys.write)
    expect(answer.status).toBe(200)
  })

  test('of many that contradicts is named by its place', async () => {
    const costs = [cost(), cost({ channel: 'Email', source: 'google', medium: 'cpc' })]
    await expectRefused(await collector.post('/v1/costs', costs, keys.write), 422, '[1].channel')
  })
})

describe('a report', () => {
  const roi = (more: Record<string, string>) => {
    const asked = { from: '2026-11-01', to: '2026-11-30', model: 'linear', by: 'channel', ...more }
    return `/v1/roi?${new URLSearchParams(asked)}`
  }

  test.each([
    ['from after to', { from: '2026-12-01' }, 'from'],
    ['a day that is not', { to: '2026-11-31' }, 'to'],
    ['an unknown model', { model: 'magic' }, 'model'],
    ['an unknown by', { by: 'channel,moon' }, 'by'],
    ['a by that is no list', { by: "channel';drop" }, 'by'],
    ['an empty by', { by: '' }, 'by'],
    ['a by twice', { by: 'channel,channel' }, 'by'],
    ['an unknown basis', { basis: 'moon_date' }, 'basis'],
    ['an unknown format', { format: 'xml' }, 'format'],
    ['a goal that is none', { goal: "x' or 1=1" }, 'goal'],
    ['a parameter that nobody knows', { chanel: 'Email' }, 'chanel'],
  ])('with %s is refused', async (_, wrong, field) => {
    await expectRefused(await collector.get(roi(wrong), keys.read), 422, field)
  })

  test('without days is refused', async () => {
    const answer = await collector.get('/v1/roi', keys.read)
    expect(fieldsOf(answer.json)).toEqual(['from', 'to'])
    await expectRefused(answer, 422)
  })

  test('with a parameter given twice is refused', async () => {
    const answer = await collector.get(`${roi({})}&model=first_touch`, keys.read)
    await expectRefused(answer, 422, 'model')
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=ten', 'limit'],
    ['from=2026-11-20&to=2026-11-19', 'from'],
    ['to=2026-02-30', 'to'],
    ['page=2', 'page'],
    ['cursor=', 'cursor'],
    ['cursor=invented', 'cursor'],
  ])('of journeys with %s is refused', async (query, field) => {
    await expectRefused(await collector.get(`/v1/journeys?${query}`, keys.read), 422, field)
  })

  test.each([
    ['/v1/journeys', '-1', 200],
    ['/v1/journeys', '201', 200],
    ['/v1/paths?from=2026-11-01&to=2026-11-30', '1.5', 1000],
    ['/v1/explain?from=2026-11-01&to=2026-11-30&cell=total&measure=roi', '', 200],
    ['/v1/audit', '0', 1000],
  ])('of %s with the limit "%s" says that it is 1 to %i', async (path, limit, max) => {
    const query = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`
    const answer = await collector.get(query, keys.admin)
    await expectRefused(answer, 422, 'limit')
    const message = `is a whole number from 1 to ${max}`
    expect(at(answer.json, 'errors')).toEqual([{ field: 'limit', message }])
  })

  test.each(['%00', 'a%0Ab', 'x'.repeat(201)])('of the journey %s is refused', async (id) => {
    await expectRefused(await collector.get(`/v1/journeys/${id}`, keys.read), 400, 'transaction_id')
  })

  test('of a journey that is not there says so', async () => {
    await expectRefused(await collector.get('/v1/journeys/nope', keys.read), 404)
  })
})

describe('a path', () => {
  test.each(['/nowhere', '/v1', '/v1/events/', '/v1/journeys/a/b', '/p.js.map'])(
    '%s that is not there is told so',
    async (path) => {
      await expectRefused(await collector.get(path), 404)
    },
  )

  test.each([
    ['DELETE', '/v1/events', 'POST, OPTIONS'],
    ['GET', '/v1/events', 'POST, OPTIONS'],
    ['PUT', '/v1/conversions', 'POST'],
    ['POST', '/v1/roi', 'GET, HEAD'],
    ['POST', '/p.js', 'GET, HEAD'],
    ['PATCH', '/v1/journeys/1001', 'GET, HEAD'],
  ])('does not take %s %s, and names what it takes', async (method, path, allow) => {
    const answer = await collector.call(method, path)
    await expectRefused(answer, 405)
    expect(answer.headers.get('allow')).toBe(allow)
  })
})

describe('messages', () => {
  const messageOf = async (answer: Promise<Awaited<ReturnType<TestCollector['call']>>>) =>
    at((await answer).json, 'detail')

  test.each([
    ['null', null, 'body: is null: send an object'],
    ['a number', 5, 'body: is a number: send an object'],
    ['a list of true', [true], '[0]: is true: send an object'],
    ['a number for a day', cost({ from: 5 }), 'from: is a number: send a string'],
    ['no day', cost({ from: undefined }), 'from: is missing'],
  ])('say in plain words what was wrong with %s', async (_, body, message) => {
    expect(await messageOf(collector.post('/v1/costs', body, keys.write))).toBe(message)
  })

  test('name the values that there are', async () => {
    const funnel = '/v1/funnel?from=2026-11-01&to=2026-11-30&by=stage'
    expect(await messageOf(collector.get(funnel, keys.read))).toBe(
      'by: is one of none, channel, source, medium, campaign, device, country',
    )
    const unclear = order({ consent: 'maybe' })
    expect(await messageOf(collector.post('/v1/conversions', unclear, keys.write))).toBe(
      'consent: is one of granted, denied',
    )
    const uncategorized = cost({ category: undefined })
    expect(await messageOf(collector.post('/v1/costs', uncategorized, keys.write))).toMatch(
      /^category: is missing: one of ad_spend, content, /,
    )
  })

  test('tell a field that is misspelt', async () => {
    const misspelt = { from: '2026-11-01', to: '2026-11-10', until: 1 }
    expect(await messageOf(collector.post('/v1/periods/close', misspelt, keys.admin))).toBe(
      'until: is no field here: leave it out',
    )
  })
})
