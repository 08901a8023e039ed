/**
 * The shop's events that the tag understands by name, wherever a page already emits them.
 * Source: the recommended events of Google Analytics 4, whose names shops and tag managers use.
 */
export const ga4EventNames = [
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'add_payment_info',
  'purchase',
  'generate_lead',
  'sign_up',
] as const

export type Ga4EventName = (typeof ga4EventNames)[number]
