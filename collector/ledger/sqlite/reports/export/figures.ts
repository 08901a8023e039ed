import type { FigureTable } from '../../../../export/tables.ts'
import * as schema from '../../schema.ts'
import { ERASING, OF_TUPLE, REASON, TUPLE, unlessErased } from './facts.ts'
import { type Source, sourceOf } from './source.ts'

/** Sums of months stand between those of days. */
const OF_A_DAY = 't.period > 999999'
const ITS_PERIOD = { from: 't.period', to: 't.period' }

/** What is read as it stands; amounts are in the site's currency, which the rows do not have. */
export const FIGURE_SOURCES: Record<
  Exclude<FigureTable, 'converted_journeys' | 'credits'>,
  Source
> = {
  touches: sourceOf(schema.touches, {
    joins: `${TUPLE} ${ERASING} LEFT JOIN hits h ON h.seq = t.hit`,
    columns: {
      ...OF_TUPLE,
      id: 't.event_id',
      click_id: unlessErased('t.click_id'),
      landing_page: unlessErased(`coalesce(h.url, '')`),
    },
    dated: { from: 't.day', to: 't.day' },
    more: { tuple: 't.tuple', hit: 't.hit' },
  }),
  daily_credits: sourceOf(schema.rollups, {
    joins: TUPLE,
    columns: { ...OF_TUPLE, ...REASON, day: 't.period' },
    dated: ITS_PERIOD,
    only: OF_A_DAY,
  }),
  daily_touches: sourceOf(schema.touchCounts, {
    joins: TUPLE,
    columns: { ...OF_TUPLE, day: 't.period', touches: 't.n' },
    dated: ITS_PERIOD,
    only: OF_A_DAY,
  }),
  daily_costs: sourceOf(schema.costDays, { dated: { from: 't.day', to: 't.day' } }),
}
