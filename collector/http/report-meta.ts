import { AD_SPEND_CATEGORIES } from '../../shared/cost-categories.ts'
import { formatDay } from '../../shared/dates.ts'
import { formatMillionths } from '../../shared/money.ts'
import { SALES_COUNTED } from '../../shared/sales-channels.ts'
import { filtersIn, shownFilters } from '../../shared/wire/filters.ts'
import type { RoiQuery } from '../../shared/wire/roi.ts'
import { lookbackMs } from '../journey/journey.ts'
import type { Settings } from '../ledger/facts.ts'
import type { RoiReportAnswer, SiteState } from '../ledger/ledger.ts'
import { localDay } from '../roi/dates.ts'
import type { Worth } from '../roi/report.ts'
import { text } from './answer.ts'
import { freshness } from './freshness.ts'
import { matchShown } from './match-rate.ts'
import { Problem } from './problem.ts'
import { rateHintOf } from './rate-hint.ts'

/** What was asked, but for the models. */
export type ReportTerms = Omit<RoiQuery, 'model'>

/** What may be asked of the worth of orders. */
type WorthTerms = Pick<ReportTerms, 'value' | 'discount_as' | 'refund_basis'>

/** undefined when nothing was asked of what an order is worth: the answer has fewer fields then. */
export function worthOf({ value, discount_as, refund_basis }: WorthTerms): Worth | undefined {
  if (!value && !discount_as && !refund_basis) return undefined
  return { value: value ?? 'revenue', discountAs: discount_as ?? 'reduction' }
}

/** undefined for all. */
export const categoriesOf = ({
  costs,
}: Pick<ReportTerms, 'costs'>): readonly string[] | undefined =>
  costs === 'ad_spend' ? AD_SPEND_CATEGORIES : undefined

/** What of a question the ledger keeps to. All that is counted, or more, is no part of it that costs could be outside of. */
export function segmentOf(query: ReportTerms) {
  const { sales_channel: sold, ...others } = filtersIn(query) ?? {}
  const isPart = sold && SALES_COUNTED.some((channel) => !sold.values.includes(channel))
  const filters = isPart ? { ...others, sales_channel: sold } : others
  return {
    filters: Object.keys(filters).length > 0 ? filters : undefined,
    salesChannels: sold?.values,
  }
}

/** What the ledger is asked, but for models. @param now ms since the epoch */
export function askedOf(query: ReportTerms, { settings }: SiteState, now: number) {
  const { from, to, goal, basis, by } = query
  return {
    ...{ from, to, goal, basis, by },
    refundBasis: query.refund_basis ?? 'sale',
    today: localDay(now, settings.timeZone),
    allocateAt: query.allocate === 'touches' ? now : undefined,
    categories: categoriesOf(query),
    ...segmentOf(query),
  }
}

/** @throws Problem 409 when a segment would have to go over more than it may */
export function requireBounded({ tooMany }: Pick<RoiReportAnswer, 'tooMany'>): void {
  if (!tooMany) return
  throw new Problem(
    'conflict',
    `this segment goes over ${tooMany.conversions} orders one by one, and over ${tooMany.max} at most; ask for a shorter period, or by channel, source, medium, campaign or stage alone, which are sums`,
  )
}

/** In words; a discount that is a cost was value before. */
export function valueBasis(worth: Worth | undefined): string {
  const without = worth?.value === 'margin' ? 'tax, shipping and cost of goods' : 'tax and shipping'
  const before = worth?.discountAs === 'cost' ? ', before discounts' : ''
  return `net of refunds, without ${without}${before}`
}

/** What an order is worth in an answer, and on which day; in more words where that was asked. */
export function worthMeta(query: WorthTerms, { costOfGoodsRate = 0 }: Settings) {
  const worth = worthOf(query)
  return {
    value_basis: valueBasis(worth),
    ...(worth && {
      value: worth.value,
      refund_basis: query.refund_basis ?? 'sale',
      discount_as: worth.discountAs,
      cost_of_goods_rate: formatMillionths(costOfGoodsRate),
    }),
  }
}

/**
 * A report as a file of this name.
 * @param next of a page: what to ask as `cursor` to have the one behind it
 */
export function csvFile(body: string, name: string, next: string | null = null): Response {
  return text(200, body, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
    ...(next !== null && { 'pathworth-next': next }),
  })
}

/** Until a site is as old as its lookback, journeys may have begun before the tag was there. */
export const warmingUp = (until: number, now: number) => ({
  warming_up: now < until,
  ...(now < until && { warming_up_until: new Date(until).toISOString() }),
})

/**
 * What every report says of itself.
 * @param models which rules its credits follow
 */
export function reportMeta(
  query: ReportTerms,
  models: Record<string, unknown>,
  answer: Omit<RoiReportAnswer, 'kind' | 'credits' | 'closed'>,
  state: SiteState,
  now: number,
) {
  const { from, to, goal, basis } = query
  const { eligible, matched, leftOut } = answer
  const { sales_channel: sold, ...filters } = filtersIn(query) ?? {}
  const coverage = eligible === 0 ? null : Math.round((matched / eligible) * 10_000) / 10_000
  return {
    site: state.site,
    from: formatDay(from),
    to: formatDay(to),
    goal,
    ...models,
    basis,
    ...(query.allocate === 'touches' && { allocate: query.allocate }),
    costs: query.costs ?? 'all',
    sales_channels: sold?.values ?? SALES_COUNTED,
    ...(Object.keys(filters).length > 0 && { filters: shownFilters(filters) }),
    ...worthMeta(query, answer.settings),
    ...freshness(answer),
    match_rate: coverage,
    coverage,
    eligible,
    matched,
    ...(answer.matchBySource && { match_rate_by_source: matchShown(answer.matchBySource) }),
    ...warmingUp(state.createdAt + lookbackMs(answer.settings, goal), now),
    left_out: leftOut,
    ...rateHintOf(leftOut, state.site),
  }
}
