import type { JourneyTouch, Model, ModelParams } from '../model.ts'
import { CHANNEL_PREFIX, factorOf } from '../parameters.ts'
import { normaliseOrEqual } from '../split.ts'

/** Weight of the first touch, of each one between, of the last; and a factor by channel, 1 if none. */
export interface CustomParams extends ModelParams {
  first: number
  middle: number
  last: number
  [channel: `channel.${string}`]: number
}

/**
 * The site's own weights, by position, by channel, or both: a touch weighs what its position says
 * times what its channel says. Unlike the shares of the position based model, a weight is each
 * touch's: with 1, 1, 1 positions make no difference. An only touch earns everything, and where all
 * weigh nothing they earn the same.
 */
export const custom: Model<'custom', CustomParams> = {
  name: 'custom',
  version: 1,
  title: 'Custom weights',
  describe: 'A touch earns by the weight of its position times the weight of its channel.',
  defaults: { direct: 'last_resort', first: 1, middle: 1, last: 1 },
  parameters: {
    first: factorOf('of the first touch'),
    middle: factorOf('of each touch between the first and the last'),
    last: factorOf('of the last touch'),
  },
  channelParameter: factorOf('of each touch of this channel'),
  weights: customWeights,
}

function customWeights(
  touches: readonly JourneyTouch[],
  _conversionTs: number,
  params: CustomParams,
): number[] {
  const weights = touches.map(({ channel }, index) => {
    const factor = params[`${CHANNEL_PREFIX}${channel}`] ?? 1
    return positionOf(index, touches.length, params) * factor
  })
  return normaliseOrEqual(weights)
}

function positionOf(index: number, count: number, { first, middle, last }: CustomParams): number {
  if (index === 0) return first
  return index === count - 1 ? last : middle
}
