import { beforeEach, describe, expect, test } from 'vitest'
import { CLAIM_MEASURES, type ClaimMeasure } from '../../shared/claim-measures.ts'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'
import { expectAddsUp, explained, fieldOf } from './explained.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

const PERIOD = 'from=2026-11-01&to=2026-11-30'
const COLUMNS = 'Day,Campaign,Campaign ID,Currency code,Cost,Clicks,Impr.,Conversions,Conv. value'

/**
 * Autumn cost 20.00 on the 17th and was called Fall then, and 5.00 dollars of which one is worth 0.80 on the 18th; it
 * claims 3 and 1.5 conversions. Brand does not report its value. Winter of Meta claims 2 of 100.00. The link of Autumn
 * carries its id, and has sold 100.00.
 */
beforeEach(async () => {
  collector = new TestCollector({ adminToken: '0123456789abcdef0123456789abcdef' })
  keys = await collector.addSite('shop')
  const visitor = visitorId()
  const url = 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=11'
  const click = pageView({ url, ts: Date.parse('2026-11-18T10:00:00Z') })
  await collector.send([click], { visitor, key: keys.write })
  const sale = order({ transaction_id: 'A', ts: '2026-11-18T11:00:00Z', visitor, value: '100.00' })
  expect((await collector.post('/v1/conversions', [sale], keys.write)).status).toBe(200)
  await bring([
    COLUMNS,
    '2026-11-17,Fall,11,EUR,20.00,10,1000,3.00,240.00',
    '2026-11-18,Brand,22,EUR,30.00,5,400,--,--',
  ])
  await bring([COLUMNS, '2026-11-18,Autumn,11,USD,5.00,4,90,1.50,10.00'])
  await bring([
    'Campaign name,Campaign ID,Day,Amount spent (EUR),Link clicks,Purchases,Purchases conversion value',
    'Winter,900,2026-11-18,10.00,4,2,100.00',
  ])
})

async function bring(lines: readonly string[], query = '') {
  const options = { body: `${lines.join('\n')}\n`, key: keys.write }
  const answer = await collector.call('POST', `/v1/imports?site=shop${query}`, options)
  expect(answer.json, answer.text).toMatchObject({ outcome: 'created' })
}

/** One dollar is 0.80 euros. */
const giveRate = () => bring(['Date,USD', '2026-11-16,1.25'], '&kind=ecb_rates')

interface Row extends Record<'platform' | 'account' | 'campaign_id' | 'campaign', string> {
  means: Record<'source' | 'medium' | 'campaign', string>
  spend: string | null
  claimed: Record<'impressions' | 'clicks' | 'conversions' | 'value', string | number | null>
  difference: Record<'conversions' | 'value', string | null>
  ratio: Record<'conversions' | 'value', number | null>
}

const rows = async () =>
  at((await collector.get(`/v1/claims?${PERIOD}`, keys.read)).json, 'rows') as Row[]

/** What is shown, and what of files it is made of. */
function figureOf({ spend, claimed, difference, ratio }: Row, measure: ClaimMeasure) {
  const [kind, of = 'value'] = measure.split('_') as [string, ('conversions' | 'value')?]
  if (kind === 'difference') return { result: difference[of], name: of, added: claimed[of] }
  if (kind === 'ratio') return { result: ratio[of], name: of, added: claimed[of] }
  const result = kind === 'spend' ? spend : claimed[kind as keyof Row['claimed']]
  return { result, name: kind, added: result }
}

const ask = (question: string) =>
  collector.get(`/v1/explain/claims?${PERIOD}&${question}`, keys.read)

