import { describe, expect, it } from 'vitest'
import {
  type Bridge,
  stackedOf,
  stepsOf,
} from '../../collector/dashboard/views/reconcile/waterfall.ts'

const bridge = (of: Partial<Bridge>): Bridge => ({
  orders: 2,
  gross: '184.00',
  discount: '10.00',
  tax: '19.00',
  shipping: '5.00',
  refunds: '50.00',
  net: '100.00',
  attributed: '60.00',
  unattributed: '40.00',
  attributed_orders: '1',
  unattributed_orders: '1',
  total: '174.00',
  difference: '0.00',
  orders_without_total: 0,
  ...of,
})

const drawn = (of: Bridge) => stepsOf(of).map(({ field, from, to }) => [field, from, to])

describe('the waterfall of a bridge', () => {
  it('goes down from gross sales to net, and puts its two parts one upon the other', () => {
    expect(drawn(bridge({}))).toEqual([
      ['gross', 0, 184],
      ['discount', 184, 174],
      ['tax', 174, 155],
      ['shipping', 155, 150],
      ['refunds', 150, 100],
      ['net', 0, 100],
      ['attributed', 0, 60],
      ['unattributed', 60, 100],
    ])
  })

  it('keeps amounts as they were told, whatever is drawn', () => {
    const gross = '90071992547409.93'
    expect(stepsOf(bridge({ gross }))[0]?.amount).toBe(gross)
  })

  it('goes below the ground where more was given back than sold', () => {
    const steps = drawn(bridge({ gross: '30.00', discount: '0', tax: '0', shipping: '0' }))
    expect(steps[4]).toEqual(['refunds', 30, -20])
  })
})

describe('a bar that floats', () => {
  it('stands on an unseen one', () => {
    expect(stackedOf({ from: 184, to: 174 })).toEqual({ above: 174, up: 10, below: 0, down: 0 })
  })

  it('hangs from an unseen one below the ground', () => {
    expect(stackedOf({ from: -5, to: -20 })).toEqual({ above: 0, up: 0, below: -5, down: -15 })
  })

  it('crosses the ground in two pieces', () => {
    expect(stackedOf({ from: 30, to: -20 })).toEqual({ above: 0, up: 30, below: 0, down: -20 })
  })
})
