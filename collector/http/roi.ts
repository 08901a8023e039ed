import { DAY_MS, formatDay } from '../../shared/dates.ts'
import { formatMillionths } from '../../shared/money.ts'
import { type RoiQuery, roiQuery } from '../../shared/wire/roi.ts'
import { DEFAULT_MODEL, MODELS, modelNamed } from '../attribution/registry.ts'
import { lookbackMs } from '../journey/journey.ts'
import type { RoiReportAnswer, SiteState } from '../ledger/ledger.ts'
import { toCsv } from '../roi/csv.ts'
import { localDay } from '../roi/dates.ts'
import { roiReport, type Worth } from '../roi/report.ts'
import { json, text } from './answer.ts'
import { authenticate } from './auth.ts'
import { freshness } from './freshness.ts'
import { readQuery } from './query.ts'
import { rateHintOf } from './rate-hint.ts'
import type { Handler } from './services.ts'

const querySchema = roiQuery(
  MODELS.map((model) => model.name),
  DEFAULT_MODEL,
)

/** `GET /v1/roi`: what was earned and spent, by what `by` names, under one model. */
export const getRoi: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  const query = readQuery(c, querySchema)
  const { from, to, goal, model, basis, by } = query
  const now = services.clock()
  const answer = await site.ledger.report({
    ...{ kind: 'roi', from, to, goal, model, basis, by },
    refundBasis: query.refund_basis ?? 'sale',
    today: localDay(now, site.state.settings.timeZone),
    allocateAt: query.allocate === 'touches' ? now : undefined,
  })
  // Not the site's newest settings: those that the figures were derived under.
  const { currency, timeZone } = answer.settings
  const { credits, touches, costs, allocated } = answer
  const today = localDay(now, timeZone)
  const worth = worthOf(query)
  const lookbackDays = lookbackMs(answer.settings, goal) / DAY_MS
  const touchBasis = basis === 'touch_date' ? { to, lookbackDays } : undefined
  // Only sites that take more than one currency have any.
  const fxDifference = worth || answer.fxDifference !== 0 ? answer.fxDifference : undefined
  const cells = { credits, touches, costs, allocated, fxDifference }
  const report = roiReport({ by, currency, today, ...cells, touchBasis, worth })
  if (query.format === 'csv') return csv(toCsv(report, by), `${site.name}-${nameOf(query)}`)
  return json(200, { meta: metaOf(query, answer, site.state, now), ...report })
}

/** undefined when nothing was asked of what an order is worth: the answer has fewer fields then. */
function worthOf({ value, discount_as, refund_basis }: RoiQuery): Worth | undefined {
  if (!value && !discount_as && !refund_basis) return undefined
  return { value: value ?? 'revenue', discountAs: discount_as ?? 'reduction' }
}

/** In words; a discount that is a cost was value before. */
function valueBasis(worth: Worth | undefined): string {
  const without = worth?.value === 'margin' ? 'tax, shipping and cost of goods' : 'tax and shipping'
  const before = worth?.discountAs === 'cost' ? ', before discounts' : ''
  return `net of refunds, without ${without}${before}`
}

function csv(body: string, name: string): Response {
  return text(200, body, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
  })
}

function nameOf({ from, to, model }: RoiQuery): string {
  return `roi-${model}-${formatDay(from)}-${formatDay(to)}`
}

function metaOf(query: RoiQuery, answer: RoiReportAnswer, state: SiteState, now: number) {
  const { from, to, goal, model, basis } = query
  const { eligible, matched, leftOut } = answer
  const worth = worthOf(query)
  const coverage = eligible === 0 ? null : Math.round((matched / eligible) * 10_000) / 10_000
  return {
    site: state.site,
    from: formatDay(from),
    to: formatDay(to),
    goal,
    model,
    model_version: modelNamed(model)?.version,
    basis,
    ...(query.allocate === 'touches' && { allocate: query.allocate }),
    value_basis: valueBasis(worth),
    ...(worth && {
      value: worth.value,
      refund_basis: query.refund_basis ?? 'sale',
      discount_as: worth.discountAs,
      cost_of_goods_rate: formatMillionths(answer.settings.costOfGoodsRate ?? 0),
    }),
    ...freshness(answer),
    match_rate: coverage,
    coverage,
    eligible,
    matched,
    warming_up: now < state.createdAt + lookbackMs(answer.settings, goal),
    left_out: leftOut,
    ...rateHintOf(leftOut, state.site),
  }
}
