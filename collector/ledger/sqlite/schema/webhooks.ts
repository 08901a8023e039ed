import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

// What vendors send, beside the facts that come of it. Times are ms since the epoch.

/** In clear: a signature can't be checked with a hash of the secret. */
export const webhookSecrets = sqliteTable('webhook_secrets', {
  id: text('id').primaryKey(),
  source: text('source').notNull(),
  /** '' of one that was revoked */
  secret: text('secret').notNull(),
  createdAt: integer('created_at').notNull(),
  validUntil: integer('valid_until'),
})

/** Counted by source, outcome and day (UTC). */
export const deliveries = sqliteTable(
  'deliveries',
  {
    source: text('source').notNull(),
    outcome: text('outcome').notNull(),
    day: integer('day').notNull(),
    n: integer('n').notNull(),
    lastAt: integer('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.outcome, table.day] })],
)

/** Deliveries that are signed well and can't be read. */
export const quarantine = sqliteTable(
  'quarantine',
  {
    id: integer('id').primaryKey(),
    source: text('source').notNull(),
    topic: text('topic').notNull(),
    /** JSON */
    headers: text('headers').notNull(),
    reason: text('reason').notNull(),
    fingerprint: text('fingerprint').notNull(),
    bytes: integer('bytes').notNull(),
    /** waiting | done | discarded */
    state: text('state').notNull(),
    receivedAt: integer('received_at').notNull(),
    closedAt: integer('closed_at'),
  },
  (table) => [uniqueIndex('quarantine_fingerprint').on(table.fingerprint)],
)

/** Their texts in pieces: a Durable Object keeps no value above 2 MB. '' once one is closed. */
export const quarantineParts = sqliteTable(
  'quarantine_parts',
  {
    quarantine: integer('quarantine').notNull(),
    part: integer('part').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.quarantine, table.part] })],
)

/** Wishes about personal data; addresses as HMAC only. */
export const privacyRequests = sqliteTable(
  'privacy_requests',
  {
    id: integer('id').primaryKey(),
    source: text('source').notNull(),
    /** erase_person | erase_site | tell_person */
    request: text('request').notNull(),
    customerId: text('customer_id'),
    emailHash: text('email_hash'),
    /** JSON list */
    transactionIds: text('transaction_ids').notNull(),
    /** All of the above in one text: the same wish is kept once. */
    fingerprint: text('fingerprint').notNull(),
    receivedAt: integer('received_at').notNull(),
    doneAt: integer('done_at'),
  },
  (table) => [uniqueIndex('privacy_requests_fingerprint').on(table.fingerprint)],
)
