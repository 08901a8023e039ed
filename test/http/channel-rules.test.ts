import { beforeEach, describe, expect, test } from 'vitest'
import { until } from '../host/until.ts'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const TS = Date.parse('2026-11-02T08:00:00Z')
const visitor = visitorId(TS)

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
  const url = 'https://shop.example/?utm_source=instagram_ana&utm_medium=social&utm_campaign=autumn'
  await collector.send([pageView({ ts: TS, url })], { visitor, key: keys.write })
  const sold = { transaction_id: 'T-1', ts: '2026-11-02T08:05:00Z', value: '40.00', visitor }
  await collector.post('/v1/conversions', order(sold), keys.write)
})

const patch = (channel_rules: readonly string[]) =>
  collector.call('PATCH', '/v1/site', { body: { channel_rules }, key: keys.admin })

const report = () =>
  collector.get('/v1/roi?from=2026-11-01&to=2026-11-30&model=linear&by=channel', keys.read)

/** What each channel is credited with, once all is derived. */
async function credited(): Promise<Record<string, unknown>> {
  await until(async () => at((await report()).json, 'meta', 'building') === false)
  const rows = at((await report()).json, 'rows') as Record<string, unknown>[]
  return Object.fromEntries(rows.map(({ channel, value }) => [channel, value]))
}

describe('channels of a site of its own', () => {
  test('are those of the past, too, and go again with their rules', async () => {
    expect(await credited()).toEqual({ 'Organic Social': '40.00' })
    const rules = ['Ana:source=instagram_ana', 'Influencers:source=insta*:medium=social']
    const { status, json } = await patch(rules)
    expect([status, at(json, 'channel_rules')]).toEqual([200, rules])
    // The first rule that fits names the channel.
    expect(await credited()).toEqual({ Ana: '40.00' })
    await patch(rules.slice(1))
    expect(await credited()).toEqual({ Influencers: '40.00' })
    expect((await patch([])).json).not.toHaveProperty('channel_rules')
    expect(await credited()).toEqual({ 'Organic Social': '40.00' })
  })

  test('take no touch that only looks like theirs', async () => {
    await patch(['Influencers:medium=social_paid:source=insta*', 'Mails:medium=soc'])
    expect(await credited()).toEqual({ 'Organic Social': '40.00' })
  })

  test('have costs that name their source, and those that name them', async () => {
    await patch(['Influencers:source=insta*'])
    await credited()
    const cost = { from: '2026-11-02', to: '2026-11-02', category: 'ad_spend', currency: 'EUR' }
    const costs = [
      { ...cost, source: 'instagram_ana', medium: 'social', amount: '10.00' },
      { ...cost, channel: 'influencers', amount: '5.00' },
    ]
    expect((await collector.post('/v1/costs', costs, keys.write)).status).toBe(200)
    expect(at((await report()).json, 'rows', 0)).toMatchObject({
      ...{ channel: 'Influencers', value: '40.00', cost: '15.00', profit: '25.00' },
    })
  })

  test('are refused with the rule that is wrong, and nothing changes', async () => {
    const { status, json } = await patch(['Fine:source=a', 'Influencers'])
    expect([status, at(json, 'errors', 0, 'field')]).toEqual([422, 'channel_rules'])
    expect(at(json, 'errors', 0, 'message')).toMatch(/^"Influencers": has no pattern/)
    const site = (await collector.get('/v1/site', keys.read)).json
    expect([at(site, 'settings_version'), at(site, 'channel_rules')]).toEqual([1, undefined])
  })
})
