import { describe, expect, it } from 'vitest'
import { type RoiInput, roiReport } from '../../collector/roi/report.ts'
import { NOT_BROKEN_DOWN } from '../../collector/roi/rows.ts'
import { cost, credit, EMAIL, SEARCH, touches } from './cells.ts'

function report(more: Partial<RoiInput>) {
  return roiReport({
    by: ['channel'],
    currency: 'EUR',
    today: 20261130,
    credits: [],
    touches: [],
    costs: [],
    ...more,
  })
}

const SOLD = credit({ conversions: 1_500_000, value: 13_485 })

describe('a row', () => {
  it('says what its touches cost, earned and returned', () => {
    const { rows } = report({
      credits: [SOLD],
      touches: [touches(SEARCH, 7)],
      costs: [cost(SEARCH, 50_000)],
    })
    expect(rows).toEqual([
      {
        channel: 'Paid Search',
        touches: 7,
        conversions: '1.5',
        value: '134.85',
        cost: '500.00',
        profit: '-365.15',
        roi: -0.7303,
        roas: 0.2697,
        cpa: '333.33',
      },
    ])
  })

  it('has its value after refunds', () => {
    const [row] = report({ credits: [credit({ value: 10_001, refunded: 5000 })] }).rows
    expect(row?.value).toBe('50.01')
  })

  it('has no ROI without a cost, and no cost per conversion without a conversion', () => {
    const [sold] = report({ credits: [SOLD] }).rows
    expect(sold).toMatchObject({ cost: '0.00', roi: null, roas: null, cpa: '0.00' })
    const [paid] = report({ costs: [cost(SEARCH, 50_000)] }).rows
    expect(paid).toMatchObject({ profit: '-500.00', roi: -1, roas: 0, cpa: null })
  })

  it.each([
    [6000, 10_000, -0.4, 0.6],
    [6000, 14_000, -0.5714, 0.4286],
    [8000, 3750, 1.1333, 2.1333],
    [10_001, 20_000, -0.5, 0.5001],
    [1, 20_000, -1, 0.0001],
    [20_001, 20_000, 0.0001, 1.0001],
    [-1, 40_000, -1, 0],
    [20_000, 20_000, 0, 1],
  ])('of value %i for cost %i has ROI %f and ROAS %f', (value, amount, roi, roas) => {
    const [row] = report({ credits: [credit({ value })], costs: [cost(SEARCH, amount)] }).rows
    expect(row).toMatchObject({ roi, roas })
    expect(Object.is(row?.roi, -0) || Object.is(row?.roas, -0)).toBe(false)
  })

  it('rounds its cost per conversion half up to the minor unit of the currency', () => {
    const two = [credit({ conversions: 2_000_000 })]
    const costs = [cost(SEARCH, 1001)]
    expect(report({ credits: two, costs }).rows[0]?.cpa).toBe('5.01')
    expect(report({ credits: two, costs, currency: 'JPY' }).rows[0]?.cpa).toBe('501')
  })

  it('adds up credits, and never splits sums', () => {
    const thirds = [333_334, 333_333, 333_333].map((conversions, day) =>
      credit({ conversions, day: 20261101 + day }),
    )
    expect(report({ credits: thirds }).rows[0]?.conversions).toBe('1')
  })
})

describe('the rows', () => {
  it('come by value, then cost, then name', () => {
    const named = (channel: string) => ({ ...SEARCH, channel })
    const { rows } = report({
      credits: [credit({ tuple: named('low'), value: 1 }), credit({ tuple: EMAIL, value: 900 })],
      touches: [touches(named('b'), 1), touches(named('a'), 1), touches(named('Z'), 1)],
      costs: [cost({ channel: 'paid' }, 5)],
    })
    expect(rows.map((row) => row.channel)).toEqual(['Email', 'low', 'paid', 'Z', 'a', 'b'])
  })

  it('come in the order of time where it is asked for', () => {
    const credits = [
      credit({ day: 20261109, value: 900 }),
      credit({ day: 20261102, value: 1 }),
      credit({ day: 20261102, value: 2, tuple: EMAIL }),
    ]
    const { rows } = report({ by: ['channel', 'week'], credits })
    expect(rows.map((row) => [row.week, row.channel])).toEqual([
      ['2026-W45', 'Email'],
      ['2026-W45', 'Paid Search'],
      ['2026-W46', 'Paid Search'],
    ])
  })

  it('name days, weeks and months as ISO 8601 does', () => {
    const credits = [credit({ day: 20270101 })]
    const [row] = report({ by: ['day', 'week', 'month', 'stage'], credits }).rows
    expect(row).toMatchObject({
      day: '2027-01-01',
      week: '2026-W53',
      month: '2027-01',
      stage: 'acquisition',
    })
    expect(row).not.toHaveProperty('channel')
  })

  it('keep campaigns of the same name apart by source when asked', () => {
    const credits = [SOLD, credit({ tuple: { ...SEARCH, source: 'bing' }, value: 1 })]
    expect(report({ by: ['campaign'], credits }).rows).toHaveLength(1)
    expect(report({ by: ['source', 'campaign'], credits }).rows).toHaveLength(2)
  })

  it('keep names apart that read the same when strung together', () => {
    const credits = [
      credit({ tuple: { ...SEARCH, source: 'a,b', campaign: 'c' }, value: 1 }),
      credit({ tuple: { ...SEARCH, source: 'a', campaign: 'b,c' }, value: 1 }),
    ]
    expect(report({ by: ['source', 'campaign'], credits }).rows).toHaveLength(2)
  })
})

