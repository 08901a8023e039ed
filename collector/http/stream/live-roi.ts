import type { z } from 'zod'
import type { StreamEvents, streamQuery } from '../../../shared/wire/stream.ts'
import { localDay } from '../../roi/dates.ts'
import { withDefaults } from '../asked-defaults.ts'
import { querySchema, roiOfSite } from '../roi.ts'
import type { Services } from '../services.ts'
import type { OpenSite } from '../site-cache.ts'
import type { LiveFeed, Look } from './feed.ts'

type Asked = z.output<ReturnType<typeof streamQuery>>

/** What of a stream's question its figures are of. */
export type RoiAsked = Pick<Asked, 'from' | 'to' | 'goal' | 'model' | 'basis'>

/** The site's figures of the days that were asked, or of today. @throws Problem as `GET /v1/roi` does */
export function liveRoi(
  feed: LiveFeed,
  look: Look,
  asked: RoiAsked,
  services: Services,
): Promise<StreamEvents['roi']> {
  const today = localDay(services.clock(), look.site.state.settings.timeZone)
  const { from = today, to = today, goal } = asked
  const { model, basis } = withDefaults(asked, look.site.state)
  // What accrues counts up to today.
  const key = JSON.stringify([from, to, goal, model, basis, today])
  const terms = { from, to, goal, model, basis }
  return feed.figures(key, look, () => roiOf(look.site, terms, services))
}

async function roiOf(
  site: OpenSite,
  { from, to, ...terms }: Required<{ [Name in keyof RoiAsked]: NonNullable<RoiAsked[Name]> }>,
  services: Services,
): Promise<StreamEvents['roi']> {
  const query = {
    ...querySchema.parse({ from: '2000-01-01', to: '2000-01-01', ...terms }),
    from,
    to,
  }
  const { meta, total } = await roiOfSite(query, site, services)
  const { conversions, value, cost, profit, roi, roas, cpa } = total
  return {
    site: meta.site,
    ...{ from: meta.from, to: meta.to, goal: meta.goal, model: terms.model, basis: meta.basis },
    ...{ currency: meta.currency, timezone: meta.timezone },
    ...{ as_of: meta.as_of, fresh_to: meta.fresh_to },
    ...{ pending: meta.pending, building: meta.building, coverage: meta.coverage },
    ...{ eligible: meta.eligible, matched: meta.matched, warming_up: meta.warming_up },
    left_out: meta.left_out,
    total: { conversions, value, cost, profit, roi, roas, cpa },
  }
}

/** Whether it says anything else than before: that there are newer facts is no change of a figure. */
export const isSameRoi = (one: StreamEvents['roi'], other: StreamEvents['roi']): boolean =>
  figuresOf(one) === figuresOf(other)

const figuresOf = ({ as_of: _, fresh_to: __, ...figures }: StreamEvents['roi']): string =>
  JSON.stringify(figures)
