import { type Effects, fittedWeights } from '../data-driven/effects.ts'
import type { FittedModel } from '../data-driven/fit.ts'
import type { Model, ModelParams } from '../model.ts'

/** What was fitted, of the version that is active. */
export interface FittedParams extends ModelParams {
  effects: Effects
}

const fitted = <Name extends FittedModel>(
  name: Name,
  title: string,
  describe: string,
): Model<Name, FittedParams> => ({
  name,
  version: 1,
  title,
  describe,
  defaults: { direct: 'last_resort', effects: new Map() },
  isFitted: true,
  weights: (touches, _conversionTs, { effects }) => fittedWeights(touches, effects).weights,
})

/** Weights by removal effects (`data-driven/removal.ts`). */
export const markov = fitted(
  'markov',
  'Markov',
  'A channel earns by the share of conversions that would be lost without it, as fitted on journeys.',
)

/** Weights by Shapley values of the conversion rate (`data-driven/shapley.ts`). */
export const shapleyValue = fitted(
  'shapley',
  'Shapley',
  'A channel earns by what it adds to the conversion rate of all combinations of others, as fitted on journeys.',
)
