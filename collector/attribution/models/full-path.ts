import { anchoredWeights, anchorsOfTouches } from '../anchored.ts'
import type { Model, ModelParams } from '../model.ts'
import { shareOf } from '../parameters.ts'

/** Shares of the four anchors, and of all ordinary touches together; only proportions matter. */
export interface FullPathParams extends ModelParams {
  first: number
  lead: number
  opportunity: number
  last: number
  ordinary: number
}

/** As W-shaped, with the last touch as the fourth anchor: 22.5 % each, the others share 10 %. */
export const fullPath: Model<'full_path', FullPathParams> = {
  name: 'full_path',
  version: 1,
  title: 'Full path',
  describe:
    'The first touch, the one that brought the lead, the one that opened the cart and the last earn 22.5 % each, the others share 10 %.',
  defaults: {
    direct: 'last_resort',
    first: 22.5,
    lead: 22.5,
    opportunity: 22.5,
    last: 22.5,
    ordinary: 10,
  },
  parameters: {
    first: shareOf('of the first touch'),
    lead: shareOf('of the touch that brought the lead or sign-up'),
    opportunity: shareOf('of the touch that opened the opportunity or cart'),
    last: shareOf('of the last touch'),
    ordinary: shareOf('of all other touches together'),
  },
  weights: (touches, conversionTs, { first, lead, opportunity, last, ordinary }) =>
    anchoredWeights(touches, conversionTs, { first, lead, opportunity, last }, ordinary),
  anchors: (touches) => anchorsOfTouches(touches, { first: 0, lead: 0, opportunity: 0, last: 0 }),
}
