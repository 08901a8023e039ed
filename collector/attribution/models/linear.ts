import type { Model } from '../model.ts'
import { normalise } from '../split.ts'

/** The same credit to every touch; a channel that was touched twice earns twice. */
export const linear: Model<'linear'> = {
  name: 'linear',
  version: 1,
  title: 'Linear',
  describe: 'Every touch earns the same.',
  defaults: { direct: 'last_resort' },
  weights: (touches) => normalise(touches.map(() => 1)),
}
