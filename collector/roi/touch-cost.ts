import { monthOf } from '../../shared/dates.ts'
import type { CostCell, Tuple } from './report.ts'

/** How many touches a tuple has had on a day, converting or not. */
export interface TouchCount {
  day: number
  tuple: number
  touches: number
}

export interface AllocationInput {
  costs: readonly CostCell[]
  /** Of all days that the costs' months cover: a cost by the month is shared over its month. */
  counts: readonly TouchCount[]
  tuples: ReadonlyMap<number, Tuple>
  /** YYYYMMDD: what accrues counts up to this day. */
  today: number
  /** Whether costs that name nothing are shared over all touches, too. */
  overhead: boolean
  /** Costs that are a touch's own, by day: they are among no others, and are shared with none. */
  own?: readonly { day: number; amount: number }[]
}

/**
 * What each touch of a tuple and day costs: `each`, and one minor unit more for every one of `cuts`
 * that its place among them (1 for the earliest, by time and id) does not exceed.
 */
export interface TouchRate {
  each: number
  cuts: number[]
  /** What all touches of the tuple and day cost together. */
  sum: number
}

/** What became of the costs of one day: spend = touches + withoutTouch + overhead + restOfMonth. */
export interface CostDay {
  spend: number
  /** What the touches of this day cost. */
  touches: number
  /** Costs of this day that no touch matches. */
  withoutTouch: number
  /** Costs of this day that name nothing, where they are not shared. */
  overhead: number
  /**
   * What costs by the month accrued on this day, less what this day's touches carry of them. Over
   * a whole month it is 0.
   */
  restOfMonth: number
}

export interface Allocation {
  /** By day and tuple; whoever is not there costs nothing. */
  rates: ReadonlyMap<number, ReadonlyMap<number, TouchRate>>
  days: ReadonlyMap<number, CostDay>
}

/** A cost and the days over whose touches it is shared: one day, or those of a month up to today. */
interface Pool {
  scope: Partial<Tuple>
  amount: number
  days: Map<number, number>
}

/** Touches of a pool: those of one tuple on one day. */
interface Member {
  rank: number
  tuple: number
  day: number
  touches: number
}

/**
 * Shares costs over the touches that their scopes match, so that what touches cost and what no touch
 * takes is the amount exactly: by largest remainder with the same weight for each touch, in the
 * order of tuples (by name), days, and touches (by time and id). A cost by the day is shared over
 * its day; one by the month, which says nothing of its days, over those of its month up to today.
 */
export function allocateCosts(input: AllocationInput): Allocation {
  const book = new AllocationBook()
  const matching = new Matching(input)
  for (const pool of poolsOf(input)) {
    if (!input.overhead && namesNothing(pool.scope)) book.keepOverhead(pool)
    else book.share(pool, matching.membersOf(pool))
  }
  for (const cost of input.own ?? []) book.keepOwn(cost)
  return book
}

const SCOPE_FIELDS = ['channel', 'source', 'medium', 'campaign'] as const

const namesNothing = (scope: Partial<Tuple>): boolean => SCOPE_FIELDS.every((name) => !scope[name])

const matches = (scope: Partial<Tuple>, tuple: Tuple): boolean =>
  SCOPE_FIELDS.every((name) => !scope[name] || scope[name] === tuple[name])

const scopeKey = (scope: Partial<Tuple>): string =>
  JSON.stringify(SCOPE_FIELDS.map((name) => scope[name] ?? ''))

/** Costs that are shared together, in no order that matters. */
function poolsOf({ costs, today }: AllocationInput): Iterable<Pool> {
  const pools = new Map<string, Pool>()
  for (const { scope, category, day, amount, accrues } of costs) {
    if (accrues && day > today) continue
    const key = JSON.stringify([scopeKey(scope), category, accrues ? monthOf(day) : day])
    const pool = pools.get(key) ?? { scope, amount: 0, days: new Map() }
    pools.set(key, pool)
    pool.amount += amount
    pool.days.set(day, (pool.days.get(day) ?? 0) + amount)
  }
  return pools.values()
}

/** Knows which touches a scope matches. */
class Matching {
  readonly #byDay = new Map<number, Map<number, number>>()
  readonly #ranks: ReadonlyMap<number, number>
  readonly #tuples: ReadonlyMap<number, Tuple>
  readonly #ofScope = new Map<string, ReadonlySet<number>>()

  constructor({ counts, tuples }: AllocationInput) {
    this.#tuples = tuples
    const ordered = [...tuples].sort(([, a], [, b]) => byNames(a, b))
    this.#ranks = new Map(ordered.map(([id], rank) => [id, rank]))
    for (const { day, tuple, touches } of counts) {
      const ofDay = this.#byDay.get(day) ?? new Map<number, number>()
      this.#byDay.set(day, ofDay)
      ofDay.set(tuple, touches)
    }
  }

