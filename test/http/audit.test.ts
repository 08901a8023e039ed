import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, TestCollector } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  for (const [second, value] of ['89.90', '80.00', '70.00', '60.00'].entries()) {
    const updated_at = `2026-11-20T11:59:3${second}Z`
    await collector.post('/v1/conversions', order({ value, updated_at }), keys.write)
  }
})

describe('GET /v1/audit', () => {
  test('shows what has changed, page by page, and where the chain ends', async () => {
    const first = await collector.get('/v1/audit?limit=2', keys.admin)
    expect(first.status).toBe(200)
    expect(at(first.json, 'entries')).toMatchObject([
      {
        kind: 'conversion',
        subject: { goal: 'purchase', transaction_id: '1001' },
        before: { value: '89.90', currency: 'EUR', touches: 0 },
        after: { value: '80.00' },
        at: expect.stringMatching(/^2026-11-\d\dT[\d:.]+Z$/),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      { before: { value: '80.00' }, after: { value: '70.00' } },
    ])
    const rest = await collector.get(
      `/v1/audit?after=${at(first.json, 'next')}&limit=2`,
      keys.admin,
    )
    expect(rest.json).toMatchObject({ entries: [{ after: { value: '60.00' } }], next: null })
    expect(at(rest.json, 'meta', 'head')).toEqual({
      seq: at(rest.json, 'entries', 0, 'seq'),
      hash: at(rest.json, 'entries', 0, 'hash'),
    })
  })

  test('is for admin keys alone', async () => {
    expect((await collector.get('/v1/audit', keys.read)).status).toBe(403)
    expect((await collector.get('/v1/audit', keys.write)).status).toBe(403)
    expect((await collector.get('/v1/audit')).status).toBe(401)
  })

  test.each([
    ['after=-1', 'after'],
    ['after=x', 'after'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['before=1', 'before'],
  ])('refuses %s, and names the parameter', async (query, field) => {
    const { status, json } = await collector.get(`/v1/audit?${query}`, keys.admin)
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, field])
  })
})
