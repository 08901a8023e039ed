import { describe, expect, it } from 'vitest'
import { sum } from '../../collector/dashboard/format/numbers.ts'
import { bridgeOf } from '../../collector/dashboard/views/journeys/bridge.ts'
import { type Path, ranked, sumsOf } from '../../collector/dashboard/views/journeys/sums.ts'
import type { PathsAnswer } from '../../shared/wire/answers/reports.ts'

const path = (steps: string, figures: Partial<Path>): Path => ({
  ...{ path: steps, steps: steps.split(' > '), journeys: 1, conversions: '0', value: '0.00' },
  ...{ cost: '0.00', profit: '0.00', roi: null, roas: null, cpa: null, conversion_rate: 0 },
  ...{ median_days: null, median_touches: null },
  ...figures,
})

describe('paths together', () => {
  it('add up to the cent, with the ratios of the whole', () => {
    const paths = [
      path('Email', { journeys: 3, conversions: '1', value: '0.10', cost: '0.70' }),
      path('Direct', { journeys: 4, conversions: '2', value: '0.20', cost: '0.00' }),
    ]
    expect(sumsOf(paths)).toEqual({
      ...{ journeys: 7, conversions: '3', value: '0.30', cost: '0.70', profit: '-0.40' },
      ...{ conversion_rate: 0.4286, roi: -0.5714 },
    })
  })

  it.each([
    ['200.01', '200.00', 0.0001],
    ['199.99', '200.00', -0.0001],
    ['200.00', '200.01', 0],
    ['300.00', '200.00', 0.5],
  ])('of %s by %s have an ROI of %d: halves go away from zero', (value, cost, roi) => {
    expect(sumsOf([path('Email', { value, cost })]).roi).toBe(roi)
  })

  it('have no ROI where nothing was spent, and no cost where one is not known', () => {
    expect(sumsOf([path('Email', { value: '9.00' })])).toMatchObject({ profit: '9.00', roi: null })
    expect(sumsOf([path('Email', { cost: null }), path('Direct', {})])).toMatchObject({
      ...{ cost: null, profit: null, roi: null },
    })
  })
})

describe('the ranking', () => {
  const order = (paths: Path[], sort: Parameters<typeof ranked>[1]) =>
    ranked(paths, sort).map((one) => one.path)

  it('has the largest first, as amounts and not as texts', () => {
    const paths = [path('A', { value: '9.00' }), path('B', { value: '100.00' })]
    expect(order(paths, 'value')).toEqual(['B', 'A'])
  })

  it('has a ratio of nothing last, also after a loss', () => {
    const paths = [path('A', { roi: null }), path('B', { roi: -0.5 }), path('C', { roi: 2 })]
    expect(order(paths, 'roi')).toEqual(['C', 'B', 'A'])
  })

  it('goes on by cost, and then by name', () => {
    const paths = [path('B', {}), path('A', {}), path('C', { cost: '1.00' })]
    expect(order(paths, 'journeys')).toEqual(['C', 'A', 'B'])
  })
})

describe('the bridge', () => {
  const figures = { profit: null, roi: null, roas: null, cpa: null }
  const answer: Pick<PathsAnswer, 'closed' | 'open' | 'unattributed' | 'total' | 'bridge'> = {
    closed: {
      ...{ paths: 2, journeys: 10, conversion_rate: 0.3, conversions: '3', value: '300.00' },
      ...{ ...figures, cost: '50.00' },
    },
    open: { journeys: 4, cost: '20.00' },
    unattributed: { conversions: '2', value: '80.00' },
    total: { ...figures, conversions: '5', value: '380.00', cost: '95.00' },
    bridge: {
      ...{ closed: '50.00', before_period: '-12.00', open: '20.00', closed_outside: '3.00' },
      ...{ left_out: '1.00', without_touch: '8.00', overhead: '30.00', rest_of_month: '-5.00' },
      spend: '95.00',
    },
  }

  it.each(['conversions', 'value', 'cost'] as const)('adds up to the total: %s', (measure) => {
    const { lines, total } = bridgeOf(answer)
    const parts = lines.flatMap((line) => line[measure] ?? [])
    expect(Number(sum(parts))).toBe(Number(total[measure]))
    expect(total[measure]).toBe(answer.total[measure])
  })

  it('shows open journeys, and orders that no journey is known of', () => {
    const titles = bridgeOf(answer).lines.map(({ title }) => title)
    expect(titles).toContain('Open journeys')
    expect(titles).toContain('Unattributed orders')
  })
})