describe('every figure of claims', () => {
  test('is what the rows of files add up to', async () => {
    await giveRate()
    expect(await expectEachAddsUp()).toHaveLength(3)
  })

  test('is, too, where two names of a campaign are said to mean the same', async () => {
    await giveRate()
    const means = { source: 'google', medium: 'cpc', campaign: '11' }
    const said = ['Fall', 'Autumn'].map((campaign) => ({ platform: 'google_ads', campaign, means }))
    expect((await collector.post('/v1/campaigns', said, keys.write)).status).toBe(200)
    const all = await expectEachAddsUp()
    const spent = all.flatMap(({ campaign, campaign_id, spend }) =>
      campaign_id === '11' ? [[campaign, spend]] : [],
    )
    // 20.00, and 5.00 dollars.
    expect(spent).toEqual([
      ['Fall', '20.00'],
      ['Autumn', '4.00'],
    ])
  })
})

/** All rows of claims, each figure of which has been asked. */
async function expectEachAddsUp(): Promise<Row[]> {
  const all = await rows()
  for (const row of all)
    for (const measure of CLAIM_MEASURES) {
      const { result, name, added } = figureOf(row, measure)
      const { platform, campaign_id, campaign, means } = row
      const named = new URLSearchParams({
        ...{ platform, campaign_id, campaign, measure },
        means: JSON.stringify([means.source, means.medium, means.campaign]),
      })
      await expectAddsUp(
        ...([collector, keys.read, `claims?${PERIOD}&${named}`] as const),
        { [measure]: result },
        added === null ? {} : { [name]: added },
      )
    }
  return all
}

describe('GET /v1/explain/claims', () => {
  test('shows the formula, and the rows of files in their own currency', async () => {
    await giveRate()
    const { json } = await ask('platform=google_ads&campaign_id=11&measure=ratio_value')
    expect(json).toMatchObject({
      meta: { site: 'shop', model: 'last_non_direct', basis: 'conversion_date' },
      cell: {
        ...{ report: 'claims', platform: 'google_ads', campaign_id: '11', campaign: 'Autumn' },
        means: { source: 'google', medium: 'cpc', campaign: '11' },
        // 240.00, and 10.00 dollars.
        ...{ measure: 'ratio_value', result: 2.48, formula: 'ratio = 248.00 ÷ 100.00 = 2.48' },
        ...{ spend: '24.00', clicks: 14, conversions: '4.5', credited_value: '100.00' },
      },
      total: { parts: 2, value: '248.00' },
      parts: [
        {
          ...{ kind: 'claim', adds: { value: '240.00' }, amount: '20.00', currency: 'EUR' },
          ...{ from: '2026-11-17', clicks: 10, conversions: '3', value: '240.00' },
          import: { platform: 'google_ads', campaign_id: '11', campaign: 'Fall' },
        },
        {
          ...{ adds: { value: '8.00' }, amount: '5.00', currency: 'USD', value: '10.00' },
          import: { campaign: 'Autumn' },
        },
      ],
    })
  })

  test('says why there is none', async () => {
    const why = async (question: string) => at((await ask(question)).json, 'cell', 'formula')
    expect(await why('platform=google_ads&campaign_id=11&measure=spend')).toMatch(
      /= null, a day of it has no exchange rate$/,
    )
    expect(await why('platform=google_ads&campaign=Brand&measure=difference_value')).toMatch(
      /= null, no file reports it$/,
    )
  })

  test('tells nothing of a part that does not report it', async () => {
    const { parts } = await explained(
      ...([collector, keys.read] as const),
      `claims?${PERIOD}&platform=meta_ads&measure=impressions`,
    )
    expect(parts).toEqual([])
  })

  test('knows no other rows', async () => {
    const answer = await ask('platform=google_ads&campaign=Winter')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('does not have a row named so')
  })

  test.each([
    ['measure=spend', 'platform'],
    ['platform=google_ads', 'campaign'],
    ['platform=google_ads&campaign_id=11&measure=roi', 'measure'],
    ['platform=google_ads&campaign_id=11&means=google', 'means'],
    ['platform=google_ads&campaign_id=11&means=["google"]', 'means'],
    ['platform=google_ads&campaign_id=11&model=guess', 'model'],
  ])('refuses %s, and names %s', async (question, field) => {
    const answer = await ask(encodeURI(question))
    expect(answer.status).toBe(422)
    expect(fieldOf(answer.json)).toBe(field)
  })
})
