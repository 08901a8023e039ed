import type { Action } from './action.ts'
import { amountText, ZERO } from './decimal.ts'
import { isoDecimals, minorIn, needMinorIn } from './minor-units.ts'
import { instantText } from './order-fields.ts'
import type { Part } from './part.ts'

const ignored = (reason: string): Action[] => [{ kind: 'ignored', reason }]

/** What takes money back; credits lower what is still owed, and warnings take nothing. */
const TAKES_BACK: readonly string[] = ['refund', 'chargeback']

/**
 * A refund or a chargeback, once Paddle has approved it. A chargeback that the customer's bank has given
 * back afterwards is `reversed`: it comes to nothing, and stays so.
 */
export function adjustment(data: Part): Action[] {
  if (!TAKES_BACK.includes(data.needText('action'))) return ignored('takes no money back')
  const status = data.needText('status')
  const isReversed = status === 'reversed'
  if (!isReversed && status !== 'approved') return ignored(`the refund is ${status}`)
  const currency = data.needText('currency_code')
  const totals = data.needPart('totals')
  const decimals = isoDecimals(currency)
  const text = (amount: typeof ZERO) => amountText(amount, currency)
  const paid = {
    amount: text(needMinorIn(totals, 'total', decimals)),
    tax: text(minorIn(totals, 'tax', decimals) ?? ZERO),
  }
  return [
    {
      kind: 'refund',
      staysWithdrawn: true,
      refund: {
        goal: 'purchase',
        transaction_id: data.needText('transaction_id'),
        refund_id: data.needText('id'),
        ts: instantText(data.needTime('created_at')),
        currency,
        ...(isReversed ? { amount: text(ZERO) } : paid),
      },
    },
  ]
}
