import { formatDay } from '../../shared/dates.ts'
import { formatAmount, formatMillionths } from '../../shared/money.ts'
import { ASKED_OTHERWISE, explainQuery } from '../../shared/wire/explain.ts'
import { MODELS } from '../attribution/registry.ts'
import { PURCHASE } from '../journey/journey.ts'
import type { ExplainAnswer } from '../ledger/ledger.ts'
import { localDay } from '../roi/dates.ts'
import { cellTest, sumOf } from '../roi/explain.ts'
import { formulaOf } from '../roi/formula.ts'
import {
  customerMetricsOf,
  metricsOf,
  type Sums,
  withoutCost,
  worthMetricsOf,
} from '../roi/metrics.ts'
import { channelRulesVersion } from '../touch/channels.ts'
import { json } from './answer.ts'
import { siteAsOf } from './as-of.ts'
import { withDefaults } from './asked-defaults.ts'
import { authenticate } from './auth.ts'
import { sinceClosedMeta } from './closed-meta.ts'
import { modelMeta, requireModel } from './computed-models.ts'
import { explainCsv } from './explain-csv.ts'
import { type ExplainQuestion, questionOf } from './explain-question.ts'
import { type PartTerms, shownPart, sumOfPart } from './explain-view.ts'
import { Problem } from './problem.ts'
import { readQuery } from './query.ts'
import { askedOf, csvFile, reportMeta, requireBounded, worthOf } from './report-meta.ts'
import type { Handler } from './services.ts'

export const querySchema = explainQuery(MODELS.map((model) => model.name))

/** `GET /v1/explain`: one figure of the ROI report, its formula, and pages of what it is made of. */
export const getExplain: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const given = readQuery(c, querySchema, ASKED_OTHERWISE)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const question = questionOf(query)
  const { model, limit, cursor } = query
  const { terms: report, place, measure, stages } = question
  if (question.site !== undefined && question.site !== site.name) throw nowhere(question)
  const answer = await site.ledger.report({
    ...{ kind: 'explain', model, ...askedOf(report, site.state, now), ...place },
    by: [...report.by, ...(place.category ? (['category'] as const) : [])],
    ...{ stages, limit, cursor, now, worth: worthOf(report) },
  })
  requireBounded(answer)
  requireModel(query, given, answer.settings, site.state)
  if (isNowhere(answer, question)) throw nowhere(question)
  const terms = termsOf(question, answer, { model, now })
  const { currency, worth, today, test } = terms
  const { costUnknown } = answer
  const sums = sumOf(answer, terms, test.allocated)
  const parts = answer.parts.map((part) => shownPart(part, terms))
  const shown = shownSums(question, answer, sums)
  if (query.format === 'csv') {
    const days = `${formatDay(query.from)}-${formatDay(query.to)}`
    const csv = explainCsv(parts, pageSum(answer, terms), shown)
    return csvFile(csv, `${site.name}-explain-${days}`, answer.next)
  }
  const models = modelMeta(model, answer.settings, answer.linear)
  return json(200, {
    meta: {
      ...reportMeta(report, models, answer, site.state, now),
      settings_version: answer.settingsVersion,
      channel_rules_version: channelRulesVersion,
      ...sinceClosedMeta(answer),
    },
    cell: {
      ...question.shown,
      ...formulaOf(measure, {
        ...{ place: place.cell, sums, worth, currency, allocated: test.allocated },
        ...{ cells: { ...answer, today }, costUnknown },
      }),
      ...shown,
    },
    parts,
    page: pageSum(answer, terms),
    next: answer.next,
  })
}

function termsOf(
  { terms, place }: ExplainQuestion,
  { settings: { currency, timeZone } }: ExplainAnswer,
  { model, now }: { model: string; now: number },
): PartTerms {
  const { category, cell } = place
  return {
    ...{ currency, model, category, cell, worth: worthOf(terms) },
    today: localDay(now, timeZone),
    test: cellTest(place),
  }
}

/** What is zero has its row in the report all the same; of what has a name, one without a cell has none. */
function isNowhere(answer: ExplainAnswer, { place, shown }: ExplainQuestion): boolean {
  const isNamed = shown.cell === 'row' || place.reasons !== undefined
  const { credits, touches, costs, allocated } = answer
  return isNamed && [credits, touches, costs, allocated].every((cells) => cells.length === 0)
}

function nowhere({ shown: { cell, by, measure, ...named } }: ExplainQuestion): Problem {
  const names = Object.entries(named).map(([name, value]) => `${name} "${value}"`)
  const row = `${cell === 'row' ? 'a row of' : `${cell} of`} ${names.join(', ')}`
  const hint =
    cell === 'row'
      ? `, by ${by.join(', ')}: with "row." before its names all others are filters, as in the report`
      : ''
  return new Problem('not-found', `GET /v1/roi does not have ${row} in this period${hint}`)
}

function shownSums(
  { terms, place }: ExplainQuestion,
  { settings: { currency }, costUnknown }: ExplainAnswer,
  sums: Sums,
) {
  if (place.cell === 'fx_difference') return { value: formatAmount(sums.value, currency) }
  if (place.category) return { cost: formatAmount(sums.cost, currency) }
  const worth = worthOf(terms)
  const ofPurchases = terms.goal === PURCHASE
  const shown = {
    ...metricsOf(sums, currency),
    ...((worth || ofPurchases) && worthMetricsOf(sums, currency, worth !== undefined)),
    ...(ofPurchases && customerMetricsOf(sums, currency)),
  }
  return withoutCost(shown, sums, costUnknown)
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
