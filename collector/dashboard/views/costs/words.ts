import { COST_CATEGORIES } from '../../../../shared/cost-categories.ts'

/** `ad_spend` as `Ad spend`. */
export const titleOf = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

/** A commission is of an order: it is sent with the order's id, and not written by hand. */
export const CATEGORIES_BY_HAND = COST_CATEGORIES.filter((name) => name !== 'commission')
