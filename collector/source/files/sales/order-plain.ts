import { isNoConversion } from '../../../../shared/wire/goals.ts'
import { amountText, type Decimal } from '../../webhooks/decimal.ts'
import { SalesLineError } from './line-tools.ts'
import type { OrderLine } from './order-file.ts'
import type { OrderRole } from './order-layouts.ts'
import {
  filled,
  type OrderDraft,
  type OrderTools,
  orZero,
  SkippedOrderError,
} from './order-tools.ts'

/** An order whose columns are the fields of `POST /v1/conversions`, or were mapped onto them. */
export function plainOrder(draft: OrderDraft, tools: OrderTools): OrderLine {
  const { line, cells } = draft
  refuseNone(cells.status ?? '')
  const currency = tools.currency(draft)
  const text = (role: OrderRole) => {
    const amount = tools.amount(draft, role, currency)
    return amount && exactText(amount, currency)
  }
  const conversion = {
    transaction_id: tools.id(draft),
    ts: tools.needTime(draft, 'created'),
    ...{ value: exactText(tools.needAmount(draft, 'value', currency), currency), currency },
    ...filled({
      ...{ tax: text('tax'), shipping: text('shipping'), total: text('total') },
      ...{ discount: text('discount'), cost_of_goods: text('costOfGoods') },
      ...{ goal: cells.goal, visitor: cells.visitor, customer_id: cells.customer },
      ...{ email: cells.email, customer_since: cells.customerSince, coupon: cells.coupon },
      ...{ sales_channel: cells.channel, market: cells.country },
      updated_at: tools.time(draft, 'updated'),
    }),
  }
  const refunded = orZero(tools.amount(draft, 'refunded', currency))
  return { line, conversion, refund: tools.refund(draft, refunded, currency) }
}

function refuseNone(status: string): void {
  if (status === '') return
  if (isNoConversion(status)) throw new SkippedOrderError(`is ${status}`)
  throw new SalesLineError(
    `has the status ${JSON.stringify(status)}: an order has none, or is cancelled or unpaid`,
  )
}

/** What has more decimals than its currency is refused, and not rounded: the sender may mean another unit. */
function exactText(amount: Decimal, currency: string): string {
  const text = amountText(amount, currency)
  const [whole = '', decimals = ''] = text.split('.')
  if (BigInt(whole + decimals.padEnd(amount.scale, '0')) === amount.units) return text
  throw new SalesLineError(`has more decimals than ${currency}: round its amounts first`)
}
