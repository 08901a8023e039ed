import type { Ga4EventName } from '../../shared/event-names.ts'

/** The events that open a cart: shops that have no cart begin with the checkout. */
const opensCart: ReadonlySet<string> = new Set<Ga4EventName>(['add_to_cart', 'begin_checkout'])

export const isCartEvent = (name: string): boolean => opensCart.has(name)
