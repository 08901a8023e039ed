import { MILLIONTHS } from '../../shared/money.ts'
import {
  type Exchange,
  exchanged,
  exchangeOn,
  inTurn,
  isSameExchange,
  type RateOn,
  SAME,
} from './exchange.ts'
import { type NettedRefund, netRefunds, type Refund } from './refunds.ts'
import { roundedRatio } from './rounding.ts'

/** A sale as it was reported: minor units of its own currency, null for what was not said. */
export interface ReportedSale {
  currency: string
  /** Local day, YYYYMMDD. */
  day: number
  value: number
  tax: number | null
  shipping: number | null
  total: number | null
  costOfGoods: number | null
  /** What a coupon or a sale price took off before `value`. */
  discount: number | null
}

/** A refund as it was reported, in its own currency. */
export interface ReportedRefund {
  id: string
  ts: number
  /** Local day, YYYYMMDD. */
  day: number
  amount: number
  currency: string
  tax: number | null
  shipping: number | null
  /** false: the goods did not come back, or can't be sold again. */
  restocked: boolean
}

/** What a site wants its figures in. */
export interface MoneyTerms {
  /** ISO 4217 */
  currency: string
  /** Of a sale that does not say its cost of goods: millionths of its value. */
  costOfGoodsRate: number
  rateOn: RateOn
}

/** A sale's amounts in the site's currency, minor units. */
export interface SaleAmounts {
  value: number
  tax: number
  shipping: number
  total: number
  costOfGoods: number
  discount: number
}

/** A refund that counts, and how much of its sale has gone back up to and with it. */
export interface SaleReturn {
  /** Local day of the refund. */
  day: number
  /** Of the value. */
  refunded: number
  /** Cost of the goods that came back and can be sold again. */
  goods: number
  discount: number
  /**
   * What was given back at the rate of the sale's day, less the same at the rate of the refund's:
   * below zero where giving back has cost more than was earned.
   */
  fxDifference: number
}

export type RefundState = 'counted' | 'excess' | 'pending_rate'

export interface SaleMoney {
  /** undefined while a rate is missing, or where the amount is too large for the site's currency. */
  amounts: SaleAmounts | undefined
  /** In the order of time; amounts are cumulative, differences are not. */
  returns: SaleReturn[]
  refunds: ReadonlyMap<string, RefundState>
  /** All rates that the above depends on, those that are missing too. */
  rates: RateUse[]
}

/** That something depends on the rate of a currency on a day. */
export interface RateUse {
  currency: string
  day: number
  isMissing: boolean
}

/**
 * A sale and its refunds in the site's currency. All of it is exchanged at the rates of the sale's
 * day, the refunds too, so that a full refund leaves nothing; each amount is rounded once, and what
 * goes back is rounded as it adds up. A refund in another currency than its sale's first becomes what
 * it was in that, on the sale's day.
 */
export function saleMoney(
  sale: ReportedSale,
  refunds: readonly ReportedRefund[],
  terms: MoneyTerms,
): SaleMoney {
  const uses = new Map<string, RateUse>()
  const rateOn: RateOn = (currency, day) => {
    const rate = terms.rateOn(currency, day)
    uses.set(`${currency} ${day}`, { currency, day, isMissing: rate === undefined })
    return rate
  }
  const exchange = exchangeOn(sale.day, sale.currency, terms.currency, rateOn)
  const own = refunds
    .map((refund) => inCurrencyOf(sale, refund, rateOn))
    .filter((refund) => refund !== undefined)
  const netted = netRefunds({ value: sale.value, total: sale.total ?? undefined }, own)
  const states = new Map<string, RefundState>(refunds.map(({ id }) => [id, 'pending_rate']))
  for (const { id, state } of netted) states.set(id, state)
  const amounts = exchange && amountsOf(sale, exchange, terms.costOfGoodsRate)
  const returns =
    amounts && exchange
      ? returnsOf({ sale, amounts, exchange, currency: terms.currency, rateOn }, counted())
      : []
  return { amounts, returns, refunds: states, rates: [...uses.values()] }

  function counted(): CountedRefund[] {
    const reported = new Map(refunds.map((refund) => [refund.id, refund]))
    const cash = new Map(own.map(({ id, amount }) => [id, amount]))
    return netted.flatMap((net) => {
      const refund = reported.get(net.id)
      if (net.state !== 'counted' || !refund) return []
      return [{ net, cash: cash.get(net.id) ?? 0, refund }]
    })
  }
}

