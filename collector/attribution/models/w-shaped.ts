import { anchoredWeights, anchorsOfTouches } from '../anchored.ts'
import type { Model, ModelParams } from '../model.ts'
import { shareOf } from '../parameters.ts'

/** Shares of the three anchors, and of all ordinary touches together; only proportions matter. */
export interface WShapedParams extends ModelParams {
  first: number
  lead: number
  opportunity: number
  ordinary: number
}

/**
 * The touch that began the journey, the one that brought the lead and the one that opened the
 * opportunity or cart earn 30 % each; the others, of which the last is one, share 10 %.
 */
export const wShaped: Model<'w_shaped', WShapedParams> = {
  name: 'w_shaped',
  version: 1,
  title: 'W-shaped',
  describe:
    'The first touch, the one that brought the lead and the one that opened the cart earn 30 % each, the others share 10 %.',
  defaults: { direct: 'last_resort', first: 30, lead: 30, opportunity: 30, ordinary: 10 },
  parameters: {
    first: shareOf('of the first touch'),
    lead: shareOf('of the touch that brought the lead or sign-up'),
    opportunity: shareOf('of the touch that opened the opportunity or cart'),
    ordinary: shareOf('of all other touches together'),
  },
  weights: (touches, conversionTs, { first, lead, opportunity, ordinary }) =>
    anchoredWeights(touches, conversionTs, { first, lead, opportunity }, ordinary),
  anchors: (touches) => anchorsOfTouches(touches, { first: 0, lead: 0, opportunity: 0 }),
}
