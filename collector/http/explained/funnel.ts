import { formatDay } from '../../../shared/dates.ts'
import {
  type ExplainFunnelQueryInput,
  explainFunnelQuery,
  type FunnelMeasure,
} from '../../../shared/wire/explain-funnel.ts'
import { defaultModelOf } from '../../ledger/defaults.ts'
import type { ExplainFunnelAnswer, FunnelPlace, PartOfFunnel } from '../../ledger/reports-funnel.ts'
import { added, type Formulas, type Shown } from '../../roi/figure-formula.ts'
import { FUNNEL_STEPS, type FunnelRow } from '../../roi/funnel.ts'
import { siteAsOf } from '../as-of.ts'
import { authenticate } from '../auth.ts'
import { shownTouchFacts } from '../explain-view.ts'
import { FUNNEL_ELSEWHERE, funnelAsked, funnelMeta, shownFunnel } from '../funnel.ts'
import { Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import type { Handler } from '../services.ts'
import { figureAnswer, type Units } from './answer.ts'
import { type PartTerms, shownConversionPart } from './parts.ts'

/** `GET /v1/explain/funnel`: one figure of the funnel, its formula, and the visits, carts or orders behind it. */
export const getExplainFunnel: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const query = readQuery(c, explainFunnelQuery, FUNNEL_ELSEWHERE)
  const { site, now } = await siteAsOf(services, caller.site, query)
  const { measure, cell, by, name, limit, cursor: skip } = query
  // The funnel has none; touches of orders are told with their credit all the same.
  const model = defaultModelOf(site.state.settings)
  const answer = await site.ledger.report({
    ...{ kind: 'explain_funnel', report: funnelAsked(query, now), place: placeOf(query) },
    ...{ model, page: { skip, limit } },
  })
  const { currency } = answer.settings
  const terms = { currency, model }
  return figureAnswer(
    {
      meta: funnelMeta(site.name, query, answer),
      cell: { report: 'funnel', cell, by, ...(name !== undefined && { name }) },
      ...{ measure, figures: figuresOf(answer, query), formulas: FORMULAS, currency },
      ...{ units: unitsOf(query), found: answer },
      shownPart: (part) => shownPart(part, terms),
    },
    query.format,
    `${site.name}-explain-funnel-${formatDay(query.from)}-${formatDay(query.to)}`,
  )
}

/** What a figure is made of: visits by their furthest step, carts, or orders. */
function placeOf({ cell, name, measure }: ExplainFunnelQueryInput): FunnelPlace {
  if (cell === 'without_visit') return { of: cell }
  const state = CARTS[measure]
  if (state) return { of: 'carts', name, state }
  const last = FUNNEL_STEPS.length - 1
  const dropped = FUNNEL_STEPS.findIndex((step) => `${step}_drop_off` === measure)
  if (dropped >= 0) return { of: 'visits', name, from: dropped, to: dropped }
  // Orders are of visits whose last step they are; of the rate all visits are part.
  const isOrdered = measure === 'orders' || measure === 'value'
  const step = (FUNNEL_STEPS as readonly string[]).indexOf(measure)
  return { of: 'visits', name, from: isOrdered ? last : Math.max(0, step), to: last }
}

const CARTS: Partial<Record<FunnelMeasure, 'abandoned' | 'open' | 'worthless'>> = {
  abandoned_carts: 'abandoned',
  abandoned_value: 'abandoned',
  open_carts: 'open',
  open_value: 'open',
  carts_without_value: 'worthless',
}

/** @throws Problem 404 for a row that the report does not have */
function figuresOf(
  answer: ExplainFunnelAnswer,
  { cell, by, name }: ExplainFunnelQueryInput,
): Readonly<Record<string, Shown>> {
  const { rows, total, without_visit } = shownFunnel(answer, by)
  if (cell === 'without_visit') return without_visit
  if (cell === 'total' || by === 'none') return flat(total)
  const row = rows.find((one) => one[by] === name)
  if (row) return flat(row)
  throw new Problem(
    'not-found',
    `GET /v1/funnel does not have a row of ${by} "${name}" in this period`,
  )
}

/** The figures of a row, each by the name that its measure has. */
function flat({ steps, abandoned_carts, open_carts, ...row }: FunnelRow): Record<string, Shown> {
  return {
    ...Object.fromEntries(steps.map(({ step, visits }) => [step, visits])),
    ...Object.fromEntries(
      steps.flatMap(({ step, drop_off }) =>
        drop_off === undefined ? [] : [[`${step}_drop_off`, drop_off]],
      ),
    ),
    ...{ orders: row.orders, value: row.value, conversion_rate: row.conversion_rate },
    ...{ abandoned_carts: abandoned_carts.carts, abandoned_value: abandoned_carts.value },
    ...{ open_carts: open_carts.carts, open_value: open_carts.value },
    carts_without_value: row.carts_without_value,
  }
}

const FORMULAS: Formulas = {
  ...Object.fromEntries(
    FUNNEL_STEPS.map((step) => [step, `${step} = visits that came so far, or further`]),
  ),
  ...Object.fromEntries(
    FUNNEL_STEPS.map((step) => [
      `${step}_drop_off`,
      `${step} drop off = visits that came no further`,
    ]),
  ),
  orders: added('orders'),
  value: added('value'),
  conversion_rate: 'conversion rate = {orders} ÷ {visit}',
  abandoned_carts: added('abandoned carts'),
  abandoned_value: added('abandoned value'),
  open_carts: added('open carts'),
  open_value: added('open value'),
  carts_without_value: added('carts without value'),
}

function unitsOf({ cell, measure }: ExplainFunnelQueryInput): Units {
  if (CARTS[measure]) return { carts: 'count', cart_value: 'money' }
  if (cell === 'without_visit') return { orders: 'count', value: 'money' }
  return { visits: 'count', orders: 'count', value: 'money' }
}

function shownPart(part: PartOfFunnel, terms: PartTerms): object {
  if ('facts' in part) return shownConversionPart(part, terms)
  const { kind, visit, level, orders } = part
  return {
    ...shownTouchFacts(visit),
    ...(kind === 'visit' && { furthest_step: FUNNEL_STEPS[level] }),
    ...(kind === 'visit' && {
      conversions: orders.map((facts) =>
        shownConversionPart({ kind: 'conversion', facts, costs: [] }, terms),
      ),
    }),
  }
}
