import type { Action } from './action.ts'
import { amountText, type Decimal, ZERO } from './decimal.ts'
import { instantText } from './order-fields.ts'
import type { Part } from './part.ts'
import { currencyOf, idIn, needMinor, needMoment } from './stripe-fields.ts'
import { paidBy } from './stripe-subscription.ts'

const ignored = (reason: string): Action[] => [{ kind: 'ignored', reason }]

/** Banks send some back, days after they were through. */
const FAILED: readonly string[] = ['failed', 'canceled']
const UNDER_WAY: readonly string[] = ['pending', 'requires_action']

/** One refund. One that is under way waits for the event that it is through. */
export function refund(
  said: Part,
  _event?: Part,
  payment = idIn(said, 'payment_intent'),
): Action[] {
  const status = said.text('status') ?? 'succeeded'
  if (UNDER_WAY.includes(status)) return ignored('the refund is under way')
  if (payment === undefined) return ignored('a refund of what was paid without a payment intent')
  const currency = currencyOf(said)
  const amount = needMinor(said, 'amount', currency)
  return [
    takenBack(FAILED.includes(status) ? ZERO : amount, {
      payment,
      currency,
      id: said.needText('id'),
      at: needMoment(said, 'created'),
    }),
  ]
}

interface Named {
  payment: string
  currency: string
  id: string
  /** ms since the epoch */
  at: number
}

/** Money that went back, or 0 where it did not in the end. */
const takenBack = (amount: Decimal, { payment, currency, id, at }: Named): Action => ({
  kind: 'refund',
  staysWithdrawn: true,
  refund: {
    ...{ goal: 'purchase', transaction_id: payment, refund_id: id, ts: instantText(at) },
    ...{ amount: amountText(amount, currency), currency },
  },
})

/**
 * A charge says how much of it is refunded by now, in one sum, and up to basil which invoice it has paid. The single refunds, which have events of
 * their own, are in it up to the API version 2022-08-01; the sum beside them would count twice.
 */
export function listedRefunds(charge: Part): Action[] {
  const payment = idIn(charge, 'payment_intent')
  const listed = charge.part('refunds')?.parts('data') ?? []
  const invoice = idIn(charge, 'invoice')
  const names = invoice === undefined ? [] : paidBy(invoice, payment)
  if (listed.length + names.length === 0)
    return ignored('a sum of refunds: "refund.created" brings each')
  return [...names, ...listed.flatMap((one) => refund(one, undefined, payment))]
}

/**
 * A dispute that is lost has taken the money back, as a refund does, and one that is won has not. The bank
 * can still give it back afterwards.
 */
export function dispute(said: Part, event: Part): Action[] {
  const isBack = event.text('type') === 'charge.dispute.funds_reinstated'
  const payment = idIn(said, 'payment_intent')
  if (!isBack && said.text('status') !== 'lost') return ignored('the dispute is not lost')
  if (payment === undefined) return ignored('a dispute of what was paid without a payment intent')
  const currency = currencyOf(said)
  const amount = isBack ? ZERO : needMinor(said, 'amount', currency)
  const at = needMoment(said, 'created')
  return [takenBack(amount, { payment, currency, id: said.needText('id'), at })]
}
