import type { JourneyTouch, Model, ModelParams } from './model.ts'
import { firstTouch } from './models/first-touch.ts'
import { lastNonDirect } from './models/last-non-direct.ts'
import { lastTouch } from './models/last-touch.ts'
import { linear } from './models/linear.ts'
import { positionBased } from './models/position-based.ts'
import { timeDecay } from './models/time-decay.ts'

export type { DirectRule, JourneyTouch, Model, ModelParams } from './model.ts'

const ALL = [firstTouch, lastTouch, lastNonDirect, linear, timeDecay, positionBased] as const

/** The names as they stand on the wire and in the ledger. */
export type ModelName = (typeof ALL)[number]['name']

/** Every model, in the order in which they are shown. */
export const MODELS: readonly Model<ModelName>[] = ALL

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
  const weights = model.weights(earning, conversionTs, merged)
  if (earning.length === touches.length) return weights
  let next = 0
  return touches.map((touch) => (touch.direct ? 0 : (weights[next++] ?? 0)))
}

function earningTouches(
  touches: readonly JourneyTouch[],
  { direct }: ModelParams,
): readonly JourneyTouch[] {
  if (direct === 'equal') return touches
  const others = touches.filter((touch) => !touch.direct)
  return others.length > 0 ? others : touches
}
