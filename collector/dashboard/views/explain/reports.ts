import { KNOWN as OF_PATHS } from '../journeys/known.ts'

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
}
