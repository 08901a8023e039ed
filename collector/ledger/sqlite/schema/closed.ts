import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { costSums, creditSums } from './columns.ts'
import { provenance } from './facts.ts'

// Periods that were closed, and what their days came to then. A closing is a fact, and so are its sums:
// what they followed from has changed since. Units are those of derived.ts; `seq` is the closing's.

export const periods = sqliteTable('periods', {
  seq: integer('seq').primaryKey(),
  /** close | reopen */
  kind: text('kind').notNull(),
  fromDay: integer('from_day').notNull(),
  toDay: integer('to_day').notNull(),
  note: text('note').notNull(),
  /** Of a reopening: which closing it undoes. */
  closing: integer('closing'),
  /** Of the settings that the sums were derived under. */
  settings: integer('settings').notNull(),
  ...provenance,
})

export const closedCredits = sqliteTable(
  'closed_credits',
  {
    seq: integer('seq').notNull(),
    goal: text('goal').notNull(),
    model: text('model').notNull(),
    basis: text('basis').notNull(),
    day: integer('day').notNull(),
    tuple: integer('tuple').notNull(),
    stage: text('stage').notNull(),
    ...creditSums,
  },
  (table) => [
    primaryKey({
      columns: [
        table.seq,
        table.goal,
        table.model,
        table.basis,
        table.day,
        table.tuple,
        table.stage,
      ],
    }),
  ],
)

export const closedTouches = sqliteTable(
  'closed_touches',
  {
    seq: integer('seq').notNull(),
    day: integer('day').notNull(),
    tuple: integer('tuple').notNull(),
    n: integer('n').notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.day, table.tuple] })],
)

export const closedCosts = sqliteTable(
  'closed_costs',
  {
    seq: integer('seq').notNull(),
    day: integer('day').notNull(),
    ...costSums,
  },
  (table) => [
    primaryKey({
      columns: [
        table.seq,
        table.day,
        table.channel,
        table.source,
        table.medium,
        table.campaign,
        table.category,
        table.accrues,
      ],
    }),
  ],
)
