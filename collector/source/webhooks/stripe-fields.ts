import type { Decimal } from './decimal.ts'
import { minorIn, needMinorIn } from './minor-units.ts'
import { instantText, VISITOR_FIELD, visitorOf } from './order-fields.ts'
import { type Part, UnreadableError } from './part.ts'

// How Stripe writes times, amounts and what an object belongs to, whichever object it is.

/** Seconds since the epoch, as ms. */
export function momentOf(part: Part, name: string): number | undefined {
  const text = part.text(name)
  if (text === undefined) return undefined
  // What is later than the year 5138 is no time, and no Date either.
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000
  throw new UnreadableError(part.placeOf(name), 'is no time in seconds')
}

export const needMoment = (part: Part, name: string): number => {
  const moment = momentOf(part, name)
  if (moment !== undefined) return moment
  throw new UnreadableError(part.placeOf(name), 'is missing')
}

export const timeText = (part: Part, name: string): string => instantText(needMoment(part, name))

/** What an object belongs to: its id, or the object itself where the delivery has it expanded. */
export function idIn(part: Part, name: string): string | undefined {
  try {
    return part.text(name)
  } catch {
    return part.part(name)?.text('id')
  }
}

export const currencyOf = (part: Part): string => part.needText('currency').toUpperCase()

/** An amount in the unit that Stripe counts this currency in. */
export const minorOf = (part: Part, name: string, currency: string): Decimal | undefined =>
  minorIn(part, name, decimalsOf(currency))

export const needMinor = (part: Part, name: string, currency: string): Decimal =>
  needMinorIn(part, name, decimalsOf(currency))

/** The visitor in the first of the objects of metadata that has one. */
export const visitorInMetadata = (...all: readonly (Part | undefined)[]): string | undefined =>
  all
    .map((metadata) => visitorOf(metadata?.text(VISITOR_FIELD)))
    .find((visitor) => visitor !== undefined)

const decimalsOf = (currency: string): number => DECIMALS.get(currency) ?? 2

/**
 * Decimals of the amounts in Stripe's API where they are not 2, which is not ISO 4217 for all: krónur and
 * Ugandan shillings have none and are counted in hundredths all the same, ariary the other way round.
 * https://docs.stripe.com/currencies, read 2026-11.
 */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...[
    ...['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA'],
    ...['PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  ].map((code) => [code, 0] as const),
  ...['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((code) => [code, 3] as const),
])
