/** What an offline touch was. Names on the wire. */
export const TOUCH_KINDS = [
  'call',
  'meeting',
  'store_visit',
  'event',
  'mail',
  'print',
  'other',
] as const

export type TouchKind = (typeof TOUCH_KINDS)[number]

/** Where an order says that it has come from: the kind of a touch that no sender of touches may name. */
export const DECLARED = 'declared'
