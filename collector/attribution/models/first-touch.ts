import type { Model } from '../model.ts'
import { WEIGHT_SUM } from '../split.ts'

/** All credit to the touch that began the journey. */
export const firstTouch: Model<'first_touch'> = {
  name: 'first_touch',
  version: 1,
  title: 'First touch',
  describe: 'The touch that began the journey earns everything.',
  defaults: { direct: 'last_resort' },
  weights: (touches) => touches.map((_, index) => (index === 0 ? WEIGHT_SUM : 0)),
}
