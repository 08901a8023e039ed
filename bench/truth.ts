import {
  creditsOfEffects,
  fittedWeights,
  storedEffects,
} from '../collector/attribution/data-driven/effects.ts'
import { pathAttributor } from '../collector/attribution/data-driven/path-attribution.ts'
import { PathSet } from '../collector/attribution/data-driven/paths.ts'
import {
  creditsOf,
  isDirect,
  type JourneyTouch,
  RULE_MODELS,
} from '../collector/attribution/registry.ts'
import { rolesAt } from '../collector/journey/anchors.ts'
import type { Options } from './rounds.ts'
import { conversionsWithout, type Lived, live, timeOf, type World } from './truth-world.ts'
import { WORLDS } from './truth-worlds.ts'

const PERSONS = 200_000
const QUICK_PERSONS = 20_000

/** What a model gives each channel, as shares of all, and how far that is from the truth. */
export interface Judged {
  model: string
  shares: number[]
  /** Total variation distance: the share of all credit that would have to move. 0 to 1. */
  distance: number
  /** Mean absolute error of a channel's share. */
  meanError: number
}

export interface Truth {
  world: World
  persons: number
  /** All conversions, those with a touch (which models share out), and those that channels brought. */
  conversions: number
  matched: number
  brought: number
  /** What each channel has truly brought, as shares of what they have brought one by one. */
  shares: number[]
  models: Judged[]
}

/** Lets each world happen, with every channel and without each, and asks every model who did it. */
export const benchTruth = ({ quick }: Pick<Options, 'quick'>): Truth[] =>
  WORLDS.map((world) => truthOf(world, quick ? QUICK_PERSONS : PERSONS))

export function truthOf(world: World, persons: number): Truth {
  const lives = Array.from({ length: persons }, (_, at) => live(world, at + 1))
  const seen = lives.filter(({ touches }) => touches.length > 0)
  const conversions = lives.filter(({ converted }) => converted).length
  const without = (channels: Iterable<number>) =>
    conversionsWithout(world, persons, new Set(channels))
  const truth = sharesOf(world.channels.map((_, channel) => conversions - without([channel])))
  const credits = { ...creditsOfHeuristics(world, seen), ...creditsOfFits(world, seen) }
  return {
    ...{ world, persons, conversions, shares: truth },
    matched: seen.filter(({ converted }) => converted).length,
    brought: conversions - without(world.channels.keys()),
    models: Object.entries(credits).map(([model, given]) => judged(model, sharesOf(given), truth)),
  }
}

/** Below zero is nothing: a share of credit is none. */
function sharesOf(amounts: readonly number[]): number[] {
  const positive = amounts.map((amount) => Math.max(0, amount))
  const all = positive.reduce((sum, amount) => sum + amount, 0)
  return positive.map((amount) => (all === 0 ? 0 : amount / all))
}

function judged(model: string, shares: number[], truth: readonly number[]): Judged {
  const off = shares.reduce((sum, share, at) => sum + Math.abs(share - (truth[at] ?? 0)), 0)
  return { model, shares, distance: off / 2, meanError: off / shares.length }
}

type Credits = Record<string, number[]>

/** Every model of journeys, with its defaults, over the journeys that converted. */
function creditsOfHeuristics(world: World, seen: readonly Lived[]): Credits {
  const converted = seen.filter((lived) => lived.converted)
  return Object.fromEntries(
    RULE_MODELS.map((model) => [
      model.title,
      summed(world, converted, (lived) => {
        const touches = journeyOf(world, lived)
        return creditsOf(model, touches, timeOf(lived.touches.at(-1)?.day ?? 0) + 1)
      }),
    ]),
  )
}

function journeyOf({ channels }: World, lived: Lived): JourneyTouch[] {
  const { lead, opportunity } = lived
  return lived.touches.map(({ channel, day }, place) => {
    const { name, isCampaign } = channels[channel] as World['channels'][number]
    const roles = rolesAt({ lead, opportunity }, place)
    const id = String(day).padStart(2, '0')
    return { id, ts: timeOf(day), channel: name, direct: isDirect(name), isCampaign, roles }
  })
}

function summed(
  world: World,
  lives: readonly Lived[],
  weightsOf: (lived: Lived) => readonly number[],
): number[] {
  const sums = world.channels.map(() => 0)
  for (const lived of lives)
    for (const [place, weight] of weightsOf(lived).entries()) {
      const { channel } = lived.touches[place] as Lived['touches'][number]
      sums[channel] = (sums[channel] ?? 0) + weight
    }
  return sums
}

/**
 * Markov and Shapley: fitted on all journeys, those that did not convert included, and shared out in
 * proportion to the effects, as path files are; and then as a site does, which applies the effects to
 * each journey that converted. Direct stands for itself only where there is nothing else, as for the
 * other models.
 */
function creditsOfFits(world: World, seen: readonly Lived[]): Credits {
  const earning = seen.map((lived) => ({ ...lived, touches: earningOf(world, lived) }))
  const paths = PathSet.of(
    earning.map(({ touches, converted }) => ({
      channels: touches.map(({ channel }) => world.channels[channel]?.name ?? ''),
      ...{ conversions: converted ? 1 : 0, value: 0, nulls: converted ? 0 : 1 },
    })),
  )
  const bought = earning.filter(({ converted }) => converted)
  const credits: Credits = {}
  for (const [name, effects] of fitsOf(paths)) {
    const shared = creditsOfEffects(effects, 1)
    credits[name] = world.channels.map(
      (channel) => shared[paths.channels.indexOf(channel.name)] ?? 0,
    )
    const stored = storedEffects(paths.channels, effects)
    credits[`${name}, by journey`] = summed(
      world,
      bought,
      ({ touches }) =>
        fittedWeights(
          touches.map(({ channel }) => ({ channel: world.channels[channel]?.name ?? '' })),
          stored,
        ).weights,
    )
  }
  return credits
}

function earningOf({ channels }: World, { touches }: Lived): Lived['touches'] {
  const others = touches.filter(({ channel }) => !isDirect(channels[channel]?.name ?? ''))
  return others.length > 0 ? others : touches
}

/** Effects by number of the channel in the paths. */
function fitsOf(paths: PathSet): [name: string, effects: Float64Array][] {
  const effectsOf = (model: 'markov' | 'shapley', order = 1): Float64Array => {
    const attributor = pathAttributor(model, { order })
    paths.replay(attributor.tally)
    const { channels } = attributor.result(paths.channels)
    return Float64Array.from(paths.channels, (name) => {
      const found = channels.find(({ channel }) => channel === name)
      return (model === 'markov' ? found?.removalEffect : found?.conversions) ?? 0
    })
  }
  const orders = [1, 2, 3, 4].map((order): [string, Float64Array] => [
    `Markov, order ${order}`,
    effectsOf('markov', order),
  ])
  return [...orders, ['Shapley', effectsOf('shapley')]]
}