/** undefined while a rate is missing */
function inCurrencyOf(
  { currency, day }: ReportedSale,
  refund: ReportedRefund,
  rateOn: RateOn,
): Refund | undefined {
  const exchange = exchangeOn(day, refund.currency, currency, rateOn)
  const amount = exchange && exchanged(refund.amount, exchange)
  if (!exchange || amount === undefined) return undefined
  const part = (of: number | null) => (of === null ? undefined : exchanged(of, exchange))
  const { id, ts, tax, shipping } = refund
  return { id, ts, amount, tax: part(tax), shipping: part(shipping) }
}

function amountsOf(
  sale: ReportedSale,
  exchange: Exchange,
  costOfGoodsRate: number,
): SaleAmounts | undefined {
  const here = (amount: number | null) => exchanged(amount ?? 0, exchange)
  const value = here(sale.value)
  const costOfGoods =
    sale.costOfGoods === null && value !== undefined
      ? roundedRatio(value, costOfGoodsRate, MILLIONTHS)
      : here(sale.costOfGoods)
  const [tax, shipping, total] = [here(sale.tax), here(sale.shipping), here(sale.total)]
  const discount = here(sale.discount)
  const all = { value, tax, shipping, total, costOfGoods, discount }
  return Object.values(all).includes(undefined) ? undefined : (all as SaleAmounts)
}

interface CountedRefund {
  net: NettedRefund
  /** In the currency of the sale. */
  cash: number
  refund: ReportedRefund
}

interface ReturnTerms {
  sale: ReportedSale
  amounts: SaleAmounts
  exchange: Exchange
  currency: string
  rateOn: RateOn
}

function returnsOf(terms: ReturnTerms, counted: readonly CountedRefund[]): SaleReturn[] {
  const { sale, amounts, exchange } = terms
  // A free article has no value to share by, but may have cost something: it goes back with the cash.
  const whole = sale.value > 0 ? sale.value : (sale.total ?? 0)
  let [back, restocked, refunded] = [0, 0, 0]
  return counted.map(({ net, cash, refund }) => {
    const part = sale.value > 0 ? net.net : cash
    back += part
    restocked += refund.restocked ? part : 0
    const before = refunded
    refunded = exchanged(net.cumulative, exchange) ?? 0
    return {
      day: refund.day,
      refunded,
      goods: share(amounts.costOfGoods, restocked, whole),
      discount: share(amounts.discount, back, whole),
      fxDifference: differenceOf(terms, net, refund, refunded - before),
    }
  })
}

const share = (amount: number, part: number, whole: number): number =>
  whole > 0 ? roundedRatio(amount, part, whole) : 0

/** 0 while the rate of the refund's day is missing. */
function differenceOf(
  { sale, exchange, currency, rateOn }: ReturnTerms,
  { net }: NettedRefund,
  refund: ReportedRefund,
  atSale: number,
): number {
  const toOwn = exchangeOn(sale.day, sale.currency, refund.currency, rateOn)
  const back = exchangeOn(refund.day, refund.currency, currency, rateOn)
  if (!toOwn || !back) return 0
  const path = toOwn === SAME ? back : inTurn(toOwn, back)
  // Else two refunds of a day could differ by the cent that rounding them together has moved.
  if (isSameExchange(path, exchange)) return 0
  return atSale - (exchanged(net, path) ?? atSale)
}
