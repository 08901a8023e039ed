import type { WebhookSecret } from '../webhooks.ts'
import type { Sql } from './sql.ts'

interface SecretRow {
  id: string
  source: string
  secret: string
  created_at: number
  valid_until: number | null
}

/** What vendors of a site sign with. */
export class WebhookSecrets {
  readonly #statements

  constructor(sql: Sql) {
    this.#statements = {
      all: sql.prepare<SecretRow>('SELECT * FROM webhook_secrets ORDER BY created_at, id'),
      add: sql.prepare(
        `INSERT INTO webhook_secrets (id, source, secret, created_at, valid_until)
         VALUES (?, ?, ?, ?, ?)`,
      ),
      endOthers: sql.prepare(
        `UPDATE webhook_secrets SET valid_until = ?
         WHERE source = ? AND id != ? AND (valid_until IS NULL OR valid_until > ?)`,
      ),
      revoke: sql.prepare(
        `UPDATE webhook_secrets SET secret = '', valid_until = min(coalesce(valid_until, ?), ?)
         WHERE id = ?`,
      ),
    }
  }

  all(): WebhookSecret[] {
    return this.#statements.all.all().map(({ created_at, valid_until, ...row }) => ({
      ...row,
      createdAt: created_at,
      validUntil: valid_until,
    }))
  }

  /** @param othersUntil when the source's other secrets end; they go on when it is left out */
  add({ id, source, secret, createdAt, validUntil }: WebhookSecret, othersUntil?: number): void {
    this.#statements.add.run(id, source, secret, createdAt, validUntil)
    if (othersUntil !== undefined)
      this.#statements.endOthers.run(othersUntil, source, id, othersUntil)
  }

  /** It is good for nothing any more, and is not kept. */
  revoke(id: string, at: number): void {
    this.#statements.revoke.run(at, at, id)
  }
}
