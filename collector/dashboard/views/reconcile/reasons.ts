// What the reasons of the collector mean, in words, and what can be done about each.

/** Why no touch can be credited with an order. */
const UNATTRIBUTED: Readonly<Record<string, string>> = {
  consent: 'The buyer did not consent to be measured',
  no_id: 'The order brought no visitor id: see the guide of your shop system',
  too_many_touches: 'A journey of more than a thousand touches is no customer’s',
  no_subscription: 'What it renews or ends is not known',
  historical: 'Order history from before the tag',
  no_touch: 'The visitor is known, and had no touch within the lookback',
}

/** Why something is in no figure of the bridge. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  pending_rate: 'No exchange rate for the day: load it with “pathworth rates import”',
  unconfirmed: 'Only a page has reported it, without an amount: the backend has to confirm it',
  cancelled: 'Called off',
  historical: 'Order history from before the tag',
  open: 'Deals that nothing has come of yet',
  lost: 'Deals that nothing has come of',
  refund_excess: 'Would give back more than was paid; nothing of it counts',
  refund_pending_rate: 'Refunds of orders without an exchange rate',
  refund_cancelled: 'Refunds of orders that were called off',
  refund_without_order: 'Nobody has reported their order',
  other_sales: 'A sales channel that stands apart',
  other_goal: 'Another goal: goals are never added up',
}

export const wordsOf = (reason: string): string => reason.replaceAll('_', ' ')

export const whyUnattributed = (reason: string): string => UNATTRIBUTED[reason] ?? ''

export const whyLeftOut = (reason: string): string => LEFT_OUT[reason] ?? ''
