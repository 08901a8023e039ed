import { overlapReason } from '../../source/files/overlaps.ts'
import { isContactsKind, isOfSales } from '../../source/files/sales/sales-file.ts'
import { spendKey } from '../../source/files/spend-key.ts'
import type { Provenance } from '../facts.ts'
import type { ImportFact, ImportStep, ImportStepAnswer } from '../imports.ts'
import type { Audit } from './audit.ts'
import { SpendTotals } from './audited-import.ts'
import type { CampaignAliases } from './campaign-aliases.ts'
import type { CostRow } from './cost-row.ts'
import { importStands } from './cost-stands.ts'
import type { Costs } from './costs.ts'
import {
  type ImportedRow,
  INSERT_ROWS,
  identityOf,
  provenanceOf,
  valuesOf,
} from './imported-row.ts'
import type { ImportedSales } from './imported-sales.ts'
import { callable, knownTuples } from './known-tuples.ts'
import type { Outbox } from './outgoing/outbox.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'
import { standingSpend } from './standing-spend.ts'

/** Rows that are looked at together. */
const PAGE = 2000

const DONE = { outcome: 'done' } as const
const UNCHANGED = { outcome: 'unchanged' } as const

/**
 * Takes imports in, and rolls them back: their rows are costs, versions of orders and deals, or identities, that
 * stand while their import does.
 */
export class Imports {
  readonly #sql: Sql
  readonly #sequence: Sequence
  readonly #costs: Costs
  readonly #aliases: CampaignAliases
  readonly #audit: Audit
  readonly sales: ImportedSales
  readonly #outbox: Outbox

  constructor(sql: Sql, parts: ImportsParts) {
    this.#sql = sql
    this.#sequence = parts.sequence
    this.#costs = parts.costs
    this.#aliases = parts.aliases
    this.#audit = parts.audit
    this.#outbox = parts.outbox
    this.sales = parts.sales
  }

  take(step: ImportStep, now: number): ImportStepAnswer {
    if (step.step === 'begin') return this.#begin(step.import)
    const found = this.#found(step.id)
    if (!found) return refused('unknown', `there is no import ${step.id}`)
    switch (step.step) {
      case 'rows':
        return this.#addRows(found, step)
      case 'orders':
        return this.#addOrders(found, step)
      case 'records':
        return this.#addRecords(found, step)
      case 'apply':
        return this.#apply(found, step, now)
      case 'roll_back':
        return this.#rollBack(found, step.provenance, now)
    }
  }

