import type { Block } from './block.ts'

/**
 * Solves a block by elimination of one state after the other. Instead of 1 minus what returns, a
 * state's pivot is the sum of all that leaves it (Grassmann, Taksar, Heyman 1985), so nothing is
 * ever subtracted, and each share keeps its relative accuracy however slowly the chain ends.
 */
export function eliminate(block: Block): void {
  const size = block.states.length
  const flows = flowsWithin(block)
  const leaving = leavingOf(block)
  const pending = Float64Array.from(block.states, (state) => block.pending[state] as number)
  const pivots = new Float64Array(size)
  for (let state = size - 1; state >= 0; state--)
    pivots[state] = fold(state, size, flows, leaving, pending)
  for (let state = 0; state < size; state++) {
    let come = pending[state] as number
    for (let from = 0; from < state; from++)
      come += (pending[from] as number) * (flows[from * size + state] as number)
    // From here on the share; no later line reads what was pending.
    pending[state] = come / (pivots[state] as number)
    block.lost[block.states[state] as number] = pending[state] as number
  }
}

/** Leads all that passes the last state around it, and gives the state's pivot. */
function fold(
  last: number,
  size: number,
  flows: Float64Array,
  leaving: Float64Array,
  pending: Float64Array,
): number {
  const row = last * size
  let pivot = leaving[last] as number
  for (let to = 0; to < last; to++) pivot += flows[row + to] as number
  const come = (pending[last] as number) / pivot
  for (let to = 0; to < last; to++)
    pending[to] = (pending[to] as number) + come * (flows[row + to] as number)
  for (let from = 0; from < last; from++) {
    const share = (flows[from * size + last] as number) / pivot
    if (share === 0) continue
    leaving[from] = (leaving[from] as number) + share * (leaving[last] as number)
    for (let to = 0; to < last; to++)
      flows[from * size + to] =
        (flows[from * size + to] as number) + share * (flows[row + to] as number)
  }
  return pivot
}

/** Moves between the states of the block, a row a state. */
function flowsWithin({ chain, states, within }: Block): Float64Array {
  const size = states.length
  const placeOf = new Map(states.map((state, place) => [state, place]))
  const flows = new Float64Array(size * size)
  states.forEach((state, place) => {
    for (let entry = chain.rowAt[state] ?? 0; entry < (chain.rowAt[state + 1] ?? 0); entry++) {
      const next = chain.to[entry] as number
      if (within[next] === 1)
        flows[place * size + (placeOf.get(next) ?? 0)] = chain.moves[entry] as number
    }
  })
  return flows
}

/** By state of the block: visits after which a journey ends, or goes elsewhere. */
function leavingOf({ chain, states, within }: Block): Float64Array {
  return Float64Array.from(states, (state) => {
    let leaving = chain.ends[state] as number
    for (let entry = chain.rowAt[state] ?? 0; entry < (chain.rowAt[state + 1] ?? 0); entry++)
      if (within[chain.to[entry] as number] === 0) leaving += chain.moves[entry] as number
    return leaving
  })
}
