import { BRIDGE_FIELDS, LEFT_OUT_MEASURES } from '../../../../shared/bridge.ts'
import { CLAIM_MEASURES } from '../../../../shared/claim-measures.ts'
import { COHORT_MEASURES } from '../../../../shared/cohort-measures.ts'
import { KNOWN as OF_CLAIMS } from '../claims/known.ts'
import { KNOWN as OF_COHORTS } from '../cohorts/known.ts'
import { KNOWN as OF_FUNNEL } from '../funnel/known.ts'
import { KNOWN as OF_PATHS } from '../journeys/known.ts'
import { KNOWN as OF_BRIDGE } from '../reconcile/known.ts'

/** A report beside that of ROI whose figures are explained. */
export interface FigureReport {
  path: string
  /** What it knows of what the address asks. */
  knows: readonly string[]
  /** All figures that one place of it may have, in the order in which they are read. */
  measures: readonly string[]
}

/** By the name that its figures have in the address. */
export const FIGURE_REPORTS: Readonly<Record<string, FigureReport>> = {
  paths: {
    path: '/v1/explain/paths',
    knows: OF_PATHS,
    measures: [
      ...['journeys', 'conversions', 'conversion_rate', 'value', 'cost', 'profit', 'roi'],
      ...['roas', 'cpa', 'aov', 'margin', 'median_days', 'median_touches'],
    ],
  },
  claims: {
    path: '/v1/explain/claims',
    knows: OF_CLAIMS,
    measures: [...CLAIM_MEASURES, 'credited_value', 'credited_conversions'],
  },
  cohorts: { path: '/v1/explain/cohorts', knows: OF_COHORTS, measures: COHORT_MEASURES },
  reconcile: {
    path: '/v1/explain/reconcile',
    knows: OF_BRIDGE,
    measures: [...BRIDGE_FIELDS, ...LEFT_OUT_MEASURES],
  },
  funnel: {
    path: '/v1/explain/funnel',
    knows: OF_FUNNEL,
    measures: [
      ...['visit', 'view', 'cart', 'checkout', 'order', 'visit_drop_off', 'view_drop_off'],
      ...['cart_drop_off', 'checkout_drop_off', 'orders', 'value', 'conversion_rate'],
      ...['abandoned_carts', 'abandoned_value', 'open_carts', 'open_value', 'carts_without_value'],
    ],
  },
}
