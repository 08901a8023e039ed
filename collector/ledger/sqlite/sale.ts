import { localDay } from '../../roi/dates.ts'
import type { RateOn } from '../../roi/exchange.ts'
import { type SaleMoney, saleMoney } from '../../roi/sale-money.ts'
import type { Settings } from '../facts.ts'
import type { StandingConversion } from './conversions.ts'
import type { RefundRow } from './refund-rows.ts'

/** A conversion and its refunds in the currency of a site's settings, by the site's days. */
export function moneyOf(
  standing: StandingConversion,
  refunds: readonly RefundRow[],
  { currency, timeZone, costOfGoodsRate = 0 }: Settings,
  rateOn: RateOn,
): SaleMoney {
  const { value, tax, shipping, total, cost_of_goods: costOfGoods, discount } = standing
  const amounts = { value, tax, shipping, total, costOfGoods, discount }
  const sale = { ...amounts, currency: standing.currency, day: localDay(standing.ts, timeZone) }
  const returned = refunds.map(({ refund_id: id, restocked, ...refund }) => ({
    ...refund,
    id,
    day: localDay(refund.ts, timeZone),
    restocked: restocked !== 0,
  }))
  return saleMoney(sale, returned, { currency, costOfGoodsRate, rateOn })
}
