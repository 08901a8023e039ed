import { describe, expect, it } from 'vitest'
import {
  append,
  conversion,
  cost,
  DAY,
  hit,
  identity,
  MINUTE,
  newShop,
  refund,
  START,
  settings,
  settleAll,
  tagged,
  uuidOf,
  valueByChannel,
  visitorUuid,
} from './shop.ts'

describe('a journey', () => {
  const threeTouches = () => {
    const site = newShop()
    append(site, {
      hits: [
        hit(1, 1, START, tagged('facebook', 'paid_social')),
        hit(2, 1, START + 7 * DAY, tagged('news', 'email')),
        hit(3, 1, START + 14 * DAY, { referrer: 'https://www.google.com/' }),
        hit(4, 1, START + 14 * DAY + 120 * MINUTE),
      ],
    })
    return site
  }
  const order = (value = 10_001) =>
    conversion('A1', START + 14 * DAY + 180 * MINUTE, { value, visitor: visitorUuid(1) })

  it('is credited as each model says', () => {
    const site = threeTouches()
    const answer = append(site, { conversions: [order()] })
    expect(answer.conversions[0]).toMatchObject({ outcome: 'created', matched: true, touches: 4 })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 10_001 })
    expect(valueByChannel(site, 'last_non_direct')).toEqual({ 'Organic Search': 10_001 })
    expect(valueByChannel(site, 'last_touch')).toEqual({ Direct: 10_001 })
    expect(valueByChannel(site, 'linear')).toEqual({
      'Paid Social': 3334,
      Email: 3334,
      'Organic Search': 3333,
    })
    expect(valueByChannel(site, 'position_based')).toEqual({
      // 4000.4, 2000.2 and 4000.4: the cent that is left goes to the earlier of the two.
      'Paid Social': 4001,
      Email: 2000,
      'Organic Search': 4000,
    })
  })

  it('is the same when the order comes before its hits', () => {
    const site = newShop()
    const early = append(site, { conversions: [order()] })
    expect(early.conversions[0]).toMatchObject({ matched: false, touches: 0 })
    expect(valueByChannel(site, 'linear')).toEqual({ '-': 10_001 })
    append(site, { hits: [hit(2, 1, START + 7 * DAY, tagged('news', 'email'))] })
    append(site, { hits: [hit(1, 1, START, tagged('facebook', 'paid_social'))] })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 10_001 })
  })

  it('has no campaign of a link between own pages, nor of what happens on the page it leads to', () => {
    const site = newShop()
    const own = tagged('banner', 'display', 'sale')
    append(site, {
      hits: [
        hit(1, 1, START, tagged('google', 'cpc')),
        hit(2, 1, START + MINUTE, { ...own, referrer: 'https://shop.example/' }),
        hit(3, 1, START + 2 * MINUTE, { ...own, name: 'view_item' }),
      ],
    })
    append(site, {
      conversions: [conversion('A', START + 5 * MINUTE, { visitor: visitorUuid(1) })],
    })
    expect(valueByChannel(site, 'last_touch')).toEqual({ 'Paid Search': 10_000 })
  })

  it('is not changed by a later return from a payment host', () => {
    const site = newShop()
    const visitor = visitorUuid(1)
    const touchesOfB = () => {
      const query = { kind: 'journey', transactionId: 'B', goal: 'purchase' } as const
      return site.report(query).journeys[0]?.touches.length
    }
    append(site, {
      hits: [hit(1, 1, START, tagged('google', 'cpc'))],
      conversions: [
        conversion('A', START + 45 * MINUTE, { visitor }),
        conversion('B', START + 50 * MINUTE, { visitor }),
      ],
    })
    expect(touchesOfB()).toBe(0)
    const referrer = 'https://www.paypal.com/'
    append(site, { hits: [hit(2, 1, START + 60 * MINUTE, { referrer })] })
    expect(touchesOfB()).toBe(0)
  })

  it('keeps to the version that its sender changed last, whenever an older one comes', () => {
    const site = threeTouches()
    append(site, { conversions: [{ ...order(500), updatedAt: 2 }] })
    const late = append(site, { conversions: [{ ...order(900), updatedAt: 1 }] })
    expect(late.conversions[0]?.outcome).toBe('unchanged')
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 500 })
  })

  it('counts what waits for a rate, and leaves it out of the sums', () => {
    const site = threeTouches()
    append(site, {
      conversions: [{ ...order(), currency: 'USD' }],
      refunds: [refund('A1', 'R', 100, { currency: 'USD' })],
      costs: [cost(700, { currency: 'USD' })],
    })
    const query = { kind: 'roi', from: 20260901, to: 20260930, goal: 'purchase' } as const
    const answer = site.report({ ...query, model: 'linear', basis: 'conversion_date', by: [] })
    expect(answer).toMatchObject({ credits: [], costs: [] })
    expect(answer.leftOut).toEqual({ pending_rate: 1, unconfirmed: 0, refunds: 0, costs: 1 })
  })

  it('of a visitor with very many hits waits for its late hits, which are cut behind the requests', () => {
    const site = newShop()
    const many = Array.from({ length: 600 }, (_, index) => hit(index, 1, START + index * MINUTE))
    append(site, { hits: many })
    append(site, {
      conversions: [conversion('A', START + DAY, { visitor: visitorUuid(1) })],
    })
    append(site, { hits: [hit(1000, 1, START - DAY, tagged('google', 'cpc'))] })
    append(site, { hits: [hit(1001, 1, START - 2 * DAY, tagged('news', 'email'))] })
    expect(site.freshness().pending).toBe(1)
    expect(valueByChannel(site, 'first_touch')).toEqual({ Direct: 10_000 })
    settleAll(site)
    expect(valueByChannel(site, 'first_touch')).toEqual({ Email: 10_000 })
    expect(valueByChannel(site, 'last_non_direct')).toEqual({ 'Paid Search': 10_000 })
  })

  it('that is long is settled in slices of its own', () => {
    const site = newShop()
    const campaigns = [tagged('google', 'cpc'), tagged('news', 'email')]
    const hits = Array.from({ length: 1000 }, (_, index) =>
      hit(index, 1, START + index * 1000, campaigns[Math.floor(index / 2) % 2]),
    )
    append(site, { hits: hits.map((one, index) => ({ ...one, url: `${one.url}${index}` })) })
    const visitor = visitorUuid(1)
    const conversions = [1, 2, 3, 4].map((n) =>
      conversion(`T${n}`, START + n * DAY, { visitor, goal: `goal_${n}` }),
    )
    const answers = append(site, { conversions }).conversions
    expect(answers.map(({ touches }) => touches)).toEqual([1000, 1000, 1000, null])
    settleAll(site)
    expect(site.freshness().pending).toBe(0)
  })

  it('is none for who refused consent, whoever the order names', () => {
    const site = threeTouches()
    append(site, { conversions: [{ ...order(), consent: 'denied', customerId: 'ana' }] })
    const query = { kind: 'journey', transactionId: 'A1', goal: 'purchase' } as const
    expect(site.report(query).journeys[0]).toMatchObject({ matched: false, reason: 'consent' })
    append(site, {
      conversions: [conversion('A2', START + 20 * DAY, { customerId: 'ana', value: 1 })],
    })
    expect(valueByChannel(site, 'first_touch')).toEqual({ '-': 10_002 })
  })

  it('of an order that refused consent is no reason to begin another anew, in whatever order they come', () => {
    const visitor = visitorUuid(1)
    const refused = conversion('A', START + DAY, { visitor, consent: 'denied' })
    const named = conversion('B', START + DAY, { visitor, customerId: 'ana' })
    const firsts = [
      [refused, named],
      [named, refused],
    ].map((facts) => {
      const site = newShop()
      append(site, { hits: [hit(1, 1, START, tagged('google', 'cpc'))] })
      for (const fact of facts) append(site, { conversions: [fact] })
      return valueByChannel(site, 'first_touch')
    })
    expect(firsts).toEqual(Array(2).fill({ '-': 10_000, 'Paid Search': 10_000 }))
  })

  it('of what the public tag reports twice is the earlier, in whatever order they come', () => {
    const early = conversion('T', START, { source: 'tag', value: 0, visitor: visitorUuid(1) })
    const late = { ...early, ts: START + 3 * DAY, visitor: visitorUuid(2) }
    const days = [
      [early, late],
      [late, early],
    ].map((facts) => {
      const site = newShop()
      for (const fact of facts) append(site, { conversions: [fact] })
      const query = { kind: 'journey', transactionId: 'T', goal: 'purchase' } as const
      return site.report(query).journeys[0]?.day
    })
    expect(days).toEqual([20260901, 20260901])
  })

  it('that nobody has reported has refunds that wait, and are counted', () => {
    const site = newShop()
    append(site, { refunds: [refund('unknown', 'R', 100, { ts: START })] })
    const leftOut = (from: number) => {
      const query = { kind: 'roi', from, to: 20260930, goal: 'purchase', model: 'linear' } as const
      return site.report({ ...query, basis: 'conversion_date', by: [] }).leftOut['refunds']
    }
    expect([leftOut(20260901), leftOut(20260902)]).toEqual([1, 0])
    append(site, { refunds: [refund('unknown', 'R', 100, { ts: START + 20 * DAY })] })
    append(site, { refunds: [refund('unknown', 'R', 100, { ts: START })] })
    expect([leftOut(20260901), leftOut(20260902)]).toEqual([1, 0])
    append(site, { conversions: [conversion('unknown', START)] })
    expect(leftOut(20260901)).toBe(0)
  })

  it('is shown under the settings it was derived under, while newer ones are being built', () => {
    const site = threeTouches()
    append(site, { conversions: [order()] })
    const changed = { ...settings, currency: 'JPY' }
    site.change({ kind: 'settings', settings: changed, owner: 'ana', at: START })
    expect(site.freshness()).toMatchObject({ building: true, settings: { currency: 'EUR' } })
    settleAll(site)
    expect(site.freshness()).toMatchObject({ building: false, settings: { currency: 'JPY' } })
  })

  it('is not changed by a visit after the order', () => {
    const site = threeTouches()
    append(site, { conversions: [order()] })
    append(site, { hits: [hit(9, 1, START + 15 * DAY, tagged('x', 'display'))] })
    expect(valueByChannel(site, 'last_touch')).toEqual({ Direct: 10_001 })
  })

  it('begins after the previous order, but for a visit that was open then', () => {
    const site = newShop()
    append(site, {
      hits: [
        hit(1, 1, START, tagged('google', 'cpc')),
        hit(2, 1, START + DAY, tagged('news', 'email')),
        hit(3, 1, START + 9 * DAY, tagged('facebook', 'paid_social')),
      ],
    })
    const visitor = visitorUuid(1)
    append(site, {
      conversions: [
        conversion('A', START + DAY + 10 * MINUTE, { visitor, value: 1000 }),
        conversion('B', START + DAY + 20 * MINUTE, { visitor, value: 200 }),
        conversion('C', START + 9 * DAY + 60 * MINUTE, { visitor, value: 30 }),
      ],
    })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Search': 1000, Email: 230 })
  })

  it('loses what a refund gives back, and all of it after a full one', () => {
    const site = threeTouches()
    append(site, { conversions: [order()], refunds: [refund('A1', 'R1', 5000)] })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 5001 })
    append(site, { refunds: [refund('A1', 'R2', 5001)] })
    expect(valueByChannel(site, 'linear')).toEqual({})
    const excess = append(site, { refunds: [refund('A1', 'R3', 1)] })
    expect(excess.refunds[0]?.state).toBe('excess')
  })

  it('joins devices that a customer was named on', () => {
    const site = newShop()
    append(site, {
      hits: [
        hit(1, 1, START, tagged('facebook', 'paid_social')),
        hit(2, 2, START + DAY, tagged('news', 'email')),
      ],
    })
    append(site, {
      conversions: [
        conversion('A', START + 2 * DAY, { visitor: visitorUuid(2), customerId: 'ana' }),
      ],
    })
    expect(valueByChannel(site, 'first_touch')).toEqual({ Email: 10_000 })
    append(site, { identities: [identity({ visitor: visitorUuid(1), customerId: 'ana' })] })
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 10_000 })
  })

  it('is derived anew under other settings, and back', () => {
    const site = threeTouches()
    append(site, { conversions: [order()] })
    const change = (lookbackDays: number) => {
      const at = START
      site.change({ kind: 'settings', settings: { ...settings, lookbackDays }, owner: 'ana', at })
      settleAll(site)
    }
    change(10)
    expect(valueByChannel(site, 'first_touch')).toEqual({ Email: 10_001 })
    change(90)
    expect(valueByChannel(site, 'first_touch')).toEqual({ 'Paid Social': 10_001 })
  })

  it('tells what became of each hit when asked', () => {
    const site = newShop()
    const hits = [hit(1, 1, START, tagged('google', 'cpc')), hit(2, 1, START + MINUTE)]
    expect(append(site, { hits, debug: true }).hits).toMatchObject([
      { id: uuidOf(1), outcome: 'touch', touch: { channel: 'Paid Search', source: 'google' } },
      { id: uuidOf(2), outcome: 'hit' },
    ])
    expect(append(site, { hits, debug: true }).hits).toMatchObject([
      { outcome: 'duplicate' },
      { outcome: 'duplicate' },
    ])
  })
})
