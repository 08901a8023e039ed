import type {
  DeliveryCount,
  PrivacyRequest,
  QuarantineClosed,
  QuarantinedDelivery,
} from '../webhooks.ts'
import type { Sql } from './sql.ts'
import { utcDay } from './tallies.ts'

/** Characters of one piece: with quotes and escapes it still goes over in one page of a move. */
const PART_LENGTH = 200_000

/** Keeps what vendors have sent beside facts: counts, what can't be read, wishes about personal data. */
export class Webhooks {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = prepareStatements(sql)
  }

  count({ source, outcome, n, at }: DeliveryCount): void {
    this.#statements.count.run(source, outcome, utcDay(at), n, at)
  }

  /** One that is known is kept as it is, and waits again if it was closed. */
  keep({ body, headers, ...delivery }: QuarantinedDelivery): void {
    const { source, topic, reason, fingerprint, receivedAt } = delivery
    const bytes = new TextEncoder().encode(body).length
    const head = [source, topic, JSON.stringify(headers), reason, fingerprint, bytes, receivedAt]
    const row = this.#statements.keep.get(...head)
    // The same again while it waits.
    if (!row) return
    for (const [part, text] of partsOf(body).entries())
      this.#statements.addPart.run(row.id, part, text)
  }

  close({ id, state, at }: QuarantineClosed): void {
    if (this.#statements.close.run(state, at, id) > 0) this.#statements.emptyParts.run(id)
  }

  request({ transactionIds, ...wish }: PrivacyRequest): void {
    const { source, request, customerId, emailHash, receivedAt } = wish
    const said = [source, request, customerId, emailHash, JSON.stringify(transactionIds)]
    this.#statements.request.run(...said, JSON.stringify(said), receivedAt)
  }
}

/** Pieces of a text, none cut inside of a character. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = from + PART_LENGTH
    if (isHighSurrogate(text.charCodeAt(to - 1))) to += 1
    parts.push(text.slice(from, to))
    from = to
  }
  return parts
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

function prepareStatements(sql: Sql) {
  return {
    count: sql.prepare(
      `INSERT INTO deliveries (source, outcome, day, n, last_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET n = n + excluded.n, last_at = max(last_at, excluded.last_at)`,
    ),
    keep: sql.prepare<{ id: number }>(
      `INSERT INTO quarantine
         (source, topic, headers, reason, fingerprint, bytes, state, received_at)
       VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?)
       ON CONFLICT DO UPDATE SET state = 'waiting', closed_at = NULL, reason = excluded.reason
         WHERE state != 'waiting'
       RETURNING id`,
    ),
    addPart: sql.prepare(
      `INSERT INTO quarantine_parts (quarantine, part, text) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET text = excluded.text`,
    ),
    close: sql.prepare(
      `UPDATE quarantine SET state = ?, closed_at = ? WHERE id = ? AND state = 'waiting'`,
    ),
    emptyParts: sql.prepare(`UPDATE quarantine_parts SET text = '' WHERE quarantine = ?`),
    request: sql.prepare(
      `INSERT INTO privacy_requests
         (source, request, customer_id, email_hash, transaction_ids, fingerprint, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
  }
}
