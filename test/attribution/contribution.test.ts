import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Contribution,
  creditsOfTouches,
  forEachCell,
  isZero,
  MEASURES,
  type Measures,
  measuresFrom,
  type PackedTouch,
  packContribution,
  type RollupCell,
  unpackContribution,
} from '../../collector/attribution/contribution.ts'
import { unpackHead } from '../../collector/attribution/packed-text.ts'
import { normalise } from '../../collector/attribution/split.ts'

const HALF = 500_000_000

const measures = (given: Partial<Measures> = {}): Measures => ({
  conversions: 1_000_000,
  value: 10_001,
  refunded: 0,
  tax: 0,
  shipping: 0,
  total: 0,
  costOfGoods: 0,
  discount: 0,
  goodsReturned: 0,
  discountReturned: 0,
  fxDifference: 0,
  ...given,
})

const touch = (n: number, day: number, tuple: number): PackedTouch => [`id-${n}`, n, day, tuple, n]

const contribution = (given: Partial<Contribution> = {}): Contribution => ({
  goal: 'purchase',
  day: 20261102,
  stage: 'acquisition',
  unattributed: 0,
  measures: measures(),
  touches: [touch(1, 20261031, 7), touch(2, 20261101, 8)],
  weights: { linear: [HALF, HALF] },
  ...given,
})

/** What is added, by 'basis period tuple', in one measure. */
function cellsOf(one: Contribution, measure: keyof Measures = 'value') {
  const sums: Record<string, number> = {}
  forEachCell(one, ({ basis, period, tuple }, part) => {
    const key = `${basis} ${period} ${tuple}`
    sums[key] = (sums[key] ?? 0) + part[measure]
  })
  return sums
}

const none = { discount: 0, goodsReturned: 0, discountReturned: 0, fxDifference: 0 }

describe('the credits of touches', () => {
  test('share each measure by itself, what is left going to the earliest', () => {
    const given = {
      value: 10_001,
      refunded: 101,
      tax: 3,
      shipping: 1,
      total: 10_005,
      costOfGoods: 5,
    }
    expect(creditsOfTouches(measures(given), [HALF, HALF])).toEqual([
      {
        conversions: 500_000,
        value: 5001,
        refunded: 51,
        tax: 2,
        shipping: 1,
        total: 5003,
        costOfGoods: 3,
        ...none,
      },
      {
        conversions: 500_000,
        value: 5000,
        refunded: 50,
        tax: 1,
        shipping: 0,
        total: 5002,
        costOfGoods: 2,
        ...none,
      },
    ])
  })

  test('are none without touches', () => {
    expect(creditsOfTouches(measures(), [])).toEqual([])
  })

  test('are nothing for a weight of nothing', () => {
    const [first, last] = creditsOfTouches(measures(), [0, 1_000_000_000])
    expect(first && isZero(first)).toBe(true)
    expect(last).toEqual(measures())
  })
})

describe('a contribution', () => {
  test('adds to its days and months, on either basis', () => {
    expect(cellsOf(contribution())).toEqual({
      'conversion_date 20261102 7': 5001,
      'conversion_date 202611 7': 5001,
      'conversion_date 20261102 8': 5000,
      'conversion_date 202611 8': 5000,
      'touch_date 20261031 7': 5001,
      'touch_date 202610 7': 5001,
      'touch_date 20261101 8': 5000,
      'touch_date 202611 8': 5000,
    })
  })

  test('names its goal, model and stage in each cell', () => {
    const cells: RollupCell[] = []
    forEachCell(contribution({ goal: 'lead', stage: 'retention' }), (cell) => cells.push(cell))
    expect(cells).toHaveLength(8)
    for (const cell of cells)
      expect(cell).toMatchObject({ goal: 'lead', model: 'linear', stage: 'retention' })
  })

  test('adds nothing for a touch that earns nothing', () => {
    const last = contribution({ weights: { last_touch: [0, 1_000_000_000] } })
    expect(Object.keys(cellsOf(last)).filter((key) => key.endsWith(' 7'))).toEqual([])
    expect(cellsOf(last)['touch_date 20261101 8']).toBe(10_001)
  })

  test('still counts the conversion of an order that costs nothing', () => {
    const free = contribution({ measures: measures({ value: 0 }) })
    expect(cellsOf(free, 'conversions')['touch_date 20261031 7']).toBe(500_000)
  })

  test('adds twice to one cell for two touches of one tuple', () => {
    const touches = [touch(1, 20261031, 7), touch(2, 20261101, 7)]
    const sums = cellsOf(contribution({ touches }))
    expect(sums['conversion_date 20261102 7']).toBe(10_001)
    expect(sums['touch_date 20261031 7']).toBe(5001)
    expect(sums['touch_date 20261101 7']).toBe(5000)
  })

  test('without a touch adds to what is unattributed, on its own day', () => {
    const alone = contribution({ touches: [], weights: { linear: [] }, unattributed: 3 })
    expect(cellsOf(alone)).toEqual({
      'conversion_date 20261102 3': 10_001,
      'conversion_date 202611 3': 10_001,
      'touch_date 20261102 3': 10_001,
      'touch_date 202611 3': 10_001,
    })
  })

  test('adds under each of its models', () => {
    const models = new Set<string>()
    const weights = { linear: [HALF, HALF], first_touch: [1_000_000_000, 0] }
    forEachCell(contribution({ weights }), ({ model }) => models.add(model))
    expect([...models]).toEqual(['linear', 'first_touch'])
  })
})

