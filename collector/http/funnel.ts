import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { formatAmount } from '../../shared/money.ts'
import { filtersIn, ORDER_FILTERS, shownFilters } from '../../shared/wire/filters.ts'
import { funnelQuery } from '../../shared/wire/funnel.ts'
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
const ELSEWHERE = {
  goal: 'is no parameter here: the last step of the funnel is a purchase; leave it out',
  model: 'is no parameter here: an order is of the last visit before it; leave it out',
  landing_page:
    'is no filter here: visits are counted from sums, which name no page; ask /v1/roi with it',
  ...Object.fromEntries(ORDER_FILTERS.map((name) => [name, OF_ORDERS])),
}

/** `GET /v1/funnel`: how far visits came, and what was left in carts. */
export const getFunnel: Handler = async (c, services) => {
  const { site: asked } = await authenticate(c, services, 'report')
  const query = readQuery(c, funnelQuery, ELSEWHERE)
  const { from, to, by, abandoned_after, format } = query
  const { site, now } = await siteAsOf(services, asked, query)
  const filters = filtersIn(query)
  const answer = await site.ledger.report({
    ...{ kind: 'funnel', from, to, by, filters, now },
    abandonedAfterMs: abandoned_after * DAY_MS,
  })
  const { currency } = answer.settings
  const { visits, levels, carts, withoutVisit } = answer
  const funnel = funnelOf({ by, currency, visits, levels, carts })
  const [first, last] = [formatDay(from), formatDay(to)]
  if (format === 'csv')
    return csvFile(
      funnelCsv(funnel, by, sinceClosedLines(answer)),
      `${site.name}-funnel-${first}-${last}`,
    )
  return json(200, {
    meta: {
      ...{ site: site.name, from: first, to: last, by, goal: 'purchase', abandoned_after },
      ...(filters && { filters: shownFilters(filters) }),
      value_basis: 'net of refunds, without tax and shipping',
      ...freshness(answer),
      ...sinceClosedMeta(answer),
    },
    ...funnel,
    without_visit: {
      orders: withoutVisit.orders,
      value: formatAmount(withoutVisit.value, currency),
    },
  })
}
