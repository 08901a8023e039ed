import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, ROI_OF_YEAR, TestCollector, visitorId } from './collector.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  keys = await collector.addSite('shop')
})

const podcast = { code: 'POD10', campaign: 'podcast-autumn', partner: 'Shop Talk', medium: 'audio' }

const register = (body: unknown = podcast) => collector.post('/v1/codes', body, keys.write)

const sell = (more: Record<string, unknown>) =>
  collector.post('/v1/conversions', order({ value: '100.00', ...more }), keys.write)

const journey = async (id = '1001') =>
  at((await collector.get(`/v1/journeys/${id}`, keys.read)).json, 'journey')

const rows = async (query: string) => {
  const roi = await collector.get(`/v1/roi?from=2026-11-01&to=2026-11-30&${query}`, keys.read)
  return at(roi.json, 'rows') as Record<string, unknown>[]
}

describe('POST /v1/codes', () => {
  test('registers a code, and says which channel its orders have', async () => {
    const answer = await register()
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      results: [
        {
          ...{ code: 'POD10', channel: 'Audio', source: 'shop talk', medium: 'audio' },
          ...{ campaign: 'podcast-autumn', partner: 'Shop Talk', customer_id: null },
          ...{ valid_from: null, valid_to: null, outcome: 'created' },
        },
      ],
    })
    expect(at((await register()).json, 'results', 0, 'outcome')).toBe('unchanged')
    const later = { ...podcast, code: 'pod10', valid_to: '2026-12-31' }
    expect(at((await register(later)).json, 'results', 0, 'outcome')).toBe('updated')
  })

  test('takes the partner, or the code, for the source, and offline for the medium', async () => {
    const { json } = await register([
      { code: 'A', campaign: 'x' },
      { code: 'B', campaign: 'x', partner: 'Shop Talk' },
      { code: 'C', campaign: 'x', channel: 'affiliates' },
      { code: 'D', campaign: 'x', source: 'Google', medium: 'CPC' },
    ])
    const shown = (at(json, 'results') as Record<string, unknown>[]).map(
      ({ channel, source, medium }) => [channel, source, medium].join(' / '),
    )
    expect(shown).toEqual([
      'Offline / a / offline',
      'Offline / shop talk / offline',
      'Affiliates / c / offline',
      'Paid Search / google / cpc',
    ])
  })

  test.each([
    [{ code: 'A,B' }, 'code', 'has a comma'],
    [{ code: ' ' }, 'code', 'is empty'],
    [{ code: 'POD\ud83d' }, 'code', 'half of a character'],
    [{ campaign: ' ' }, 'campaign', 'is empty'],
    [{ campaign: 'x'.repeat(201) }, 'campaign', 'has more than 200 characters'],
    [{ campaign: undefined }, 'campaign', 'is missing'],
    [{ valid_from: '2026-12-01', valid_to: '2026-11-01' }, 'valid_from', 'is after'],
    [{ channel: 'Email', medium: 'audio' }, 'channel', 'touches with this source and medium are'],
  ])('refuses %j, names the field, and stores nothing', async (wrong, field, message) => {
    const before = (await collector.get('/v1/codes', keys.read)).text
    const answer = await register([podcast, { ...podcast, ...wrong }])
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toEqual([
      { field: `[1].${field}`, message: expect.stringContaining(message) },
    ])
    expect((await collector.get('/v1/codes', keys.read)).text).toBe(before)
  })

  test('is for keys that may write, and the list for keys that may read', async () => {
    expect((await collector.post('/v1/codes', podcast, keys.read)).status).toBe(403)
    expect((await collector.post('/v1/codes', podcast)).status).toBe(401)
    expect((await collector.get('/v1/codes', keys.write)).status).toBe(403)
    const remove = await collector.call('DELETE', '/v1/codes/POD10', { key: keys.read })
    expect(remove.status).toBe(403)
  })
})