describe('any contribution', () => {
  const amount = fc.integer({ min: 0, max: 9_007_199_254_740 })
  const day = fc.constantFrom(20261031, 20261101, 20261102, 20261231)
  const measured = fc
    .record({ value: amount, refunded: amount, tax: amount, shipping: amount, total: amount })
    .map((given) => measures({ ...given, refunded: Math.min(given.refunded, given.value) }))
  const any = fc
    .record({
      measures: measured,
      day,
      touches: fc.array(
        fc.tuple(day, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1000 })),
        { maxLength: 12 },
      ),
    })
    .map(({ touches, ...given }) =>
      contribution({
        ...given,
        unattributed: 9,
        touches: touches.map(([on, tuple], n) => touch(n, on, tuple)),
        weights: { time_decay: normalise(touches.map(([, , weight]) => weight)) },
      }),
    )

  test('adds up to its measures on each basis, by days and by months', () => {
    fc.assert(
      fc.property(any, fc.constantFrom(...MEASURES), (one, measure) => {
        for (const basis of ['conversion_date', 'touch_date'])
          for (const isMonth of [false, true]) {
            const parts = Object.entries(cellsOf(one, measure)).filter(([key]) => {
              const [itsBasis, period] = key.split(' ')
              return itsBasis === basis && Number(period) < 1_000_000 === isMonth
            })
            expect(parts.reduce((sum, [, part]) => sum + part, 0)).toBe(one.measures[measure])
          }
      }),
    )
  })

  test('is read as it was packed, and packed as it was read', () => {
    fc.assert(
      fc.property(any, (one) => {
        const packed = packContribution(one)
        expect(unpackContribution(packed)).toEqual(one)
        expect(packContribution(unpackContribution(packed))).toBe(packed)
        const { goal, day, stage, unattributed, measures: sums } = one
        expect(unpackHead(packed)).toEqual({ goal, day, stage, unattributed, measures: sums })
      }),
    )
  })
})

describe('the refunds of a contribution', () => {
  const THIRDS = [333_333_334, 333_333_333, 333_333_333]
  const touches = [touch(1, 20260130, 7), touch(2, 20260131, 8), touch(3, 20260201, 9)]
  const sold = { day: 20260202, touches, weights: { linear: THIRDS } }

  const refundsOf = (one: Contribution, measure: keyof Measures = 'refunded') =>
    Object.fromEntries(
      Object.entries(cellsOf(one, measure)).filter(([key]) => key.startsWith('refund_date')),
    )

  test('fall on the touches of their sale, on days and months of their own', () => {
    const returns = [[20260305, 5000, 0, 0, 0]] as const
    expect(refundsOf(contribution({ ...sold, returns }))).toEqual({
      'refund_date 20260305 7': 1667,
      'refund_date 202603 7': 1667,
      'refund_date 20260305 8': 1667,
      'refund_date 202603 8': 1667,
      'refund_date 20260305 9': 1666,
      'refund_date 202603 9': 1666,
    })
  })

  test('are each the split of all so far without the split of all before', () => {
    const returns = [
      [20260305, 100, 10, 1, 0],
      [20260306, 200, 10, 2, -7],
    ] as const
    const cells = refundsOf(contribution({ ...sold, returns }))
    expect(cells['refund_date 20260305 7']).toBe(34)
    // 200 is 67 + 67 + 66, and 34 of it were the first touch's before.
    expect(cells['refund_date 20260306 7']).toBe(33)
    expect(cells['refund_date 20260306 8']).toBe(34)
    expect(cells['refund_date 20260306 9']).toBe(33)
    const moved = refundsOf(contribution({ ...sold, returns }), 'fxDifference')
    expect(moved['refund_date 20260306 7']).toBe(-3)
    expect(moved['refund_date 20260306 9']).toBe(-2)
  })

  test('fall on what takes it when it has no touch', () => {
    const returns = [[20260305, 5000, 0, 0, 0]] as const
    const given = { unattributed: 5, touches: [], weights: { linear: [] }, returns }
    expect(refundsOf(contribution(given))).toEqual({
      'refund_date 20260305 5': 5000,
      'refund_date 202603 5': 5000,
    })
  })

  test('carry no conversion and no value', () => {
    const returns = [[20260305, 5000, 0, 0, 0]] as const
    for (const measure of ['conversions', 'value', 'costOfGoods'] as const)
      expect(Object.values(refundsOf(contribution({ ...sold, returns }), measure))).toEqual(
        Array.from({ length: 6 }, () => 0),
      )
  })

  test('are packed, and what has none is packed as it ever was', () => {
    const returns = [[20260305, 5000, 1, 2, -3]] as const
    const one = contribution({ ...sold, returns })
    expect(unpackContribution(packContribution(one))).toEqual(one)
    expect(packContribution({ ...one, returns: [] })).toBe(packContribution(contribution(sold)))
    expect(JSON.parse(packContribution(contribution(sold)))).toHaveLength(7)
    expect(JSON.parse(packContribution(contribution(sold)))[4]).toHaveLength(7)
  })
})

describe('measures', () => {
  test('are packed in the order of their names', () => {
    const numbered = measuresFrom((_, index) => index)
    expect(MEASURES.map((name) => numbered[name])).toEqual(MEASURES.map((_, index) => index))
    expect(measuresFrom((name) => numbered[name])).toEqual(numbered)
  })

  test('are zero when every one of them is', () => {
    expect(isZero(measuresFrom(() => 0))).toBe(true)
    for (const name of MEASURES)
      expect(isZero(measuresFrom((other) => (other === name ? 1 : 0))), name).toBe(false)
  })
})
