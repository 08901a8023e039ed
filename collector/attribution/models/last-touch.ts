import type { Model } from '../model.ts'
import { WEIGHT_SUM } from '../split.ts'

/** All credit to the last touch, direct or not: the one model for which direct is like any other. */
export const lastTouch: Model<'last_touch'> = {
  name: 'last_touch',
  version: 1,
  title: 'Last touch',
  describe: 'The last touch before the conversion earns everything, a direct visit too.',
  defaults: { direct: 'equal' },
  weights: (touches) => touches.map((_, index) => (index === touches.length - 1 ? WEIGHT_SUM : 0)),
}
