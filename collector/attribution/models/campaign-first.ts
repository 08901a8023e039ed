import type { JourneyTouch, Model } from '../model.ts'
import { WEIGHT_SUM } from '../split.ts'

/**
 * The last touch that came by campaign tags or an ad's click id earns everything, also when search,
 * referrals or direct visits came after it; without one, the last touch does. The shape is that of
 * "Google paid channels last click" of Google Analytics 4 (support.google.com/analytics/answer/10596866),
 * which falls back on the last click where its channels have none; here any campaign of anybody counts.
 */
export const campaignFirst: Model<'campaign_first'> = {
  name: 'campaign_first',
  version: 1,
  title: 'Campaign first',
  describe: 'The last campaign touch earns everything; without one, the last touch does.',
  defaults: { direct: 'last_resort' },
  weights: (touches) => {
    const winner = winnerOf(touches)
    return touches.map((_, index) => (index === winner ? WEIGHT_SUM : 0))
  },
}

function winnerOf(touches: readonly JourneyTouch[]): number {
  const campaign = touches.findLastIndex(({ isCampaign }) => isCampaign)
  return campaign >= 0 ? campaign : touches.length - 1
}
