import type { OpenFact } from '../opens.ts'
import { uuidParameter } from './bytes.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

/** Stores opens of mails. Nothing follows from them but their counts. */
export class Opens {
  readonly #insert
  readonly #known
  readonly #sequence: Sequence

  constructor(sql: Sql, sequence: Sequence) {
    this.#sequence = sequence
    this.#known = sql.prepare('SELECT 1 FROM opens WHERE open_id = ?')
    this.#insert = sql.prepare(
      `INSERT INTO opens (seq, open_id, day, campaign_source, campaign_medium, campaign, content,
         source, owner, schema_version, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  append(fact: OpenFact): void {
    const id = uuidParameter(fact.openId)
    if (this.#known.get(id)) return
    const { day, campaignSource, campaignMedium, campaign, content } = fact
    const { source, owner, schemaVersion, receivedAt } = fact
    this.#insert.run(
      ...[this.#sequence.take(), id, day, campaignSource, campaignMedium, campaign, content],
      ...[source, owner, schemaVersion, receivedAt],
    )
  }
}
