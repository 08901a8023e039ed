import { exponentOf } from '../../../shared/money.ts'
import { type Decimal, isNegative, ZERO } from './decimal.ts'
import { type Part, UnreadableError } from './part.ts'

/** A whole number of a currency's minor units, which has so many decimals. */
export function minorIn(part: Part, name: string, decimals: number): Decimal | undefined {
  const amount = part.decimal(name)
  if (amount === undefined) return undefined
  if (amount.scale > 0) throw new UnreadableError(part.placeOf(name), 'is no whole number')
  return { units: amount.units, scale: decimals }
}

export function needMinorIn(part: Part, name: string, decimals: number): Decimal {
  const amount = minorIn(part, name, decimals)
  if (amount !== undefined) return amount
  throw new UnreadableError(part.placeOf(name), 'is missing')
}

/** Decimals by ISO 4217; of what is no currency 2, and the wire refuses its name. */
export const isoDecimals = (currency: string): number => exponentOf(currency) ?? 2

export const notBelowZero = (amount: Decimal): Decimal => (isNegative(amount) ? ZERO : amount)
