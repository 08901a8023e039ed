import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { type RoiQuery, roiQuery } from '../../shared/wire/roi.ts'
import { DEFAULT_MODEL, MODELS } from '../attribution/registry.ts'
import { reachesBehind } from '../journey/goal-links.ts'
import { lookbackMs, PURCHASE } from '../journey/journey.ts'
import type { RoiReportAnswer } from '../ledger/ledger.ts'
import { categoryReport, isByCategoryAlone } from '../roi/categories.ts'
import { categoryCsv, toCsv } from '../roi/csv.ts'
import { localDay } from '../roi/dates.ts'
import { type RoiInput, roiReport } from '../roi/report.ts'
import { restatedReport } from '../roi/restated.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { authenticate } from './auth.ts'
import { modelMeta, requireComputed } from './computed-models.ts'
import { readQuery } from './query.ts'
import { askedOf, csvFile, reportMeta, requireBounded, worthOf } from './report-meta.ts'
import type { Handler } from './services.ts'

const querySchema = roiQuery(
  MODELS.map((model) => model.name),
  DEFAULT_MODEL,
)

/** `GET /v1/roi`: what was earned and spent, by what `by` names, under one model. */
export const getRoi: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, querySchema)
  const { to, goal, model, basis, by } = query
  const { site, now } = await siteAsOf(services, caller.site, query)
  const asked = askedOf(query, site.state, now)
  const answer = await site.ledger.report({ kind: 'roi', model, ...asked })
  requireBounded(answer)
  requireComputed([model], 'model', answer.settings, site.state)
  // Not the site's newest settings: those that the figures were derived under.
  const { currency, timeZone } = answer.settings
  const { credits, touches, costs, allocated, salesApart } = answer
  const today = localDay(now, timeZone)
  const worth = worthOf(query)
  const lookbackDays = reachesBehind(goal) ? null : lookbackMs(answer.settings, goal) / DAY_MS
  const touchBasis = basis === 'touch_date' ? { to, lookbackDays } : undefined
  // Only sites that take more than one currency have any.
  const fxDifference = worth || answer.fxDifference !== 0 ? answer.fxDifference : undefined
  const cells = { credits, touches, costs, allocated, fxDifference }
  const ofPurchases = goal === PURCHASE
  const isFiltered = asked.filters !== undefined
  const input = {
    by,
    currency,
    today,
    ...cells,
    touchBasis,
    worth,
    ofPurchases,
    isFiltered,
    salesApart,
  }
  const report = isByCategoryAlone(by) ? categoryReport(input) : reportOf(input, answer)
  if (query.format === 'csv') {
    const body = 'credited' in report ? categoryCsv(report) : toCsv(report, by)
    return csvFile(body, `${site.name}-${nameOf(query)}`)
  }
  return json(200, {
    meta: reportMeta(
      query,
      modelMeta(model, answer.settings, answer.linear),
      answer,
      site.state,
      now,
    ),
    ...report,
  })
}

/** With what has changed since, where days show what they came to when they were closed. */
const reportOf = (input: RoiInput, { closed }: RoiReportAnswer) =>
  closed?.now ? restatedReport(input, closed.now) : roiReport(input)

function nameOf({ from, to, model }: RoiQuery): string {
  return `roi-${model}-${formatDay(from)}-${formatDay(to)}`
}
