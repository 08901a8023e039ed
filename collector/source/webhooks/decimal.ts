import { exponentOf } from '../../../shared/money.ts'

/** An exact decimal: `units` × 10^−`scale`. Vendors add, take off and round amounts in texts. */
export interface Decimal {
  units: bigint
  scale: number
}

export const ZERO: Decimal = { units: 0n, scale: 0 }

/** More digits than any amount has. */
const TEXT_MAX = 40

/** Reads "12.50" or "-3"; undefined for anything else, exponents too. */
export function decimalOf(text: string): Decimal | undefined {
  const match = text.length <= TEXT_MAX ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) : null
  if (!match) return undefined
  const [, sign = '', whole = '', decimals = ''] = match
  const units = BigInt(whole + decimals)
  return { units: sign === '-' ? -units : units, scale: decimals.length }
}

const atScale = ({ units, scale }: Decimal, wanted: number): bigint => units * tenTo(wanted - scale)

function tenTo(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`)
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = a.scale > b.scale ? a.scale : b.scale
  return { units: atScale(a, scale) + atScale(b, scale), scale }
}

export const negative = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale })

export const minus = (a: Decimal, b: Decimal): Decimal => plus(a, negative(b))

export const sumOf = (all: readonly Decimal[]): Decimal => all.reduce(plus, ZERO)

export const isZero = ({ units }: Decimal): boolean => units === 0n

export const isNegative = ({ units }: Decimal): boolean => units < 0n

export const isSame = (a: Decimal, b: Decimal): boolean => isZero(minus(a, b))

/** `of` × `part` ÷ `whole`, to `scale` decimals; half away from zero. `whole` is not 0. */
export function share(of: Decimal, part: Decimal, whole: Decimal, scale: number): Decimal {
  const top = of.units * part.units * tenTo(whole.scale + scale)
  const bottom = whole.units * tenTo(of.scale + part.scale)
  return { units: dividedRounding(top, bottom), scale }
}

/**
 * As an amount on the wire: with at most the decimals that its currency has. Shops can be set to show
 * more, or fewer, than there are ("1200.00" JPY); what is beyond is rounded, half away from zero.
 */
export function amountText(decimal: Decimal, currency: string): string {
  const exponent = exponentOf(currency) ?? decimal.scale
  const { units, scale } = decimal.scale > exponent ? rounded(decimal, exponent) : decimal
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return units < 0n ? `-${text}` : text
}

const rounded = ({ units, scale }: Decimal, to: number): Decimal => ({
  units: dividedRounding(units, tenTo(scale - to)),
  scale: to,
})

function dividedRounding(top: bigint, bottom: bigint): bigint {
  const isBelow = top < 0n !== bottom < 0n
  const [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
  const quotient = (a * 2n + b) / (b * 2n)
  return isBelow ? -quotient : quotient
}
