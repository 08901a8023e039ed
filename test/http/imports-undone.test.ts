import { existsSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { DERIVED_TABLES } from '../../collector/ledger/transfer.ts'
import { type Answer, at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { KINDS } from './file-kinds.ts'
import { ADMIN_TOKEN, command } from './shop-hooks.ts'

// Each kind of file, and each sample of one: what it leaves when it comes twice, and when it goes.

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

/** A shop with an order that has come by an ad. */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
  const visitor = visitorId()
  await collector.send([pageView()], { visitor })
  await collector.post('/v1/conversions', order({ visitor, email: 'a@b.test' }), keys.write)
})

const bring = (body: string, query = ''): Promise<Answer> =>
  collector.call('POST', `/v1/imports?site=shop${query}`, { body, key: keys.write })

/** All that follows from the facts, row by row as it is kept. */
async function derived(): Promise<unknown> {
  const { json } = await collector.get('/v1/health/data', keys.read)
  expect(at(json, 'meta', 'pending')).toBe(0)
  const ledger = await collector.ledgers.open('shop')
  const tables = DERIVED_TABLES.map(async (table) => {
    const query = { table, after: null, limit: 10_000 } as const
    return [table, (await ledger?.derivedRows(query))?.rows] as const
  })
  return Object.fromEntries(await Promise.all(tables))
}

const facts = async () => at((await command(collector, { command: 'site_status' })).json, 'facts')

/** Costs, orders, deals and contacts: rates are records of their own, and no import keeps them. */
const UNDONE = Object.entries(KINDS).filter(([kind]) => kind !== 'ecb_rates')

const SEPTEMBER = '&from=2026-09-01&to=2026-09-30'

/** Samples of what platforms give out, beside the project where there are any, and what they leave open. */
const SAMPLES: Readonly<Record<string, string>> = {
  'google-ads.campaign-report.daily.en.csv': '',
  'google-ads.campaign-report.range-default.en.csv': SEPTEMBER,
  'meta-ads.campaigns.daily.en.csv': '',
  'meta-ads.campaigns.range.en.csv': '',
  'microsoft-ads.campaign-performance.daily.csv': '',
  'microsoft-ads.ui.gregorian-date.csv': '&currency=USD&dates=MDY',
  'tiktok-ads.by-day.csv': '&currency=EUR',
  'ga4.cost-data-import.csv': '&currency=EUR',
  'unified.spend.csv': '',
  'fivetran-dbt/dbt_facebook_ads.facebook_ads_basic_ad_data.csv': '&currency=USD',
  'fivetran-dbt/dbt_google_ads.campaign_stats_data.csv': '&currency=USD',
  'fivetran-dbt/dbt_linkedin.linkedin_ad_analytics_by_campaign_data.csv': '&currency=USD',
  'fivetran-dbt/dbt_tiktok_ads.tiktok_campaign_report_hourly_data.csv': '&currency=USD',
  'fivetran-dbt/dbt_microsoft_ads.microsoft_ads_campaign_performance_daily_report_data.csv': '',
}

const folder = new URL('../../../shared/samples/files/', import.meta.url)

interface File {
  name: string
  text: string
  query: string
}

/** Of somebody who has bought: of a stranger nothing would follow. */
const CONTACT = 'Record ID,Email,Lifecycle Stage\n501,a@b.test,customer\n'

const FILES: readonly File[] = [
  ...UNDONE.map(([name, [head, good]]) => ({
    name,
    text: name === 'hubspot_contacts' ? CONTACT : `${head}${good}\n`,
    query: '&currency=EUR',
  })),
  ...Object.entries(SAMPLES)
    .filter(([name]) => existsSync(new URL(name, folder)))
    .map(([name, query]) => ({ name, query, text: readFileSync(new URL(name, folder), 'utf8') })),
]

describe.each(FILES)('the file $name', ({ text, query }) => {
  test('changes nothing when it comes twice, and leaves nothing when it is rolled back', async () => {
    // Half of them are in dollars, some before the days that rates are of.
    await bring('Date,USD\n2023-01-02,1.25\n2026-09-01,1.25\n', '&kind=rates')
    const before = await derived()
    const first = await bring(text, query)
    expect(first.json).toMatchObject({ outcome: 'created' })
    const once = [await derived(), await facts()]
    expect(once[0]).not.toEqual(before)
    expect((await bring(text, query)).json).toMatchObject({ outcome: 'unchanged' })
    expect([await derived(), await facts()]).toEqual(once)
    const id = at(first.json, 'import', 'id')
    const path = `/v1/imports/${id}/rollback`
    expect((await collector.call('POST', path, { key: keys.write })).status).toBe(200)
    expect(await derived()).toEqual(before)
  })
})

const DEALS = Object.entries(KINDS).filter(([kind]) => kind.endsWith('_deals'))

describe.each(DEALS)('a file of %s that was wrong', (_, [head, good]) => {
  test('leaves nothing once the one of before has come again', async () => {
    await bring(`${head}${good}\n`)
    const before = await derived()
    collector.now += 60_000
    await bring(`${head}${good.replace('.00,', '.99,').replace('20.10', '20.99')}\n`)
    expect(await derived()).not.toEqual(before)
    collector.now += 60_000
    await bring(`${head}${good}\n`)
    expect(await derived()).toEqual(before)
  })
})
