import { areaUnderCurve } from './auc.ts'
import { STATES_MAX } from './chain.ts'
import { visitsByWindow, type WindowCounts } from './chain-of.ts'
import { CoalitionTally } from './coalitions.ts'
import type { PathCounts, PathSet } from './paths.ts'
import { Random } from './random.ts'
import { Routes } from './routes.ts'

/** How well a model tells journeys that convert from those that do not. */
export interface HeldOut {
  /** On the journeys that it was counted from; more states always look better here. */
  auc: number | null
  /** On journeys that were held out of the count. */
  heldOutAuc: number | null
  /** Of the journeys held out, the share of which all that the model looks at was counted in the others. */
  heldOutSeen: number | null
}

/** The same of a chain of one order, which looks at the windows of a journey. */
export interface OrderDiagnostics extends HeldOut {
  order: number
  states: number
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
      const routes = new Routes(paths, order)
      const tally = routes.counted(paths)
      const states = visitsByWindow(tally).reduce((sum, visits) => sum + (visits > 0 ? 1 : 0), 0)
      const { auc } = scored(paths, paths, tally, routes)
      const held = heldOutOf(paths, routes, options)
      return { order, states, auc, heldOutAuc: held.auc, heldOutSeen: held.seen }
    })
    .filter(({ states }) => states <= STATES_MAX)
}

/**
 * The same for the sets of channels that journeys touched, which is all that Shapley values look at: a
 * journey's score is the share that converted among those of its set.
 */
export function diagnoseCoalitions(paths: PathSet, options: HeldOutOptions): HeldOut {
  const tally = new CoalitionTally()
  paths.replay(tally)
  const coalitionOf = tally.coalitionsOf(paths)
  const { out, left } = heldApart(paths, options)
  const own = scoredBySet(paths, paths, paths, coalitionOf)
  const held = scoredBySet(paths, out, left, coalitionOf)
  return { auc: own.auc, heldOutAuc: held.auc, heldOutSeen: held.seen }
}

/** A chain counted from most journeys, drawn by lot, tried on the others. */
export const heldOut = (paths: PathSet, order: number, options: HeldOutOptions): Scored =>
  heldOutOf(paths, new Routes(paths, order), options)

function heldOutOf(paths: PathSet, routes: Routes, options: HeldOutOptions): Scored {
  const { out, left } = heldApart(paths, options)
  return scored(paths, out, routes.counted(left), routes)
}

function heldApart(
  paths: PathSet,
  { seed, share = HELD_OUT }: HeldOutOptions,
): { out: PathCounts; left: PathCounts } {
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
  return { out, left }
}

/** @param known the counts that scores are from */
function scoredBySet(
  paths: PathSet,
  counts: PathCounts,
  known: PathCounts,
  setOf: Int32Array,
): Scored {
  const converted = new Float64Array(paths.size)
  const all = new Float64Array(paths.size)
  setOf.forEach((set, path) => {
    const conversions = known.conversions[path] as number
    converted[set] = (converted[set] as number) + conversions
    all[set] = (all[set] as number) + conversions + (known.nulls[path] as number)
  })
  const overall = share(sum(converted), sum(all)) ?? 0
  const scores = Float64Array.from(
    setOf,
    (set) => share(converted[set] as number, all[set] as number) ?? overall,
  )
  return tried(paths, counts, scores, (path) => (all[setOf[path] as number] as number) > 0)
}

function scored(paths: PathSet, counts: PathCounts, tally: WindowCounts, routes: Routes): Scored {
  const visits = visitsByWindow(tally)
  const overall = share(sum(tally.conversions), sum(tally.ends)) ?? 0
  const scores = new Float64Array(paths.size)
  for (let path = 0; path < paths.size; path++) {
    const last = routes.endOf(path)
    // Of a last window in which no journey has ended, all that is known is what all journeys do.
    scores[path] = share(tally.conversions[last] ?? 0, tally.ends[last] ?? 0) ?? overall
  }
  const isSeen = (path: number) =>
    routes.everyWindow(path, (window) => (visits[window] as number) > 0)
  return tried(paths, counts, scores, isSeen)
}

interface Scored {
  auc: number | null
  seen: number | null
}

function tried(
  { size }: PathSet,
  counts: PathCounts,
  scores: Float64Array,
  isSeen: (path: number) => boolean,
): Scored {
  let journeys = 0
  let seen = 0
  for (let path = 0; path < size; path++) {
    const count = journeysOf(counts, path)
    journeys += count
    if (count > 0 && isSeen(path)) seen += count
  }
  const auc = areaUnderCurve(
    scores,
    counts.conversions.subarray(0, size),
    counts.nulls.subarray(0, size),
  )
  return { auc, seen: share(seen, journeys) }
}

const journeysOf = ({ conversions, nulls }: PathCounts, path: number): number =>
  (conversions[path] as number) + (nulls[path] as number)

const share = (part: number, all: number): number | null => (all > 0 ? part / all : null)

const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0)
