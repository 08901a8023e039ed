import { formatDay } from '../../shared/dates.ts'
import { type CompareQuery, compareQuery } from '../../shared/wire/compare.ts'
import type { Basis } from '../../shared/wire/roi.ts'
import { MODELS } from '../attribution/registry.ts'
import type { CompareAnswer, SiteState } from '../ledger/ledger.ts'
import { type Comparison, compareModels } from '../roi/compare.ts'
import { comparisonCsv } from '../roi/compare-csv.ts'
import { localDay } from '../roi/dates.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { closedMeta, shownModel } from './closed-meta.ts'
import { requireComputed } from './computed-models.ts'
import { readQuery } from './query.ts'
import { askedOf, csvFile, reportMeta, requireBounded, segmentOf, worthOf } from './report-meta.ts'
import type { Handler } from './services.ts'

export const querySchema = compareQuery(MODELS.map((model) => model.name))

/** `GET /v1/compare`: the report under several models side by side, and what each moves. */
export const getCompare: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'report')
  const given = readQuery(c, querySchema)
  const { from, to, models, by } = given
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const asked = askedOf(query, site.state, now)
  const answer = await site.ledger.report({ kind: 'compare', models, ...asked })
  requireBounded(answer)
  requireComputed(models, 'models', answer.settings, site.state)
  const comparison = compared(query, answer, now)
  if (query.format === 'csv')
    return csvFile(
      comparisonCsv(comparison, by, models, answer.closed?.now !== undefined),
      `${site.name}-compare-${formatDay(from)}-${formatDay(to)}`,
    )
  return json(200, { meta: metaOf(query, answer, site.state, now), ...comparison })
}

type Asked = CompareQuery & { basis: Basis }

function compared(query: Asked, answer: CompareAnswer, now: number): Comparison {
  const { models, by } = query
  const { credits, touches, costs, allocated, settings } = answer
  const { currency, timeZone } = settings
  const worth = worthOf(query)
  return compareModels({
    ...{ models, by, currency, credits, touches, costs, allocated },
    today: localDay(now, timeZone),
    filters: segmentOf(query).filters,
    worth,
    // Only sites that take more than one currency have any.
    fxDifference: worth || answer.fxDifference !== 0 ? answer.fxDifference : undefined,
    salesApart: answer.salesApart,
    now: answer.closed?.now,
  })
}

function metaOf(query: Asked, answer: CompareAnswer, state: SiteState, now: number) {
  const models = query.models.map((name) => shownModel(name, answer, query))
  return {
    ...reportMeta(query, { models }, answer, state, now),
    ...closedMeta(answer, query.models),
  }
}
