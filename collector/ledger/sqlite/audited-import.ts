import { formatAmount } from '../../../shared/money.ts'
import type { AuditFigures } from '../audit.ts'
import type { CostRow } from './cost-row.ts'

/** What costs come to that take the place of others, and what those came to. */
export class SpendTotals {
  readonly before = new SpendSum()
  readonly after = new SpendSum()
  /** Whether anything was replaced by something else. */
  differ = false

  note(before: CostRow, after: CostRow | undefined): void {
    this.before.add(before)
    if (after) this.after.add(after)
    if (!after || NAMES.some((name) => before[name] !== after[name])) this.differ = true
  }
}

const NAMES = [
  'amount',
  'currency',
  'campaign_source',
  'campaign_medium',
  'campaign',
] as const satisfies readonly (keyof CostRow)[]

/** What rows of spend come to, by currency. */
export class SpendSum {
  readonly #amounts = new Map<string, number>()
  #rows = 0

  add({ amount, currency }: CostRow): void {
    this.#rows += 1
    this.#amounts.set(currency, (this.#amounts.get(currency) ?? 0) + amount)
  }

  /** null for no row at all. */
  get figures(): AuditFigures | null {
    if (this.#rows === 0) return null
    const spend = [...this.#amounts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ amount: formatAmount(amount, currency), currency }))
    return { rows: this.#rows, spend }
  }
}