  /** In the order in which what is left over goes round. */
  membersOf({ scope, days }: Pool): Member[] {
    const wanted = this.#tuplesOf(scope)
    const members: Member[] = []
    for (const day of days.keys()) {
      const ofDay = this.#byDay.get(day)
      if (!ofDay) continue
      for (const tuple of wanted.size < ofDay.size ? wanted : ofDay.keys()) {
        const touches = ofDay.get(tuple) ?? 0
        if (touches === 0 || !wanted.has(tuple)) continue
        members.push({ rank: this.#ranks.get(tuple) ?? 0, tuple, day, touches })
      }
    }
    return members.sort((a, b) => a.rank - b.rank || a.day - b.day)
  }

  #tuplesOf(scope: Partial<Tuple>): ReadonlySet<number> {
    const key = scopeKey(scope)
    const known = this.#ofScope.get(key)
    if (known) return known
    const found = [...this.#tuples].filter(([, tuple]) => matches(scope, tuple))
    const ids = new Set(found.map(([id]) => id))
    this.#ofScope.set(key, ids)
    return ids
  }
}

class AllocationBook implements Allocation {
  readonly rates = new Map<number, Map<number, TouchRate>>()
  readonly days = new Map<number, CostDay>()

  keepOverhead(pool: Pool): void {
    for (const [day, amount] of pool.days) {
      this.#day(day).spend += amount
      this.#day(day).overhead += amount
    }
  }

  keepOwn({ day, amount }: { day: number; amount: number }): void {
    this.#day(day).spend += amount
    this.#day(day).touches += amount
  }

  share(pool: Pool, members: readonly Member[]): void {
    const touches = members.reduce((sum, member) => sum + member.touches, 0)
    for (const [day, amount] of pool.days) {
      this.#day(day).spend += amount
      if (touches === 0) this.#day(day).withoutTouch += amount
      else this.#day(day).restOfMonth += amount
    }
    if (touches > 0) this.#shareOver(members, pool.amount, touches)
  }

  /** All weigh the same: each gets the whole part, and the first so many one more. */
  #shareOver(members: readonly Member[], amount: number, touches: number): void {
    let left = amount % touches
    const each = (amount - left) / touches
    for (const member of members) {
      const more = Math.min(left, member.touches)
      left -= more
      const rate = this.#rate(member)
      rate.each += each
      if (more === member.touches) rate.each += 1
      else if (more > 0) rate.cuts.push(more)
      const share = each * member.touches + more
      rate.sum += share
      const day = this.#day(member.day)
      day.touches += share
      day.restOfMonth -= share
    }
  }

  #day(day: number): CostDay {
    const known = this.days.get(day)
    if (known) return known
    const fresh = { spend: 0, touches: 0, withoutTouch: 0, overhead: 0, restOfMonth: 0 }
    this.days.set(day, fresh)
    return fresh
  }

  #rate({ day, tuple }: Member): TouchRate {
    const ofDay = this.rates.get(day) ?? new Map<number, TouchRate>()
    this.rates.set(day, ofDay)
    const rate = ofDay.get(tuple) ?? { each: 0, cuts: [], sum: 0 }
    ofDay.set(tuple, rate)
    return rate
  }
}

function byNames(a: Tuple, b: Tuple): number {
  for (const name of SCOPE_FIELDS) if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1
  return 0
}

/** A place among the touches of a tuple and day, at which what is left over of a cost ends. */
export interface Cut {
  day: number
  tuple: number
  place: number
}

/** The touch at a cut: it and those before it, of its tuple and day, pay one more. */
export interface LastTouch {
  ts: number
  id: string
}

/** What one touch costs needs its place among those of its day and tuple, but only where there is a cut. */
export class TouchCosts {
  readonly #rates: Allocation['rates']
  readonly #lastOf: (cut: Cut) => LastTouch | undefined
  readonly #lasts = new Map<TouchRate, readonly LastTouch[]>()

  /** @param lastOf finds the touch at a cut; it is asked once for each that matters */
  constructor({ rates }: Pick<Allocation, 'rates'>, lastOf: (cut: Cut) => LastTouch | undefined) {
    this.#rates = rates
    this.#lastOf = lastOf
  }

  /**
   * In minor units.
   * @param idOf its event id; only asked when another touch came at the same time
   */
  of({ day, tuple, ts }: { day: number; tuple: number; ts: number }, idOf: () => string): number {
    const rate = this.#rates.get(day)?.get(tuple)
    if (!rate) return 0
    if (rate.cuts.length === 0) return rate.each
    const isUpTo = (last: LastTouch) => ts < last.ts || (ts === last.ts && idOf() <= last.id)
    return rate.each + this.#lastsOf(rate, day, tuple).filter(isUpTo).length
  }

  #lastsOf(rate: TouchRate, day: number, tuple: number): readonly LastTouch[] {
    const known = this.#lasts.get(rate)
    if (known) return known
    const found = new Map(
      [...new Set(rate.cuts)].map((place) => [place, this.#lastOf({ day, tuple, place })]),
    )
    const lasts = rate.cuts.flatMap((place) => found.get(place) ?? [])
    this.#lasts.set(rate, lasts)
    return lasts
  }
}

/** What the days of a period add up to. */
export function costOfDays(days: Allocation['days'], from: number, to: number): CostDay {
  const sum = { spend: 0, touches: 0, withoutTouch: 0, overhead: 0, restOfMonth: 0 }
  for (const [day, of] of days) {
    if (day < from || day > to) continue
    sum.spend += of.spend
    sum.touches += of.touches
    sum.withoutTouch += of.withoutTouch
    sum.overhead += of.overhead
    sum.restOfMonth += of.restOfMonth
  }
  return sum
}