  #begin(fact: ImportFact): ImportStepAnswer {
    if (this.#found(fact.id)) return UNCHANGED
    const { id, kind, fileName, sha256, rows, from, to, spend } = fact
    const content = [id, kind, fileName, sha256, rows, from, to, JSON.stringify(spend)]
    this.#sql
      .prepare(`INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(this.#sequence.take(), ...content, ...provenanceOf(fact))
    return DONE
  }

  /** Those that are there already are passed over. */
  #addRows(
    { seq, id, mark }: Found,
    { rows, provenance }: Extract<ImportStep, { step: 'rows' }>,
  ): ImportStepAnswer {
    const keys = JSON.stringify(rows.map(spendKey))
    const there = new Set(
      this.#sql
        .prepare<{ key: string }>(
          `SELECT external_id AS key FROM json_each(?) k CROSS JOIN costs
           WHERE external_id = k.value AND +import = ?`,
        )
        .all(keys, seq)
        .map(({ key }) => key),
    )
    const fresh = rows.filter((row) => !there.has(spendKey(row)))
    if (fresh.length === 0) return UNCHANGED
    if (mark !== null)
      return refused('conflict', `import ${id} is complete, and takes no more rows`)
    const known = knownTuples(this.#sql, callable(fresh))
    const values = fresh.map((row) => [
      this.#sequence.take(),
      ...valuesOf(row, known),
      seq,
      ...provenanceOf(provenance),
    ])
    this.#sql.prepare(INSERT_ROWS).run(JSON.stringify(values))
    return DONE
  }

  #addOrders(
    { seq, id, mark }: Found,
    { orders }: Extract<ImportStep, { step: 'orders' }>,
  ): ImportStepAnswer {
    const fresh = this.sales.fresh(seq, orders)
    if (fresh.length === 0) return UNCHANGED
    if (mark !== null)
      return refused('conflict', `import ${id} is complete, and takes no more orders`)
    this.sales.add(seq, fresh)
    return DONE
  }

  #addRecords(
    { seq, id, mark }: Found,
    { records }: Extract<ImportStep, { step: 'records' }>,
  ): ImportStepAnswer {
    const fresh = this.sales.freshRecords(seq, records)
    if (fresh.length === 0) return UNCHANGED
    if (mark !== null)
      return refused('conflict', `import ${id} is complete, and takes no more records`)
    this.sales.addRecords(seq, fresh)
    return DONE
  }

  #apply(
    found: Found,
    { provenance, refused: left }: Extract<ImportStep, { step: 'apply' }>,
    now: number,
  ): ImportStepAnswer {
    const { seq, id, mark, rows } = found
    if (mark === 'applied') return UNCHANGED
    if (mark !== null) return refused('conflict', `import ${id} was rolled back: import it again`)
    const stored = this.#stored(found)
    if (stored !== rows)
      return refused('conflict', `import ${id} has ${stored} of its ${rows} rows: send it again`)
    if (isOfSales(found.kind)) {
      this.sales.apply(seq, () => this.#mark(seq, 'applied', provenance))
      this.#outbox.finished(seq, left)
      return DONE
    }
    const reason = this.#hindrance(found)
    if (reason !== undefined) return refused('conflict', reason)
    this.#mark(seq, 'applied', provenance)
    const totals = new SpendTotals()
    for (const { row, other } of this.#pairs(seq)) {
      if (other) {
        this.#costs.standing(other, false)
        this.#compare(totals, other, row)
      }
      this.#costs.standing(row, true)
    }
    if (totals.differ) this.#note(now, { import: id }, totals)
    this.#outbox.finished(seq, left)
    return DONE
  }

  #rollBack(found: Found, provenance: Provenance, now: number): ImportStepAnswer {
    const { seq, id, mark, kind } = found
    if (mark === 'rolled_back') return UNCHANGED
    if (mark === null)
      return refused('conflict', `import ${id} was never applied: nothing of it counts`)
    if (isOfSales(kind)) {
      this.sales.rollBack(found, now, () => this.#mark(seq, 'rolled_back', provenance))
      this.#outbox.finished(seq)
      return DONE
    }
    const totals = new SpendTotals()
    for (const { row, other } of this.#pairs(seq)) {
      // A later import has taken its place, and keeps it.
      if (other && other.seq > row.seq) continue
      this.#costs.standing(row, false)
      if (other) this.#costs.standing(other, true)
      this.#compare(totals, row, other)
    }
    this.#mark(seq, 'rolled_back', provenance)
    this.#note(now, { import: id, rolled_back: true }, totals)
    this.#outbox.finished(seq)
    return DONE
  }

  /** By what they mean, which an alias may have made the same. */
  #compare(totals: SpendTotals, before: CostRow, after: CostRow | undefined): void {
    totals.note(this.#aliases.meant(before), after && this.#aliases.meant(after))
  }

  #note(at: number, subject: Record<string, unknown>, { before, after }: SpendTotals): void {
    this.#audit.note({ at, kind: 'import', subject, before: before.figures, after: after.figures })
  }

  /** Why an import can't count beside what has come in since it was checked. */
  #hindrance({ seq, id }: Found): string | undefined {
    for (const rows of this.#pages(seq)) {
      const standing = standingSpend(this.#sql, rows.map(identityOf), seq)
      for (const row of rows) {
        const identity = identityOf(row)
        if ((standing.ofKey(row.external_id ?? '')?.seq ?? 0) > row.seq)
          return `another import took the place of rows of import ${id} meanwhile: send it again`
        const reason = overlapReason(identity, standing.near(identity))
        if (reason !== undefined) return reason
      }
    }
    return undefined
  }

  *#pages(seq: number): Generator<ImportedRow[]> {
    const page = this.#sql.prepare<ImportedRow>(
      `SELECT * FROM costs WHERE import = ? AND seq > ? ORDER BY seq LIMIT ${PAGE}`,
    )
    for (let after = 0; ; ) {
      const rows = page.all(seq, after)
      if (rows.length === 0) return
      yield rows
      after = rows.at(-1)?.seq ?? after
    }
  }

  /** Each row of an import, with the one of another that stands under its key, or would without it. */
  *#pairs(seq: number): Generator<{ row: CostRow; other: CostRow | undefined }> {
    const others = this.#sql.prepare<CostRow & { of: number }>(
      `SELECT mine.seq AS "of", c.* FROM json_each(?) m
       CROSS JOIN costs mine ON mine.seq = m.value CROSS JOIN costs c ON c.seq = (
         SELECT max(o.seq) FROM costs o WHERE o.external_id = mine.external_id
           AND o.import IS NOT mine.import AND ${importStands('o')})`,
    )
    for (const rows of this.#pages(seq)) {
      const found = others.all(JSON.stringify(rows.map((row) => row.seq)))
      const byRow = new Map(found.map((other) => [other.of, other]))
      for (const row of rows) yield { row, other: byRow.get(row.seq) }
    }
  }

  #mark(seq: number, mark: 'applied' | 'rolled_back', provenance: Provenance): void {
    this.#sql
      .prepare('INSERT INTO import_marks VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(this.#sequence.take(), seq, mark, ...provenanceOf(provenance))
  }

  /** Of contacts some may be left out: who was erased does not come back with a file. */
  #stored({ seq, kind, rows }: Found): number {
    if (isContactsKind(kind)) return rows
    return isOfSales(kind) ? this.sales.count(seq) : this.#count(seq)
  }

  #count(seq: number): number {
    const counted = this.#sql.prepare<{ n: number }>(
      'SELECT count(*) AS n FROM costs WHERE import = ?',
    )
    return counted.get(seq)?.n ?? 0
  }

  #found(id: string): Found | undefined {
    return this.#sql
      .prepare<Found>(
        `SELECT seq, id, kind, rows, (SELECT mark FROM import_marks m WHERE m.import = imports.seq
           ORDER BY m.seq DESC LIMIT 1) AS mark
         FROM imports WHERE id = ?`,
      )
      .get(id)
  }
}

interface ImportsParts {
  sequence: Sequence
  costs: Costs
  aliases: CampaignAliases
  audit: Audit
  sales: ImportedSales
  outbox: Outbox
}

interface Found {
  seq: number
  id: string
  kind: string
  rows: number
  mark: 'applied' | 'rolled_back' | null
}

const refused = (why: 'unknown' | 'conflict', reason: string): ImportStepAnswer => ({
  outcome: 'refused',
  why,
  reason,
})
