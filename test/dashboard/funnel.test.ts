import { describe, expect, it } from 'vitest'
import {
  askedOf,
  largestLoss,
  nameOf,
  type Step,
} from '../../collector/dashboard/views/funnel/steps.ts'

describe('what the address asks of the funnel', () => {
  it('is by channel, and of carts without an order for a week', () => {
    expect(askedOf({})).toEqual({ by: 'channel', abandonedAfter: 7 })
  })

  it('is what it says where that can be asked', () => {
    expect(askedOf({ by: 'device', abandoned_after: '14' })).toEqual({
      ...{ by: 'device', abandonedAfter: 14 },
    })
    expect(askedOf({ by: 'toString', abandoned_after: '91' })).toEqual(askedOf({}))
    expect(askedOf({ by: 'none', abandoned_after: '1.5' })).toEqual(askedOf({}))
  })
})

describe('the steps', () => {
  const step = (name: Step['step'], visits: number, drop_off_rate?: number): Step => ({
    ...{ step: name, visits, rate: 1 },
    ...(drop_off_rate === undefined ? {} : { drop_off: 1, drop_off_rate }),
  })

  it('lose the most after the one with the largest share, not the largest number', () => {
    const steps = [step('visit', 100, 0.5), step('view', 50, 0.8), step('cart', 10)]
    expect(largestLoss(steps)?.step).toBe('view')
  })

  it('lose nothing where every visit became an order', () => {
    expect(largestLoss([step('visit', 1, 0), step('order', 1)])).toBeUndefined()
  })

  it('are of a row that may have no name', () => {
    const figures = {
      ...{ steps: [], orders: 0, value: '0.00', conversion_rate: null, carts_without_value: 0 },
      ...{ abandoned_carts: { carts: 0, value: '0.00' }, open_carts: { carts: 0, value: '0.00' } },
    }
    expect(nameOf({ ...figures, source: '' }, 'source')).toBe('(none)')
    expect(nameOf({ ...figures, source: 'google' }, 'source')).toBe('google')
  })
})
