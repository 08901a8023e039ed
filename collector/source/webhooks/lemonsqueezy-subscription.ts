import { CHURN } from '../../../shared/wire/goals.ts'
import type { Action } from './action.ts'
import type { LemonObject } from './lemonsqueezy-object.ts'
import { emailOf, instantText } from './order-fields.ts'

const OVER: readonly string[] = ['cancelled', 'expired']

/**
 * A subscription that was cancelled, or is over: a churn, dated by the later of the two. Until it is over it
 * can be taken up again, and then it is none.
 */
export function lemonSubscription({ id, attributes, visitor }: LemonObject): Action[] {
  const status = attributes.needText('status')
  const changed = attributes.needTime('updated_at')
  const order = attributes.text('order_id')
  return [
    {
      kind: 'conversion',
      conversion: {
        ...{ goal: CHURN, transaction_id: id, ts: instantText(changed) },
        updated_at: instantText(changed + (status === 'expired' ? 1 : 0)),
        status: OVER.includes(status) ? undefined : 'cancelled',
        subscription: order === undefined ? undefined : { transaction_id: order },
        customer_id: attributes.text('customer_id'),
        email: emailOf(attributes.text('user_email')),
        visitor,
      },
    },
  ]
}
