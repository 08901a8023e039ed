import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { filtersIn, shownFilters } from '../../shared/wire/filters.ts'
import { NO_PATH_FILTERS, type PathsQueryInput, pathsQuery } from '../../shared/wire/paths.ts'
import { MODELS } from '../attribution/registry.ts'
import { LOST_AFTER_MS } from '../journey/unconverted.ts'
import type { PathsAnswer } from '../ledger/ledger.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { sinceClosedLines, sinceClosedMeta } from './closed-meta.ts'
import { freshness } from './freshness.ts'
import { pathsCsv, shownPaths } from './path-view.ts'
import { readQuery } from './query.ts'
import { csvFile, worthMeta, worthOf } from './report-meta.ts'
import type { Handler } from './services.ts'

export const querySchema = pathsQuery(MODELS.map((model) => model.name))

const ELSEWHERE = Object.fromEntries(
  NO_PATH_FILTERS.map((name) => [
    name,
    'is no filter here: journeys that did not convert have no order; ask /v1/journeys or /v1/roi with it',
  ]),
)

/** `GET /v1/paths`: the ways that closed journeys took, what they cost and what they earned. */
export const getPaths: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'report')
  const given = readQuery(c, querySchema, ELSEWHERE)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const { shape, sort, limit, cursor: skip } = query
  const asked = { ...pathsAsked(query, now), sort, limit, skip }
  const answer = await site.ledger.report({ kind: 'paths', ...asked })
  const shown = shownPaths(answer, shape, pathsTerms(query))
  if (query.format === 'csv')
    return csvFile(pathsCsv(shown, sinceClosedLines(answer)), `${site.name}-${nameOf(query)}`)
  return json(200, { meta: pathsMeta(site.name, query, answer), ...shown })
}

/** What the report and the explanation of its figures are asked by; which page is not of it. */
type PathsTerms = Omit<PathsQueryInput, 'sort' | 'limit' | 'cursor'> & { sort?: string }

/** What the ledger is asked, but for the page. @param now ms since the epoch */
export function pathsAsked(query: PathsTerms, now: number) {
  const { from, to, goal, of, shape, allocate } = query
  const costs = { now, overhead: allocate === 'touches' }
  const refundBasis = query.refund_basis ?? 'sale'
  return { from, to, goal, of, shape, costs, ...pathsTerms(query), refundBasis }
}

/** What was asked of orders and of journeys, where it was. */
export const pathsTerms = (query: PathsTerms) => ({
  worth: worthOf(query),
  filters: filtersIn(query),
})

function nameOf({ from, to, of, shape }: PathsQueryInput): string {
  return `paths-${of}-${shape}-${formatDay(from)}-${formatDay(to)}`
}

/** What the report says of itself. */
export function pathsMeta(
  site: string,
  query: PathsTerms & { model: string },
  answer: Omit<PathsAnswer, 'kind' | 'next'>,
) {
  const { from, to, goal, model, of, shape, allocate, sort } = query
  const filters = filtersIn(query)
  return {
    site,
    from: formatDay(from),
    to: formatDay(to),
    ...{ goal, model, of, shape, allocate, ...(sort && { sort }) },
    basis: 'closing_date',
    ...(filters && { filters: shownFilters(filters) }),
    ...worthMeta(query, answer.settings),
    lost_after_days: LOST_AFTER_MS / DAY_MS,
    ...freshness(answer),
    ...sinceClosedMeta(answer),
  }
}
