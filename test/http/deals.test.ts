import { beforeEach, describe, expect, test } from 'vitest'
import { at, order, pageView, TestCollector, visitorId } from './collector.ts'

let collector: TestCollector
let keys: Record<'write' | 'read' | 'admin', string>

beforeEach(async () => {
  collector = new TestCollector()
  keys = await collector.addSite('shop')
})

const visitor = visitorId(Date.parse('2026-09-20T08:00:00Z'))

const importing = (body: string, query = '') =>
  collector.call('POST', `/v1/imports?site=shop${query}`, { body, key: keys.write })

const post = (path: string, body: unknown) => collector.post(path, body, keys.write)

const deals = async () => {
  const path = '/v1/roi?from=2026-09-01&to=2026-11-30&goal=deal&model=linear&by=channel'
  const rows = at((await collector.get(path, keys.read)).json, 'rows') as Record<string, unknown>[]
  const won = rows.filter((row) => row['value'] !== '0.00')
  return Object.fromEntries(won.map((row) => [row['channel'], row['value']]))
}

/** A click on an ad, and the form that gave an address weeks before the deal. */
async function leadOfAnAd() {
  const visit = pageView({
    ts: Date.parse('2026-09-20T08:00:00Z'),
    url: 'https://shop.example/?gclid=Cj0K-1',
  })
  await collector.send([visit], { visitor, key: keys.write })
  const lead = { goal: 'lead', transaction_id: 'form-1', ts: '2026-09-20T08:05:00Z', value: '0.00' }
  await post('/v1/conversions', order({ ...lead, visitor, email: 'nia@example.test' }))
}

const HEAD = 'Record ID,Deal Stage,Amount,Currency,Close Date,Create Date,Deal owner,Email\n'
const WON = `${HEAD}71,Closed Won,25000,EUR,2026-11-12 00:00,2026-09-20 09:20,Sam,Nia@Example.test\n`

describe('a file of deals', () => {
  test('finds weeks later the journey of a deal that was won', async () => {
    await leadOfAnAd()
    const answer = await importing(WON)
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({
      ...{ outcome: 'created', kind: 'hubspot_deals', rows: 1, refused: [] },
      import: { state: 'applied', rows: 1, from: '2026-11-12', to: '2026-11-12', spend: [] },
      records: { created: 1, updated: 0, unchanged: 0, matched: 1 },
    })
    expect(await deals()).toEqual({ 'Paid Search': '25000.00' })
    const { json } = await collector.get('/v1/journeys/hubspot:71?goal=deal', keys.read)
    expect(at(json, 'journey', 'touches')).toMatchObject([{ channel: 'Paid Search' }])
  })

  test('counts once the file that says so comes, and no more when it is lost', async () => {
    await leadOfAnAd()
    await importing(WON.replace('Closed Won', 'Contract Sent'))
    expect(await deals()).toEqual({})
    await importing(WON)
    expect(await deals()).toEqual({ 'Paid Search': '25000.00' })
    await importing(WON.replace('Closed Won', 'Closed Lost'))
    expect(await deals()).toEqual({})
  })

  test('changes nothing when it comes twice', async () => {
    await importing(WON)
    const again = await importing(WON)
    expect(again.json).toMatchObject({ outcome: 'unchanged', records: { unchanged: 1 } })
  })

  test('stores nothing in a dry run, and tells of stages and of who is known', async () => {
    await leadOfAnAd()
    const answer = await importing(WON, '&dry_run=true')
    expect(answer.json).toMatchObject({
      ...{ outcome: 'dry_run', refused: [], replaces: null },
      deals: [
        {
          ...{ stage: 'Closed Won', status: 'won', deals: 1 },
          amounts: [{ currency: 'EUR', amount: '25000.00' }],
        },
      ],
      identified_by: { email: 1, customer_id: 0, visitor: 0, click_id: 0, none: 0 },
    })
    expect(await deals()).toEqual({})
  })

  test('is refused as a whole for a line that is dated ahead, or has a stage that nobody knows', async () => {
    const late = `72,Closed Won,5,EUR,2027-11-12,2026-09-20,Sam,\n73,Signed,5,EUR,2026-11-12,,Sam,\n`
    const answer = await importing(WON + late)
    expect(answer.status).toBe(422)
    expect(at(answer.json, 'errors')).toMatchObject([
      { field: 'line 3', message: expect.stringContaining('more than 24 hours ahead') },
      { field: 'line 4', message: expect.stringContaining('"stages" {"Signed":"open"}') },
    ])
    expect((await importing(WON)).json).toMatchObject({ records: { created: 1 } })
    const said = encodeURIComponent('{"Signed":"won"}')
    const rest = await importing(WON + late, `&skip_refused=true&stages=${said}`)
    expect(rest.json).toMatchObject({ records: { created: 1, unchanged: 1 } })
  })

  test('finds its journey by the contact, whose address a file of contacts tells', async () => {
    await leadOfAnAd()
    const deal = WON.replace('Email', 'Associated Contact IDs').replace('Nia@Example.test', '501')
    expect((await importing(deal)).json).toMatchObject({ records: { matched: 0 } })
    const contacts = 'Record ID,Email,Lifecycle Stage\n501,nia@example.test,customer\n'
    expect((await importing(contacts)).json).toMatchObject({
      ...{ kind: 'hubspot_contacts', records: { created: 1 } },
    })
    expect(await deals()).toEqual({ 'Paid Search': '25000.00' })
  })

  test('is credited to the click whose id it has, when nobody was seen coming', async () => {
    await importing(WON.replace('Deal owner', 'gclid').replace('Sam', 'Cj0K-2'))
    expect(await deals()).toEqual({ 'Paid Search': '25000.00' })
  })
})
