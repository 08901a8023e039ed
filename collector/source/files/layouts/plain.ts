import { AMOUNTS, COST, type SpendLayout } from './spend-layout.ts'

/**
 * Cost data as Google Analytics 4 takes it.
 * https://support.google.com/analytics/answer/10071305 (as of 2026-09)
 */
export const GA4: SpendLayout = {
  kind: 'ga4',
  platform: 'ga4',
  isMachine: true,
  required: [COST, ['source'], ['medium'], ['day']],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['date'] },
    campaign_id: { en: ['utm_id', 'campaign id'] },
    utm_campaign: { en: ['utm_campaign', 'campaign name'] },
    source: { en: ['utm_source', 'campaign source'] },
    medium: { en: ['utm_medium', 'campaign medium'] },
    currency: { en: ['currency'] },
    cost: { en: ['cost'] },
    impressions: { en: ['impressions'] },
    clicks: { en: ['clicks'] },
  },
  marks: [],
}

/** The campaign report of fivetran/dbt_ad_reporting, with the tags of links and the currency. */
export const UNIFIED: SpendLayout = {
  kind: 'unified',
  platform: null,
  isMachine: true,
  required: [
    COST,
    ['platform'],
    ['day'],
    ['campaign', 'campaign_id', 'account', 'account_id', 'source'],
  ],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['date_day', 'date', 'day'] },
    platform: { en: ['platform'] },
    account_id: { en: ['account_id'] },
    account: { en: ['account_name'] },
    campaign_id: { en: ['campaign_id'] },
    campaign: { en: ['campaign_name'] },
    source: { en: ['utm_source'] },
    medium: { en: ['utm_medium'] },
    utm_campaign: { en: ['utm_campaign'] },
    currency: { en: ['currency', 'currency_code'] },
    cost: { en: ['spend', 'cost'] },
    impressions: { en: ['impressions'] },
    clicks: { en: ['clicks'] },
    conversions: { en: ['conversions'] },
    value: { en: ['conversions_value'] },
  },
  marks: [],
}

/** Names of one platform in unified files, so that its own export meets it again. */
export const PLATFORM_NAMES: ReadonlyMap<string, string> = new Map([
  ...['facebook_ads', 'facebook', 'meta'].map((name) => [name, 'meta_ads'] as const),
  ...['google', 'adwords', 'google_adwords'].map((name) => [name, 'google_ads'] as const),
  ...['microsoft', 'bing_ads', 'bing', 'microsoft_advertising'].map(
    (name) => [name, 'microsoft_ads'] as const,
  ),
  ['tiktok', 'tiktok_ads'],
  ...['linkedin', 'linkedin_ad_analytics'].map((name) => [name, 'linkedin_ads'] as const),
])
