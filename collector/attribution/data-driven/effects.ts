import type { JourneyTouch } from '../model.ts'
import { normalise } from '../split.ts'

/**
 * Conversions (or value) by channel in proportion to removal effects, as ChannelAttribution and the
 * other packages of this field give them: effect ÷ sum of effects × total. A conversion has needed
 * several channels, so effects sum to more than 1, and only their proportions count. An effect
 * below zero earns nothing. All 0 when no effect is above zero.
 */
export function creditsOfEffects(effects: Float64Array, total: number): Float64Array {
  const earning = effects.map((effect) => Math.max(0, effect))
  const sum = earning.reduce((all, effect) => all + effect, 0)
  return earning.map((effect) => (sum > 0 ? (effect / sum) * total : 0))
}

/** Effects by channel of a fitted model, as they are stored with it. */
export type Effects = ReadonlyMap<string, number>

/** What an effect is rounded to when a fit is stored: 10⁻⁹. Rounded once, it is the same ever after. */
const STORED_STEPS = 1_000_000_000

export const storedEffect = (effect: number): number =>
  Math.round(effect * STORED_STEPS) / STORED_STEPS

/** Effects as they are stored, by name. @param effects by number of the channel */
export const storedEffects = (channels: readonly string[], effects: Float64Array): Effects =>
  new Map(channels.map((channel, number) => [channel, storedEffect(effects[number] ?? 0)]))

/** How the weights of one journey came about; what is not `effects` is to be counted and shown. */
export type FittedBy =
  | 'effects'
  /** Linear, since a channel of the journey was in no journey that the model was fitted on. */
  | 'unseen_channel'
  /** Linear, since no channel of the journey has an effect above zero. */
  | 'no_effect'

export interface FittedWeights {
  /** Integers that sum to WEIGHT_SUM, one a touch; [] for no touches. */
  weights: number[]
  by: FittedBy
}

/**
 * A fitted model applied to one journey: a touch weighs max(0, effect of its channel) ÷ the
 * channel's touches in the journey, normalised, so that a channel earns the same however often it
 * was touched. An effect below half a billionth is none. Pure and deterministic, as a model of
 * journeys is; the direct rule has been applied.
 */
export function fittedWeights(
  touches: readonly Pick<JourneyTouch, 'channel'>[],
  effects: Effects,
): FittedWeights {
  const occurrences = new Map<string, number>()
  for (const { channel } of touches) occurrences.set(channel, (occurrences.get(channel) ?? 0) + 1)
  const channels = [...occurrences.keys()]
  if (channels.some((channel) => !effects.has(channel))) return linearly(touches, 'unseen_channel')
  const effectOf = (channel: string) => Math.max(0, storedEffect(effects.get(channel) ?? 0))
  if (!channels.some((channel) => effectOf(channel) > 0)) return linearly(touches, 'no_effect')
  const weights = touches.map(({ channel }) => effectOf(channel) / (occurrences.get(channel) ?? 1))
  return { weights: normalise(weights), by: 'effects' }
}

const linearly = (touches: readonly unknown[], by: FittedBy): FittedWeights => ({
  weights: normalise(touches.map(() => 1)),
  by: touches.length === 0 ? 'effects' : by,
})
