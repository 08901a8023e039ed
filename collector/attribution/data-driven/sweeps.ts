import type { Block } from './block.ts'

/** After so many sweeps, what goes round is counted at once (`thinOut`). */
const SWEEPS_A_ROUND = 6

/**
 * Solves a large block by passing on what is pending until next to nothing is: one sweep is a
 * Gauss–Seidel step, and moves between few of many states make it cheap. Whatever is pending at
 * most loses as many conversions, since a visit converts once or not; so the error is known, and
 * the block is solved when it is below what is asked.
 * @param leftOverMax visits that may stay pending, together
 * @param passesMax moves that may be passed on along, counted each time
 * @returns whether it was solved; if not, the block is as it was before
 */
export function sweep(block: Block, leftOverMax: number, passesMax: number): boolean {
  const local = localOf(block)
  const passesARound = (local.rowAt[local.size] as number) * SWEEPS_A_ROUND
  for (let passes = 0; passes <= passesMax; passes += passesARound) {
    for (let count = 0; count < SWEEPS_A_ROUND; count++) passAllOn(local)
    if (leftOver(local) <= leftOverMax) {
      block.states.forEach((state, place) => {
        block.lost[state] = local.lost[place] as number
      })
      return true
    }
    thinOut(local)
  }
  return false
}

/** A block with its states numbered from 0, and only the moves between them. */
interface Local {
  size: number
  rowAt: Int32Array
  to: Int32Array
  moves: Float64Array
  visits: Float64Array
  /** Visits after which a journey ends, or goes elsewhere. */
  leaving: Float64Array
  pending: Float64Array
  lost: Float64Array
}

function localOf({ chain, states, within, pending }: Block): Local {
  const placeOf = new Int32Array(chain.states)
  let movesMax = 0
  states.forEach((state, place) => {
    placeOf[state] = place
    movesMax += (chain.rowAt[state + 1] as number) - (chain.rowAt[state] as number)
  })
  const local: Local = {
    size: states.length,
    rowAt: new Int32Array(states.length + 1),
    to: new Int32Array(movesMax),
    moves: new Float64Array(movesMax),
    visits: Float64Array.from(states, (state) => chain.visits[state] as number),
    leaving: Float64Array.from(states, (state) => chain.ends[state] as number),
    pending: Float64Array.from(states, (state) => pending[state] as number),
    lost: new Float64Array(states.length),
  }
  let count = 0
  states.forEach((state, place) => {
    const end = chain.rowAt[state + 1] as number
    for (let entry = chain.rowAt[state] as number; entry < end; entry++) {
      const next = chain.to[entry] as number
      const made = chain.moves[entry] as number
      if (within[next] === 0) local.leaving[place] = (local.leaving[place] as number) + made
      else {
        local.to[count] = placeOf[next] as number
        local.moves[count++] = made
      }
    }
    local.rowAt[place + 1] = count
  })
  return local
}

function passAllOn({ size, rowAt, to, moves, visits, pending, lost }: Local): void {
  let entry = 0
  for (let place = 0; place < size; place++) {
    const share = (pending[place] as number) / (visits[place] as number)
    const end = rowAt[place + 1] as number
    pending[place] = 0
    lost[place] = (lost[place] as number) + share
    for (; entry < end; entry++) {
      const next = to[entry] as number
      pending[next] = (pending[next] as number) + share * (moves[entry] as number)
    }
  }
}

function leftOver({ pending }: Local): number {
  let sum = 0
  for (const visits of pending) sum += Math.abs(visits)
  return sum
}

/**
 * What goes round and round spreads over the states as what is pending now, and leaves at the rate
 * at which that leaves. So as many rounds of it are counted at once as make what leaves equal to
 * what is pending. The rest is as often too much as too little; it is left to the sweeps, which
 * it takes far fewer of.
 */
function thinOut({ size, rowAt, to, moves, visits, leaving, pending, lost }: Local): void {
  const shares = pending.map((waiting, place) => waiting / (visits[place] as number))
  let left = 0
  let waiting = 0
  for (let place = 0; place < size; place++) {
    left += (shares[place] as number) * (leaving[place] as number)
    waiting += pending[place] as number
  }
  const rounds = waiting / left
  if (!(rounds > 0 && rounds < Infinity)) return
  for (let place = 0; place < size; place++) {
    const share = rounds * (shares[place] as number)
    lost[place] = (lost[place] as number) + share
    pending[place] = (pending[place] as number) - share * (visits[place] as number)
    for (let entry = rowAt[place] as number; entry < (rowAt[place + 1] as number); entry++) {
      const next = to[entry] as number
      pending[next] = (pending[next] as number) + share * (moves[entry] as number)
    }
  }
}
