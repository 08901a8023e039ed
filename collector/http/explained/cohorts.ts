import { COHORT_MEASURES, type CohortMeasure } from '../../../shared/cohort-measures.ts'
import { formatAmount, formatMillionths } from '../../../shared/money.ts'
import {
  type ExplainCohortsQueryInput,
  explainCohortsQuery,
} from '../../../shared/wire/explain-cohorts.ts'
import { MODELS } from '../../attribution/registry.ts'
import type { ExplainCohortsAnswer, PartOfCohorts } from '../../ledger/reports-cohorts.ts'
import { COHORT_ADDS, type CohortAdds, type CohortPlace } from '../../roi/cohort-figure.ts'
import { LTV_DAYS } from '../../roi/cohort-sums.ts'
import { added, type Formulas, type Shown } from '../../roi/figure-formula.ts'
import { NOT_BROKEN_DOWN } from '../../roi/rows.ts'
import { siteAsOf } from '../as-of.ts'
import { withDefaults } from '../asked-defaults.ts'
import { authenticate } from '../auth.ts'
import { type ShownCohorts, shownCohorts } from '../cohort-view.ts'
import {
  COHORTS_ELSEWHERE,
  cohortsAsked,
  cohortsMeta,
  cohortsName,
  requireFew,
} from '../cohorts.ts'
import { requireModel } from '../computed-models.ts'
import { shownCost } from '../explain-view.ts'
import { Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import type { Handler } from '../services.ts'
import { figureAnswer, type Units } from './answer.ts'
import { type PartTerms, shownConversionPart } from './parts.ts'

export const querySchema = explainCohortsQuery(MODELS.map((model) => model.name))

/** `GET /v1/explain/cohorts`: one figure of cohorts, its formula, and the purchases and costs that it is made of. */
export const getExplainCohorts: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const given = readQuery(c, querySchema, COHORTS_ELSEWHERE)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const { by, cell, cohort, names, measure, model, limit, cursor: skip } = query
  const { months_since = 0, ltv_every: ltvEvery, point = 0 } = query
  const report = { ...cohortsAsked(query, site.state, now), ltvEvery }
  const days = (ltvEvery ?? 0) * point
  const answer = await site.ledger.report({
    ...{ kind: 'explain_cohorts', report, model, page: { skip, limit } },
    place: { at: placeOf(query), measure, months: months_since, days },
  })
  requireModel(query, given, answer.settings, site.state)
  requireFew(answer)
  const { currency } = answer.settings
  const figures = figuresOf(answer, query)
  return figureAnswer(
    {
      meta: cohortsMeta(query, report.asOn, answer, site.state, now),
      cell: {
        ...{ report: 'cohorts', cell, by: by.length > 0 ? by.join() : 'none' },
        ...(cohort !== undefined && { cohort }),
        ...(names && { names }),
        ...(measure === 'bought_again' && { months_since }),
        ...(measure === 'ltv_by_age' && { ltv_every: ltvEvery, point }),
      },
      ...{ measure, figures, formulas: FORMULAS, currency },
      why: whyNone(measure, toldAt(answer, query)),
      ...{ units: unitsOf(measure), found: answer },
      shownPart: (part) => shownPart(part, { currency, model }),
    },
    query.format,
    `${site.name}-explain-${cohortsName(query)}`,
  )
}

function placeOf({ cell, cohort = '', names = [] }: ExplainCohortsQueryInput): CohortPlace {
  if (cell === 'unattributed' || cell === 'total') return { cell }
  const month = Number(cohort.replace('-', ''))
  if (cell === 'cohort') return { cell, month }
  return { cell, month, key: names.map((name) => (name === NOT_BROKEN_DOWN ? null : name)) }
}

type Figures = Readonly<Record<string, Shown | undefined>>

