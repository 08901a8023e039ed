import type { Coalitions } from './coalitions.ts'
import { Random } from './random.ts'

/** Up to so many channels every coalition is computed. */
export const EXACT_CHANNELS_MAX = 14

/**
 * What a coalition S of channels is worth.
 *
 * `conversion_rate`: of the journeys whose channels are all in S, the share that converted (and the
 * value a journey); 0 when there are none. This is the expected outcome of those who saw no channel
 * but these: w(S) of Dalessandro, Perlich, Stitelman and Provost, "Causally motivated attribution
 * for online advertising" (2012), estimated by the rate among them. A channel that comes with lower rates
 * has a negative value, which is shown.
 *
 * `conversions`: how many of those journeys converted (and their value), as Zhao, Mahboobi and
 * Bagheri, "Shapley value methods for attribution modeling in online advertising" (2018), and the
 * Python package mta. It asks for no null journeys, is never negative, and divides each conversion
 * equally among its journey's channels.
 *
 * The sources disagree: DP6's package adds up the rates of the subsets of S, so that a rare
 * combination weighs as much as a common one. We follow the first, and take the second where it is
 * asked for.
 */
export type Game = 'conversion_rate' | 'conversions'

export interface ShapleyOptions {
  game?: Game
  /** Beyond 14 channels: pairs of a random order of channels and its reverse; 2,000 by default. */
  pairs?: number
  /** What they follow from; 1 by default. */
  seed?: number
  /** Up to so many channels every coalition is computed; 14 by default. */
  exactMax?: number
}

/** By channel: what it adds to the conversions and to their value; sums are those of all journeys. */
export interface ShapleyFit {
  game: Game
  conversions: Float64Array
  values: Float64Array
  /** Standard errors of a sampled fit; null for an exact one. */
  errors: { conversions: Float64Array; values: Float64Array } | null
  /** Random orders that were drawn; 0 for an exact fit. */
  permutations: number
}

/** @throws RangeError for less than two pairs, or for more than 24 channels to be exact for */
export function shapley(coalitions: Coalitions, options: ShapleyOptions = {}): ShapleyFit {
  const { game = 'conversion_rate', exactMax = EXACT_CHANNELS_MAX } = options
  if (game === 'conversions') return { game, ...divided(coalitions), ...EXACT }
  const players = playersOf(coalitions)
  if (players.length <= exactMax) return { game, ...exact(coalitions, players), ...EXACT }
  return { game, ...sampled(coalitions, players, options.pairs ?? 2_000, options.seed ?? 1) }
}

/**
 * Shapley values of any game.
 * @param worth of each coalition, by its bits: player p is in coalition S when S has bit p; 2^players
 */
export function shapleyOfGame(worth: Float64Array, players: number): Float64Array {
  const values = new Float64Array(players)
  const share = sharesBySize(players)
  const size = sizesBelow(worth.length)
  for (let coalition = 0; coalition < worth.length; coalition++)
    for (let player = 0; player < players; player++) {
      if ((coalition >> player) & 1) continue
      const added = (worth[coalition | (1 << player)] as number) - (worth[coalition] as number)
      values[player] =
        (values[player] as number) + added * (share[size[coalition] as number] as number)
    }
  return values
}

const EXACT = { errors: null, permutations: 0 } as const
const EXACT_EVER_MAX = 24

type Amounts = Pick<ShapleyFit, 'conversions' | 'values'>

const nothing = (channels: number): Amounts => ({
  conversions: new Float64Array(channels),
  values: new Float64Array(channels),
})

/** The game of sums is one of unanimity for each coalition, whose worth its members share equally. */
function divided(coalitions: Coalitions): Amounts {
  const amounts = nothing(coalitions.channels)
  for (let index = 0; index < coalitions.size; index++) {
    const members = membersOf(coalitions, index)
    for (const channel of members) {
      amounts.conversions[channel] =
        (amounts.conversions[channel] as number) +
        (coalitions.conversions[index] as number) / members.length
      amounts.values[channel] =
        (amounts.values[channel] as number) + (coalitions.values[index] as number) / members.length
    }
  }
  return amounts
}

function exact(coalitions: Coalitions, players: readonly number[]): Amounts {
  if (players.length > EXACT_EVER_MAX)
    throw new RangeError(`${players.length} channels have too many coalitions to compute them all`)
  const bitOf = new Map(players.map((channel, player) => [channel, player]))
  const sums = [coalitions.journeys, coalitions.conversions, coalitions.values].map((counts) =>
    subsetSums(coalitions, counts, bitOf),
  ) as [Float64Array, Float64Array, Float64Array]
  const [journeys, conversions, values] = sums
  const all = journeys.at(-1) ?? 0
  const amounts = nothing(coalitions.channels)
  const fill = (into: Float64Array, counts: Float64Array): void => {
    const rates = counts.map((count, set) => rateOf(count, journeys[set] as number))
    shapleyOfGame(rates, players.length).forEach((value, player) => {
      into[players[player] as number] = value * all
    })
  }
  fill(amounts.conversions, conversions)
  fill(amounts.values, values)
  return amounts
}

/** By coalition the sum over its subsets, a channel after the other (the zeta transform). */
function subsetSums(
  coalitions: Coalitions,
  counts: Float64Array,
  bitOf: ReadonlyMap<number, number>,
): Float64Array {
  const sums = new Float64Array(1 << bitOf.size)
  for (let index = 0; index < coalitions.size; index++) {
    let set = 0
    for (const channel of membersOf(coalitions, index)) set |= 1 << (bitOf.get(channel) ?? 0)
    sums[set] = (sums[set] as number) + (counts[index] as number)
  }
  for (let bit = 1; bit < sums.length; bit <<= 1)
    for (let set = 0; set < sums.length; set++)
      if (set & bit) sums[set] = (sums[set] as number) + (sums[set ^ bit] as number)
  return sums
}

