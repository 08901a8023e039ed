import type { AuditFigures, AuditHead, AuditKind } from '../audit.ts'
import { canonical, chained, genesisOf } from './audit-chain.ts'
import { auditedCredit } from './audited-credit.ts'
import type { Sequence } from './sequence.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'

/** A change to be written: an entry that has no number and no hash yet. */
export interface Noted {
  at: number
  kind: AuditKind
  subject: AuditFigures
  before: AuditFigures | null
  after: AuditFigures | null
}

/** What one conversion had contributed, and what it contributes now. */
export interface CreditChange {
  at: number
  kind: AuditKind
  /** packed; '' for nothing */
  before: string
  after: { goal: string; transaction_id: string; packed: string; state: string }
  currency: string
  /** How many versions there are of it. */
  versions(): number
}

/**
 * Writes the audit trail. Entries gather and are written at the end of their transaction, so that a
 * change and what is said of it are stored together or not at all.
 */
export class Audit {
  readonly #statements
  readonly #sql: Sql
  readonly #sequence: Sequence
  #noted: Noted[] = []
  /** By conversion: one that is settled twice in a transaction has changed once. */
  readonly #credits = new Map<string, CreditChange>()
  /** Remembered from the first entry on: nobody else writes while this lives. */
  #head: string | undefined

  constructor(sql: Sql, sequence: Sequence) {
    this.#sql = sql
    this.#sequence = sequence
    this.#statements = {
      knows: sql.prepare('SELECT 1 FROM audit WHERE subject = ? LIMIT 1'),
      last: sql.prepare<{ kind: string; seq: number }>(
        'SELECT kind, seq FROM audit ORDER BY seq DESC LIMIT 1',
      ),
      add: sql.prepare(
        `INSERT INTO audit (seq, at, kind, subject, "before", "after", facts, hash)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
           value ->> 6, value ->> 7
         FROM json_each(?)`,
      ),
    }
  }

  note(change: Noted): void {
    this.#noted.push(change)
  }

  /** To be credited first is no change, and leaves no entry. */
  noteCredit(change: CreditChange): void {
    const key = canonical(subjectOf(change))
    const first = this.#credits.get(key)
    this.#credits.set(key, first ? { ...change, before: first.before } : change)
  }

  /** Whether the last that was stored, of facts and entries together, is an entry of this kind. */
  endsWith(kind: AuditKind): boolean {
    const last = this.#statements.last.get()
    return last?.kind === kind && last.seq === this.#sequence.next - 1
  }

  /** Writes what was noted; called at the end of every transaction. */
  flush(): void {
    this.#takeCredits()
    if (this.#noted.length === 0) return
    const facts = this.#sequence.next - 1
    let head = this.#head ?? headOf(this.#sql).hash
    const rows = this.#noted.map(({ at, kind, subject, before, after }) => {
      const row = {
        seq: this.#sequence.take(),
        ...{ at, kind, facts },
        subject: canonical(subject),
        before: before && canonical(before),
        after: after && canonical(after),
      }
      head = chained(head, row)
      return [row.seq, at, kind, row.subject, row.before, row.after, facts, head]
    })
    this.#statements.add.run(JSON.stringify(rows))
    this.#head = head
    this.#noted = []
  }

  #takeCredits(): void {
    for (const change of this.#credits.values()) {
      const { at, kind, before, after, currency } = change
      if (before === after.packed || (before === '' && !this.#isKnown(change))) continue
      this.note({
        ...{ at, kind, subject: subjectOf(change) },
        before: auditedCredit(before, currency),
        after: auditedCredit(after.packed, currency) ?? { state: after.state },
      })
    }
    this.#credits.clear()
  }

  /** Whether a conversion is credited again, after it was taken back: it has more than one version then. */
  #isKnown(change: CreditChange): boolean {
    if (change.versions() < 2) return false
    return this.#statements.knows.get(canonical(subjectOf(change))) !== undefined
  }
}

const subjectOf = ({ after: { goal, transaction_id } }: CreditChange): AuditFigures => ({
  goal,
  transaction_id,
})

/** Where the chain of a site ends. */
export function headOf(sql: Sql): AuditHead {
  const last = sql.prepare<AuditHead>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get()
  return last ?? { seq: 0, hash: genesisOfSite(sql) }
}

export function genesisOfSite(sql: Sql): string {
  const values = new SiteValues(sql)
  return genesisOf(values.get('site') ?? '', Number(values.get('created_at')))
}
