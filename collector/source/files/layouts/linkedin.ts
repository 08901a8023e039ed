import { AMOUNTS, COST, type SpendLayout } from './spend-layout.ts'

/** Campaign Manager's performance reports. Source: public importers' fixtures, seen 2026-09. */
export const LINKEDIN_ADS: SpendLayout = {
  kind: 'linkedin_ads',
  platform: 'linkedin_ads',
  isStart: true,
  required: [COST, ['campaign', 'campaign_id']],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['Start Date (in UTC)', 'Start Date', 'Date', 'Day'], de: ['Startdatum (in UTC)'] },
    to: { en: ['End Date (in UTC)', 'End Date'], de: ['Enddatum (in UTC)'] },
    coarse: { en: ['Month', 'Week'] },
    account: { en: ['Account Name'], de: ['Kontoname'] },
    account_id: { en: ['Account ID'] },
    campaign_id: { en: ['Campaign ID'], de: ['Kampagnen-ID'] },
    campaign: { en: ['Campaign Name'], de: ['Kampagnenname'] },
    currency: { en: ['Currency'], de: ['Währung'] },
    cost: { en: ['Total Spent', 'Total Spend'], de: ['Ausgaben gesamt', 'Gesamtausgaben'] },
    impressions: { en: ['Impressions'], de: ['Impressions', 'Impressionen'] },
    clicks: { en: ['Clicks'], de: ['Klicks'] },
    conversions: { en: ['Conversions'], de: ['Conversions'] },
    value: { en: ['Total Conversion Value', 'Conversion Value'] },
  },
  marks: [
    ...['Total Spent', 'Campaign Group Name', 'Campaign Group ID', 'Clicks to Landing Page'],
    ...['Total Social Actions', 'Total Engagements', 'Start Date (in UTC)'],
  ],
  titles: /^(?:campaign|account|ad|creative|campaign group) performance report \(/i,
}

/** The table of LinkedIn's API as warehouses load it. Source: fivetran/dbt_linkedin. */
export const LINKEDIN_ADS_TABLE: SpendLayout = {
  kind: 'linkedin_ads',
  platform: 'linkedin_ads',
  isMachine: true,
  required: [COST, ['day'], ['campaign_id']],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['day', 'date_day'] },
    account_id: { en: ['account_id'] },
    campaign_id: { en: ['campaign_id'] },
    campaign: { en: ['campaign_name'] },
    currency: { en: ['currency'] },
    cost: { en: ['cost_in_local_currency'] },
    impressions: { en: ['impressions'] },
    clicks: { en: ['clicks'] },
    conversions: { en: ['external_website_conversions'] },
    value: { en: ['conversion_value_in_local_currency'] },
  },
  marks: ['cost_in_local_currency'],
}
