import { intervalsOf, REPLICATES, refitted } from './bootstrap.ts'
import { ORDER_MAX } from './chain.ts'
import { chainOf } from './chain-of.ts'
import { CoalitionTally } from './coalitions.ts'
import {
  diagnoseCoalitions,
  diagnoseOrders,
  type HeldOut,
  type OrderDiagnostics,
} from './diagnostics.ts'
import { storedEffect } from './effects.ts'
import type { PathCounts, PathSet } from './paths.ts'
import { removalEffects } from './removal.ts'
import { Resampler } from './resampler.ts'
import { Routes } from './routes.ts'
import { shapley } from './shapley.ts'
import { supportOf } from './support.ts'

/** Models whose weights are fitted on journeys, and then applied until another fit is. */
export const FITTED_MODELS = ['markov', 'shapley'] as const
export type FittedModel = (typeof FITTED_MODELS)[number]

/** How paths are fitted. */
export interface FitTerms {
  model: FittedModel
  /** Of markov, 1 to 4; null for shapley. */
  order: number | null
  /** What is left to chance follows from it. */
  seed: number
  /** Of markov: TooManyStatesError beyond. */
  statesMax: number
}

/** What a fit says of a channel. */
export interface ChannelFit {
  channel: string
  /** The share of conversions that is lost without it (markov), or that it adds (shapley); billionths. */
  effect: number
  /** The same of their value. */
  effectValue: number
  /** Between them lies the effect in 95 % of resamples. */
  low: number
  high: number
  /** Conversions whose journey touched it. */
  conversions: number
}

/** A fitted model with its diagnostics: plain data, that is stored as it is. */
export interface Fit {
  channels: ChannelFit[]
  journeys: number
  conversions: number
  /** Minor units. */
  value: number
  /** Different sequences of channels. */
  paths: number
  /** Of markov. */
  states: number | null
  /** Of markov: how well chains of each order tell journeys that convert. */
  orders: OrderDiagnostics[]
  /** The same of the model that was fitted. */
  auc: number | null
  heldOutAuc: number | null
  heldOutSeen: number | null
  /** Resamples that the intervals are of. */
  resamples: number
}

/** How far a fit is: plain data, so that it can be kept between two steps. */
export interface FitProgress {
  effects: { conversions: number[]; values: number[]; states: number | null } | null
  orders: OrderDiagnostics[]
  coalitions: HeldOut | null
  /** Effects of each resample. */
  draws: number[][]
}

export const NOTHING_FITTED: FitProgress = {
  effects: null,
  orders: [],
  coalitions: null,
  draws: [],
}

/** Chains of more states take long to solve: their intervals are of fewer resamples. */
const FEW_STATES = 2_000
const FEWER_REPLICATES = 40

/** Random orders of a resample, of more than 14 channels: their errors are small beside the spread. */
const PAIRS_OF_RESAMPLE = 200

/**
 * Fits paths step by step: the effects of channels, then diagnostics, then one resample after another.
 * A step is short enough for a host that allows half a minute, as far as the limits of the paths are.
 */
export class Fitting {
  readonly #paths: PathSet
  readonly #terms: FitTerms
  #progress: FitProgress
  #fitter: Fitter | undefined
  #resampler: Resampler | undefined

  /** @param progress of the same paths under the same terms */
  constructor(paths: PathSet, terms: FitTerms, progress: FitProgress = NOTHING_FITTED) {
    this.#paths = paths
    this.#terms = terms
    this.#progress = progress
  }

  get progress(): FitProgress {
    return this.#progress
  }

  /** What the next step does; undefined when all is done. */
  get stage(): FitStage | undefined {
    const { effects, draws } = this.#progress
    if (!effects) return 'solving'
    if (!this.#isDiagnosed) return 'diagnosing'
    return draws.length < replicatesOf(effects.states) ? 'resampling' : undefined
  }

  /** From 0 to 1. */
  get share(): number {
    const { effects, orders, coalitions, draws } = this.#progress
    const diagnosed =
      this.#terms.model === 'markov' ? orders.length / ORDER_MAX : coalitions ? 1 : 0
    const drawn = draws.length / replicatesOf(effects?.states ?? null)
    return (effects ? 0.1 : 0) + 0.2 * diagnosed + 0.7 * drawn
  }

  /** @throws TooManyStatesError, UnsettledChainError */
  advance(): void {
    const { stage } = this
    if (stage === 'solving') this.#solve()
    else if (stage === 'diagnosing') this.#diagnose()
    else if (stage === 'resampling') this.#resample()
  }

  /** When nothing is left to do. */
  result(): Fit {
    const { effects, orders, draws, coalitions } = this.#progress
    if (!effects) throw new Error('the effects are not fitted yet')
    const support = supportOf(this.#paths)
    const intervals = intervalsOf(draws)
    const own = coalitions ?? orders.find(({ order }) => order === this.#terms.order) ?? NO_OWN
    return {
      channels: this.#paths.channels.map((channel, at) => ({
        channel,
        effect: storedEffect(effects.conversions[at] ?? 0),
        effectValue: storedEffect(effects.values[at] ?? 0),
        low: storedEffect(intervals[at]?.low ?? 0),
        high: storedEffect(intervals[at]?.high ?? 0),
        conversions: support.byChannel[at] ?? 0,
      })),
      ...totalsOf(this.#paths),
      paths: this.#paths.size,
      states: effects.states,
      orders: orders.filter(({ states }) => states > 0),
      ...{ auc: own.auc, heldOutAuc: own.heldOutAuc, heldOutSeen: own.heldOutSeen },
      resamples: draws.length,
    }
  }

  #solve(): void {
    const { states, effectsOf } = this.#fitterOf()
    const { conversions, values } = effectsOf(this.#paths, false)
    const effects = { conversions: [...conversions], values: [...values], states }
    this.#progress = { ...this.#progress, effects }
  }

  get #isDiagnosed(): boolean {
    const { orders, coalitions } = this.#progress
    return this.#terms.model === 'markov' ? orders.length === ORDER_MAX : coalitions !== null
  }

