import type { z } from 'zod'
import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { filtersIn, ORDER_FILTERS, shownFilters } from '../../shared/wire/filters.ts'
import { type FunnelBy, funnelQuery } from '../../shared/wire/funnel.ts'
import type { FunnelAnswer, FunnelQuery } from '../ledger/reports-funnel.ts'
import { funnelOf } from '../roi/funnel.ts'
import { funnelCsv } from '../roi/funnel-csv.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { authenticate } from './auth.ts'
import { sinceClosedLines, sinceClosedMeta } from './closed-meta.ts'
import { freshness } from './freshness.ts'
import { readQuery } from './query.ts'
import { csvFile } from './report-meta.ts'
import type { Handler } from './services.ts'

const OF_ORDERS =
  'is no filter here: visits with no order have none; ask /v1/roi, whose value is of orders'

/** What the ROI report may be asked, and why visits may not. */
export const FUNNEL_ELSEWHERE: Readonly<Record<string, string>> = {
  goal: 'is no parameter here: the last step of the funnel is a purchase; leave it out',
  model: 'is no parameter here: an order is of the last visit before it; leave it out',
  landing_page:
    'is no filter here: visits are counted from sums, which name no page; ask /v1/roi with it',
  ...Object.fromEntries(ORDER_FILTERS.map((name) => [name, OF_ORDERS])),
}

/** `GET /v1/funnel`: how far visits came, and what was left in carts. */
export const getFunnel: Handler = async (c, services) => {
  const { site: asked } = await authenticate(c, services, 'report')
  const query = readQuery(c, funnelQuery, FUNNEL_ELSEWHERE)
  const { from, to, by, format } = query
  const { site, now } = await siteAsOf(services, asked, query)
  const answer = await site.ledger.report(funnelAsked(query, now))
  const { rows, total, without_visit } = shownFunnel(answer, by)
  if (format === 'csv')
    return csvFile(
      funnelCsv({ rows, total }, by, sinceClosedLines(answer)),
      `${site.name}-funnel-${formatDay(from)}-${formatDay(to)}`,
    )
  return json(200, { meta: funnelMeta(site.name, query, answer), rows, total, without_visit })
}

/** What the report and the explanation of its figures are asked by. */
type FunnelTerms = Omit<z.output<typeof funnelQuery>, 'format'>

/** @param now ms since the epoch */
export function funnelAsked(query: FunnelTerms, now: number): FunnelQuery {
  const { from, to, by, abandoned_after } = query
  const filters = filtersIn(query)
  return { kind: 'funnel', from, to, by, filters, now, abandonedAfterMs: abandoned_after * DAY_MS }
}

/** The report as it is shown. */
export function shownFunnel(
  { visits, levels, carts, withoutVisit, settings: { currency } }: Omit<FunnelAnswer, 'kind'>,
  by: FunnelBy,
) {
  return {
    ...funnelOf({ by, currency, visits, levels, carts }),
    without_visit: {
      orders: withoutVisit.orders,
      value: formatAmount(withoutVisit.value, currency),
    },
  }
}

/** What the report says of itself. */
export function funnelMeta(site: string, query: FunnelTerms, answer: Omit<FunnelAnswer, 'kind'>) {
  const { from, to, by, abandoned_after } = query
  const filters = filtersIn(query)
  return {
    ...{ site, from: formatDay(from), to: formatDay(to), by, goal: 'purchase', abandoned_after },
    ...(filters && { filters: shownFilters(filters) }),
    value_basis: 'net of refunds, without tax and shipping',
    ...freshness(answer),
    ...sinceClosedMeta(answer),
  }
}
