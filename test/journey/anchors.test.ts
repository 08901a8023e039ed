import { describe, expect, it } from 'vitest'
import { isAnchorGoal, rolePlaces, rolesAt } from '../../collector/journey/anchors.ts'
import { isCartEvent } from '../../collector/journey/cart-events.ts'
import { cutVisits } from '../../collector/journey/visits.ts'
import { makeLander } from '../../collector/touch/landing.ts'

const SOLD = 1000
const START = 1_000_000
const HOUR = 3_600_000
const reach = { from: 0, to: SOLD, previous: undefined }
const NEVER = { lead: undefined, opportunity: undefined }

/** Three touches, and the cart of each. */
const touches = (...carts: number[]) =>
  [100, 200, 300].map((ts, at) => ({ ts, cart: carts[at] ?? 0 }))

describe('the roles of touches', () => {
  it('are of the last touch at or before what they brought', () => {
    const at = (lead: number) => rolePlaces(touches(), { ...NEVER, lead }, reach)
    expect([99, 100, 199, 200, 999].map(at)).toEqual([
      {},
      { lead: 0 },
      { lead: 0 },
      { lead: 1 },
      { lead: 2 },
    ])
  })

  it('are of the first visit with a cart within the reach', () => {
    expect(rolePlaces(touches(0, 250, 350), NEVER, reach)).toEqual({ opportunity: 1 })
    expect(rolePlaces(touches(0, SOLD, 0), NEVER, reach)).toEqual({ opportunity: 1 })
    expect(rolePlaces(touches(0, SOLD + 1, 0), NEVER, reach)).toEqual({})
    const after = { ...reach, previous: 250 }
    expect(rolePlaces(touches(0, 250, 350), NEVER, after)).toEqual({ opportunity: 2 })
  })

  it('are of the opportunity, where there is one, and not of the cart', () => {
    const reported = { lead: undefined, opportunity: 320 }
    expect(rolePlaces(touches(150), reported, reach)).toEqual({ opportunity: 2 })
    expect(rolePlaces(touches(150), { ...reported, opportunity: 50 }, reach)).toEqual({})
  })

  it('may both be of one touch', () => {
    expect(rolesAt({ lead: 1, opportunity: 1 }, 1)).toEqual(['lead', 'opportunity'])
    expect(rolesAt({ lead: 1, opportunity: 2 }, 1)).toEqual(['lead'])
    expect(rolesAt({}, 0)).toEqual([])
  })

  it('are of no journey without touches', () => {
    expect(rolePlaces([], { lead: 5, opportunity: 5 }, reach)).toEqual({})
  })
})

describe('an anchor', () => {
  it('is a lead, a sign-up or an opportunity, and no other goal', () => {
    expect(['lead', 'sign_up', 'opportunity'].every(isAnchorGoal)).toBe(true)
    expect(['purchase', 'leads', 'generate_lead', ''].some(isAnchorGoal)).toBe(false)
  })

  it('is an event that opens a cart, and no other of a cart', () => {
    expect(['add_to_cart', 'begin_checkout'].every(isCartEvent)).toBe(true)
    const others = [
      'view_cart',
      'remove_from_cart',
      'add_payment_info',
      'purchase',
      'Add_To_Cart',
      '',
    ]
    expect(others.some(isCartEvent)).toBe(false)
  })
})

describe('the cart of a visit', () => {
  const land = makeLander({ ownHosts: ['shop.example'], siteRules: [] })
  const hit = (seq: number, ts: number, isCart: boolean) => ({
    ...{ seq, ts, isCart, eventId: String(seq) },
    landing: land('https://shop.example/', ''),
  })

  it('is its first, whatever the order in which its events came', () => {
    const hits = [
      hit(1, 0, false),
      hit(2, 60_000, true),
      hit(3, 120_000, true),
      hit(4, 180_000, false),
    ]
    for (const some of [hits, hits.toReversed()])
      expect(cutVisits(some).map(({ cart }) => cart)).toEqual([60_000])
  })

  it('is of the visit in which it was opened alone', () => {
    const hits = [hit(1, START, true), hit(2, START + HOUR, false), hit(3, START + 2 * HOUR, true)]
    expect(cutVisits(hits).map(({ cart }) => cart)).toEqual([START, 0, START + 2 * HOUR])
  })
})
