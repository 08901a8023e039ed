import { areaUnderCurve } from './auc.ts'
import { STATES_MAX } from './chain.ts'
import { visitsByWindow } from './chain-of.ts'
import type { PathCounts, PathSet } from './paths.ts'
import { Random } from './random.ts'
import { WindowTally } from './window-tally.ts'

/** How well a chain of one order tells journeys that convert from those that do not. */
export interface OrderDiagnostics {
  order: number
  states: number
  /** On the journeys that it was counted from; more states always look better here. */
  auc: number | null
  /** On journeys that were held out of the count. */
  heldOutAuc: number | null
  /** Of the journeys held out, the share whose every window was counted in the others. */
  heldOutSeen: number | null
}

export interface HeldOutOptions {
  seed: number
  /** Of journeys, to be held out; 0.2 by default. */
  share?: number
}

const HELD_OUT = 0.2

/**
 * One line an order. A journey's score is the share of journeys that converted among those that
 * ended in its last window, null journeys included, as ChannelAttribution's `choose_order` has it.
 * Orders of more than 50,000 states, which would not be fitted, are left out.
 */
export function diagnoseOrders(
  paths: PathSet,
  orders: readonly number[],
  options: HeldOutOptions,
): OrderDiagnostics[] {
  return orders
    .map((order) => {
      const tally = counted(paths, paths, order)
      const states = visitsByWindow(tally).reduce((sum, visits) => sum + (visits > 0 ? 1 : 0), 0)
      const { auc } = scored(paths, paths, tally)
      const held = heldOut(paths, order, options)
      return { order, states, auc, heldOutAuc: held.auc, heldOutSeen: held.seen }
    })
    .filter(({ states }) => states <= STATES_MAX)
}

/** A chain counted from most journeys, drawn by lot, tried on the others. */
export function heldOut(
  paths: PathSet,
  order: number,
  { seed, share = HELD_OUT }: HeldOutOptions,
): { auc: number | null; seen: number | null } {
  const random = new Random(seed)
  const draw = (counts: Float64Array) =>
    counts.slice(0, paths.size).map((count) => Math.min(count, random.binomial(count, share)))
  const out: PathCounts = {
    conversions: draw(paths.conversions),
    nulls: draw(paths.nulls),
    values: new Float64Array(paths.size),
  }
  const rest = (all: Float64Array, taken: Float64Array) =>
    taken.map((count, path) => (all[path] as number) - count)
  const left: PathCounts = {
    conversions: rest(paths.conversions, out.conversions),
    nulls: rest(paths.nulls, out.nulls),
    values: out.values,
  }
  return scored(paths, out, counted(paths, left, order))
}

function counted(paths: PathSet, counts: PathCounts, order: number): WindowTally {
  const tally = new WindowTally({ order })
  paths.replay(tally, counts)
  return tally
}

function scored(
  paths: PathSet,
  counts: PathCounts,
  tally: WindowTally,
): { auc: number | null; seen: number | null } {
  const visits = visitsByWindow(tally)
  const overall = share(sum(tally.conversions), sum(tally.ends)) ?? 0
  const scores = new Float64Array(paths.size)
  let journeys = 0
  let seen = 0
  for (let path = 0; path < paths.size; path++) {
    const count = (counts.conversions[path] as number) + (counts.nulls[path] as number)
    if (count === 0) continue
    const windows = tally.windowsOf(paths.stepsOf(path))
    const last = windows.at(-1) ?? -1
    // Of a last window in which no journey has ended, all that is known is what all journeys do.
    scores[path] = share(tally.conversions[last] ?? 0, tally.ends[last] ?? 0) ?? overall
    journeys += count
    if (windows.every((window) => (visits[window] ?? 0) > 0)) seen += count
  }
  const size = paths.size
  const auc = areaUnderCurve(
    scores,
    counts.conversions.subarray(0, size),
    counts.nulls.subarray(0, size),
  )
  return { auc, seen: share(seen, journeys) }
}

const share = (part: number, all: number): number | null => (all > 0 ? part / all : null)

const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0)
