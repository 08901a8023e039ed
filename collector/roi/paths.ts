import type { PathKind, PathShape, PathSort } from '../../shared/wire/paths.ts'
import { fourDecimals } from './metrics.ts'
import type { Earned } from './worth.ts'

/** Sums of closed journeys; money in minor units. */
export interface PathSums {
  journeys: number
  /** Those of them that converted. */
  conversions: number
  /** Net of refunds; revenue or margin, as was asked. */
  value: number
  revenue: number
  goods: number
  /** Of all of them, also of those that did not convert; with discounts, where those are a cost. */
  cost: number
}

/** One path with its sums; medians over its conversions, null without any. */
export interface PathRow extends PathSums {
  steps: string[]
  medianDays: number | null
  medianTouches: number | null
}

/** The steps of touches that no link has given a campaign, in paths of campaigns. */
export const NO_CAMPAIGN = '(no campaign)'

/** So many paths are told apart, and the journeys of all others counted together: made-up campaigns must not fill the memory. */
export const PATHS_MAX = 20_000

/** A path of more steps is among the others. */
export const PATH_STEPS_MAX = 50

/** A closed journey; it has touches. */
export interface ClosedJourney {
  /** Tuples of its touches, in their order. */
  tuples: readonly number[]
  /** Of its touches. */
  cost: number
  /** Of one that converted: what it has earned, and days from its first touch. */
  conversion?: { earned: Earned; days: number }
}

interface Names {
  channel: string
  campaign: string
}

/** A path that is told apart, as the book keeps it. */
export interface PathEntry extends PathSums {
  steps: readonly number[]
  /** How often each number of days, and of touches, was seen. */
  days: Map<number, number>
  touches: Map<number, number>
}

interface Ranked {
  entry: PathEntry
  by: number
  name?: string
}

/** Closed journeys by the path they took. */
export class PathBook {
  readonly #options: { of: PathKind; shape: PathShape }
  readonly #namesOf: (tuple: number) => Names
  readonly #names: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #ofTuple = new Map<number, number>()
  readonly #paths = new Map<string, PathEntry>()
  readonly #pathsMax: number
  /** Journeys whose paths are not told apart. */
  readonly other: PathSums = noPathSums()
  /** All journeys. */
  readonly closed: PathSums = noPathSums()

  constructor(
    options: { of: PathKind; shape: PathShape },
    namesOf: (tuple: number) => Names,
    pathsMax: number = PATHS_MAX,
  ) {
    this.#options = options
    this.#namesOf = namesOf
    this.#pathsMax = pathsMax
  }

  /** How many paths are told apart. */
  get size(): number {
    return this.#paths.size
  }

  /** @returns the path that it took; undefined where that is among the others */
  add(journey: ClosedJourney): PathEntry | undefined {
    addJourney(this.closed, journey)
    const entry = this.#entryOf(this.#stepsOf(journey.tuples))
    addJourney(entry ?? this.other, journey)
    if (!entry || !journey.conversion) return entry
    const { days, touches } = entry
    const { length } = journey.tuples
    days.set(journey.conversion.days, (days.get(journey.conversion.days) ?? 0) + 1)
    touches.set(length, (touches.get(length) ?? 0) + 1)
    return entry
  }

  /**
   * What went back, of a journey that may have closed in another period: below zero.
   * @returns the path that it took; undefined where that is among the others
   */
  giveBack(tuples: readonly number[], earned: Earned): PathEntry | undefined {
    addEarned(this.closed, earned)
    const entry = this.#entryOf(this.#stepsOf(tuples))
    addEarned(entry ?? this.other, earned)
    return entry
  }

