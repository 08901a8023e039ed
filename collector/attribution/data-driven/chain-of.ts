import { type Chain, STATES_MAX, TooManyStatesError } from './chain.ts'
import type { PairTable } from './pair-table.ts'

/** What a WindowTally has counted. */
export interface WindowCounts {
  windows: PairTable
  moves: PairTable
  targets: Int32Array
  made: Float64Array
  ends: Float64Array
  conversions: Float64Array
  values: Float64Array
  touchesOf(window: number): number[]
}

/**
 * The chain of what was counted, in rows of moves.
 * @throws TooManyStatesError
 */
export function chainOf(
  counts: WindowCounts,
  order: number,
  channels: readonly string[],
  statesMax = STATES_MAX,
): Chain {
  const visited = visitsByWindow(counts)
  const windowOf: number[] = []
  const stateOf = new Int32Array(visited.length).fill(-1)
  visited.forEach((visits, window) => {
    if (visits > 0) stateOf[window] = windowOf.push(window) - 1
  })
  const states = windowOf.length
  if (states > statesMax) throw new TooManyStatesError(states, statesMax)
  const byState = (numbers: Float64Array): Float64Array =>
    Float64Array.from(windowOf, (window) => numbers[window] ?? 0)
  const [ends, conversions, values] = [counts.ends, counts.conversions, counts.values].map(
    byState,
  ) as [Float64Array, Float64Array, Float64Array]
  return {
    order,
    channels,
    states,
    visits: byState(visited),
    ends,
    conversions,
    values,
    ...rowsOf(counts, stateOf, states),
    ...holdersOf(
      windowOf.map((window) => counts.touchesOf(window)),
      channels.length,
    ),
    journeys: sum(ends),
    converted: sum(conversions),
    value: sum(values),
  }
}

/** Journeys leave a state as often as they come to it, so what leaves it counts the visits. */
export function visitsByWindow({ windows, moves, made, ends }: WindowCounts): Float64Array {
  const visits = new Float64Array(windows.size + 1)
  for (let window = 0; window <= windows.size; window++) visits[window] = ends[window] ?? 0
  for (let move = 0; move < moves.size; move++) {
    const from = moves.left[move] as number
    visits[from] = (visits[from] as number) + (made[move] as number)
  }
  return visits
}

function rowsOf(
  { moves, made, targets }: WindowCounts,
  stateOf: Int32Array,
  states: number,
): Pick<Chain, 'rowAt' | 'to' | 'moves'> {
  const rows: number[][] = Array.from({ length: states }, () => [])
  // A move between equal windows is never made, and is no move.
  for (let move = 0; move < moves.size; move++)
    if ((made[move] as number) > 0) rows[stateOf[moves.left[move] as number] as number]?.push(move)
  const { at, entries } = packed(rows)
  return {
    rowAt: at,
    to: entries.map((move) => stateOf[targets[move] as number] as number),
    moves: Float64Array.from(entries, (move) => made[move] as number),
  }
}

function holdersOf(
  touches: readonly (readonly number[])[],
  channels: number,
): Pick<Chain, 'holdsAt' | 'holds'> {
  const rows: number[][] = Array.from({ length: channels }, () => [])
  touches.forEach((window, state) => {
    for (const channel of new Set(window)) rows[channel]?.push(state)
  })
  const { at, entries } = packed(rows)
  return { holdsAt: at, holds: entries }
}

function packed(rows: readonly (readonly number[])[]): { at: Int32Array; entries: Int32Array } {
  const at = new Int32Array(rows.length + 1)
  rows.forEach((row, index) => {
    at[index + 1] = (at[index] as number) + row.length
  })
  const entries = new Int32Array(at[rows.length] as number)
  rows.forEach((row, index) => {
    entries.set(row, at[index])
  })
  return { at, entries }
}

function sum(numbers: Float64Array): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