/** The place as the report shows it, and what parts add up to where a formula has that. */
function figuresOf(answer: ExplainCohortsAnswer, query: ExplainCohortsQueryInput): Figures {
  const { measure, months_since: month, point } = query
  const told = toldAt(answer, query)
  const own = COHORT_MEASURES.flatMap((name): [string, Shown][] =>
    name === 'bought_again' || name === 'ltv_by_age' ? [] : [[name, told[name]]],
  )
  const { value = 0, returned = 0 } = answer.adds
  const units = unitsOf(measure)
  return {
    ...Object.fromEntries(own),
    ...('value' in units && { value: formatAmount(value, answer.settings.currency) }),
    ...('returned' in units && { returned: formatMillionths(returned) }),
    ...(month !== undefined && {
      bought_again: listed(told.bought_again_by_month, month, 'bought_again_by_month'),
    }),
    ...(point !== undefined && { ltv_by_age: listed(told.ltv_by_age ?? [], point, 'ltv_by_age') }),
  }
}

type ToldPlace = Pick<
  ShownCohorts['total'],
  'bought_again_by_month' | 'ltv_by_age' | 'cost_unknown'
> &
  Record<Exclude<CohortMeasure, 'bought_again' | 'ltv_by_age'>, Shown>

/** @throws Problem 404 for a row or month that the report does not have */
function toldAt(answer: ExplainCohortsAnswer, query: ExplainCohortsQueryInput): ToldPlace {
  const { by, cell, cohort, names = [] } = query
  const shown = shownCohorts(answer, by)
  if (cell === 'total' || cell === 'unattributed') return shown[cell]
  const isNamed = (row: ShownCohorts['rows'][number]) =>
    by.every((dimension, at) => row[dimension] === names[at])
  const found =
    cell === 'cohort'
      ? shown.cohorts.find((one) => one.cohort === cohort)
      : shown.rows.find((one) => one.cohort === cohort && isNamed(one))
  if (found) return found
  throw nowhere(cell === 'cohort' ? `the month ${cohort}` : `${JSON.stringify(names)} in ${cohort}`)
}

/** @throws Problem 404 for a place that a list of the report does not have */
function listed(list: readonly Shown[], at: number, name: string): Shown {
  const found = list[at]
  if (found !== undefined) return found
  throw nowhere(`a place ${at} in "${name}" of that`)
}

const nowhere = (what: string): Problem =>
  new Problem('not-found', `GET /v1/cohorts does not have ${what}, as it is asked here`)

const FORMULAS: Formulas = {
  customers: added('customers'),
  orders: added('orders'),
  revenue: added('revenue'),
  margin: added('margin'),
  cost: added('cost'),
  cac: 'CAC = {cost} ÷ {customers}',
  ...Object.fromEntries(
    LTV_DAYS.map((days) => [`ltv_${days}`, `LTV ${days} = {value} ÷ {customers}`]),
  ),
  ltv_to_date: 'LTV to date = {value} ÷ {customers}',
  ltv_to_cac: 'LTV ÷ CAC = {value} ÷ {cost}',
  payback_day: 'payback day = the first day with which the margin reaches {cost}',
  repeat_rate: 'repeat rate = {returned} ÷ {customers}',
  aov: 'AOV = {value} ÷ {orders}',
  median_days_to_conversion: 'median days = the middle of the days of {customers} customers',
  bought_again: 'bought again = {returned} ÷ {customers}',
  ltv_by_age: 'LTV by age = {value} ÷ {customers}',
}

/** Why there is none, where that is not for want of customers. */
function whyNone(measure: CohortMeasure, { customers, cost_unknown: unknown }: ToldPlace) {
  const [, days] = /^ltv_(\d+)$/.exec(measure) ?? []
  if (unknown && COHORT_ADDS[measure].includes('cost'))
    return `no cost says its ${unknown.join(' or ')}`
  if (Number(customers) === 0) return undefined
  if (days !== undefined) return `not all of them are ${days} days old`
  return measure === 'payback_day' ? 'not yet, or not all of them are so old' : undefined
}

const UNITS = {
  ...{ customers: 'millionths', orders: 'millionths', returned: 'millionths' },
  ...{ value: 'money', cost: 'money' },
} as const satisfies Record<CohortAdds, Units[string]>

const unitsOf = (measure: CohortMeasure): Units =>
  Object.fromEntries(COHORT_ADDS[measure].map((name) => [name, UNITS[name]]))

function shownPart(part: PartOfCohorts, terms: PartTerms): object {
  return part.kind === 'cost' ? shownCost(part, terms.currency) : shownConversionPart(part, terms)
}
