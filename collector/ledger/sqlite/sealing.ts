import type { Settings } from '../facts.ts'
import { ErasedHits } from './erased-hits.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'

const DAY_MS = 86_400_000

/** The row of `site` that has the last hit that was looked at; it goes along with a site that moves. */
export const SEALED_TO = 'sealed_to'

/** When a copy of the site was begun: rows that are copied in parts must stay as they are meanwhile. */
const COPIED_AT = 'copied_at'

/** When all was sealed that was old enough: what gets so old meanwhile waits for the next day. */
const SEALED_AT = 'sealed_at'

const COPY_TAKES_MS = 7 * DAY_MS

/** Looked at in one slice. */
const HITS_A_SLICE = 500

/** Written in one slice, unless one browser has more. */
const WRITTEN_A_SLICE = 500

interface Row {
  seq: number
  received_at: number
  visitor: number
  last_hit: number
  hits: number
}

/**
 * Seals hits that a site keeps no longer: what figures follow from stays, and all else that pages have told is
 * overwritten, as for a person who is erased (docs/adr/0079). A browser's hits are sealed together, when the last of
 * them is old enough: whether two arrivals have the same click id must stay as it was.
 */
export class Sealing {
  readonly #values: SiteValues
  readonly #hits: ErasedHits
  readonly #statements
  #dueAt: number | undefined
  /** What the writer remembers may have texts that are gone. */
  hasSealed = false

  constructor(sql: Sql) {
    this.#values = new SiteValues(sql)
    this.#hits = new ErasedHits(sql)
    this.#statements = prepareStatements(sql)
  }

  /** When to look next, ms; infinite where hits are kept for ever. */
  dueAt(now: number): number {
    this.#dueAt ??= this.#nextDue(now)
    return this.#dueAt
  }

  #nextDue(now: number): number {
    const kept = this.#keptMs()
    if (kept === undefined) return Number.POSITIVE_INFINITY
    const [next] = this.#statements.next.all(this.#sealedTo(), 1)
    return Math.max(
      next ? next.received_at + kept : now + DAY_MS,
      this.#at(SEALED_AT) + DAY_MS,
      this.#at(COPIED_AT) + COPY_TAKES_MS,
    )
  }

  #at(name: string): number {
    return Number(this.#values.get(name) ?? Number.NEGATIVE_INFINITY)
  }

  /** Settings have changed: what is old enough may be more. */
  begin(): void {
    this.#values.remove(SEALED_AT)
    this.#dueAt = undefined
  }

  noteCopy(now: number): void {
    this.#values.set(COPIED_AT, String(now))
    this.#dueAt = undefined
  }

  /** One slice; what is left is due at once. */
  advance(now: number): void {
    if (this.dueAt(now) > now) return
    const old = now - (this.#keptMs() ?? Number.POSITIVE_INFINITY)
    const rows = this.#statements.next.all(this.#sealedTo(), HITS_A_SLICE)
    let written = 0
    let done = 0
    for (const { visitor, seq, last_hit: last, hits, received_at: at } of rows) {
      if (at > old || written >= WRITTEN_A_SLICE) break
      done++
      if (seq !== last) continue
      this.#hits.erase(visitor, NO_NAMES)
      written += hits
    }
    const reached = rows[done - 1]
    if (reached) this.#values.set(SEALED_TO, String(reached.seq))
    this.hasSealed ||= written > 0
    const next = rows[done]
    const isMore = next ? next.received_at <= old : rows.length === HITS_A_SLICE
    if (!isMore) this.#values.set(SEALED_AT, String(now))
    this.#dueAt = isMore ? now : now + DAY_MS
  }

  #sealedTo(): number {
    return Number(this.#values.get(SEALED_TO) ?? 0)
  }

  #keptMs(): number | undefined {
    const json = this.#statements.settings.get()?.json
    const days = json && (JSON.parse(json) as Settings).hitsKeptDays
    return days ? days * DAY_MS : undefined
  }
}

const NO_NAMES: ReadonlySet<string> = new Set()

function prepareStatements(sql: Sql) {
  return {
    next: sql.prepare<Row>(
      `SELECT h.seq, h.received_at, h.visitor, v.last_hit, v.hits
       FROM hits h JOIN visitors v ON v.id = h.visitor WHERE h.seq > ? ORDER BY h.seq LIMIT ?`,
    ),
    settings: sql.prepare<{ json: string }>(
      'SELECT json FROM settings ORDER BY version DESC LIMIT 1',
    ),
  }
}
