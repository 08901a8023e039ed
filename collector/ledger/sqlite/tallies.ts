import { DAY_MS, dayOfNumber } from '../../../shared/dates.ts'
import type { DropReason, OpenDrop } from '../../../shared/drop-reasons.ts'
import type { Sql } from './sql.ts'

/**
 * Beside drops: campaign tags on links between the site's own hosts, which are ignored, and events of
 * whoever was erased.
 */
export type TallyReason = DropReason | OpenDrop | 'own_campaign' | 'erased'

/** Counts of what was refused or ignored, by day (UTC) and reason. */
export class Tallies {
  readonly #counts = new Map<TallyReason, number>()
  readonly #add

  constructor(sql: Sql) {
    this.#add = sql.prepare(
      `INSERT INTO tallies (day, reason, n) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET n = n + excluded.n`,
    )
  }

  count(reason: TallyReason, n = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + n)
  }

  /** Writes what was counted since the last time. */
  flush(now: number): void {
    for (const [reason, n] of this.#counts) this.#add.run(utcDay(now), reason, n)
    this.#counts.clear()
  }
}

/** YYYYMMDD in UTC: for counts that no report splits by local day. */
export const utcDay = (ms: number): number => dayOfNumber(Math.floor(ms / DAY_MS))
