import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commissionLeft } from '../../collector/roi/commission.ts'

describe('what is left of a commission', () => {
  it('is what is left of its order, to the cent', () => {
    expect(commissionLeft(1000, { value: 10_000, refunded: 0 })).toBe(1000)
    expect(commissionLeft(1000, { value: 10_000, refunded: 2500 })).toBe(750)
    expect(commissionLeft(1000, { value: 3, refunded: 1 })).toBe(667)
    expect(commissionLeft(1, { value: 2, refunded: 1 })).toBe(0)
  })

  it('is all of it for an order that was worth nothing', () => {
    expect(commissionLeft(500, { value: 0, refunded: 0 })).toBe(500)
  })

  it('is nothing after a full refund, and never grows with what goes back', () => {
    const amounts = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (amount, value, part) => {
          expect(commissionLeft(amount, { value, refunded: value })).toBe(0)
          const refunded = Math.floor(part * value)
          const left = commissionLeft(amount, { value, refunded })
          expect(left).toBeGreaterThanOrEqual(0)
          expect(left).toBeLessThanOrEqual(
            commissionLeft(amount, { value, refunded: Math.max(0, refunded - 1) }),
          )
        },
      ),
    )
  })
})
