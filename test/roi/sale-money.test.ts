import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type MoneyTerms,
  type ReportedRefund,
  type ReportedSale,
  type SaleMoney,
  saleMoney,
} from '../../collector/roi/sale-money.ts'
import { parseRate } from '../../shared/rates.ts'

const sale = (given: Partial<ReportedSale> = {}): ReportedSale => ({
  currency: 'USD',
  day: 20261102,
  value: 10_000,
  tax: null,
  shipping: null,
  total: null,
  costOfGoods: null,
  discount: null,
  ...given,
})

const refund = (id: string, amount: number, given: Partial<ReportedRefund> = {}) => ({
  id,
  ts: Number(id.slice(1)),
  day: 20261203,
  amount,
  currency: 'USD',
  tax: null,
  shipping: null,
  restocked: true,
  ...given,
})

/** Rates of exactly these days, as 'USD 20261102': '1.25'. */
const terms = (rates: Record<string, string>, given: Partial<MoneyTerms> = {}): MoneyTerms => ({
  currency: 'EUR',
  costOfGoodsRate: 0,
  rateOn: (currency, day) => parseRate(rates[`${currency} ${day}`] ?? ''),
  ...given,
})

const USD = { 'USD 20261102': '1.2500', 'USD 20261203': '1.1765' }

const differences = ({ returns }: SaleMoney) => returns.map(({ fxDifference }) => fxDifference)

describe('a sale in another currency', () => {
  it('is exchanged at the rate of its day, each amount by itself', () => {
    const given = { tax: 1900, shipping: 499, total: 12_399, costOfGoods: 4001, discount: 3 }
    expect(saleMoney(sale(given), [], terms(USD)).amounts).toEqual({
      value: 8000,
      tax: 1520,
      shipping: 399,
      total: 9919,
      costOfGoods: 3201,
      discount: 2,
    })
  })

  it('waits while its rate is missing, and says for which', () => {
    const money = saleMoney(sale(), [refund('R1', 5000)], terms({}))
    expect(money.amounts).toBeUndefined()
    expect(money.returns).toEqual([])
    expect(money.rates).toEqual([{ currency: 'USD', day: 20261102, isMissing: true }])
  })

  it('waits, too, when it is too large for the currency of the site', () => {
    const rates = { 'IDR 20261102': '17000' }
    const money = saleMoney(
      sale({ currency: 'EUR', value: 9_000_000_000_000 }),
      [],
      terms(rates, { currency: 'IDR' }),
    )
    expect(money.amounts).toBeUndefined()
  })

  it('needs no rate in the currency of the site, and none of the euro', () => {
    const own = saleMoney(
      sale({ currency: 'EUR' }),
      [refund('R1', 1, { currency: 'EUR' })],
      terms({}),
    )
    expect(own).toMatchObject({ amounts: { value: 10_000 }, rates: [] })
    const abroad = saleMoney(
      sale({ currency: 'EUR' }),
      [],
      terms({ 'GBP 20261102': '0.8' }, { currency: 'GBP' }),
    )
    expect(abroad.amounts?.value).toBe(8000)
    expect(abroad.rates).toEqual([{ currency: 'GBP', day: 20261102, isMissing: false }])
  })
})

