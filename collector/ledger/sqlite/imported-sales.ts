import { formatAmount } from '../../../shared/money.ts'
import type { AuditFigures } from '../audit.ts'
import type { ConversionFact, DeclaredTouchFact, IdentityFact } from '../facts.ts'
import type { ImportedOrder, ImportedRecord } from '../imports.ts'
import type { Audit } from './audit.ts'
import type { Contributions } from './contributions.ts'
import { type Conversions, linkOf } from './conversions.ts'
import type { Names } from './names.ts'
import type { People } from './people.ts'
import { Restanding } from './restanding.ts'
import type { Sql } from './sql.ts'
import type { ToldTouches } from './told-touches.ts'

/** Facts that are put in their places in one piece: whoever writes waits for it. */
const AT_ONCE_MAX = 100

/**
 * What files of orders, deals and contacts bring: versions of conversions, and identities, that count while
 * their import does.
 */
export class ImportedSales {
  readonly #parts: ImportedSalesParts
  readonly #conversions: Conversions
  readonly #people: People
  readonly #restanding: Restanding
  readonly #statements

  constructor(sql: Sql, parts: ImportedSalesParts) {
    this.#parts = parts
    this.#conversions = parts.conversions
    this.#people = parts.people
    this.#restanding = new Restanding(sql)
    this.#statements = prepareStatements(sql)
  }

  /** Those orders that an import has not brought yet. */
  fresh(seq: number, orders: readonly ImportedOrder[]): ImportedOrder[] {
    return orders.filter(({ conversion }) => this.#isFresh(seq, conversion))
  }

  #isFresh(seq: number, { goal, transactionId }: ConversionFact): boolean {
    const conversion = this.#conversions.find(goal, transactionId)
    return conversion === undefined || !this.#conversions.isBroughtBy(conversion, seq)
  }

  add(seq: number, orders: readonly ImportedOrder[]): void {
    for (const { conversion: fact, refund } of orders) {
      const conversion = this.#bring(seq, fact)
      if (refund) this.#conversions.bringRefund(conversion, refund, seq)
    }
  }

  #bring(seq: number, fact: ConversionFact): number {
    const { conversion, visitor, fact: kept } = this.#parts.kept(fact)
    this.#conversions.bring(conversion, kept, { visitor, broughtBy: seq })
    return conversion
  }

  /** The same as `fresh` of deals and contacts. */
  freshRecords(seq: number, records: readonly ImportedRecord[]): ImportedRecord[] {
    const { visitorOf, isOfErased } = this.#parts
    return records.flatMap(({ conversion, touch, identities: all }) => {
      const identities = all.filter(
        (one) => !isOfErased(one) && !this.#conversions.hasIdentity(one, visitorOf(one), seq),
      )
      const isFresh = conversion !== null && this.#isFresh(seq, conversion)
      if (!isFresh && identities.length === 0) return []
      return [{ ...(isFresh ? { conversion, touch } : NO_DEAL), identities }]
    })
  }

  addRecords(seq: number, records: readonly ImportedRecord[]): void {
    const { told, visitorOf, isDeclaredByErased } = this.#parts
    for (const { conversion: fact, touch, identities } of records) {
      for (const one of identities) this.#conversions.appendIdentity(one, visitorOf(one), seq)
      if (!fact) continue
      const conversion = this.#bring(seq, fact)
      if (touch && !isDeclaredByErased(touch)) told.bring(touch, conversion, seq)
    }
  }

  /** Conversions that an import has brought. */
  count(seq: number): number {
    return this.#statements.count.get(seq)?.n ?? 0
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
    this.#parts.audit.note({
      ...{ at: now, kind: 'import', subject },
      ...{ before: this.#figures(seq), after: null },
    })
  }

  #restandAll(seq: number): void {
    const left = this.count(seq) + this.#contacts(seq)
    this.#restanding.add({ import: seq, after: 0, left })
    this.advance(AT_ONCE_MAX)
  }

  #contacts(seq: number): number {
    return this.#statements.contacts.get(seq)?.n ?? 0
  }

  get waits(): boolean {
    return this.#restanding.next !== undefined
  }

  /** Puts at most so many facts where what stands of them says; false when none waits. */
  advance(limit: number): boolean {
    const waiting = this.#restanding.next
    if (!waiting) return false
    const { import: of, after: from } = waiting
    const slice = this.#statements.slice.all(of, from, of, from, Math.min(limit, AT_ONCE_MAX))
    for (const { seq, conversion } of slice)
      this.#parts.contributions.because('import', () =>
        conversion === null ? this.#restandIdentity(seq) : this.#restand(conversion),
      )
    const left = waiting.left - slice.length
    const after = slice.at(-1)?.seq ?? waiting.after
    this.#restanding.done(left > 0 && slice.length > 0 ? { ...waiting, after, left } : undefined)
    return true
  }

  /** What an import says of a conversion has come to count, or does so no more. */
  #restand(conversion: number): void {
    const standing = this.#conversions.standing(conversion)
    this.#conversions.markReported(conversion, standing !== undefined)
    this.#people.link(standing && linkOf(standing), { conversion })
    if (standing) this.#people.changed(conversion)
    else this.#people.withdraw(conversion)
    const name = this.#conversions.nameOf(conversion)
    if (name) for (const one of this.#parts.names.place(name)) this.#people.changed(one)
  }

  /** The same of who is whose. */
  #restandIdentity(identity: number): void {
    this.#people.link(this.#conversions.broughtLink(identity), { identity })
  }

  #figures(seq: number): AuditFigures {
    const sums = this.#statements.sums.all(seq)
    const value = sums.map(({ currency, amount }) => ({
      amount: formatAmount(amount, currency),
      currency,
    }))
    const contacts = this.#contacts(seq)
    const orders = sums.reduce((all, { n }) => all + n, 0)
    return { orders, value, ...(contacts > 0 ? { contacts } : {}) }
  }
}

const NO_DEAL = { conversion: null, touch: null }

export interface ImportedSalesParts {
  conversions: Conversions
  told: ToldTouches
  audit: Audit
  people: People
  names: Names
  contributions: Contributions
  /** What is kept of a version of a conversion. */
  kept: (said: ConversionFact) => KeptConversion
  /** The small integer of who is named. */
  visitorOf: (said: IdentityFact) => number | null
  isOfErased: (said: IdentityFact) => boolean
  isDeclaredByErased: (said: DeclaredTouchFact) => boolean
}

/** A version as it is stored, its visitor the small integer. */
export interface KeptConversion {
  conversion: number
  fact: ConversionFact
  visitor: number | null
}

function prepareStatements(sql: Sql) {
  const counted = (table: string) =>
    sql.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE brought_by = ?`)
  return {
    count: counted('conversion_versions'),
    contacts: counted('identities'),
    slice: sql.prepare<{ seq: number; conversion: number | null }>(
      `SELECT seq, conversion FROM conversion_versions WHERE brought_by = ? AND seq > ?
       UNION ALL SELECT seq, NULL FROM identities WHERE brought_by = ? AND seq > ?
       ORDER BY seq LIMIT ?`,
    ),
    sums: sql.prepare<{ currency: string; amount: number; n: number }>(
      `SELECT currency, sum(value) AS amount, count(*) AS n FROM conversion_versions
       WHERE brought_by = ? GROUP BY currency ORDER BY currency`,
    ),
  }
}
