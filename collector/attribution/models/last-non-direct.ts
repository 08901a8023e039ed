import type { Model } from '../model.ts'
import { lastTouch } from './last-touch.ts'

/** Last touch with direct as the last resort. The default model. */
export const lastNonDirect: Model<'last_non_direct'> = {
  name: 'last_non_direct',
  version: 1,
  title: 'Last non-direct touch',
  describe: 'The last touch that was no direct visit earns everything.',
  defaults: { direct: 'last_resort' },
  weights: lastTouch.weights,
}
