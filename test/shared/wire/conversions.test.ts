import { describe, expect, test } from 'vitest'
import { wireConversion, wireIdentity, wireRefund } from '../../../shared/wire/conversions.ts'
import { wrongFields } from './issues.ts'

const VISITOR = '0199AAAA-0000-7000-8000-00000000000A'

const order = (given: Record<string, unknown> = {}) => ({
  transaction_id: '1001',
  ts: '2026-11-02T10:00:00Z',
  value: '89.90',
  currency: 'EUR',
  ...given,
})

const refund = (given: Record<string, unknown> = {}) => ({
  transaction_id: '1001',
  refund_id: 'r1',
  amount: '10.00',
  currency: 'EUR',
  ts: '2026-11-02T10:00:00Z',
  ...given,
})

describe('a conversion', () => {
  test('comes out with its time in ms and its amounts in minor units', () => {
    const all = { value: '89.9', tax: '17.08', shipping: '0', total: '111.88', cost_of_goods: '40' }
    expect(wireConversion.parse(order(all))).toMatchObject({
      ts: Date.UTC(2026, 10, 2, 10),
      value: 8990,
      tax: 1708,
      shipping: 0,
      total: 11_188,
      cost_of_goods: 4000,
    })
  })

  test.each([
    ['JPY', '1200', 1200],
    ['KWD', '1.234', 1234],
    ['EUR', '0', 0],
  ])('of %s counts its minor units', (currency, value, minor) => {
    expect(wireConversion.parse(order({ currency, value })).value).toBe(minor)
  })

  test('is a purchase unless it names another goal', () => {
    expect(wireConversion.parse(order()).goal).toBe('purchase')
    expect(wireConversion.parse(order({ goal: 'sign_up' })).goal).toBe('sign_up')
  })

  test('has nothing for an amount that is left out: it is not zero', () => {
    const { tax, total } = wireConversion.parse(order())
    expect([tax, total]).toEqual([undefined, undefined])
  })

  test('may say null of whom it does not know', () => {
    const nobody = { visitor: null, customer_id: null, email: null, consent: null, coupon: null }
    expect(wireConversion.parse(order(nobody))).toMatchObject(nobody)
  })

  test('keeps a visitor in lower case, as the tag makes it', () => {
    expect(wireConversion.parse(order({ visitor: VISITOR })).visitor).toBe(VISITOR.toLowerCase())
  })

  test('has every wrong amount named at once, each at its field', () => {
    const wrong = order({ value: '1.234', tax: '-1', total: '1,00' })
    expect(wrongFields(wireConversion, wrong)).toEqual(['value', 'tax', 'total'])
  })

  test.each([
    ['goal', 'Purchase'],
    ['goal', '1st'],
    ['goal', 'a'.repeat(41)],
    ['goal', ''],
    ['transaction_id', ''],
    ['transaction_id', 'x'.repeat(201)],
    ['transaction_id', 'a\u007fb'],
    ['transaction_id', 1001],
    ['ts', '2026-11-31T10:00:00Z'],
    ['ts', '2026-11-02T10:00:00'],
    ['currency', 'eur'],
    ['currency', 'XXXX'],
    ['value', 89.9],
    ['value', ' 89.90'],
    ['visitor', '0199aaaa000070008000000000000001'],
    ['email', 'ana@shop example'],
    ['email', `${'a'.repeat(320)}@shop.example`],
    ['consent', 'yes'],
    ['coupon', 'x'.repeat(201)],
    ['updated_at', 'yesterday'],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(wireConversion, order({ [field]: value }))).toEqual([field])
  })

  test.each([
    ['goal', 'a'.repeat(40)],
    ['transaction_id', 'x'.repeat(200)],
    ['transaction_id', '№ 1001/ä'],
    ['ts', '2026-11-02T10:00:00.123+05:30'],
    ['email', 'ana+shop@xn--shop.example'],
    ['coupon', ''],
  ])('is taken with the %s %j', (field, value) => {
    expect(wrongFields(wireConversion, order({ [field]: value }))).toEqual([])
  })

  test('has 200 items at most', () => {
    const items = (count: number) => order({ items: Array(count).fill({ item_id: 'a' }) })
    expect(wrongFields(wireConversion, items(200))).toEqual([])
    expect(wrongFields(wireConversion, items(201))).toEqual(['items'])
  })
})

describe('a refund', () => {
  test('comes out in minor units', () => {
    const all = refund({ amount: '10.00', tax: '1.60', shipping: '4.90' })
    expect(wireRefund.parse(all)).toMatchObject({
      goal: 'purchase',
      amount: 1000,
      tax: 160,
      shipping: 490,
    })
  })

  test('may be tax and shipping alone, and not less than they are', () => {
    const parts = { tax: '1.60', shipping: '4.90' }
    expect(wrongFields(wireRefund, refund({ ...parts, amount: '6.50' }))).toEqual([])
    expect(wrongFields(wireRefund, refund({ ...parts, amount: '6.49' }))).toEqual(['amount'])
  })

  test.each(['transaction_id', 'refund_id', 'amount', 'currency', 'ts'])(
    'needs its %s',
    (field) => {
      expect(wrongFields(wireRefund, refund({ [field]: undefined }))).toEqual([field])
    },
  )
})

describe('an identity', () => {
  const all = { visitor: VISITOR, customer_id: 'c-1', email: 'ana@shop.example' }

  test('joins two or three', () => {
    expect(wrongFields(wireIdentity, all)).toEqual([])
    for (const name of Object.keys(all))
      expect(wrongFields(wireIdentity, { ...all, [name]: null }), name).toEqual([])
  })

  test('joins nobody with one, or none', () => {
    for (const [name, id] of Object.entries(all))
      expect(wrongFields(wireIdentity, { [name]: id }), name).toEqual([''])
    expect(wrongFields(wireIdentity, {})).toEqual([''])
  })

  test('is not made two by an empty one', () => {
    expect(wrongFields(wireIdentity, { visitor: VISITOR, customer_id: '' })).toContain(
      'customer_id',
    )
  })
})
