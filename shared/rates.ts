/** Units of a currency per euro, as a whole number of hundred-millionths: 1.0850 USD is 108,500,000. */
export type RateUnits = number & { readonly __unit: 'rate' }

export const RATE_DECIMALS = 8

/** One euro in its own currency, and what a rate is a whole number of parts of. */
export const RATE_SCALE = 100_000_000

/** What all rates are quoted against, so that it needs none itself. */
export const RATE_BASE = 'EUR'

/** 90 million units to the euro: a hundred times what any currency of today needs. */
const UNITS_MAX = Number.MAX_SAFE_INTEGER

/** How long a rate holds when no newer one comes: over a weekend with holidays, and no longer. */
export const RATE_DAYS_MAX = 7

/**
 * Reads units per euro as a plain decimal ("1.0850"); undefined for any other text, for zero, and for
 * more than eight decimals, which no table has and rounding would hide.
 */
export function parseRate(text: string): RateUnits | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,8}))?$/.exec(text)
  if (!match) return undefined
  const [, whole = '', decimals = ''] = match
  const units = Number(whole + decimals.padEnd(RATE_DECIMALS, '0'))
  return units > 0 && units <= UNITS_MAX ? (units as RateUnits) : undefined
}

/** The inverse, without zeros at the end: '1.085'. */
export function formatRate(units: number): string {
  const digits = String(units).padStart(RATE_DECIMALS + 1, '0')
  const at = digits.length - RATE_DECIMALS
  return `${digits.slice(0, at)}.${digits.slice(at)}`.replace(/\.?0+$/, '')
}