  /** The path of these steps, if it is told apart; in any order where paths are sets. */
  rowOf(steps: readonly string[]): PathRow | undefined {
    const entry = [...this.#paths.values()].find((known) => this.isOf(known, steps))
    return entry && this.#row(entry)
  }

  /** Whether a path has these steps. */
  isOf(entry: PathEntry, steps: readonly string[]): boolean {
    if (entry.steps.length !== steps.length) return false
    const asked = this.#options.shape === 'set' ? [...steps].sort(byText) : steps
    return this.#named(entry).every((name, at) => name === asked[at])
  }

  /** Part of the ranking: the largest first, a ratio of nothing last, then by cost and by name. */
  ranked(sort: PathSort, from: number, count: number): PathRow[] {
    const metric = METRIC_OF[sort]
    const known = [...this.#paths.values()].map((entry): Ranked => ({ entry, by: metric(entry) }))
    // Only paths that are equal in all else need their names, and each once.
    const named = (ranked: Ranked): string => {
      ranked.name ??= this.#named(ranked.entry).join('\0')
      return ranked.name
    }
    known.sort((a, b) => b.by - a.by || b.entry.cost - a.entry.cost || byText(named(a), named(b)))
    return known.slice(from, from + count).map(({ entry }) => this.#row(entry))
  }

  #row(entry: PathEntry): PathRow {
    const { steps: _, days, touches, ...sums } = entry
    const steps = this.#named(entry)
    return { steps, ...sums, medianDays: medianOf(days), medianTouches: medianOf(touches) }
  }

  #named({ steps }: PathEntry): string[] {
    const names = steps.map((id) => this.#names[id] ?? '')
    return this.#options.shape === 'set' ? names.sort(byText) : names
  }

  #stepsOf(tuples: readonly number[]): number[] {
    const steps = tuples.map((tuple) => this.#stepOf(tuple))
    if (this.#options.shape === 'set') return [...new Set(steps)].sort((a, b) => a - b)
    return steps.filter((step, index) => step !== steps[index - 1])
  }

  #stepOf(tuple: number): number {
    const known = this.#ofTuple.get(tuple)
    if (known !== undefined) return known
    const { channel, campaign } = this.#namesOf(tuple)
    const name = this.#options.of === 'channel' ? channel : campaign || NO_CAMPAIGN
    const id = this.#ids.get(name) ?? this.#names.push(name) - 1
    this.#ids.set(name, id)
    this.#ofTuple.set(tuple, id)
    return id
  }

  #entryOf(steps: readonly number[]): PathEntry | undefined {
    if (steps.length > PATH_STEPS_MAX) return undefined
    const key = steps.join()
    const known = this.#paths.get(key)
    if (known || this.#paths.size >= this.#pathsMax) return known
    const fresh = { ...noPathSums(), steps, days: new Map(), touches: new Map() }
    this.#paths.set(key, fresh)
    return fresh
  }
}

export const noPathSums = (): PathSums => ({
  ...{ journeys: 0, conversions: 0, cost: 0 },
  ...{ value: 0, revenue: 0, goods: 0 },
})

function addJourney(sums: PathSums, { cost, conversion }: ClosedJourney): void {
  sums.journeys += 1
  sums.cost += cost
  if (!conversion) return
  sums.conversions += 1
  addEarned(sums, conversion.earned)
}

export function addEarned(
  sums: Omit<PathSums, 'journeys'>,
  { value, revenue, goods, discount }: Earned,
): void {
  sums.value += value
  sums.revenue += revenue
  sums.goods += goods
  sums.cost += discount
}

const METRIC_OF: Record<PathSort, (sums: PathSums) => number> = {
  journeys: ({ journeys }) => journeys,
  conversions: ({ conversions }) => conversions,
  // A path may be there for a refund alone.
  conversion_rate: ({ conversions, journeys }) => (journeys > 0 ? conversions / journeys : -1),
  value: ({ value }) => value,
  cost: ({ cost }) => cost,
  profit: ({ value, cost }) => value - cost,
  roi: ({ value, cost }) => fourDecimals(value - cost, cost) ?? -Number.MAX_VALUE,
}

/** Of numbers and how often each was seen; of an even count the mean of the two in the middle. */
function medianOf(seen: ReadonlyMap<number, number>): number | null {
  const sorted = [...seen].sort(([a], [b]) => a - b)
  const count = sorted.reduce((sum, [, n]) => sum + n, 0)
  if (count === 0) return null
  const at = (place: number): number => {
    let passed = 0
    for (const [number, n] of sorted) {
      passed += n
      if (passed > place) return number
    }
    return 0
  }
  return (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** Where what was spent in a period has gone; all but `spend` add up to it exactly. */
export interface PathBridge {
  /** What the touches of the closed journeys cost, whenever they were. */
  closed: number
  /** Below zero: what of that was spent before the period. */
  beforePeriod: number
  /** The rest is of touches in the period: of journeys that are open now, */
  open: number
  /** of those that closed outside the period, which is after it, */
  closedOutside: number
  /** and of those that nobody may follow, or that can't be valued. */
  leftOut: number
  /** Of touches in the period, too: of journeys that the filters leave out; 0 without filters. */
  filteredOut: number
  withoutTouch: number
  overhead: number
  restOfMonth: number
  spend: number
}
