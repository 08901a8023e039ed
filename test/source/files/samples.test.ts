import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Options, readSpend, rowsIn, totalOf } from './reading.ts'

/** Samples of what platforms give out, beside the project where there are any. */
const SAMPLES = new URL('../../../../shared/samples/files/', import.meta.url)

/** A sample, and what a person adds up from its lines. */
interface Sample {
  file: string
  options?: Options
  kind: string
  total: string
  rows: readonly string[] | number
}

const SEPTEMBER: Options = { from: 20260901, to: 20260930 }

const ALL: readonly Sample[] = [
  {
    file: 'google-ads.campaign-report.daily.en.csv',
    kind: 'google_ads',
    total: '1035.94',
    rows: [
      '20260901 Spring Sale - Search 12.34 USD',
      '20260902 Spring Sale - Search 1020.50 USD',
      '20260901 Brand - Search 3.10 USD',
      '20260903 Brand - Search 0.00 USD',
    ],
  },
  {
    file: 'google-ads.campaign-report.range-default.en.csv',
    options: SEPTEMBER,
    kind: 'google_ads',
    total: '495.00',
    rows: [
      '20260901-20260930 Spring Sale - Search 495.00 USD',
      '20260901-20260930 Old Promo 0.00 USD',
    ],
  },
  {
    file: 'meta-ads.campaigns.daily.en.csv',
    kind: 'meta_ads',
    total: '1027.50',
    rows: [
      '20260920 Winter Sale 12.50 USD',
      '20260921 Winter Sale 1010.00 USD',
      '20260921 Retargeting, cart 5.00 USD',
    ],
  },
  {
    file: 'meta-ads.campaigns.range.en.csv',
    kind: 'meta_ads',
    total: '510.00',
    rows: ['20260901-20260930 Winter Sale 510.00 EUR'],
  },
  {
    file: 'microsoft-ads.campaign-performance.daily.csv',
    kind: 'microsoft_ads',
    total: '59.60',
    rows: ['20260901 Search - GSI 31.50 EUR', '20260902 Search - GSI 28.10 EUR'],
  },
  {
    file: 'microsoft-ads.ui.gregorian-date.csv',
    options: { currency: 'USD', dates: 'MDY' },
    kind: 'microsoft_ads',
    total: '31.50',
    rows: ['20260901 Bing search - GSI 31.50 USD'],
  },
  {
    file: 'tiktok-ads.by-day.csv',
    options: { currency: 'EUR' },
    kind: 'tiktok_ads',
    total: '1242.50',
    rows: ['20260920 TT Winter 8.00 EUR', '20260921 TT Winter 1234.50 EUR'],
  },
  {
    file: 'ga4.cost-data-import.csv',
    options: { currency: 'EUR' },
    kind: 'ga4',
    total: '44.00',
    rows: ['20260901 spring_sale 12.50 EUR', '20260901 brand 31.50 EUR'],
  },
  {
    file: 'unified.spend.csv',
    kind: 'unified',
    total: '24.84',
    rows: ['20260901 Spring Sale - Search 12.34 USD', '20260920 Winter Sale 12.50 USD'],
  },
  {
    file: 'fivetran-dbt/dbt_facebook_ads.facebook_ads_basic_ad_data.csv',
    options: { currency: 'USD' },
    kind: 'meta_ads',
    total: '643.63',
    rows: 9,
  },
  {
    file: 'fivetran-dbt/dbt_google_ads.campaign_stats_data.csv',
    options: { currency: 'USD' },
    kind: 'google_ads',
    total: '231.33',
    rows: 16,
  },
  {
    file: 'fivetran-dbt/dbt_linkedin.linkedin_ad_analytics_by_campaign_data.csv',
    options: { currency: 'USD' },
    kind: 'linkedin_ads',
    total: '530.62',
    rows: 20,
  },
  {
    // 222.12 + 0.22 + 222.22 + 0.232, each campaign rounded
    file: 'fivetran-dbt/dbt_tiktok_ads.tiktok_campaign_report_hourly_data.csv',
    options: { currency: 'USD' },
    kind: 'tiktok_ads',
    total: '444.79',
    rows: 4,
  },
  {
    // 2,630 lines by device and network, added up by awk
    file: 'fivetran-dbt/dbt_microsoft_ads.microsoft_ads_campaign_performance_daily_report_data.csv',
    kind: 'microsoft_ads',
    total: '946.34',
    rows: 403,
  },
]

/** Tables of a warehouse that tell what campaigns are called, or what a CRM keeps under names of its API. */
const NOT_EXPORTS = [
  'dbt_google_ads.campaign_history_data',
  'dbt_linkedin.linkedin_campaign_history_data',
  'dbt_tiktok_ads.tiktok_campaign_history_data',
  'dbt_hubspot.contact_data',
  'dbt_hubspot.deal_data',
  'dbt_salesforce.sf_opportunity_data',
].map((name) => `fivetran-dbt/${name}.csv`)

const there = ALL.filter(({ file }) => existsSync(new URL(file, SAMPLES)))

describe('the samples of what platforms give out', () => {
  test.each(there)('$file adds up as by hand', async ({ file, options, kind, total, rows }) => {
    const read = await readSpend(readFileSync(new URL(file, SAMPLES)), options)
    expect(read.refused).toEqual([])
    expect(read.kind).toBe(kind)
    expect(totalOf(read)).toBe(total)
    if (typeof rows === 'number') expect(read.rows).toHaveLength(rows)
    else expect(rowsIn(read)).toEqual(rows)
  })

  const tables = NOT_EXPORTS.filter((file) => existsSync(new URL(file, SAMPLES)))
  test.each([...tables, 'x,y'])('%s is refused, since it is none of theirs', async (file) => {
    const text = tables.includes(file) ? readFileSync(new URL(file, SAMPLES)) : `${file}\n1,2\n`
    await expect(readSpend(text)).rejects.toThrow(/^line 1: there is no header of a file/)
  })

  test('are looked for by names that this file has', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(there.length)
    expect(ALL.map(({ file }) => file)).toContain('unified.spend.csv')
  })
})
