import { addDays } from '../../shared/dates.ts'
import { AMOUNT_MAX, exponentOf } from '../../shared/money.ts'
import { RATE_BASE, RATE_DAYS_MAX, RATE_SCALE } from '../../shared/rates.ts'

/**
 * Units of a currency per euro (of `RATE_SCALE`) that hold on a day, YYYYMMDD: the last that is known
 * and not after it, at most `RATE_DAYS_MAX` days old, never a future one.
 */
export type RateOn = (currency: string, day: number) => number | undefined

/** How minor units of one currency become those of another: times `by`, divided by `per`. */
export interface Exchange {
  readonly by: bigint
  readonly per: bigint
}

/** Of a currency with itself: nothing is looked up, and nothing is rounded. */
export const SAME: Exchange = { by: 1n, per: 1n }

/**
 * The exchange between two currencies on a day, by way of the euro; undefined when a rate is missing.
 * Both rates are asked for, whatever the first answer: who remembers what was asked knows all that
 * the exchange depends on.
 */
export function exchangeOn(
  day: number,
  from: string,
  to: string,
  rateOn: RateOn,
): Exchange | undefined {
  if (from === to) return SAME
  const units = [from, to].map((currency) =>
    currency === RATE_BASE ? RATE_SCALE : rateOn(currency, day),
  )
  const [fromUnits, toUnits] = units
  if (fromUnits === undefined || toUnits === undefined) return undefined
  return {
    by: BigInt(toUnits) * minorUnits(to),
    per: BigInt(fromUnits) * minorUnits(from),
  }
}

/** One exchange after the other, rounded nowhere in between. */
export const inTurn = (first: Exchange, second: Exchange): Exchange => ({
  by: first.by * second.by,
  per: first.per * second.per,
})

/** Whether both give the same for every amount. */
export const isSameExchange = (a: Exchange, b: Exchange): boolean => a.by * b.per === b.by * a.per

/**
 * An amount in the other currency, rounded once to its minor unit, halves away from zero; undefined
 * when it is more than an amount can be there (a fortune in yen, told in rupiah).
 */
export function exchanged(amount: number, exchange: Exchange): number | undefined {
  if (exchange === SAME || amount === 0) return amount
  const { by, per } = exchange
  const doubled = 2n * BigInt(Math.abs(amount)) * by + per
  const size = doubled / (2n * per)
  if (size > BigInt(AMOUNT_MAX)) return undefined
  return amount < 0 ? -Number(size) : Number(size)
}

/** Days, both inclusive. */
export interface DayRange {
  from: number
  to: number
}

/**
 * On which days amounts may come out otherwise when the rates of these days change: on each and the
 * seven after it, but for those that a later rate holds on.
 * @param nextKnown the first day after this one that has a rate
 */
export function daysConcerned(
  days: readonly number[],
  nextKnown: (day: number) => number | undefined,
): DayRange[] {
  const ranges: DayRange[] = []
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const next = nextKnown(day)
    const last = addDays(day, RATE_DAYS_MAX)
    const to = next === undefined || next > last ? last : addDays(next, -1)
    const open = ranges.at(-1)
    if (open && day <= addDays(open.to, 1)) open.to = Math.max(open.to, to)
    else ranges.push({ from: day, to })
  }
  return ranges
}

function minorUnits(currency: string): bigint {
  const exponent = exponentOf(currency)
  if (exponent === undefined) throw new RangeError(`${currency} is no ISO 4217 currency`)
  return BigInt(`1${'0'.repeat(exponent)}`)
}
