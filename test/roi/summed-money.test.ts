import { describe, expect, it } from 'vitest'
import { type SaleMoney, saleMoney } from '../../collector/roi/sale-money.ts'
import { summedMoney } from '../../collector/roi/summed-money.ts'

const AMOUNTS = { tax: null, shipping: null, total: null, costOfGoods: null, discount: null }

const terms = { currency: 'EUR', costOfGoodsRate: 500_000, rateOn: () => undefined }

/** A sale of a day, and cash that went back on others. */
function sold(value: number, ...back: [id: string, day: number, amount: number][]): SaleMoney {
  const sale = { ...AMOUNTS, currency: 'EUR', day: 20261101, value }
  const refunds = back.map(([id, day, amount]) => ({
    ...{ id, day, amount, ts: day, currency: 'EUR' },
    ...{ tax: null, shipping: null, restocked: true },
  }))
  return saleMoney(sale, refunds, terms)
}

describe('several sales as one', () => {
  it('are nothing when there is none', () => {
    expect(summedMoney([])).toMatchObject({ amounts: { value: 0, costOfGoods: 0 }, returns: [] })
  })

  it('are the sale itself when there is one', () => {
    const sale = sold(10_000, ['R', 20261103, 4000], ['S', 20261105, 1000])
    const { amounts, returns } = summedMoney([sale])
    expect({ amounts, returns }).toEqual({ amounts: sale.amounts, returns: sale.returns })
  })

  it('give back in the order of days, each with all before it', () => {
    const { amounts, returns } = summedMoney([
      sold(10_000, ['R', 20261103, 4000], ['S', 20261109, 1000]),
      sold(2000, ['R', 20261105, 500]),
    ])
    expect(amounts).toMatchObject({ value: 12_000, costOfGoods: 6000 })
    expect(returns.map(({ day, refunded, goods }) => [day, refunded, goods])).toEqual([
      [20261103, 4000, 2000],
      [20261105, 4500, 2250],
      [20261109, 5500, 2750],
    ])
  })

  it('are not known while one of them is not', () => {
    const unknown = saleMoney({ ...AMOUNTS, currency: 'USD', day: 20261101, value: 1 }, [], terms)
    const { amounts, returns, rates } = summedMoney([
      sold(100, ['R', 20261103, 10]),
      unknown,
      unknown,
    ])
    expect([amounts, returns]).toEqual([undefined, []])
    expect(rates).toEqual([{ currency: 'USD', day: 20261101, isMissing: true }])
  })
})
