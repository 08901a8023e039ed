import { describe, expect, it } from 'vitest'
import { compareModels } from '../../collector/roi/compare.ts'
import { type RoiInput, roiReport } from '../../collector/roi/report.ts'
import type { Filters } from '../../shared/wire/filters.ts'
import { cost, credit, EMAIL, SEARCH, touches } from './cells.ts'

const REFERRAL = { channel: 'Referral', source: 'blog', medium: '', campaign: '' }
const MILLION = 1_000_000

function report(more: Partial<RoiInput>) {
  return roiReport({
    ...{ by: [], currency: 'EUR', today: 20261130, credits: [], touches: [], costs: [] },
    ofPurchases: true,
    ...more,
  })
}

const sold = (tuple: typeof REFERRAL, country: string) =>
  credit({ tuple, conversions: MILLION, value: 5000, more: { country } })

/** Search and a blog, each with an order from France; search has cost 40.00. */
const given = {
  credits: [sold(SEARCH, 'FR'), sold(REFERRAL, 'FR')],
  costs: [cost(SEARCH, 4000)],
}

const UNKNOWN = { cost: null, profit: null, roi: null, roas: null, cpa: null, cac: null }

describe('what a row has cost, where no cost says what the row asks', () => {
  it('is not known, nor is anything made of it, and the row says why', () => {
    const { rows, total } = report({ ...given, by: ['country'] })
    expect(rows).toMatchObject([
      { country: 'FR', value: '100.00', aov: '50.00', ...UNKNOWN, cost_unknown: ['country'] },
      { country: 'not broken down', cost: '40.00', profit: '-40.00', roi: -1 },
    ])
    expect(rows[1]).not.toHaveProperty('cost_unknown')
    expect(total).toMatchObject({ cost: '40.00', profit: '60.00', roi: 1.5, cpa: '20.00' })
    expect(total).not.toHaveProperty('cost_unknown')
  })

  it('is nothing where there are no such costs', () => {
    const { rows } = report({ ...given, by: ['channel', 'country'] })
    const [search, blog] = rows
    expect(search).toMatchObject({ channel: 'Paid Search', country: 'FR', ...UNKNOWN })
    const nothing = { cost: '0.00', profit: '50.00', roi: null, cpa: '0.00', cac: '0.00' }
    expect(blog).toMatchObject({ channel: 'Referral', country: 'FR', ...nothing })
    expect(blog).not.toHaveProperty('cost_unknown')
    const free = report({ ...given, costs: [cost(SEARCH, 0)], by: ['country'] })
    expect(free.rows[0]).toMatchObject({ ...nothing, profit: '100.00' })
  })

  it('is not asked of what is overhead, nor of other days', () => {
    const by = ['country', 'day'] as const
    const { rows } = report({
      ...given,
      by,
      costs: [cost({}, 900), cost(SEARCH, 1, { day: 20261103 })],
    })
    expect(rows[0]).toMatchObject({ day: '2026-11-02', country: 'FR', cost: '0.00', cpa: '0.00' })
  })

  it('does not come before its day', () => {
    const later = cost(SEARCH, 4000, { day: 20261130, accrues: true })
    const [row] = report({ ...given, today: 20261129, by: ['country'], costs: [later] }).rows
    expect(row).toMatchObject({ cost: '0.00' })
    expect(report({ ...given, by: ['country'], costs: [later] }).rows[0]).toMatchObject(UNKNOWN)
  })

  it('is its discounts at least, where those are a cost', () => {
    const discounted = credit({
      conversions: MILLION,
      value: 5000,
      discount: 500,
      more: { country: 'FR' },
    })
    const worth = { value: 'revenue', discountAs: 'cost' } as const
    const { rows, total } = report({ ...given, credits: [discounted], by: ['country'], worth })
    expect(rows[0]).toMatchObject({ ...UNKNOWN, value: '55.00', cost: '5.00' })
    expect(total).toMatchObject({ cost: '45.00', profit: '10.00' })
    const alone = report({ credits: [discounted], by: ['country'], worth })
    expect(alone.rows[0]).toMatchObject({ cost: '5.00', profit: '50.00', roi: 10 })
  })

  it('is not known of what touches carry of overhead, either', () => {
    const allocated = [{ tuple: SEARCH, category: '', day: 20261102, amount: 300 }]
    const { rows } = report({
      ...given,
      costs: [cost({}, 300)],
      allocated,
      by: ['channel', 'country'],
    })
    expect(
      rows.find(({ channel, country }) => channel === 'Paid Search' && country === 'FR'),
    ).toMatchObject(UNKNOWN)
    expect(rows.find(({ channel }) => channel === 'Referral')).toMatchObject({ cost: '0.00' })
  })

  it('is the same under every model, where one has the row and one has not', () => {
    const compared = compareModels({
      ...{ by: ['country'], currency: 'EUR', today: 20261130, touches: [], costs: given.costs },
      models: ['linear', 'first_touch'],
      credits: { linear: given.credits, first_touch: [] },
    })
    expect(compared.rows[0]).toMatchObject({
      ...{ country: 'FR', cost_unknown: ['country'] },
      models: { linear: { cost: null, cpa: null }, first_touch: { cost: null, profit: null } },
    })
  })
})

