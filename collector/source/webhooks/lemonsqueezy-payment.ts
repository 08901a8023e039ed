import { RENEWAL } from '../../../shared/wire/goals.ts'
import type { Action, ConversionSaid } from './action.ts'
import { amountText, isZero, minus, ZERO } from './decimal.ts'
import type { LemonObject } from './lemonsqueezy-object.ts'
import { isoDecimals, minorIn, needMinorIn, notBelowZero } from './minor-units.ts'
import { emailOf, instantText, type Progress, statusOf } from './order-fields.ts'
import type { Part } from './part.ts'

/** An order, also the first of a subscription, and what of it was given back. */
export const lemonOrder = (object: LemonObject): Action[] =>
  payment(object, { goal: 'purchase', items: itemsOf(object.attributes) })

/** A payment of a subscription after its first, and what of it was given back. */
export function lemonPayment(object: LemonObject): Action[] {
  const reason = object.attributes.needText('billing_reason')
  if (reason === 'initial')
    return [{ kind: 'ignored', reason: 'the first payment, which its order brings' }]
  return payment(object, { goal: RENEWAL })
}

/**
 * All that was given back is one sum, which grows. So each sum is a refund of its own, and the version of
 * the order that knows a later one knows no earlier one any more.
 */
function payment(
  { id, attributes, visitor }: LemonObject,
  of: Pick<ConversionSaid, 'goal' | 'items'>,
): Action[] {
  const currency = attributes.needText('currency')
  const back = notBelowZero(minorIn(attributes, 'refunded_amount', isoDecimals(currency)) ?? ZERO)
  const ts = instantText(attributes.time('refunded_at') ?? attributes.needTime('updated_at'))
  const amount = amountText(back, currency)
  const refund = {
    ...{ goal: of.goal, transaction_id: id, refund_id: `${id}-${amount}` },
    ...{ ts, amount, currency },
  }
  const refunds = isZero(back) ? [] : [refund]
  const progress = progressOf(attributes)
  return [
    {
      kind: 'conversion',
      conversion: {
        ...of,
        transaction_id: id,
        ts: instantText(attributes.needTime('created_at')),
        currency,
        ...moneyOf(attributes, currency),
        visitor,
        customer_id: attributes.text('customer_id'),
        email: emailOf(attributes.text('user_email')),
        updated_at: versionOf(attributes, progress, refunds.length > 0),
        status: statusOf(progress),
        sales_channel: 'web',
      },
      refundIds: refunds.map(({ refund_id }) => refund_id),
    },
    ...refunds.map((one): Action => ({ kind: 'refund', isDatedLate: true, refund: one })),
  ]
}

/** Its clock counts seconds: within one, refunded comes after paid. */
function versionOf(attributes: Part, progress: Progress, isRefunded: boolean): string {
  const changed = attributes.needTime('updated_at')
  const rank = progress === 'unpaid' ? 0 : progress === 'paid' && !isRefunded ? 1 : 2
  return instantText(changed - (changed % 1000) + rank)
}

const WAITING: readonly string[] = ['pending', 'failed']
const GONE: readonly string[] = ['fraudulent', 'void']

function progressOf(attributes: Part): Progress {
  const status = attributes.needText('status')
  if (GONE.includes(status)) return 'cancelled'
  return WAITING.includes(status) ? 'unpaid' : 'paid'
}

function moneyOf(attributes: Part, currency: string) {
  const decimals = isoDecimals(currency)
  const total = needMinorIn(attributes, 'total', decimals)
  const tax = minorIn(attributes, 'tax', decimals) ?? ZERO
  const discount = minorIn(attributes, 'discount_total', decimals) ?? ZERO
  const text = (amount: typeof total) => amountText(amount, currency)
  return {
    value: text(notBelowZero(minus(total, tax))),
    tax: text(tax),
    total: text(total),
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

/** The first item is told, and no other. */
function itemsOf(attributes: Part): Record<string, unknown>[] | undefined {
  const item = attributes.part('first_order_item')
  if (!item) return undefined
  const item_id = item.text('variant_id') ?? item.text('product_id')
  const quantity = Number(item.text('quantity') ?? 1)
  return [{ item_id, item_name: item.text('product_name'), quantity }]
}
