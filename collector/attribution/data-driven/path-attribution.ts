import { CoalitionTally } from './coalitions.ts'
import { creditsOfEffects } from './effects.ts'
import { fitOf } from './fit-markov.ts'
import { HeuristicTally, PATH_HEURISTICS, type PathHeuristic } from './path-heuristics.ts'
import type { PathTally } from './paths.ts'
import { type Game, shapley } from './shapley.ts'
import { WindowTally } from './window-tally.ts'

/** All models of path data, in the order in which they are shown. */
export const PATH_MODELS = [...PATH_HEURISTICS, 'markov', 'shapley'] as const
export type PathModel = (typeof PATH_MODELS)[number]

export interface PathOptions {
  /** Of markov: 1 to 4, 1 by default. */
  order?: number
  /** Of markov: TooManyStatesError beyond. */
  statesMax?: number
  /** Whether journeys without a conversion count; they do unless this is false. */
  nulls?: boolean
  /** Of shapley. */
  game?: Game
  pairs?: number
  seed?: number
}

export interface PathCredit {
  channel: string
  /** Of markov, 0 to 1; null for other models, and where there is no conversion (or value) to lose. */
  removalEffect: number | null
  removalEffectValue: number | null
  conversions: number
  value: number
  /** Standard errors of conversions and value, where they were sampled. */
  standardError?: number
  standardErrorValue?: number
}

export interface PathAttribution {
  model: PathModel
  /** Of markov; null for other models. */
  order: number | null
  /** Share of journeys that converted; null for no journeys. */
  pConversion: number | null
  /** Of markov. */
  states?: number
  /** Of shapley. */
  game?: Game
  /** Of shapley: random orders that were drawn; 0 for an exact fit. */
  permutations?: number
  /** By conversions, the most first, then by name. */
  channels: PathCredit[]
}

/** Takes paths one by one, and credits channels when they are through. */
export interface PathAttributor {
  tally: PathTally
  /** @param channels their names by number */
  result(channels: readonly string[]): PathAttribution
}

/** @throws RangeError for an order beyond 1 to 4 */
export function pathAttributor(model: PathModel, options: PathOptions = {}): PathAttributor {
  if (model === 'markov') return markovAttributor(options)
  if (model === 'shapley') return shapleyAttributor(options)
  return heuristicAttributor(model, options)
}

function markovAttributor(options: PathOptions): PathAttributor {
  const tally = new WindowTally({ order: options.order ?? 1, nulls: options.nulls ?? true })
  return {
    tally,
    result: (channels) => {
      const fit = fitOf(tally, channels, options.statesMax)
      const { effects, converted, value } = fit
      const conversions = creditsOfEffects(effects.conversions, converted)
      const values = creditsOfEffects(effects.values, value)
      const { order, states, pConversion } = fit
      return {
        model: 'markov',
        order,
        pConversion,
        states,
        channels: ranked(channels, conversions, values, (at) => ({
          removalEffect: converted > 0 ? (effects.conversions[at] ?? null) : null,
          removalEffectValue: value > 0 ? (effects.values[at] ?? null) : null,
        })),
      }
    },
  }
}

function shapleyAttributor(options: PathOptions): PathAttributor {
  const tally = new CoalitionTally(options)
  return {
    tally,
    result: (channels) => {
      const coalitions = tally.coalitions(channels.length)
      const { game, permutations, conversions, values, errors } = shapley(coalitions, options)
      return {
        model: 'shapley',
        order: null,
        pConversion: share(sumOf(coalitions.conversions), sumOf(coalitions.journeys)),
        game,
        permutations,
        channels: ranked(channels, conversions, values, (at) =>
          errors === null
            ? {}
            : {
                standardError: errors.conversions[at] ?? 0,
                standardErrorValue: errors.values[at] ?? 0,
              },
        ),
      }
    },
  }
}

function heuristicAttributor(model: PathHeuristic, { nulls = true }: PathOptions): PathAttributor {
  const tally = new HeuristicTally(model)
  return {
    tally,
    result: (channels) => ({
      model,
      order: null,
      pConversion: share(tally.converted, nulls ? tally.journeys : tally.converted),
      channels: ranked(
        channels,
        tally.conversions(channels.length),
        tally.values(channels.length),
        () => ({}),
      ),
    }),
  }
}

function ranked(
  channels: readonly string[],
  conversions: Float64Array,
  values: Float64Array,
  more: (channel: number) => Partial<PathCredit>,
): PathCredit[] {
  const credits = channels.map((channel, at) => ({
    channel,
    removalEffect: null,
    removalEffectValue: null,
    conversions: conversions[at] ?? 0,
    value: values[at] ?? 0,
    ...more(at),
  }))
  return credits.sort((a, b) => b.conversions - a.conversions || (a.channel < b.channel ? -1 : 1))
}

const share = (part: number, all: number): number | null => (all > 0 ? part / all : null)

const sumOf = (numbers: Float64Array): number => numbers.reduce((sum, one) => sum + one, 0)
