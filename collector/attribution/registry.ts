import {
  type Effects,
  type FittedBy,
  type FittedWeights,
  fittedWeights,
} from './data-driven/effects.ts'
import type { Anchor, AnchorTouch, DirectRule, JourneyTouch, Model, ModelParams } from './model.ts'
import { campaignFirst } from './models/campaign-first.ts'
import { custom } from './models/custom.ts'
import { firstTouch } from './models/first-touch.ts'
import { markov, shapleyValue } from './models/fitted.ts'
import { fullPath } from './models/full-path.ts'
import { lastNonDirect } from './models/last-non-direct.ts'
import { lastTouch } from './models/last-touch.ts'
import { linear } from './models/linear.ts'
import { positionBased } from './models/position-based.ts'
import { timeDecay } from './models/time-decay.ts'
import { wShaped } from './models/w-shaped.ts'

export type { Anchor, DirectRule, JourneyTouch, Model, ModelParams } from './model.ts'

const COMPUTED_AT_FIRST = [
  firstTouch,
  lastTouch,
  lastNonDirect,
  linear,
  timeDecay,
  positionBased,
  wShaped,
  fullPath,
] as const

const RULES = [...COMPUTED_AT_FIRST, custom, campaignFirst] as const

const ALL = [...RULES, markov, shapleyValue] as const

/** The names as they stand on the wire and in the ledger. */
export type ModelName = (typeof ALL)[number]['name']

/** Every model, in the order in which they are shown. */
export const MODELS: readonly Model<ModelName>[] = ALL

/** Those that a site can compute without a fit. */
export const RULE_MODELS: readonly Model<ModelName>[] = RULES

/** Those that a new site computes. Each one more is as many rows of sums more. */
export const FIRST_MODELS: readonly ModelName[] = COMPUTED_AT_FIRST.map(({ name }) => name)

export const DEFAULT_MODEL: ModelName = 'last_non_direct'

export function modelNamed(name: string): Model<ModelName> | undefined {
  return MODELS.find((model) => model.name === name)
}

/**
 * The weight of each touch of one journey under one model: integers that sum to WEIGHT_SUM in the
 * order of the touches, which must be that of (ts, id); [] for no touches. Direct touches get 0
 * unless the journey has nothing else, or the parameters say `direct: 'equal'`.
 * @param params overrides the model's defaults one by one
 */
export function creditsOf<Params extends ModelParams>(
  model: Model<string, Params>,
  touches: readonly JourneyTouch[],
  conversionTs: number,
  params: Partial<Params> = {},
): number[] {
  const merged = { ...model.defaults, ...params }
  const earning = earningTouches(touches, merged)
  return ofAll(touches, earning, model.weights(earning, conversionTs, merged))
}

/** The same under a fitted model, and how the weights came about. */
export function fittedCreditsOf(
  touches: readonly JourneyTouch[],
  params: { direct: DirectRule; effects: Effects },
): FittedWeights {
  const earning = earningTouches(touches, params)
  const { weights, by } = fittedWeights(earning, params.effects)
  return { weights: ofAll(touches, earning, weights), by }
}

/**
 * What a fitted model has credited linearly has sums of its own beside the model's, under this name; so
 * reports tell how much it is, and a change takes it away again.
 */
export const linearPartOf = (model: string, by: Exclude<FittedBy, 'effects'>): string =>
  `${model}:${by}`

/** Weights of all touches, of those that earn. */
function ofAll(
  touches: readonly JourneyTouch[],
  earning: readonly unknown[],
  weights: number[],
): number[] {
  if (earning.length === touches.length) return weights
  let next = 0
  return touches.map((touch) => (touch.direct ? 0 : (weights[next++] ?? 0)))
}

/** Whether a channel is the one of touches that came from nowhere. */
export const isDirect = (channel: string): boolean => channel === 'Direct'

/** Whether any of these models looks at what touches have brought. */
export const anyAnchored = (names: readonly string[]): boolean =>
  names.some((name) => modelNamed(name)?.anchors !== undefined)

/**
 * What each touch is to a model that credits touches for what they are (`first`, `lead`…), in the order
 * of the touches; undefined for other models.
 */
export function anchorsUnder(
  model: Model,
  touches: readonly AnchorTouch[],
  params: Partial<ModelParams> = {},
): (readonly Anchor[])[] | undefined {
  const earning = earningTouches(touches, { ...model.defaults, ...params })
  const anchors = model.anchors?.(earning)
  if (!anchors || earning.length === touches.length) return anchors
  let next = 0
  return touches.map((touch) => (touch.direct ? [] : (anchors[next++] ?? [])))
}

/** What a direct touch has brought that earns nothing is the merit of the touch before it. */
function earningTouches<Touch extends AnchorTouch>(
  touches: readonly Touch[],
  { direct }: ModelParams,
): readonly Touch[] {
  if (direct === 'equal' || touches.every((touch) => touch.direct)) return touches
  const earning: Touch[] = []
  for (const touch of touches) {
    if (!touch.direct) {
      earning.push(touch)
      continue
    }
    const before = earning.pop()
    if (before) earning.push({ ...before, roles: [...before.roles, ...touch.roles] })
  }
  return earning
}
