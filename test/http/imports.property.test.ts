import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, at, TestCollector } from './collector.ts'
import { ADMIN_TOKEN, command } from './shop-hooks.ts'

// Whatever is brought as a file: it goes in as a whole, or is refused with the place, and leaves nothing.

/** A header of each kind, of columns that have to be there and some more, and a line that is good. */
const KINDS: Readonly<Record<string, readonly [head: string, good: string]>> = {
  google_ads: [
    'Campaign report\nDay,Campaign,Campaign ID,Currency code,Cost,Impr.\n',
    '2026-11-01,Autumn,11,EUR,12.34,70',
  ],
  meta_ads: [
    'Campaign name,Day,Amount spent (EUR),Impressions,Purchases\n',
    'Winter,2026-11-01,12.50,700,2',
  ],
  microsoft_ads: [
    '"Report Aggregation: Daily"\n\nTimePeriod,AccountName,CampaignId,CampaignName,CurrencyCode,Spend\n',
    '2026-11-01,Shop,7,Search,EUR,1.50',
  ],
  tiktok_ads: [
    'Campaign name,By Day,Cost,Impressions,Clicks (destination),Currency\n',
    'Clips,2026-11-01,8.00,90,4,EUR',
  ],
  linkedin_ads: [
    'Start Date (in UTC),Account Name,Campaign Name,Campaign ID,Total Spent,Currency,Conversions\n',
    '11/13/2026,Shop,Leads,11,234.50,EUR,3',
  ],
  ga4: [
    'utm_id,utm_campaign,utm_source,utm_medium,date,impressions,clicks,cost\n',
    's24,spring,dsp,display,2026-11-01,3,1,12.50',
  ],
  unified: [
    'source_relation,date_day,platform,account_id,account_name,campaign_id,campaign_name,clicks,impressions,spend,currency\n',
    'r,2026-11-01,my_dsp,1,Shop,2,A,3,4,5.00,EUR',
  ],
  hubspot_deals: [
    'Record ID,Deal Stage,Amount,Currency,Close Date,Create Date,Email\n',
    '71,Closed Won,20.10,EUR,2026-10-01 00:00,2026-09-20 09:20,a@b.test',
  ],
  hubspot_contacts: [
    'Record ID,Email,Lifecycle Stage,customer_id\n',
    '501,nia@example.test,customer,K-7',
  ],
  salesforce_deals: [
    'Opportunity ID,Stage,Amount Currency,Amount,Close Date,Created Date,Email,Contact ID\n',
    '006q000000HddohAAB,Closed Won,EUR,25.00,2026-10-01,2026-09-20,a@b.test,003q00000012345AAA',
  ],
  pipedrive_deals: [
    'Deal - ID,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Creation date,Deal - Won time,Deal - Lost time,Person - Email\n',
    '1,25.00,EUR,Won,2026-09-20 09:20:00,2026-10-01 10:00:00,,a@b.test',
  ],
  ecb_rates: ['Date,USD\n', '2026-11-02,1.25'],
  orders: [
    'transaction_id,ts,value,currency,email,tax,refunded,goal\n',
    '1,2023-05-01T09:15:00+02:00,30.00,EUR,a@b.test,5.00,2.00,purchase',
  ],
  shopify_orders: [
    'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Refunded Amount,Id\n',
    '#1,a@b.test,paid,EUR,30.00,5.00,6.65,41.65,2023-05-01 09:15:00 +0200,0.00,9001',
  ],
  woocommerce_orders: [
    'order_id,order_date,status,shipping_total,tax_total,order_total,refunded_total,order_currency,billing_email\n',
    '1,2023-05-01 09:15:00,completed,5.00,6.65,41.65,0,EUR,a@b.test',
  ],
  stripe_payments: [
    'id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email,PaymentIntent ID\n',
    'ch_1,2023-05-01 07:15:00,30.00,0.00,eur,Paid,a@b.test,pi_1',
  ],
}

/** Of what columns have, so that some lines are good, and some nearly. */
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('2026-11-01', 'A', '7', 'EUR', '12.50', '1', 'won', '') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['Closed Won', 'paid', 'Paid', 'completed', 'a@b.test', '2026-10-01 09:15', '1.25'],
      ...['31.02.2026', '3/4/2026', '-3', '1,234', '1e9', '9'.repeat(25), 'EURO', '"', 'Total'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
)

/** Lines like the good one, with a name of their own, of which some have cells of something else. */
function linesLike(good: string): fc.Arbitrary<string> {
  const cells = good.split(',')
  const change = fc.tuple(fc.nat(cells.length - 1), cell)
  const line = fc.array(change, { maxLength: 2 }).map((changes) => {
    const changed = [...cells]
    for (const [at, text] of changes) changed[at] = text
    return `${changed.join(',')}\n`
  })
  return fc.array(line, { maxLength: 4 }).map((lines) => lines.join(''))
}

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeAll(async () => {
  collector = new TestCollector({ adminToken: ADMIN_TOKEN })
  keys = await collector.addSite('shop')
})

const bring = (body: string, query: string): Promise<Answer> =>
  collector.call('POST', `/v1/imports?site=shop&currency=EUR${query}`, { body, key: keys.write })

/** How many facts there are of each kind, and which imports. */
async function stored(): Promise<unknown> {
  const status = await command(collector, { command: 'site_status' })
  const list = await collector.get('/v1/imports', keys.read)
  return { facts: at(status.json, 'facts'), imports: at(list.json, 'imports') }
}

/** A line of the file, the file, or what to say in the query. */
const PLACE = /^(?:line \d+|body|currency|decimal|dates|from|to|kind|map|stages)$/

describe.each(Object.entries(KINDS))('a file of %s', (kind, [head, good]) => {
  test('is taken with a good line', async () => {
    const { status, json } = await bring(`${head}${good}\n`, '')
    expect(status).toBeLessThan(300)
    expect(json).toMatchObject({ kind, rows: 1, refused: [] })
  })

  test('of any lines is taken as a whole, or refused by their place, and then stores nothing', async () => {
    await fc.assert(
      fc.asyncProperty(linesLike(good), fc.boolean(), async (text, isSkipping) => {
        const before = await stored()
        const answer = await bring(head + text, isSkipping ? '&skip_refused=true' : '')
        if (answer.status < 300) return
        expect({ text, status: answer.status, body: answer.text }).toMatchObject({ status: 422 })
        const errors = at(answer.json, 'errors') as { field: string; message: string }[]
        expect(errors.length).toBeGreaterThan(0)
        for (const { field, message } of errors) {
          expect(field).toMatch(PLACE)
          expect(message).toMatch(/\S/)
        }
        expect(await stored()).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })

  test('says in a dry run what it would do, and stores nothing', async () => {
    await fc.assert(
      fc.asyncProperty(linesLike(good), async (text) => {
        const before = await stored()
        const { status } = await bring(head + text, '&dry_run=true')
        expect([200, 422]).toContain(status)
        expect(await stored()).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })
})
