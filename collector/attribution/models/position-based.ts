import type { JourneyTouch, Model, ModelParams } from '../model.ts'
import { shareOf } from '../parameters.ts'
import { normaliseOrEqual } from '../split.ts'

/** Shares of the first, the middle (all of it) and the last touch; only proportions matter. */
export interface PositionBasedParams extends ModelParams {
  first: number
  middle: number
  last: number
}

/**
 * The first touch earns 40 %, the last 40 %, those between share 20 %. With two touches there is
 * nobody between: the middle's share goes to the ends in proportion to their own (as in Adobe's
 * and Mixpanel's U-shape, and unlike HubSpot's, whose second anchor is the lead).
 * Where all weigh nothing they earn the same.
 */
export const positionBased: Model<'position_based', PositionBasedParams> = {
  name: 'position_based',
  version: 1,
  title: 'Position based',
  describe: 'The first and the last touch earn 40 % each, those between share 20 %.',
  defaults: { direct: 'last_resort', first: 40, middle: 20, last: 40 },
  parameters: {
    first: shareOf('of the first touch'),
    middle: shareOf('of all touches between the first and the last'),
    last: shareOf('of the last touch'),
  },
  weights: positionWeights,
}

function positionWeights(
  touches: readonly JourneyTouch[],
  _conversionTs: number,
  { first, middle, last }: PositionBasedParams,
): number[] {
  return normaliseOrEqual(shares(touches.length, first, middle, last))
}

function shares(count: number, first: number, middle: number, last: number): number[] {
  if (count === 1) return [1]
  // Everything times the number between, so that whole percentages stay whole numbers.
  const between = Math.max(1, count - 2)
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return first * between
    return index === count - 1 ? last * between : middle
  })
}
