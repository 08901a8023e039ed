import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { provenance } from './facts.ts'

/**
 * What links call a campaign of a platform, as somebody has said it. Of versions of one key (platform,
 * account, id, name) the one stored last stands.
 */
export const campaignAliases = sqliteTable(
  'campaign_aliases',
  {
    seq: integer('seq').primaryKey(),
    platform: text('platform').notNull(),
    /** '' for all accounts */
    account: text('account').notNull(),
    /** One of both is '': it is known by the other */
    platformCampaignId: text('platform_campaign_id').notNull(),
    platformCampaign: text('platform_campaign').notNull(),
    campaignSource: text('campaign_source').notNull(),
    campaignMedium: text('campaign_medium').notNull(),
    campaign: text('campaign').notNull(),
    removed: integer('removed').notNull(),
    ...provenance,
  },
  (table) => [
    index('campaign_aliases_key').on(
      table.platform,
      table.platformCampaignId,
      table.platformCampaign,
      table.account,
      table.seq,
    ),
  ],
)
