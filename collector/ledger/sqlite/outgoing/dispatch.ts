import type { Due, DueMessage, SentMessage } from '../../outgoing.ts'
import type { Sql } from '../sql.ts'
import { Endpoints } from './endpoints.ts'

/** Messages of one endpoint that are under way together: no more of its threads are taken. */
const AT_ONCE_MAX = 4

/** What is kept of messages that were delivered or superseded, and of dead ones. */
const KEPT = { delivered: 1000, superseded: 1000, dead: 100_000 } as const

interface DueRow extends Omit<DueMessage, 'url' | 'secrets'> {}

/** Gives messages out, and keeps what has become of them. */
export class Dispatch {
  readonly #endpoints: Endpoints
  readonly #statements

  constructor(sql: Sql) {
    this.#endpoints = new Endpoints(sql)
    this.#statements = prepareStatements(sql)
  }

  get anyListens(): boolean {
    return this.#endpoints.anyListens
  }

  /** Whether messages are still to be made. */
  get isBehind(): boolean {
    return this.#statements.behind.get() !== undefined
  }

  due(now: number): Due {
    const listening = this.#endpoints.listening()
    const messages = listening.flatMap(({ id, url, secrets }) => {
      const good = secrets.filter(({ validUntil }) => validUntil === null || now < validUntil)
      const rows = this.#statements.due.all(id, now, AT_ONCE_MAX)
      return rows.map((row) => ({ ...row, url, secrets: good.map(({ secret }) => secret) }))
    })
    return { messages, isBehind: this.isBehind, next: this.nextAt() }
  }

  /** When the first message is due that waits; null when none does. */
  nextAt(): number | null {
    const times = this.#endpoints
      .listening()
      .flatMap(({ id }) => this.#statements.next.get(id)?.at ?? [])
    return times.length > 0 ? Math.min(...times) : null
  }

  /** @returns the endpoints that are gone */
  note(sent: readonly SentMessage[]): string[] {
    const gone = sent.flatMap((one) => {
      const { id, state, at, nextAt, status, error } = one
      const values = [state, state, nextAt, at, status, error]
      const row = this.#statements.note.get(...values, id)
      return row && one.isGone ? [row.endpoint] : []
    })
    for (const state of Object.keys(KEPT) as (keyof typeof KEPT)[])
      this.#statements.prune.run(state, state, KEPT[state])
    return [...new Set(gone)]
  }
}

function prepareStatements(sql: Sql) {
  const waiting = `FROM outgoing WHERE endpoint = ? AND state = 'waiting'`
  return {
    behind: sql.prepare(
      `SELECT 1 FROM outgoing_marks UNION ALL
       SELECT 1 FROM site WHERE name = 'outgoing_looked_at' LIMIT 1`,
    ),
    due: sql.prepare<DueRow>(
      `SELECT id, message, endpoint, body, attempts ${waiting} AND next_at <= ?
       ORDER BY next_at, id LIMIT ?`,
    ),
    next: sql.prepare<{ at: number }>(`SELECT next_at AS at ${waiting} ORDER BY next_at LIMIT 1`),
    /** One that was superseded or erased meanwhile stays so. */
    note: sql.prepare<{ endpoint: string }>(
      `UPDATE outgoing SET state = ?, body = CASE ? WHEN 'delivered' THEN '' ELSE body END,
         next_at = ?, last_at = ?, last_status = ?, last_error = ?, attempts = attempts + 1
       WHERE id = ? AND state = 'waiting' RETURNING endpoint`,
    ),
    prune: sql.prepare(
      `DELETE FROM outgoing WHERE state = ? AND id <= (
         SELECT id FROM outgoing WHERE state = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    ),
  }
}
