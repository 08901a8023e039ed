import type { AuditFigures } from '../audit.ts'
import { SpendSum } from './audited-import.ts'
import type { CostRow } from './cost-row.ts'

/** What rows of imports come to whose meaning is another now, and where they have counted. */
export class MeaningTotals {
  readonly before = new Meanings()
  readonly after = new Meanings()
  rows = 0

  note(was: CostRow, is: CostRow): void {
    this.rows += 1
    this.before.add(was)
    this.after.add(is)
  }
}

class Meanings {
  readonly #sum = new SpendSum()
  readonly #meanings = new Map<string, AuditFigures>()

  add(row: CostRow): void {
    const { campaign_source: source, campaign_medium: medium, campaign } = row
    this.#sum.add(row)
    this.#meanings.set(JSON.stringify([source, medium, campaign]), { source, medium, campaign })
  }

  /** Rows that meant several campaigns are told by how many those were. */
  get figures(): AuditFigures | null {
    const [only, ...others] = this.#meanings.values()
    const means = others.length === 0 ? only : { campaigns: this.#meanings.size }
    return { ...means, ...this.#sum.figures }
  }
}