describe('a refund', () => {
  it('is exchanged at the rate of its sale, and the rate of its own day makes the difference', () => {
    const { returns, refunds } = saleMoney(sale(), [refund('R1', 10_000)], terms(USD))
    expect(refunds.get('R1')).toBe('counted')
    expect(returns).toEqual([
      { day: 20261203, refunded: 8000, goods: 0, discount: 0, fxDifference: -500 },
    ])
  })

  it('has no difference while the rate of its day is missing, which is told', () => {
    const { 'USD 20261203': _, ...early } = USD
    const money = saleMoney(sale(), [refund('R1', 10_000)], terms(early))
    expect(money.returns).toMatchObject([{ refunded: 8000, fxDifference: 0 }])
    expect(money.rates).toContainEqual({ currency: 'USD', day: 20261203, isMissing: true })
  })

  it('has none at the same rate, however cents fall', () => {
    const rates = { 'USD 20261102': '1.2503', 'USD 20261203': '1.25030' }
    const parts = [1, 2, 3, 4].map((n) => refund(`R${n}`, 2500))
    const { returns } = saleMoney(sale(), parts, terms(rates))
    expect(returns.at(-1)?.refunded).toBe(7998)
    expect(returns.map(({ fxDifference }) => fxDifference)).toEqual([0, 0, 0, 0])
  })

  it('in the currency of the site is what it was on the day of the sale', () => {
    const money = saleMoney(sale(), [refund('R1', 8000, { currency: 'EUR' })], terms(USD))
    expect(money.returns).toMatchObject([{ refunded: 8000, fxDifference: 0 }])
  })

  it('in a third currency needs its rates of both days', () => {
    const given = { ...USD, 'GBP 20261102': '0.8' }
    const third = refund('R1', 3200, { currency: 'GBP' })
    // 32 GBP were 50 USD, and 40 EUR; at 0.64 a euro they are 50 EUR.
    expect(saleMoney(sale(), [third], terms(given)).returns).toMatchObject([{ refunded: 4000 }])
    const all = terms({ ...given, 'GBP 20261203': '0.64' })
    expect(differences(saleMoney(sale(), [third], all))).toEqual([-1000])
    const none = saleMoney(sale(), [third], terms(USD))
    expect(none.refunds.get('R1')).toBe('pending_rate')
    expect(none.returns).toEqual([])
  })

  it('that exceeds in the currency of the sale is left out', () => {
    const money = saleMoney(sale(), [refund('R1', 10_001)], terms(USD))
    expect(money.refunds.get('R1')).toBe('excess')
    expect(money.returns).toEqual([])
  })

  it('brings goods back pro rata, but not those that can not be sold', () => {
    const given = sale({ currency: 'EUR', costOfGoods: 4000, discount: 1000 })
    const own = (id: string, restocked: boolean) => refund(id, 5000, { currency: 'EUR', restocked })
    const { returns } = saleMoney(given, [own('R1', false), own('R2', true)], terms({}))
    expect(returns).toMatchObject([
      { refunded: 5000, goods: 0, discount: 500 },
      { refunded: 10_000, goods: 2000, discount: 1000 },
    ])
  })

  it('of a free article brings it back with the cash', () => {
    const given = sale({ currency: 'EUR', value: 0, total: 500, costOfGoods: 300 })
    const { returns } = saleMoney(given, [refund('R1', 500, { currency: 'EUR' })], terms({}))
    expect(returns).toMatchObject([{ refunded: 0, goods: 300 }])
  })
})

describe('the cost of goods', () => {
  const rate = { costOfGoodsRate: 600_000 }

  it('follows from the rate of the site where the sale does not say it', () => {
    expect(saleMoney(sale(), [], terms(USD, rate)).amounts?.costOfGoods).toBe(4800)
  })

  it('is what the sale says, also when that is nothing', () => {
    expect(saleMoney(sale({ costOfGoods: 0 }), [], terms(USD, rate)).amounts?.costOfGoods).toBe(0)
  })
})

describe('refunds of all of the cash', () => {
  it('leave nothing, whatever their parts, their order and the rates', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 })
    const parts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 })
    const units = fc.integer({ min: 10_000_000, max: 100_000_000_000 })
    fc.assert(
      fc.property(amount, amount, amount, parts, units, units, (value, tax, goods, of, a, b) => {
        const total = value + tax
        fc.pre(total > 0)
        const shares = of.map((part) => Math.floor((total * part) / of.reduce((x, y) => x + y)))
        shares[0] = (shares[0] ?? 0) + total - shares.reduce((x, y) => x + y)
        const refunds = shares.map((share, index) => refund(`R${index}`, share))
        const given = sale({ value, total, costOfGoods: goods, discount: tax })
        const rateOn = (_: string, day: number) => (day === 20261102 ? a : b)
        const money = saleMoney(given, refunds.toReversed(), terms({}, { rateOn }))
        fc.pre(money.amounts !== undefined)
        const back = money.returns.at(-1)
        expect(back).toMatchObject({
          refunded: money.amounts?.value,
          goods: money.amounts?.costOfGoods,
          discount: money.amounts?.discount,
        })
        const never = money.returns.every(({ refunded }) => refunded >= 0)
        expect(never).toBe(true)
      }),
    )
  })
})
