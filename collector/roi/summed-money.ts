import type { RateUse, SaleAmounts, SaleMoney, SaleReturn } from './sale-money.ts'

/**
 * Several sales as if they were one. What goes back of them comes in the order of its days, of one day in
 * the order of the sales; while an amount of one is unknown, so is the sum. Of none it is zero.
 */
export function summedMoney(sales: readonly SaleMoney[]): SaleMoney {
  const known = sales.map(({ amounts }) => amounts).filter((amounts) => amounts !== undefined)
  const amounts = known.length === sales.length ? known.reduce(added, NO_AMOUNTS) : undefined
  const refunds = sales.flatMap((sale, at) =>
    [...sale.refunds].map(([id, state]) => [`${at} ${id}`, state] as const),
  )
  return {
    amounts,
    returns: amounts ? inTurn(sales.flatMap(({ returns }) => steps(returns))) : [],
    refunds: new Map(refunds),
    rates: distinct(sales.flatMap(({ rates }) => rates)),
  }
}

const NO_AMOUNTS: SaleAmounts = {
  ...{ value: 0, tax: 0, shipping: 0 },
  ...{ total: 0, costOfGoods: 0, discount: 0 },
}

const added = (a: SaleAmounts, b: SaleAmounts): SaleAmounts => ({
  value: a.value + b.value,
  tax: a.tax + b.tax,
  shipping: a.shipping + b.shipping,
  total: a.total + b.total,
  costOfGoods: a.costOfGoods + b.costOfGoods,
  discount: a.discount + b.discount,
})

/** What each refund has given back by itself. */
const steps = (returns: readonly SaleReturn[]): SaleReturn[] =>
  returns.map((back, at) => {
    const before = returns[at - 1]
    return {
      ...back,
      refunded: back.refunded - (before?.refunded ?? 0),
      goods: back.goods - (before?.goods ?? 0),
      discount: back.discount - (before?.discount ?? 0),
    }
  })

/** As returns are told: each with all before it. */
function inTurn(parts: readonly SaleReturn[]): SaleReturn[] {
  let [refunded, goods, discount] = [0, 0, 0]
  return parts
    .toSorted((a, b) => a.day - b.day)
    .map((part) => {
      refunded += part.refunded
      goods += part.goods
      discount += part.discount
      return { ...part, refunded, goods, discount }
    })
}

function distinct(rates: readonly RateUse[]): RateUse[] {
  return [...new Map(rates.map((use) => [`${use.currency} ${use.day}`, use])).values()]
}