/**
 * What each channel adds to those before it in a random order, averaged; each order is taken
 * together with its reverse, which errs the other way. A coalition joins with its last member, so
 * one walk over the coalitions serves both.
 */
function sampled(
  coalitions: Coalitions,
  players: readonly number[],
  pairs: number,
  seed: number,
): Omit<ShapleyFit, 'game'> {
  if (!(Number.isInteger(pairs) && pairs >= 2)) throw new RangeError(`${pairs} pairs: at least two`)
  const orders = new Orders(coalitions, players, new Random(seed))
  const conversions = new Average(coalitions.channels)
  const values = new Average(coalitions.channels)
  for (let pair = 0; pair < pairs; pair++) {
    const added = orders.addedByPair()
    conversions.take(added.conversions)
    values.take(added.values)
  }
  return {
    conversions: conversions.mean,
    values: values.mean,
    errors: { conversions: conversions.standardErrors(), values: values.standardErrors() },
    permutations: pairs * 2,
  }
}

class Orders {
  readonly #coalitions: Coalitions
  readonly #order: number[]
  readonly #random: Random
  readonly #placeOf: Int32Array
  readonly #all: number

  constructor(coalitions: Coalitions, players: readonly number[], random: Random) {
    this.#coalitions = coalitions
    this.#order = [...players]
    this.#random = random
    this.#placeOf = new Int32Array(coalitions.channels)
    this.#all = coalitions.journeys.reduce((sum, journeys) => sum + journeys, 0)
  }

  addedByPair(): Amounts {
    this.#shuffle()
    const last = this.#order.length - 1
    const forth = [0, 1, 2].map(() => new Float64Array(last + 1))
    const back = [0, 1, 2].map(() => new Float64Array(last + 1))
    this.#join(forth, back)
    const added = nothing(this.#coalitions.channels)
    this.#walk(forth, this.#order, added)
    this.#walk(back, this.#order.toReversed(), added)
    return added
  }

  #shuffle(): void {
    const order = this.#order
    for (let at = order.length - 1; at > 0; at--) {
      const other = this.#random.below(at + 1)
      const kept = order[at] as number
      order[at] = order[other] as number
      order[other] = kept
    }
    order.forEach((channel, place) => {
      this.#placeOf[channel] = place
    })
  }

  /** Journeys, conversions and values by the place of the last member, forth and back. */
  #join(forth: Float64Array[], back: Float64Array[]): void {
    const { size, at, members, journeys, conversions, values } = this.#coalitions
    const last = this.#order.length - 1
    const counts = [journeys, conversions, values]
    for (let index = 0; index < size; index++) {
      let highest = 0
      let lowest = last
      for (let entry = at[index] as number; entry < (at[index + 1] as number); entry++) {
        const place = this.#placeOf[members[entry] as number] as number
        if (place > highest) highest = place
        if (place < lowest) lowest = place
      }
      counts.forEach((count, kind) => {
        const [there, here] = [forth[kind] as Float64Array, back[kind] as Float64Array]
        there[highest] = (there[highest] as number) + (count[index] as number)
        here[last - lowest] = (here[last - lowest] as number) + (count[index] as number)
      })
    }
  }

  #walk(joined: Float64Array[], order: readonly number[], added: Amounts): void {
    const [journeys, conversions, values] = joined as [Float64Array, Float64Array, Float64Array]
    const sums = { journeys: 0, conversions: 0, values: 0 }
    const before = { conversions: 0, values: 0 }
    order.forEach((channel, place) => {
      sums.journeys += journeys[place] as number
      sums.conversions += conversions[place] as number
      sums.values += values[place] as number
      for (const kind of ['conversions', 'values'] as const) {
        const rate = rateOf(sums[kind], sums.journeys)
        const half = ((rate - before[kind]) * this.#all) / 2
        added[kind][channel] = (added[kind][channel] as number) + half
        before[kind] = rate
      }
    })
  }
}

/** Mean and spread of many draws (Welford's way, which loses no digits). */
class Average {
  readonly mean: Float64Array
  readonly #squares: Float64Array
  #count = 0

  constructor(size: number) {
    this.mean = new Float64Array(size)
    this.#squares = new Float64Array(size)
  }

  take(draw: Float64Array): void {
    this.#count++
    draw.forEach((value, at) => {
      const off = value - (this.mean[at] as number)
      this.mean[at] = (this.mean[at] as number) + off / this.#count
      this.#squares[at] = (this.#squares[at] as number) + off * (value - (this.mean[at] as number))
    })
  }

  standardErrors(): Float64Array {
    return this.#squares.map((sum) => Math.sqrt(sum / (this.#count - 1) / this.#count))
  }
}

const rateOf = (count: number, journeys: number): number => (journeys > 0 ? count / journeys : 0)

/** Channels that any journey touched; the others add nothing to any coalition. */
const playersOf = ({ members }: Coalitions): number[] =>
  [...new Set(members)].toSorted((a, b) => a - b)

const membersOf = ({ at, members }: Coalitions, index: number): Int32Array =>
  members.subarray(at[index], at[index + 1])

/** By the size of a coalition: the share of orders in which just its members come before a player. */
function sharesBySize(players: number): number[] {
  let choices = 1
  return Array.from({ length: players }, (_, size) => {
    if (size > 0) choices = (choices * (players - size)) / size
    return 1 / (players * choices)
  })
}

function sizesBelow(coalitions: number): Uint8Array {
  const sizes = new Uint8Array(coalitions)
  for (let set = 1; set < coalitions; set++) sizes[set] = (sizes[set >> 1] as number) + (set & 1)
  return sizes
}
