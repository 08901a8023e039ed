import { AMOUNT_MAX, exponentOf, type Minor } from '../../../shared/money.ts'

/** Decimals that exact sums keep: more than a double ever prints. */
const DECIMALS = 18
const DIGITS_MAX = 24
const CHARS_MAX = 80

/** A decimal as a whole number of 10^-18, so that sums of any length are exact. */
export type Exact = bigint

/** What a number is with a decimal point, and with a decimal comma; null where it is none. */
export interface Reading {
  point: Exact | null
  comma: Exact | null
}

export const NOT_REPORTED: ReadonlySet<string> = new Set(['', '-', '--', '---', '–', '—', 'n/a'])

export const isReported = (cell: string): boolean => !NOT_REPORTED.has(cell.toLowerCase())

/** Spaces of all widths, and apostrophes as the Swiss write them, stand between thousands. */
const NEUTRAL_GAPS = /[\s\u00a0\u2009\u202f'’]/g
/** `€12.34`, `12,34 €`, `US$ 5`, `12.34 USD`: the sign of the currency, or its code. */
const CURRENCY =
  /^(?:[A-Z]{0,3}\s?\p{Sc}|[A-Z]{3}(?=\s|\d))?\s*|\s*(?:\p{Sc}|(?<=[\s\d])[A-Z]{3})?$/gu

/** Signs that mean one currency, or a few. Of `$` alone there are too many to tell. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  '€': ['EUR'],
  '£': ['GBP', 'EGP', 'FKP', 'GIP', 'SHP', 'LBP', 'SYP', 'SSP', 'SDG'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  US$: ['USD'],
  CA$: ['CAD'],
  AU$: ['AUD'],
  R$: ['BRL'],
}

/** The currencies that a cell's own sign or code can mean; undefined when it has none that tells. */
export function currenciesIn(cell: string): readonly string[] | undefined {
  if (PLAIN.test(cell)) return undefined
  const sign = cell
    .slice(0, CHARS_MAX)
    .normalize('NFKC')
    .replace(/[\d.,\s'’]/g, '')
  return SIGNS[sign] ?? (/^[A-Z]{3}$/.test(sign) ? [sign] : undefined)
}

const PLAIN = /^[\d.,]+$/
const NEUTRAL = "\\d{1,3}(?:[\\s\\u00a0\\u2009\\u202f'’]\\d{3})+"
const POINT = new RegExp(
  `^(?:\\d+|[1-9]\\d{0,2}(?:,\\d{3})+|[1-9]\\d?(?:,\\d{2})+,\\d{3}|${NEUTRAL})?(?:\\.\\d+)?$`,
)
const COMMA = new RegExp(`^(?:\\d+|[1-9]\\d{0,2}(?:\\.\\d{3})+|${NEUTRAL})?(?:,\\d+)?$`)

/**
 * A number as a report writes it: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `1,23,456.00`, with a
 * sign of currency or none. No minus sign, percent or exponent: an amount that has one is not read.
 */
export function readNumber(cell: string): Reading {
  const text = PLAIN.test(cell)
    ? cell
    : cell.slice(0, CHARS_MAX).normalize('NFKC').replace(CURRENCY, '')
  if (cell.length > CHARS_MAX || !/\d/.test(text)) return { point: null, comma: null }
  return {
    point: POINT.test(text) ? exactOf(text.replace(/,/g, ''), '.') : null,
    comma: COMMA.test(text) ? exactOf(text.replace(/\./g, ''), ',') : null,
  }
}

function exactOf(text: string, decimalSign: string): Exact | null {
  const plain = PLAIN.test(text) ? text : text.replace(NEUTRAL_GAPS, '')
  const [whole = '', decimals = ''] = plain.split(decimalSign)
  if (whole.length > DIGITS_MAX || decimals.length > DECIMALS) return null
  const digits = whole + decimals
  // A double of 15 digits is exact, and made much faster.
  const units = BigInt(digits.length > 15 ? digits : Number(digits))
  return units * (POWERS[DECIMALS - decimals.length] as bigint)
}

const POWERS = Array.from({ length: DECIMALS + 1 }, (_, index) => 10n ** BigInt(index))

const ONE: Exact = POWERS[DECIMALS] as bigint

/**
 * Without a decimal sign before just three digits, for what has no thousandths: impressions, and amounts in yen.
 * `1,000` is a thousand there.
 */
export function withoutThousandths({ point, comma }: Reading, cell: string): Reading {
  const separator = /([.,])\d{3}$/.exec(cell)?.[1]
  return { point: separator === '.' ? null : point, comma: separator === ',' ? null : comma }
}

/** The readings that are whole numbers; they may be written as `12.0`. */
export function wholeOnly(reading: Reading, cell: string): Reading {
  const { point, comma } = withoutThousandths(reading, cell)
  const whole = (exact: Exact | null) => (exact !== null && exact % ONE === 0n ? exact : null)
  return { point: whole(point), comma: whole(comma) }
}

/** Of amounts in millionths of the currency, such as Google's `cost_micros`. */
export function microsOnly(reading: Reading): Reading {
  const { point, comma } = reading
  const micros = (exact: Exact | null) =>
    exact === null || exact % ONE !== 0n ? null : exact / 1_000_000n
  return { point: micros(point), comma: micros(comma) }
}

export const wholeOf = (exact: Exact): number => Number(exact / ONE)

/**
 * An exact sum in minor units, rounded half to even: once, after all lines of a campaign and day are added
 * up, and alike whatever else the file holds. undefined when it is too large for an amount.
 */
export function minorOf(exact: Exact, currency: string): Minor | undefined {
  const minor = rounded(exact, exponentOf(currency) ?? 0)
  return minor > BigInt(AMOUNT_MAX) ? undefined : (Number(minor) as Minor)
}

/** In millionths, rounded half to even; undefined when it is no exact integer any more. */
export function millionthsOf(exact: Exact): number | undefined {
  const millionths = Number(rounded(exact, 6))
  return Number.isSafeInteger(millionths) ? millionths : undefined
}

function rounded(exact: Exact, decimals: number): bigint {
  const unit = 10n ** BigInt(DECIMALS - decimals)
  const whole = exact / unit
  const twice = (exact % unit) * 2n
  const isUp = twice > unit || (twice === unit && whole % 2n === 1n)
  return isUp ? whole + 1n : whole
}

/** As a plain decimal, for messages. */
export function shown(exact: Exact): string {
  const digits = String(exact).padStart(DECIMALS + 1, '0')
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0')
  return `${digits.slice(0, -DECIMALS)}.${decimals}`
}