describe('an order with a code', () => {
  test('that nothing else explains is matched, also when the code comes after it', async () => {
    await sell({ coupon: 'pod10' })
    expect(await journey()).toMatchObject({ matched: false, reason: 'no_id', advocacy: false })
    const before = (await collector.get(ROI_OF_YEAR, keys.read)).json
    expect(at(before, 'unattributed', 'value')).toBe('100.00')
    await register()
    expect(await journey()).toMatchObject({
      ...{ matched: true, reason: '', advocacy: false },
      touches: [{ channel: 'Audio', campaign: 'podcast-autumn', content: 'POD10' }],
    })
    const after = (await collector.get(ROI_OF_YEAR, keys.read)).json
    expect(at(after, 'unattributed', 'value')).toBe('0.00')
    expect(at(after, 'meta', 'matched')).toBe(1)
    expect(at(after, 'rows', 0)).toMatchObject({ channel: 'Audio', touches: 1, value: '100.00' })
  })

  test('shares with the visits before it, and with what its campaign costs', async () => {
    const visitor = visitorId()
    await collector.send([pageView()], { visitor, key: keys.write })
    await register()
    await sell({ coupon: 'POD10', visitor })
    const fee = { from: '2026-11-01', to: '2026-11-30', category: 'partner_fee', amount: '30.00' }
    const scope = { campaign: 'podcast-autumn', currency: 'EUR' }
    await collector.post('/v1/costs', { ...fee, ...scope, spread: 'day' }, keys.write)
    expect(await rows('by=campaign&model=linear')).toMatchObject([
      { campaign: 'podcast-autumn', value: '50.00', touches: 1, cost: '30.00', roi: 0.6667 },
      { campaign: 'autumn', value: '50.00', touches: 1, cost: '0.00' },
    ])
    // 1.00 of the day that the order is on; the other 29 days have no touch of the campaign.
    expect(await journey()).toMatchObject({ cost: '1.00', profit: '99.00' })
    const paths = await collector.get('/v1/paths?from=2026-11-01&to=2026-11-30', keys.read)
    expect(at(paths.json, 'paths', 0)).toMatchObject({ path: 'Paid Search > Audio', cost: '1.00' })
    expect(at(paths.json, 'bridge')).toMatchObject({ closed: '1.00', without_touch: '29.00' })
  })

  test("of a friend is advocacy, and the friend's own order is not", async () => {
    const visitor = visitorId()
    await register({ code: 'ANA-5', campaign: 'friends', customer_id: 'ana' })
    await sell({ coupon: 'ana-5', customer_id: 'ben' })
    await sell({ coupon: 'ANA-5', customer_id: 'ana', transaction_id: '1002' })
    expect(await journey()).toMatchObject({ advocacy: true, touches: [{ channel: 'Offline' }] })
    expect(await journey('1002')).toMatchObject({ advocacy: false, touches: [] })
    await collector.send([pageView()], { visitor, key: keys.write })
    await sell({ visitor, value: '40.00', transaction_id: '1003' })
    expect(await rows('by=advocacy')).toMatchObject([
      { advocacy: 'yes', conversions: '1', value: '100.00' },
      { advocacy: 'no', conversions: '1', value: '40.00' },
      { advocacy: 'not broken down', touches: 2, value: '0.00' },
    ])
    expect(await rows('by=campaign&advocacy=yes')).toMatchObject([
      { campaign: 'friends', value: '100.00' },
    ])
  })

  test('is explained by its touch, which has no hit', async () => {
    await register()
    await sell({ coupon: 'POD10' })
    const asked = 'from=2026-11-01&to=2026-11-30&channel=Audio'
    for (const [measure, kind] of [
      ['touches', 'touch'],
      ['value', 'conversion'],
    ]) {
      const answer = await collector.get(`/v1/explain?${asked}&measure=${measure}`, keys.read)
      expect(answer.status).toBe(200)
      expect(at(answer.json, 'parts')).toMatchObject([{ kind }])
    }
  })

  test('is told as it was before the code, and before its commission, to who asks for that', async () => {
    await sell({ coupon: 'POD10' })
    const path = '/v1/roi?from=2026-11-01&to=2026-11-30'
    const answers = [(await collector.get(path, keys.read)).json]
    await register()
    answers.push((await collector.get(path, keys.read)).json)
    const fee = { category: 'commission', transaction_id: '1001', amount: '9.00', currency: 'EUR' }
    await collector.post('/v1/costs', fee, keys.write)
    answers.push((await collector.get(path, keys.read)).json)
    expect(answers.map((answer) => at(answer, 'total', 'cost'))).toEqual(['0.00', '0.00', '9.00'])
    expect(answers.map((answer) => at(answer, 'unattributed', 'value'))).toEqual([
      ...['100.00', '0.00', '0.00'],
    ])
    for (const answer of answers) {
      const then = await collector.get(`${path}&as_of=${at(answer, 'meta', 'as_of')}`, keys.read)
      for (const part of ['rows', 'unattributed', 'total'])
        expect(at(then.json, part)).toEqual(at(answer, part))
    }
  })

  test('is as before once the code is removed', async () => {
    await sell({ coupon: 'POD10' })
    const before = (await collector.get(ROI_OF_YEAR, keys.read)).json
    await register()
    const remove = () => collector.call('DELETE', '/v1/codes/pod10', { key: keys.write })
    expect((await remove()).json).toEqual({ code: 'pod10', removed: true })
    expect((await remove()).status).toBe(404)
    const { rows, unattributed } = (await collector.get(ROI_OF_YEAR, keys.read)).json as {
      rows: unknown
      unattributed: unknown
    }
    expect({ rows, unattributed }).toEqual({ rows: [], unattributed: at(before, 'unattributed') })
    expect(at((await collector.get('/v1/codes', keys.read)).json, 'codes')).toEqual([])
  })
})

describe('commands of operators', () => {
  const ask = (command: Record<string, unknown>) =>
    collector.post('/v1/admin', { site: 'shop', ...command }, TOKEN)

  test('add, list and remove codes', async () => {
    const added = await ask({ command: 'code_add', code: podcast })
    expect(added.json).toMatchObject({ site: 'shop', channel: 'Audio', outcome: 'created' })
    const listed = await ask({ command: 'code_list' })
    expect(at(listed.json, 'codes')).toMatchObject([{ code: 'POD10', campaign: 'podcast-autumn' }])
    const removed = await ask({ command: 'code_remove', code: 'pod10' })
    expect(removed.json).toEqual({ site: 'shop', code: 'pod10', removed: true })
    const again = await ask({ command: 'code_remove', code: 'pod10' })
    expect(again.status).toBe(404)
    expect(again.text).toContain('code list --site shop')
  })

  test('name what is wrong with a code', async () => {
    const wrong = await ask({ command: 'code_add', code: { code: 'A', campaign: '' } })
    expect(wrong.status).toBe(422)
    const odd = { ...podcast, channel: 'Email' }
    expect((await ask({ command: 'code_add', code: odd })).text).toContain('leave the channel out')
  })
})
