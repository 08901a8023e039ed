import { formatAmount } from '../../../shared/money.ts'
import type { AuditFigures } from '../audit.ts'
import type { ConversionFact } from '../facts.ts'
import type { ImportedOrder } from '../imports.ts'
import type { Audit } from './audit.ts'
import type { Contributions } from './contributions.ts'
import { type Conversions, linkOf } from './conversions.ts'
import type { Names } from './names.ts'
import type { People } from './people.ts'
import { Restanding } from './restanding.ts'
import type { Sql } from './sql.ts'

/** Orders that are put in their places in one piece: whoever writes waits for it. */
const AT_ONCE_MAX = 100

/** What a file of orders brings: versions of conversions that count while their import does. */
export class ImportedOrders {
  readonly #conversions: Conversions
  readonly #audit: Audit
  readonly #kept
  readonly #people: People
  readonly #names: Names
  readonly #contributions: Contributions
  readonly #restanding: Restanding
  readonly #slice
  readonly #count
  readonly #sums

  constructor(sql: Sql, parts: ImportedOrdersParts) {
    this.#conversions = parts.conversions
    this.#audit = parts.audit
    this.#kept = parts.kept
    this.#people = parts.people
    this.#names = parts.names
    this.#contributions = parts.contributions
    this.#restanding = new Restanding(sql)
    this.#slice = sql.prepare<{ seq: number; conversion: number }>(
      `SELECT seq, conversion FROM conversion_versions
       WHERE brought_by = ? AND seq > ? ORDER BY seq LIMIT ?`,
    )
    this.#count = sql.prepare<{ n: number }>(
      'SELECT count(*) AS n FROM conversion_versions WHERE brought_by = ?',
    )
    this.#sums = sql.prepare<{ currency: string; amount: number; n: number }>(
      `SELECT currency, sum(value) AS amount, count(*) AS n FROM conversion_versions
       WHERE brought_by = ? GROUP BY currency ORDER BY currency`,
    )
  }

  /** Those that an import has not brought yet. */
  fresh(seq: number, orders: readonly ImportedOrder[]): ImportedOrder[] {
    return orders.filter(({ conversion: { goal, transactionId } }) => {
      const conversion = this.#conversions.find(goal, transactionId)
      return conversion === undefined || !this.#conversions.isBroughtBy(conversion, seq)
    })
  }

  add(seq: number, orders: readonly ImportedOrder[]): void {
    for (const { conversion: fact, refund } of orders) {
      const { conversion, visitor, fact: kept } = this.#kept(fact)
      this.#conversions.bring(conversion, kept, { visitor, broughtBy: seq })
      if (refund) this.#conversions.bringRefund(conversion, refund, seq)
    }
  }

  count(seq: number): number {
    return this.#count.get(seq)?.n ?? 0
  }

  /** @param mark makes the import count; what follows from that comes in slices */
  apply(seq: number, mark: () => void): void {
    mark()
    this.#restandAll(seq)
  }

  /** @param mark makes the import count no more */
  rollBack({ seq, id }: { seq: number; id: string }, now: number, mark: () => void): void {
    mark()
    this.#restandAll(seq)
    const subject = { import: id, rolled_back: true }
    this.#audit.note({
      ...{ at: now, kind: 'import', subject },
      ...{ before: this.#figures(seq), after: null },
    })
  }

  #restandAll(seq: number): void {
    this.#restanding.add({ import: seq, after: 0, left: this.count(seq) })
    this.advance(AT_ONCE_MAX)
  }

  get waits(): boolean {
    return this.#restanding.next !== undefined
  }

  /** Puts at most so many orders where what stands of them says; false when none waits. */
  advance(limit: number): boolean {
    const waiting = this.#restanding.next
    if (!waiting) return false
    const slice = this.#slice.all(waiting.import, waiting.after, Math.min(limit, AT_ONCE_MAX))
    for (const { conversion } of slice) this.#restand(conversion)
    const left = waiting.left - slice.length
    const after = slice.at(-1)?.seq ?? waiting.after
    this.#restanding.done(left > 0 && slice.length > 0 ? { ...waiting, after, left } : undefined)
    return true
  }

  /** What an import says of a conversion has come to count, or does so no more. */
  #restand(conversion: number): void {
    this.#contributions.because('import', () => {
      const standing = this.#conversions.standing(conversion)
      this.#conversions.markReported(conversion, standing !== undefined)
      this.#people.link(standing && linkOf(standing), { conversion })
      if (standing) this.#people.changed(conversion)
      else this.#people.withdraw(conversion)
      const name = this.#conversions.nameOf(conversion)
      if (name) for (const one of this.#names.place(name)) this.#people.changed(one)
    })
  }

  #figures(seq: number): AuditFigures {
    const sums = this.#sums.all(seq)
    const value = sums.map(({ currency, amount }) => ({
      amount: formatAmount(amount, currency),
      currency,
    }))
    return { orders: sums.reduce((all, { n }) => all + n, 0), value }
  }
}

export interface ImportedOrdersParts {
  conversions: Conversions
  audit: Audit
  people: People
  names: Names
  contributions: Contributions
  /** What is kept of a version of a conversion. */
  kept: (said: ConversionFact) => KeptConversion
}

/** A version as it is stored, its visitor the small integer. */
export interface KeptConversion {
  conversion: number
  fact: ConversionFact
  visitor: number | null
}
