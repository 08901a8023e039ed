import { blob, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { provenance } from './facts.ts'

/** Mails that something has opened. They name nobody, and no credit follows from them. */
export const opens = sqliteTable(
  'opens',
  {
    seq: integer('seq').primaryKey(),
    openId: blob('open_id', { mode: 'buffer' }).notNull(),
    /** YYYYMMDD, a local day of the site when it came */
    day: integer('day').notNull(),
    campaignSource: text('campaign_source').notNull(),
    campaignMedium: text('campaign_medium').notNull(),
    campaign: text('campaign').notNull(),
    /** Which mail of several; '' for no word of it */
    content: text('content').notNull(),
    ...provenance,
  },
  (table) => [uniqueIndex('opens_open_id').on(table.openId), index('opens_day').on(table.day)],
)
