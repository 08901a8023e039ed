import { formatAmount } from '../../../shared/money.ts'
import type { ConversionOfFigure, TouchesOfFigure } from '../../ledger/reports-explained.ts'
import { shownConversion, shownTouchFacts } from '../explain-view.ts'

/** What the parts of an answer have in common. */
export interface PartTerms {
  /** The site's. */
  currency: string
  /** Whose weights and credit touches are told with. */
  model: string
}

/** A conversion with its journey; each touch with its cost, where the figure has it. */
export function shownConversionPart({ facts, costs }: ConversionOfFigure, terms: PartTerms) {
  const { touches, ...conversion } = shownConversion(facts, terms)
  return {
    ...conversion,
    touches: touches.map((touch, at) => ({ ...touch, ...costOf(costs[at], terms) })),
  }
}

/** A journey without a conversion, or a touch of no journey. */
export function shownTouchesPart({ kind, touches, costs }: TouchesOfFigure, terms: PartTerms) {
  const shown = touches.map((touch, at) => ({
    ...shownTouchFacts(touch),
    ...costOf(costs[at], terms),
  }))
  const [first] = shown
  if (kind === 'touch') return first ?? {}
  return { ts: first?.ts, day: first?.day, touches: shown }
}

const costOf = (cost: number | undefined, { currency }: PartTerms) =>
  cost === undefined ? {} : { cost: formatAmount(cost, currency) }
