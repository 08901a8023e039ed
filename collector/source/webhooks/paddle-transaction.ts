import { RENEWAL } from '../../../shared/wire/goals.ts'
import type { Action, ConversionSaid } from './action.ts'
import { amountText, isZero, minus, ZERO } from './decimal.ts'
import { isoDecimals, minorIn, needMinorIn, notBelowZero } from './minor-units.ts'
import { ITEMS_MAX, instantText, VISITOR_FIELD, visitorOf } from './order-fields.ts'
import type { Part } from './part.ts'

const ignored = (reason: string): Action[] => [{ kind: 'ignored', reason }]

/** What the customer has begun; all others are made by a subscription that is there. */
const BEGUN: readonly string[] = ['web', 'api']

/**
 * A transaction that is paid. The first of a subscription is its purchase, under the subscription's name,
 * which later ones and its end know; it has that name once it is completed.
 */
export function transaction(data: Part): Action[] {
  const origin = data.needText('origin')
  const subscription = data.text('subscription_id')
  const isFirst = BEGUN.includes(origin)
  if (isFirst && subscription === undefined && isRecurring(data))
    return ignored('its subscription is not there yet: "transaction.completed" names it')
  const money = moneyOf(data)
  if (!isFirst && Number(money.total) === 0) return ignored('nothing was to be paid')
  const id = data.needText('id')
  const named =
    isFirst || subscription === undefined
      ? { goal: isFirst ? 'purchase' : RENEWAL, transaction_id: (isFirst && subscription) || id }
      : {
          ...{ goal: RENEWAL, transaction_id: id },
          subscription: { goal: 'purchase', transaction_id: subscription },
        }
  const { goal, transaction_id } = named
  const isOwnName = goal === 'purchase' && transaction_id === id
  return [
    { kind: 'conversion', conversion: { ...named, ...money, ...detailsOf(data) } },
    // As adjustments call it, which know transactions and no subscriptions.
    ...(isOwnName ? [] : [{ kind: 'name' as const, payment: id, of: { goal, transaction_id } }]),
  ]
}

const isRecurring = (data: Part): boolean =>
  data.parts('items').some((item) => item.part('price')?.part('billing_cycle') !== undefined)

function moneyOf(data: Part) {
  const currency = data.needText('currency_code')
  const decimals = isoDecimals(currency)
  const totals = data.needPart('details').needPart('totals')
  const total = needMinorIn(totals, 'total', decimals)
  const tax = minorIn(totals, 'tax', decimals) ?? ZERO
  const discount = minorIn(totals, 'discount', decimals) ?? ZERO
  const text = (amount: typeof total) => amountText(amount, currency)
  return {
    currency,
    value: text(notBelowZero(minus(total, tax))),
    tax: text(tax),
    total: text(total),
    ...(isZero(discount) ? {} : { discount: text(discount) }),
  }
}

function detailsOf(data: Part): Omit<ConversionSaid, 'transaction_id'> {
  return {
    ts: instantText(data.needTime('created_at')),
    visitor: visitorOf(data.part('custom_data')?.text(VISITOR_FIELD)),
    customer_id: data.text('customer_id'),
    items: itemsOf(data),
    updated_at: versionOf(data),
    sales_channel: 'web',
  }
}

/** Paid comes before completed, also within one second. */
function versionOf(data: Part): string {
  const changed = data.time('updated_at') ?? data.needTime('created_at')
  return instantText(changed - (changed % 1000) + (data.text('status') === 'completed' ? 2 : 1))
}

const itemsOf = (data: Part): Record<string, unknown>[] =>
  data
    .needPart('details')
    .parts('line_items')
    .slice(0, ITEMS_MAX)
    .map((line) => ({
      item_id: line.part('product')?.text('id') ?? line.text('price_id'),
      item_name: line.part('product')?.text('name'),
      quantity: Number(line.text('quantity') ?? 1),
    }))
