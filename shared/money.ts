import { EXPONENTS } from './currencies.ts'

/** An amount as a whole number of a currency's minor units (cents, yen, fils); |x| ≤ 2^53 − 1. */
export type Minor = number & { readonly __unit: 'minor' }

/**
 * The largest amount of one order, refund or cost: (2^53 − 1) ÷ 1000, rounded down, so that a
 * thousand of the largest still add up exactly. In euros it is 90 billion.
 */
export const AMOUNT_MAX = 9_007_199_254_740

/** One whole conversion in the unit of credited conversions. */
export const MILLIONTHS = 1_000_000

/** An amount that can't be taken; the message says what is wrong with it and the way out. */
export class AmountError extends Error {
  override name = 'AmountError'
}

/** Decimals of a currency's minor unit (EUR 2, JPY 0, KWD 3); undefined for no ISO 4217 code. */
export function exponentOf(currency: string): number | undefined {
  return EXPONENTS.get(currency)
}

/**
 * Reads a plain decimal amount ("89.90") into minor units. No sign, blank, exponent, separator of
 * thousands or decimal comma, and no more decimals than the currency has ("1200.00" JPY is
 * refused too: who sends it may well mean another unit).
 * @throws AmountError
 */
export function parseAmount(text: string, currency: string): Minor {
  const exponent = requireExponent(currency)
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new AmountError(`${quote(text)} is no amount: ${wayOut(text, exponent)}`)
  const [, whole = '', decimals = ''] = match
  if (decimals.length > exponent) {
    throw new AmountError(
      `${quote(text)} has ${decimals.length} decimals, ${currency} has ${exponent}: ` +
        `round it first, as in ${quote(example(exponent))}`,
    )
  }
  const minor = Number(whole + decimals.padEnd(exponent, '0'))
  if (minor > AMOUNT_MAX) {
    throw new AmountError(
      `${quote(text)} is too large: at most ${formatAmount(AMOUNT_MAX, currency)} ${currency}`,
    )
  }
  return minor as Minor
}

/**
 * Writes minor units as a decimal string: −36515 EUR is '-365.15', 1200 JPY is '1200'.
 * @throws AmountError when the currency is unknown or the number is no exact integer
 */
export function formatAmount(minor: number, currency: string): string {
  return decimal(minor, requireExponent(currency))
}

/** Writes integer millionths as a decimal without trailing zeros: 1500000 is '1.5', 0 is '0'. */
export function formatMillionths(n: number): string {
  return formatFraction(n, 6)
}

/** The same of other parts of a whole. @param decimals at least 1: 6 for millionths */
export function formatFraction(n: number, decimals: number): string {
  return decimal(n, decimals).replace(/\.?0+$/, '')
}

function decimal(n: number, exponent: number): string {
  if (!Number.isSafeInteger(n)) {
    throw new AmountError(`${n} is no exact integer: keep sums within 2^53 − 1 minor units`)
  }
  const digits = String(Math.abs(n)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const sign = n < 0 ? '-' : ''
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`
}

function requireExponent(currency: string): number {
  const exponent = exponentOf(currency)
  if (exponent === undefined) {
    throw new AmountError(
      `${quote(currency)} is no currency: send an ISO 4217 code in upper case, such as "EUR"`,
    )
  }
  return exponent
}

function wayOut(text: string, exponent: number): string {
  if (text === '') return `it is empty; send a decimal string such as ${quote(example(exponent))}`
  if (/^-/.test(text)) return 'it is negative; send refunds to /v1/refunds, without a sign'
  if (text.includes(',')) return 'write the decimals after a point, and no separator of thousands'
  return `send digits with an optional point, such as ${quote(example(exponent))}`
}

function example(exponent: number): string {
  return exponent === 0 ? '1200' : `89.${'90'.padEnd(exponent, '0').slice(0, exponent)}`
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