describe('a cost', () => {
  it('counts in the row that its scope names, clicks or not', () => {
    const { rows } = report({ by: ['campaign'], costs: [cost({ campaign: 'failed' }, 100)] })
    expect(rows).toMatchObject([{ campaign: 'failed', touches: 0, cost: '1.00', roi: -1 }])
  })

  it('that is coarser than the report is a row of its own', () => {
    const { rows } = report({
      by: ['channel', 'campaign'],
      credits: [SOLD],
      costs: [cost({ channel: 'Paid Search' }, 100), cost(SEARCH, 50)],
    })
    expect(rows).toMatchObject([
      { channel: 'Paid Search', campaign: 'autumn', value: '134.85', cost: '0.50' },
      { channel: 'Paid Search', campaign: 'not broken down', value: '0.00', cost: '1.00' },
    ])
  })

  it('that names a campaign only is not broken down by channel', () => {
    const { rows } = report({ costs: [cost({ campaign: 'autumn' }, 100)] })
    expect(rows).toMatchObject([{ channel: 'not broken down', cost: '1.00' }])
  })

  it('is not mixed up with a campaign that calls itself not broken down', () => {
    const { rows } = report({
      by: ['campaign'],
      credits: [credit({ tuple: { ...SEARCH, campaign: 'not broken down' }, value: 5 })],
      costs: [cost({ channel: 'Paid Search' }, 100)],
    })
    expect(rows.map((row) => row.value)).toEqual(['0.05', '0.00'])
  })

  it('without a scope is overhead, and never a row', () => {
    for (const scope of [{}, { channel: '', campaign: '' }]) {
      const answer = report({ by: ['day'], costs: [cost(scope, 4800)] })
      expect(answer.rows).toEqual([])
      expect(answer.overhead).toEqual({ cost: '48.00' })
      expect(answer.total).toMatchObject({ cost: '48.00', profit: '-48.00', roi: -1 })
    }
  })

  it('counts in its period where only time is asked for', () => {
    const { rows } = report({
      by: ['month'],
      costs: [cost(SEARCH, 100), cost({ channel: 'Email' }, 50, { day: 20261201 })],
    })
    expect(rows).toMatchObject([
      { month: '2026-11', cost: '1.00' },
      { month: '2026-12', cost: '0.50' },
    ])
  })

  it('has no stage, and neither have touches', () => {
    const { rows } = report({
      by: ['stage'],
      credits: [SOLD],
      touches: [touches(SEARCH, 3)],
      costs: [cost(SEARCH, 100)],
    })
    expect(rows).toMatchObject([
      { stage: 'acquisition', conversions: '1.5', touches: 0, cost: null, roi: null, cpa: null },
      { stage: 'not broken down', conversions: '0', touches: 3, cost: '1.00' },
    ])
  })

  it('that accrues counts up to today, one of ads for the days to come too', () => {
    const days = [20261129, 20261130, 20261201]
    const accruing = days.map((day) => cost(SEARCH, 100, { day, accrues: true }))
    expect(report({ costs: accruing }).total.cost).toBe('2.00')
    expect(report({ costs: days.map((day) => cost(SEARCH, 100, { day })) }).total.cost).toBe('3.00')
  })
})

describe('what no touch earned', () => {
  const credits = [
    credit({ tuple: null, reason: 'no_id', conversions: 1_000_000, value: 500 }),
    credit({ tuple: null, reason: 'consent', conversions: 2_000_000, value: 900, refunded: 100 }),
    credit({ tuple: null, reason: 'no_id', conversions: 1_000_000, value: 25, day: 20261103 }),
  ]

  it('stands apart from the rows, by reason, and counts in the total', () => {
    const answer = report({ credits: [...credits, SOLD] })
    expect(answer.rows).toHaveLength(1)
    expect(answer.unattributed).toEqual({
      conversions: '4',
      value: '13.25',
      by_reason: [
        { reason: 'consent', conversions: '2', value: '8.00' },
        { reason: 'no_id', conversions: '2', value: '5.25' },
      ],
    })
    expect(answer.total).toMatchObject({ conversions: '5.5', value: '148.10' })
  })

  it('is nothing when there is nothing', () => {
    expect(report({}).unattributed).toEqual({ conversions: '0', value: '0.00', by_reason: [] })
  })
})

