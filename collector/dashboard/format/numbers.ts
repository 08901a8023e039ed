// Amounts and counts come as decimal strings and are shown as they are: through a double they could lose a
// cent. Intl takes the strings themselves.

/** Stands where there is no figure; why is said beside it. */
export const NOTHING = '–'

type Decimal = Intl.StringNumericLiteral

const decimal = (text: string): Decimal => text as Decimal

/** `89.90` in the reader's way of writing money. @param locale the reader's when it is left out */
export function money(
  amount: string | null | undefined,
  currency: string,
  locale?: string,
): string {
  if (amount === null || amount === undefined) return NOTHING
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimal(amount))
}

/** The same without cents, and with its sign where it is a change. */
export function moneyChange(amount: string, currency: string, locale?: string): string {
  const format = { style: 'currency', currency, signDisplay: 'exceptZero' } as const
  return new Intl.NumberFormat(locale, format).format(decimal(amount))
}

/** For axes: `12K`, since there is no room for more. */
export const shortMoney = (amount: number, currency: string, locale?: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(amount)

/** Conversions may be shared, so that there are halves of them. */
export function count(amount: string | number | null | undefined, locale?: string): string {
  if (amount === null || amount === undefined) return NOTHING
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  return format.format(typeof amount === 'number' ? amount : decimal(amount))
}

/** 0.4213 as 42.1 %. */
export function percent(ratio: number | null | undefined, locale?: string): string {
  if (ratio === null || ratio === undefined) return NOTHING
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(ratio)
}

/** A ratio that is no share of anything, such as ROAS. */
export function factor(ratio: number | null | undefined, locale?: string): string {
  if (ratio === null || ratio === undefined) return NOTHING
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(ratio)}×`
}

/** How much more a figure is than another, of that; undefined where that was nothing. */
export function changeOf(
  now: string | number | null,
  before: string | number | null,
): number | undefined {
  if (now === null || before === null || Number(before) === 0) return undefined
  return (Number(now) - Number(before)) / Math.abs(Number(before))
}

/** +12.3 %, −4 %. */
export const signedPercent = (ratio: number, locale?: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: Math.abs(ratio) < 1 ? 1 : 0,
    signDisplay: 'exceptZero',
  }).format(ratio)

/** Of two decimal strings, exactly: amounts of a site have the same number of decimals. */
export function sum(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0))
  const total = amounts.reduce((all, amount) => all + units(amount, decimals), 0n)
  return spelt(total, decimals)
}

/** A decimal string in the smallest of so many decimals, which are as many as it has or more. */
export function units(amount: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

function spelt(total: bigint, decimals: number): string {
  if (decimals === 0) return String(total)
  const digits = String(total < 0n ? -total : total).padStart(decimals + 1, '0')
  return `${total < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
