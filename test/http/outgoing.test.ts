import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, TestCollector } from './collector.ts'

const TOKEN = 'the-admin-token-of-the-tests-0123456789'

let collector: TestCollector
let write: string

const command = (name: string, given: Record<string, unknown> = {}) =>
  collector.post('/v1/admin', { command: `webhook_out_${name}`, site: 'shop', ...given }, TOKEN)

const add = (url: string, given: Record<string, unknown> = {}) => command('add', { url, ...given })

beforeEach(async () => {
  collector = new TestCollector({ adminToken: TOKEN })
  write = (await collector.addSite('shop')).write
})

describe('whom a site tells', () => {
  test('is added, listed without secrets, rotated, enabled and removed', async () => {
    const added = await add('https://CRM.example/hooks', { events: ['import.finished'] })
    expect(added.status).toBe(200)
    const id = at(added.json, 'id')
    expect(at(added.json, 'secret')).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const rotated = await command('rotate', { id, overlap_hours: 48 })
    expect(rotated.json).toMatchObject({ id, others_until: '2026-11-22T12:00:00.000Z' })
    expect(at(rotated.json, 'secret')).not.toBe(at(added.json, 'secret'))
    const list = await command('list')
    expect(at(list.json, 'endpoints')).toEqual([
      {
        ...{ id, url: 'https://crm.example/hooks', events: ['import.finished'] },
        ...{ created_at: '2026-11-20T12:00:00.000Z', disabled_at: null, secrets: 2 },
      },
    ])
    expect(list.text).not.toContain('whsec')
    expect((await command('enable', { id })).json).toMatchObject({ enabled: true })
    expect((await command('remove', { id })).json).toMatchObject({ removed: true })
    expect(at((await command('list')).json, 'endpoints')).toEqual([])
  })

  test.each([
    ['http://crm.example/', 'is not https'],
    ['https://10.0.0.7/', 'PATHWORTH_WEBHOOK_HOSTS'],
    ['https://localhost/', 'is of a private network'],
    ['https://ana:pass@crm.example/', 'holds a password'],
    ['crm.example', 'is no address'],
    ['', 'is no address'],
    [`https://crm.example/${'x'.repeat(2000)}`, 'more than 2000 characters'],
  ])('is not at %.40s: it %s', async (url, why) => {
    const refused = await add(url)
    expect(refused.status).toBe(422)
    expect(at(refused.json, 'errors', 0)).toMatchObject({ field: 'url' })
    expect(refused.text).toContain(why)
    expect(at((await command('list')).json, 'endpoints')).toEqual([])
  })

  test('is told of known events, and is there once', async () => {
    const unknown = await add('https://crm.example/', { events: ['visit.seen'] })
    expect(unknown.text).toContain('is one of conversion.credited, import.finished')
    expect((await add('https://crm.example/', { events: [] })).text).toContain('names no event')
    expect((await add('https://crm.example/')).status).toBe(200)
    expect((await add('https://crm.example')).status).toBe(409)
    for (let n = 1; n < 20; n++) await add(`https://crm.example/${n}`)
    const more = await add('https://crm.example/more')
    expect({ status: more.status, text: more.text }).toMatchObject({
      ...{ status: 409, text: expect.stringContaining('remove one first') },
    })
  })

  test.each([
    ['rotate', { id: 'e9' }, 404, 'webhook-out list'],
    ['remove', { id: 'e9' }, 404, 'webhook-out list'],
    ['enable', { id: 'e9' }, 404, 'webhook-out list'],
    ['retry', { id: 9 }, 404, 'no dead delivery 9'],
    ['retry', { id: 'x' }, 422, 'is no number'],
    ['rotate', { id: 'e9', overlap_hours: 721 }, 422, 'is more than 720'],
    ['deliveries', { state: 'lost' }, 422, 'is one of waiting'],
  ])('%s %j is answered %i', async (name, given, status, said) => {
    const answer = await command(name, given)
    expect({ status: answer.status, text: answer.text }).toEqual({
      ...{ status, text: expect.stringContaining(said) },
    })
  })
})

test('a site that tells somebody answers as before, and keeps what it will tell', async () => {
  await add('https://crm.example/')
  const sold = await collector.post('/v1/conversions', order(), write)
  expect(sold.status).toBe(200)
  const { json } = await command('deliveries')
  expect(json).toMatchObject({ site: 'shop', next: null })
  expect((await command('retry')).json).toMatchObject({ retried: 0 })
})
