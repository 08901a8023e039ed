import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { provenance } from './facts.ts'

/** Which campaign an order with a code comes from. Of versions of a code the one stored last stands. */
export const codes = sqliteTable(
  'codes',
  {
    seq: integer('seq').primaryKey(),
    /** The code as it is compared */
    key: text('key').notNull(),
    code: text('code').notNull(),
    channel: text('channel'),
    campaignSource: text('campaign_source').notNull(),
    campaignMedium: text('campaign_medium').notNull(),
    campaign: text('campaign').notNull(),
    partner: text('partner'),
    customerId: text('customer_id'),
    validFrom: integer('valid_from'),
    validTo: integer('valid_to'),
    removed: integer('removed').notNull(),
    ...provenance,
  },
  (table) => [index('codes_key').on(table.key, table.seq)],
)
