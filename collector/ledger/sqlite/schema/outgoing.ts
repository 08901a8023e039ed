import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// What a site tells others, and to whom. Neither facts nor what follows from them. Times are ms since
// the epoch.

export const endpoints = sqliteTable('endpoints', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  /** JSON list */
  events: text('events').notNull(),
  /** JSON list of secrets, in clear: deliveries are signed with them. '[]' of one that was removed */
  secrets: text('secrets').notNull(),
  createdAt: integer('created_at').notNull(),
  disabledAt: integer('disabled_at'),
  /** It stays, so that a move that has copied it learns of it. */
  removedAt: integer('removed_at'),
})

/** What may have to be told: written in the transaction in which it happens. */
export const outgoingMarks = sqliteTable(
  'outgoing_marks',
  {
    event: text('event').notNull(),
    /** The id of a conversion, or the seq of an import. */
    subject: integer('subject').notNull(),
    /** Lines of an import's file that were refused */
    refused: integer('refused'),
  },
  (table) => [primaryKey({ columns: [table.event, table.subject] })],
)

/** What was told last. */
export const outgoingTold = sqliteTable(
  'outgoing_told',
  {
    event: text('event').notNull(),
    subject: integer('subject').notNull(),
    /** 0 of what was never told: it was like this when there was nobody to tell. */
    sequence: integer('sequence').notNull(),
    fingerprint: text('fingerprint').notNull(),
  },
  (table) => [primaryKey({ columns: [table.event, table.subject] })],
)

/** Messages, one row for each endpoint. */
export const outgoing = sqliteTable(
  'outgoing',
  {
    id: integer('id').primaryKey(),
    message: text('message').notNull(),
    endpoint: text('endpoint').notNull(),
    event: text('event').notNull(),
    subject: integer('subject').notNull(),
    /** JSON; '' once it is delivered or superseded */
    body: text('body').notNull(),
    /** waiting | delivered | dead | superseded */
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    nextAt: integer('next_at').notNull(),
    createdAt: integer('created_at').notNull(),
    lastAt: integer('last_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error').notNull(),
  },
  (table) => [
    index('outgoing_due').on(table.endpoint, table.state, table.nextAt),
    index('outgoing_state').on(table.state),
    index('outgoing_subject').on(table.event, table.subject),
  ],
)
