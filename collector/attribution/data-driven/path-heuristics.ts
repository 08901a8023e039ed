import { longer } from './pair-table.ts'
import type { PathTally } from './paths.ts'

export const PATH_HEURISTICS = ['first_touch', 'last_touch', 'linear', 'position_based'] as const
export type PathHeuristic = (typeof PATH_HEURISTICS)[number]

const FIRST = 0.4
const MIDDLE = 0.2
const LAST = 0.4

/**
 * Conversions and value by channel under a model that looks at one path at a time, by the rules of
 * the models of journeys, Direct as any other channel (a path file does not say which one it is).
 * Sums are doubles: there are no cents to keep apart in what was summed before it came.
 */
export class HeuristicTally implements PathTally {
  journeys = 0
  converted = 0
  readonly #model: PathHeuristic
  #conversions = new Float64Array(64)
  #values = new Float64Array(64)

  constructor(model: PathHeuristic) {
    this.#model = model
  }

  add(steps: Int32Array, length: number, conversions: number, value: number, nulls: number): void {
    this.journeys += conversions + nulls
    if (!(conversions > 0)) return
    this.converted += conversions
    const last = length - 1
    if (this.#model === 'first_touch') this.#credit(steps[0] as number, 1, conversions, value)
    else if (this.#model === 'last_touch')
      this.#credit(steps[last] as number, 1, conversions, value)
    else if (this.#model === 'linear')
      for (let at = 0; at < length; at++)
        this.#credit(steps[at] as number, 1 / length, conversions, value)
    else
      for (let at = 0; at < length; at++)
        this.#credit(steps[at] as number, positionShare(at, length), conversions, value)
  }

  conversions(channels: number): Float64Array {
    return sized(this.#conversions, channels)
  }

  values(channels: number): Float64Array {
    return sized(this.#values, channels)
  }

  #credit(channel: number, share: number, conversions: number, value: number): void {
    while (channel >= this.#conversions.length) {
      this.#conversions = longer(this.#conversions)
      this.#values = longer(this.#values)
    }
    this.#conversions[channel] = (this.#conversions[channel] as number) + share * conversions
    this.#values[channel] = (this.#values[channel] as number) + share * value
  }
}

function positionShare(at: number, length: number): number {
  if (length <= 2) return 1 / length
  if (at === 0) return FIRST
  return at === length - 1 ? LAST : MIDDLE / (length - 2)
}

function sized(numbers: Float64Array, length: number): Float64Array {
  const result = new Float64Array(length)
  result.set(numbers.subarray(0, Math.min(length, numbers.length)))
  return result
}
