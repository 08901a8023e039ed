import { exponentOf } from '../../../shared/money.ts'
import type { Action } from './action.ts'
import { amountText, type Decimal, isSame, isZero, plus, share, sumOf, ZERO } from './decimal.ts'
import { instantText } from './order-fields.ts'
import type { Part } from './part.ts'

/**
 * A refund is what was paid out: its successful transactions, not the prices of what came back. One that
 * has a transaction under way waits: the order comes again when it is through.
 * @param shop currency of the order, where it is known; else the refund's own amounts name it
 */
export function refundOf(body: Part, shop?: string): Action[] {
  const transactions = body.parts('transactions').filter((one) => one.text('kind') === 'refund')
  if (transactions.some((one) => one.text('status') === 'pending')) return []
  const paid = transactions.filter((one) => one.text('status') === 'success')
  const [first] = paid
  const cash = sumOf(paid.map((one) => one.needDecimal('amount')))
  if (!first || isZero(cash)) return []
  const currency = first.text('currency') ?? shop ?? shopCurrencyOf(body)
  const money = inShopMoney(body, { cash, currency: currency ?? first.needText('currency') }, shop)
  const text = (amount: Decimal) => amountText(amount, money.currency)
  const parts = partsOf(body, money.cash)
  return [
    {
      kind: 'refund',
      refund: {
        transaction_id: body.needText('order_id'),
        refund_id: body.needText('id'),
        ts: instantText(body.time('processed_at') ?? body.needTime('created_at')),
        amount: text(money.cash),
        currency: money.currency,
        ...(parts && { tax: text(parts.tax), shipping: text(parts.shipping) }),
        ...(staysWithCustomer(body) ? { restocked: false } : {}),
      },
    },
  ]
}

interface Cash {
  cash: Decimal
  currency: string
}

/**
 * Transactions are in the currency that the customer paid in. What came back is told in both, so it
 * gives the rate that Shopify has used.
 */
function inShopMoney(body: Part, paid: Cash, shop: string | undefined): Cash {
  const pair = setsOf(body).find(
    ({ presentment, shop: one }) => presentment.currency === paid.currency && !isZero(one.cash),
  )
  const currency = shop ?? pair?.shop.currency ?? paid.currency
  if (currency === paid.currency || !pair || pair.shop.currency !== currency) return paid
  const { presentment, shop: one } = pair
  if (isZero(presentment.cash)) return paid
  const scale = exponentOf(currency) ?? one.cash.scale
  return { cash: share(paid.cash, one.cash, presentment.cash, scale), currency }
}

/** Named beside what came back, when the transactions do not say. */
const shopCurrencyOf = (body: Part): string | undefined => setsOf(body)[0]?.shop.currency

/** The amounts of a refund that are told in both currencies. */
function setsOf(body: Part): { shop: Cash; presentment: Cash }[] {
  const sets = [
    ...body.parts('refund_line_items').map((line) => line.part('subtotal_set')),
    ...body.parts('refund_shipping_lines').map((line) => line.part('subtotal_amount_set')),
    ...body.parts('order_adjustments').map((one) => one.part('amount_set')),
  ]
  return sets.flatMap((set) => {
    const [shop, presentment] = ['shop_money', 'presentment_money'].map((name) => set?.part(name))
    return shop && presentment ? [{ shop: cashOf(shop), presentment: cashOf(presentment) }] : []
  })
}

const cashOf = (money: Part): Cash => ({
  cash: money.needDecimal('amount'),
  currency: money.needText('currency_code'),
})

/**
 * How much of the cash is tax and shipping: known when the parts add up to it. A sum that was agreed on
 * is of the whole order, in proportion.
 */
function partsOf(body: Part, cash: Decimal): { tax: Decimal; shipping: Decimal } | undefined {
  const lines = body.parts('refund_line_items')
  const ships = body.parts('refund_shipping_lines')
  const goods = sumOf(lines.map((line) => shopAmount(line, 'subtotal')))
  const tax = sumOf(lines.map((line) => shopAmount(line, 'total_tax')))
  const shipping = sumOf(ships.map((line) => shopAmount(line, 'subtotal_amount')))
  const shippingTax = sumOf(
    ships.flatMap((line) => line.parts('tax_lines')).map((one) => one.decimal('price') ?? ZERO),
  )
  const all = plus(plus(goods, tax), plus(shipping, shippingTax))
  return isSame(all, cash) ? { tax: plus(tax, shippingTax), shipping } : undefined
}

const shopAmount = (line: Part, name: string): Decimal =>
  line.part(`${name}_set`)?.part('shop_money')?.decimal('amount') ?? line.decimal(name) ?? ZERO

/** Nothing of what was refunded is for sale again. */
function staysWithCustomer(body: Part): boolean {
  const lines = body.parts('refund_line_items')
  return lines.length > 0 && lines.every((line) => line.text('restock_type') === 'no_restock')
}
