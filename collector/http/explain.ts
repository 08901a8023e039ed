import { formatAmount, formatMillionths } from '../../shared/money.ts'
import { type ExplainQueryInput, explainQuery, namesOf } from '../../shared/wire/explain.ts'
import type { Dimension } from '../../shared/wire/roi.ts'
import { DEFAULT_MODEL, MODELS } from '../attribution/registry.ts'
import { PURCHASE } from '../journey/journey.ts'
import type { ExplainAnswer } from '../ledger/ledger.ts'
import type { ExplainStage } from '../ledger/reports-explain.ts'
import { localDay } from '../roi/dates.ts'
import { cellTest, sumOf } from '../roi/explain.ts'
import { formulaOf } from '../roi/formula.ts'
import { customerMetricsOf, metricsOf, type Sums, worthMetricsOf } from '../roi/metrics.ts'
import { channelRulesVersion } from '../touch/channels.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { authenticate } from './auth.ts'
import { modelMeta, requireComputed } from './computed-models.ts'
import { type PartTerms, shownPart, sumOfPart } from './explain-view.ts'
import { invalidFields, Problem } from './problem.ts'
import { readQuery } from './query.ts'
import { categoriesOf, type ReportTerms, reportMeta, worthOf } from './report-meta.ts'
import type { Handler } from './services.ts'

const querySchema = explainQuery(
  MODELS.map((model) => model.name),
  DEFAULT_MODEL,
)

/** `GET /v1/explain`: one figure of the ROI report, its formula, and pages of what it is made of. */
export const getExplain: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, querySchema)
  const { from, to, goal, model, basis, cell, measure, limit, cursor } = query
  requireGoalOf(query)
  const { site, now } = await siteAsOf(services, caller.site, query)
  const names = namesOf(query)
  const { by } = reportTerms(query)
  const stages = stagesOf(query)
  const answer = await site.ledger.report({
    ...{ kind: 'explain', from, to, goal, model, basis, by },
    refundBasis: query.refund_basis ?? 'sale',
    today: localDay(now, site.state.settings.timeZone),
    allocateAt: query.allocate === 'touches' ? now : undefined,
    categories: categoriesOf(reportTerms(query)),
    ...{ cell, names, stages, limit, cursor, now },
  })
  requireComputed([model], 'model', answer.settings, site.state)
  if (isNowhere(answer)) throw new Problem('not-found', nowhere(query))
  const terms = termsOf(query, answer, now)
  const sums = sumOf(answer, terms, terms.test.allocated)
  const cells = { ...answer, today: terms.today }
  const told = { sums, cells, worth: terms.worth, currency: terms.currency }
  return json(200, {
    meta: {
      ...reportMeta(
        reportTerms(query),
        modelMeta(model, answer.settings, answer.linear),
        answer,
        site.state,
        now,
      ),
      settings_version: answer.settingsVersion,
      channel_rules_version: channelRulesVersion,
    },
    cell: {
      ...{ cell, by, ...names, measure },
      ...formulaOf(measure, { ...told, allocated: terms.test.allocated }),
      ...shownSums(query, sums, terms.currency),
    },
    parts: answer.parts.map((part) => shownPart(part, terms)),
    page: pageSum(answer, terms),
    next: answer.next,
  })
}

/** As the report that has the cell would be asked. Names of a row are no filters. */
function reportTerms(query: ExplainQueryInput): ReportTerms {
  const { channel: _, source: __, medium: ___, campaign: ____, stage: _____, ...terms } = query
  const by = query.by ?? (Object.keys(namesOf(query)) as Dimension[])
  return { ...terms, by, format: 'json' }
}

/** Only purchases make customers. */
function requireGoalOf({ goal, measure }: ExplainQueryInput): void {
  if (goal === PURCHASE || (measure !== 'cac' && measure !== 'new_customers')) return
  throw invalidFields([
    { field: 'measure', message: `${measure} is of the goal ${PURCHASE} alone` },
  ])
}

const OF_MEASURE: Readonly<
  Record<ExplainQueryInput['measure'], 'earned' | 'spent' | 'both' | 'touches'>
> = {
  roi: 'both',
  roas: 'both',
  profit: 'both',
  value: 'earned',
  cost: 'spent',
  conversions: 'earned',
  touches: 'touches',
  cpa: 'both',
  aov: 'earned',
  new_customers: 'earned',
  cac: 'both',
}

/** @throws Problem 422 when the cursor is of another measure */
function stagesOf({ measure, cursor, discount_as }: ExplainQueryInput): ExplainStage[] {
  const of = OF_MEASURE[measure]
  // A discount that is a cost is one of its order.
  const earned = of === 'earned' || of === 'both' || (of === 'spent' && discount_as === 'cost')
  const stages: ExplainStage[] = [
    ...(earned ? (['conversions'] as const) : []),
    ...(of === 'spent' || of === 'both' ? (['costs', 'allocated'] as const) : []),
    ...(of === 'touches' ? (['touches'] as const) : []),
  ]
  if (cursor === undefined || stages.some((stage) => cursor.startsWith(`${stage}.`))) return stages
  throw invalidFields([{ field: 'cursor', message: 'is of another measure: begin without one' }])
}

function termsOf(query: ExplainQueryInput, answer: ExplainAnswer, now: number): PartTerms {
  const { currency, timeZone } = answer.settings
  return {
    ...{ currency, model: query.model, worth: worthOf(reportTerms(query)) },
    today: localDay(now, timeZone),
    test: cellTest({ cell: query.cell, names: namesOf(query) }),
  }
}

/** What is zero has its row in the report all the same; what has no cell has none. */
const isNowhere = ({ credits, touches, costs, allocated }: ExplainAnswer): boolean =>
  [credits, touches, costs, allocated].every((cells) => cells.length === 0)

function nowhere(query: ExplainQueryInput): string {
  const names = Object.entries(namesOf(query)).map(([name, value]) => `${name} "${value}"`)
  const what = names.length > 0 ? `a row of ${names.join(', ')}` : `anything in "${query.cell}"`
  return `GET /v1/roi does not have ${what} in this period`
}

function shownSums(query: ExplainQueryInput, sums: Sums, currency: string) {
  const worth = worthOf(reportTerms(query))
  const ofPurchases = query.goal === PURCHASE
  return {
    ...metricsOf(sums, currency),
    ...((worth || ofPurchases) && worthMetricsOf(sums, currency, worth !== undefined)),
    ...(ofPurchases && customerMetricsOf(sums, currency)),
  }
}

/** What the parts of this page add up to: over all pages, the cell. */
function pageSum({ parts }: ExplainAnswer, terms: PartTerms) {
  const sums = parts.map((part) => sumOfPart(part, terms))
  const total = (of: (sum: Sums) => number) => sums.reduce((all, sum) => all + of(sum), 0)
  return {
    parts: parts.length,
    conversions: formatMillionths(total(({ conversions }) => conversions)),
    value: formatAmount(
      total(({ value }) => value),
      terms.currency,
    ),
    cost: formatAmount(
      total(({ cost }) => cost),
      terms.currency,
    ),
    touches: total(({ touches }) => touches),
  }
}