  /** An order that has too many states to be told keeps its place, with none. */
  #diagnose(): void {
    const { seed, model } = this.#terms
    const { orders } = this.#progress
    if (model === 'shapley') {
      const coalitions = diagnoseCoalitions(this.#paths, { seed })
      this.#progress = { ...this.#progress, coalitions }
      return
    }
    const order = orders.length + 1
    const [told = { order, ...NO_OWN, states: 0 }] = diagnoseOrders(this.#paths, [order], { seed })
    this.#progress = { ...this.#progress, orders: [...orders, told] }
  }

  #resample(): void {
    const { draws } = this.#progress
    const { effectsOf } = this.#fitterOf()
    const refit = (counts: PathCounts) => effectsOf(counts, true).conversions
    this.#resampler ??= new Resampler(this.#paths)
    const draw = refitted(this.#resampler, refit, this.#terms.seed, draws.length)
    this.#progress = { ...this.#progress, draws: [...draws, [...draw]] }
  }

  #fitterOf(): Fitter {
    this.#fitter ??= fitterOf(this.#paths, this.#terms)
    return this.#fitter
  }
}

export type FitStage = 'solving' | 'diagnosing' | 'resampling'

const NO_OWN = { auc: null, heldOutAuc: null, heldOutSeen: null }

interface Fitter {
  states: number | null
  /** By channel, for the paths with these counts. */
  effectsOf(
    counts: PathCounts,
    isResample: boolean,
  ): { conversions: Float64Array; values: Float64Array }
}

const fitterOf = (paths: PathSet, terms: FitTerms): Fitter =>
  terms.model === 'markov' ? markovFitter(paths, terms) : shapleyFitter(paths, terms)

function markovFitter(paths: PathSet, { order, statesMax }: FitTerms): Fitter {
  const length = order ?? 1
  const routes = new Routes(paths, length)
  const chain = (counts: PathCounts) =>
    chainOf(routes.counted(counts), length, paths.channels, statesMax)
  return {
    states: chain(paths).states,
    effectsOf: (counts) => removalEffects(chain(counts)),
  }
}

/** Effects are shares of all conversions, and of their value, so that both models' are of one size. */
function shapleyFitter(paths: PathSet, { seed }: FitTerms): Fitter {
  const tally = new CoalitionTally()
  paths.replay(tally)
  const coalitions = tally.coalitions(paths.channels.length)
  const of = tally.coalitionsOf(paths)
  return {
    states: null,
    effectsOf(counts, isResample) {
      const [journeys, conversions, values] = [0, 0, 0].map(
        () => new Float64Array(coalitions.size),
      ) as [Float64Array, Float64Array, Float64Array]
      of.forEach((at, path) => {
        const converted = counts.conversions[path] as number
        const all = converted + (counts.nulls[path] as number)
        journeys[at] = (journeys[at] as number) + all
        conversions[at] = (conversions[at] as number) + converted
        values[at] = (values[at] as number) + (counts.values[path] as number)
      })
      const options = isResample ? { seed, pairs: PAIRS_OF_RESAMPLE } : { seed }
      const fit = shapley({ ...coalitions, journeys, conversions, values }, options)
      return {
        conversions: sharesOf(fit.conversions, sum(conversions)),
        values: sharesOf(fit.values, sum(values)),
      }
    },
  }
}

const replicatesOf = (states: number | null): number =>
  states === null || states <= FEW_STATES ? REPLICATES : FEWER_REPLICATES

const sharesOf = (amounts: Float64Array, total: number): Float64Array =>
  amounts.map((amount) => (total > 0 ? amount / total : 0))

function totalsOf({ size, conversions, nulls, values }: PathSet) {
  const totals = { journeys: 0, conversions: 0, value: 0 }
  for (let path = 0; path < size; path++) {
    totals.journeys += (conversions[path] as number) + (nulls[path] as number)
    totals.conversions += conversions[path] as number
    totals.value += values[path] as number
  }
  return totals
}

const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0)
