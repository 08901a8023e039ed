import { describe, expect, it } from 'vitest'
import { cartAfter, STEP_BITS, stepsOf } from '../../collector/journey/steps.ts'

const steps = (name: string, props: unknown = {}, currency = 'EUR') =>
  stepsOf(name, JSON.stringify(props), currency)

const more = (props: unknown, currency?: string) => steps('add_to_cart', props, currency)?.cart

describe('what a hit is to the funnel', () => {
  it.each([
    ['view_item', STEP_BITS.view],
    ['add_to_cart', STEP_BITS.cart],
    ['begin_checkout', STEP_BITS.checkout],
    ['add_payment_info', STEP_BITS.checkout],
    ['purchase', STEP_BITS.purchase],
    ['remove_from_cart', 0],
  ])('%s is a step', (name, bits) => {
    expect(steps(name)).toMatchObject({ bits })
  })

  it.each(['page_view', 'view_items', 'View_item', 'sign_up', '', 'toString'])(
    '%j is none',
    (name) => {
      expect(steps(name)).toBeUndefined()
    },
  )

  it('looking at a cart is one only where something is in it', () => {
    expect(steps('view_cart', { value: 20 })?.bits).toBe(STEP_BITS.cart)
    expect(steps('view_cart', { value: 0 })?.bits).toBe(0)
    expect(steps('view_cart')?.bits).toBe(0)
  })
})

describe('the value of a cart', () => {
  it.each([
    [{ value: 30.03 }, 3003],
    [{ value: '30.03' }, 3003],
    [{ value: 1.005 }, 100],
    [{ value: 10, currency: 'EUR' }, 1000],
    [{ items: [{ price: 19.9, quantity: 2 }, { price: '5' }] }, 4480],
    [{ value: 7, items: [{ price: 19.9 }] }, 700],
  ])('of %j is in minor units', (props, amount) => {
    expect(more(props)).toEqual({ kind: 'more', amount })
  })

  it('has as many decimals as its currency', () => {
    expect(more({ value: 1200.4 }, 'JPY')).toEqual({ kind: 'more', amount: 1200 })
  })

  it.each([
    {},
    { value: 10, currency: 'USD' },
    { value: -1 },
    { value: '1,50' },
    { value: null },
    { value: 1e300 },
    { items: [] },
    { items: [{ price: 'free' }] },
    { items: [{ price: 1, quantity: 0.5 }] },
    { items: [null] },
    [],
    'text',
  ])('of %j is not known', (props) => {
    expect(more(props)).toBeUndefined()
  })

  it('goes up and down, never below zero, and is what a checkout says', () => {
    expect(cartAfter(1000, { kind: 'more', amount: 500 })).toBe(1500)
    expect(cartAfter(1000, { kind: 'less', amount: 400 })).toBe(600)
    expect(cartAfter(1000, { kind: 'less', amount: 1400 })).toBe(0)
    expect(cartAfter(1000, { kind: 'whole', amount: 1700 })).toBe(1700)
  })
})
