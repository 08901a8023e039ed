import type { DerivedTable } from '../transfer.ts'
import { Keyset } from './keyset.ts'
import * as schema from './schema.ts'

/** What a generation holds of its own, by its keys. */
export const DERIVED: Record<DerivedTable, Keyset> = {
  rollups: new Keyset(schema.rollups),
  touch_totals: new Keyset(schema.touchTotals),
  touch_counts: new Keyset(schema.touchCounts),
  cost_days: new Keyset(schema.costDays),
  contributions: new Keyset(schema.contributions),
  touches: new Keyset(schema.touches),
  told_places: new Keyset(schema.toldPlaces),
  rate_uses: new Keyset(schema.rateUses),
  code_uses: new Keyset(schema.codeUses),
  commissions: new Keyset(schema.commissions),
  exchanged_costs: new Keyset(schema.exchangedCosts),
}

/** The same, and what it has still to do. */
export const OF_GENERATION: readonly Keyset[] = [
  ...Object.values(DERIVED),
  new Keyset(schema.uncut),
  new Keyset(schema.dirty),
]

/** Who was named with whom: of no generation, and in no order. */
export const LINKS = new Keyset(schema.links)

/** How a visit went on after its first hit. */
export const VISIT_ENDS: readonly string[] = [
  'end',
  'arrived_at',
  'shown',
  'away',
  'cart',
  'steps',
  'cart_value',
]

/** At most so many differences are told of each table and side. */
export const DIFFERENCES_SHOWN = 5

/** A row that differs, in words. */
export const describeRow = (row: object): string => JSON.stringify(row).slice(0, 300)