describe('a report', () => {
  it('refuses an unknown currency and a sum that is no longer exact', () => {
    expect(() => report({ currency: 'EURO' })).toThrow('no currency')
    const huge = credit({ value: Number.MAX_SAFE_INTEGER })
    expect(() => report({ credits: [huge, huge] })).toThrow('no exact integer')
  })
})

describe('customers', () => {
  const MILLION = 1_000_000
  const credits = [
    credit({ conversions: 3 * MILLION, value: 9000 }),
    credit({ conversions: MILLION, value: 2000, stage: 'retention' }),
    credit({ conversions: MILLION, value: 100, stage: 'unknown', tuple: null, reason: 'no_id' }),
  ]
  const given = { credits, costs: [cost(SEARCH, 1000), cost({}, 500)], ofPurchases: true }

  it('are new by their first purchase, and cost what the row costs', () => {
    const { rows, total } = report(given)
    expect(rows[0]).toMatchObject({ cpa: '2.50', aov: '27.50', new_customers: '3', cac: '3.33' })
    expect(total).toMatchObject({ cpa: '3.00', aov: '22.20', new_customers: '3', cac: '5.00' })
  })

  it('come back in one of four orders; who nobody knows is in neither', () => {
    const { rows, total } = report(given)
    expect(total.repeat_rate).toBe(0.25)
    expect(rows[0]).not.toHaveProperty('repeat_rate')
  })

  it('have their stage told apart, and costs that have none stay in a row of their own', () => {
    const { rows } = report({ ...given, by: ['stage'] })
    expect(rows).toMatchObject([
      { stage: 'acquisition', new_customers: '3', cac: null, cost_unknown: ['stage'] },
      { stage: 'retention', new_customers: '0', cac: null },
      { stage: NOT_BROKEN_DOWN, cost: '10.00', new_customers: '0', cac: null },
    ])
  })

  it('are not asked for where conversions are no purchases', () => {
    const { total } = report({ credits })
    expect(total).not.toHaveProperty('new_customers')
    expect(total).not.toHaveProperty('repeat_rate')
  })

  it('have no cost where there are none, and no rate of return', () => {
    const { total } = report({ ...given, credits: [] })
    expect(total).toMatchObject({ new_customers: '0', cac: null, aov: null, repeat_rate: null })
  })
})

describe('what an order is worth', () => {
  const given = {
    conversions: 2_000_000,
    value: 10_000,
    refunded: 1000,
    costOfGoods: 4000,
    goodsReturned: 400,
    discount: 500,
    discountReturned: 50,
  }
  const credits = [credit(given), credit({ ...given, tuple: null, reason: 'no_id' })]
  const costs = [cost(SEARCH, 2000)]

  it('is its revenue when nothing is asked, and nothing is told besides', () => {
    const plain = report({ credits, costs })
    expect(plain.rows[0]).toMatchObject({ value: '90.00', profit: '70.00' })
    expect(plain.rows[0]).not.toHaveProperty('margin')
    expect(plain.unattributed).not.toHaveProperty('cost')
    expect(plain).not.toHaveProperty('fx_difference')
  })

  it('is its margin when that is asked', () => {
    const worth = { value: 'margin', discountAs: 'reduction' } as const
    const { rows, total, unattributed } = report({ credits, costs, worth })
    expect(rows[0]).toMatchObject({
      ...{ value: '54.00', cost: '20.00', profit: '34.00', roi: 1.7 },
      ...{ margin: '54.00', aov: '45.00' },
    })
    expect(unattributed.value).toBe('54.00')
    expect(total).toMatchObject({ value: '108.00', margin: '108.00', aov: '45.00' })
  })

  it.each(['revenue', 'margin'] as const)('of %s has the same profit either way', (value) => {
    const [reduced, cost] = (['reduction', 'cost'] as const).map((discountAs) =>
      report({ credits, costs, worth: { value, discountAs } }),
    )
    expect(cost?.rows[0]?.profit).toBe(reduced?.rows[0]?.profit)
    expect(cost?.total.profit).toBe(reduced?.total.profit)
    expect(cost?.rows[0]).toMatchObject({ cost: '24.50' })
    expect(cost?.unattributed).toMatchObject({ cost: '4.50' })
    expect(cost?.total).toMatchObject({ cost: '29.00' })
  })

  it('has no average without an order', () => {
    const worth = { value: 'revenue', discountAs: 'reduction' } as const
    const refunded = [credit({ refunded: 1000, goodsReturned: 400 })]
    expect(report({ credits: refunded, worth }).rows[0]).toMatchObject({
      ...{ value: '-10.00', margin: '-6.00', aov: null },
    })
  })

  it('leaves what exchange rates moved out of every row', () => {
    const moved = report({ credits: [credit({ ...given, fxDifference: -7 })], fxDifference: -7 })
    expect(moved.fx_difference).toEqual({ value: '-0.07' })
    expect(moved.total).toMatchObject({ value: '90.00', cost: '0.00', profit: '90.00' })
  })
})