describe('what a segment has cost', () => {
  const within = (filters: Filters, more: Partial<RoiInput> = {}) =>
    report({ ...given, by: ['channel'], filters, ...more })
  const FRANCE = { country: { not: false, values: ['FR'] } }
  const undecided = (...costs: ReturnType<typeof cost>[]) => ({
    costs: costs.map((one) => ({ ...one, verdict: 'undecided' as const })),
  })

  it('is not known, nor is its total, where its filters ask what no cost says', () => {
    const { rows, total, not_broken_down } = within(FRANCE, undecided(cost(SEARCH, 4000)))
    const [search, blog] = rows
    expect(search).toMatchObject({ channel: 'Paid Search', ...UNKNOWN, cost_unknown: ['country'] })
    expect(blog).toMatchObject({ channel: 'Referral', cost: '0.00', cpa: '0.00' })
    expect(total).toMatchObject({ value: '100.00', ...UNKNOWN, cost_unknown: ['country'] })
    expect(not_broken_down).toEqual({ touches: 0, cost: '40.00' })
    expect(within(FRANCE, { costs: [] }).total).toMatchObject({ cost: '0.00', profit: '100.00' })
  })

  it('is not known of the total alone, where there is overhead alone', () => {
    const { rows, total } = within(FRANCE, undecided(cost({}, 900)))
    expect(rows[0]).toMatchObject({ cost: '0.00' })
    expect(total).toMatchObject(UNKNOWN)
  })

  it('is what was booked for it, where costs say what is asked', () => {
    const search = { channel: { not: false, values: ['Paid Search'] } }
    const costs = [
      cost(SEARCH, 4000),
      ...undecided(cost({ campaign: 'autumn' }, 500), cost({}, 900)).costs,
    ]
    const { rows, total } = within(search, { credits: [sold(SEARCH, 'FR')], costs })
    for (const part of [rows[0], total]) {
      expect(part).toMatchObject({ cost: '40.00', profit: '10.00', roi: 0.25 })
      expect(part).not.toHaveProperty('cost_unknown')
    }
  })

  it('is asked of costs that are in all other filters', () => {
    const mail = { ...FRANCE, channel: { not: false, values: ['Email'] } }
    const credits = [sold(EMAIL, 'FR')]
    // Of a campaign that may be of e-mail, as without the country.
    const coarse = within(mail, { credits, ...undecided(cost({ campaign: 'autumn' }, 500)) })
    expect(coarse.total).toMatchObject({ cost: '0.00', cpa: '0.00' })
    const named = within(mail, { credits, ...undecided(cost({ channel: 'Email' }, 500)) })
    expect(named.total).toMatchObject({ ...UNKNOWN, cost_unknown: ['country'] })
    expect(named.rows[0]).toMatchObject(UNKNOWN)
  })

  it('says all that is not said, of rows and of filters', () => {
    const more = { by: ['channel', 'stage'] as const, touches: [touches(SEARCH, 1)] }
    const { rows } = within(FRANCE, { ...more, ...undecided(cost({ channel: 'Paid Search' }, 1)) })
    const ofSearch = rows.filter(({ channel }) => channel === 'Paid Search')
    expect(ofSearch.map((row) => [row.stage, row.cost_unknown])).toEqual([
      ['acquisition', ['stage', 'country']],
      ['not broken down', ['country']],
    ])
  })
})
