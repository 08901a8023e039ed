import { formatDay, formatMonth } from '../../shared/dates.ts'
import { formatMillionths } from '../../shared/money.ts'
import { type CohortsQueryInput, cohortsQuery } from '../../shared/wire/cohorts.ts'
import { filtersIn, ORDER_FILTERS, shownFilters } from '../../shared/wire/filters.ts'
import { MODELS } from '../attribution/registry.ts'
import { lookbackMs, PURCHASE } from '../journey/journey.ts'
import type { SiteState } from '../ledger/ledger.ts'
import type { CohortsAnswer, CohortsQuery } from '../ledger/reports-cohorts.ts'
import { localDay } from '../roi/dates.ts'
import { fourDecimals } from '../roi/metrics.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { sinceClosedLines, sinceClosedMeta } from './closed-meta.ts'
import { cohortsCsv, shownCohorts } from './cohort-view.ts'
import { modelMeta, requireModel } from './computed-models.ts'
import { freshness } from './freshness.ts'
import { invalidFields, Problem } from './problem.ts'
import { readQuery } from './query.ts'
import { rateHintOf } from './rate-hint.ts'
import { categoriesOf, csvFile, valueBasis, warmingUp } from './report-meta.ts'
import type { Handler } from './services.ts'

export const querySchema = cohortsQuery(MODELS.map((model) => model.name))

/** What the ROI report may be asked, and why customers may not. */
export const COHORTS_ELSEWHERE = {
  ...Object.fromEntries(
    ORDER_FILTERS.map((name) => [
      name,
      'is no filter here: cohorts are of customers and all that they buy; ask /v1/roi with it',
    ]),
  ),
  stage: 'is no filter here: whoever is in a cohort is a new customer; leave it out',
  goal: 'is no parameter here: customers are won by purchases; leave it out',
}

/** `GET /v1/cohorts`: customers by the month of their first purchase, what they cost and are worth. */
export const getCohorts: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'report')
  const given = readQuery(c, querySchema, COHORTS_ELSEWHERE)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const { by, ltv_every: ltvEvery } = query
  const report = cohortsAsked(query, site.state, now)
  const answer = await site.ledger.report({ ...report, ltvEvery })
  requireModel(query, given, answer.settings, site.state)
  requireFew(answer)
  const shown = shownCohorts(answer, by, report.filters !== undefined)
  if (query.format === 'csv')
    return csvFile(
      cohortsCsv(shown, by, sinceClosedLines(answer)),
      `${site.name}-${cohortsName(query)}`,
    )
  return json(200, { meta: cohortsMeta(query, report.asOn, answer, site.state, now), ...shown })
}

/** What the report and the explanation of its figures are asked by. */
type CohortsTerms = Omit<CohortsQueryInput, 'format' | 'ltv_every'> & { model: string }

/**
 * @param now ms since the epoch
 * @throws Problem 422 for a day that is to come
 */
export function cohortsAsked(
  query: CohortsTerms,
  { settings }: SiteState,
  now: number,
): CohortsQuery {
  const today = localDay(now, settings.timeZone)
  const { from, to, by, model, value, refund_basis: refundBasis, as_on: asOn = today } = query
  if (asOn > today)
    throw invalidFields([{ field: 'as_on', message: `is to come: today is ${formatDay(today)}` }])
  const filters = filtersIn(query)
  const categories = categoriesOf(query)
  return { kind: 'cohorts', from, to, by, model, value, filters, refundBasis, asOn, categories }
}

/** @throws Problem 409 for a site with more purchases than are gone over */
export function requireFew(answer: Omit<CohortsAnswer, 'kind'>): void {
  if (answer.conversions > answer.conversionsMax) throw tooManyConversions(answer)
}

const tooManyConversions = ({
  conversions,
  conversionsMax,
}: Pick<CohortsAnswer, 'conversions' | 'conversionsMax'>): Problem =>
  new Problem(
    'conflict',
    `this site has ${conversions} purchases, and cohorts are worked out over at most ${conversionsMax}; ask /v1/roi with by=month,channel, which reads sums and has new_customers and cac`,
  )

export function cohortsName({ from, to, model }: CohortsTerms): string {
  return `cohorts-${model}-${formatMonth(from)}-${formatMonth(to)}`
}

/** What the report says of itself. */
export function cohortsMeta(
  query: CohortsTerms,
  asOn: number,
  answer: Omit<CohortsAnswer, 'kind'>,
  state: SiteState,
  now: number,
) {
  const { from, to, by, model, value, refund_basis, costs } = query
  const { eligible, matched, leftOut, settings } = answer
  const filters = filtersIn(query)
  const coverage = fourDecimals(matched, eligible)
  return {
    site: state.site,
    from: formatMonth(from),
    to: formatMonth(to),
    as_on: formatDay(asOn),
    by: by.length > 0 ? by.join() : 'none',
    ...modelMeta(model, settings),
    basis: 'first_purchase',
    value_basis: valueBasis({ value, discountAs: 'reduction' }),
    ...{ value, refund_basis, costs },
    ...(filters && { filters: shownFilters(filters) }),
    cost_of_goods_rate: formatMillionths(settings.costOfGoodsRate ?? 0),
    ...freshness(answer),
    ...sinceClosedMeta(answer),
    match_rate: coverage,
    coverage,
    eligible,
    matched,
    ...warmingUp(state.createdAt + lookbackMs(settings, PURCHASE), now),
    left_out: leftOut,
    ...rateHintOf(leftOut, state.site),
  }
}
