import { AMOUNTS, COST, type SpendLayout } from './spend-layout.ts'

/** Reports of Ads Manager, saved as CSV. Source: public importers' fixtures, seen 2026-09. */
export const TIKTOK_ADS: SpendLayout = {
  kind: 'tiktok_ads',
  platform: 'tiktok_ads',
  required: [COST, ['campaign', 'campaign_id']],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['By Day', 'Date', 'Day', 'Stat time day'] },
    coarse: { en: ['By Week', 'By Month', 'Week', 'Month'] },
    account: { en: ['Account name', 'Advertiser name'] },
    account_id: { en: ['Account ID', 'Advertiser ID'] },
    campaign_id: { en: ['Campaign ID'], de: ['Kampagnen-ID'] },
    campaign: {
      en: ['Campaign name', 'Campaign'],
      de: ['Kampagnenname'],
      fr: ['Nom de la campagne'],
      es: ['Nombre de la campaña'],
      it: ['Nome della campagna'],
      nl: ['Campagnenaam'],
      pt: ['Nome da campanha'],
    },
    currency: { en: ['Currency'], de: ['Währung'] },
    cost: {
      en: ['Cost', 'Total cost', 'Spend'],
      de: ['Kosten'],
      fr: ['Coût'],
      es: ['Coste', 'Costo'],
      it: ['Costo'],
      nl: ['Kosten'],
      pt: ['Custo'],
    },
    impressions: {
      en: ['Impressions', 'Impression'],
      de: ['Impressionen'],
      fr: ['Impressions'],
      es: ['Impresiones'],
      it: ['Impression', 'Impressioni'],
      nl: ['Vertoningen', 'Weergaven'],
      pt: ['Impressões'],
    },
    clicks: { en: ['Clicks (destination)', 'Destination clicks', 'Clicks', 'Clicks (all)'] },
    conversions: {
      en: ['Complete payment', 'Complete payments', 'Purchases', 'Total purchases', 'Conversions'],
    },
    value: {
      en: ['Total complete payment value', 'Complete payment value', 'Total purchase value'],
    },
  },
  marks: [
    ...['By Day', 'By Week', 'By Month', 'Clicks (destination)', 'CTR (destination)'],
    ...['CPC (destination)', 'Destination clicks', 'Complete payment', 'Primary status'],
    ...['Total complete payment value', '2-second video views', '6-second video views'],
    ...['Cost per 1,000 people reached', '6-second focused views', 'Ad group name'],
  ],
}

/** The table of TikTok's API as warehouses load it. Source: fivetran/dbt_tiktok_ads. */
export const TIKTOK_ADS_TABLE: SpendLayout = {
  kind: 'tiktok_ads',
  platform: 'tiktok_ads',
  isMachine: true,
  required: [COST, ['day'], ['campaign_id']],
  amounts: AMOUNTS,
  columns: {
    day: { en: ['stat_time_day', 'stat_time_hour'] },
    account_id: { en: ['advertiser_id'] },
    campaign_id: { en: ['campaign_id'] },
    campaign: { en: ['campaign_name'] },
    currency: { en: ['currency'] },
    cost: { en: ['spend'] },
    impressions: { en: ['impressions'] },
    clicks: { en: ['clicks'] },
    conversions: { en: ['complete_payment', 'conversion'] },
    value: { en: ['total_complete_payment', 'total_purchase_value'] },
  },
  marks: ['stat_time_day', 'stat_time_hour'],
}
