/** A header of each kind, of columns that have to be there and some more, and a line that is good. */
export const KINDS: Readonly<Record<string, readonly [head: string, good: string]>> = {
  google_ads: [
    'Campaign report\nDay,Campaign,Campaign ID,Currency code,Cost,Impr.\n',
    '2026-11-01,Autumn,11,EUR,12.34,70',
  ],
  meta_ads: [
    'Campaign name,Day,Amount spent (EUR),Impressions,Purchases\n',
    'Winter,2026-11-01,12.50,700,2',
  ],
  microsoft_ads: [
    '"Report Aggregation: Daily"\n\nTimePeriod,AccountName,CampaignId,CampaignName,CurrencyCode,Spend\n',
    '2026-11-01,Shop,7,Search,EUR,1.50',
  ],
  tiktok_ads: [
    'Campaign name,By Day,Cost,Impressions,Clicks (destination),Currency\n',
    'Clips,2026-11-01,8.00,90,4,EUR',
  ],
  linkedin_ads: [
    'Start Date (in UTC),Account Name,Campaign Name,Campaign ID,Total Spent,Currency,Conversions\n',
    '11/13/2026,Shop,Leads,11,234.50,EUR,3',
  ],
  ga4: [
    'utm_id,utm_campaign,utm_source,utm_medium,date,impressions,clicks,cost\n',
    's24,spring,dsp,display,2026-11-01,3,1,12.50',
  ],
  unified: [
    'source_relation,date_day,platform,account_id,account_name,campaign_id,campaign_name,clicks,impressions,spend,currency\n',
    'r,2026-11-01,my_dsp,1,Shop,2,A,3,4,5.00,EUR',
  ],
  hubspot_deals: [
    'Record ID,Deal Stage,Amount,Currency,Close Date,Create Date,Email\n',
    '71,Closed Won,20.10,EUR,2026-10-01 00:00,2026-09-20 09:20,a@b.test',
  ],
  hubspot_contacts: [
    'Record ID,Email,Lifecycle Stage,customer_id\n',
    '501,nia@example.test,customer,K-7',
  ],
  salesforce_deals: [
    'Opportunity ID,Stage,Amount Currency,Amount,Close Date,Created Date,Email,Contact ID\n',
    '006q000000HddohAAB,Closed Won,EUR,25.00,2026-10-01,2026-09-20,a@b.test,003q00000012345AAA',
  ],
  pipedrive_deals: [
    'Deal - ID,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Creation date,Deal - Won time,Deal - Lost time,Person - Email\n',
    '1,25.00,EUR,Won,2026-09-20 09:20:00,2026-10-01 10:00:00,,a@b.test',
  ],
  ecb_rates: ['Date,USD\n', '2026-11-02,1.25'],
  orders: [
    'transaction_id,ts,value,currency,email,tax,refunded,goal\n',
    '1,2023-05-01T09:15:00+02:00,30.00,EUR,a@b.test,5.00,2.00,purchase',
  ],
  shopify_orders: [
    'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Refunded Amount,Id\n',
    '#1,a@b.test,paid,EUR,30.00,5.00,6.65,41.65,2023-05-01 09:15:00 +0200,0.00,9001',
  ],
  woocommerce_orders: [
    'order_id,order_date,status,shipping_total,tax_total,order_total,refunded_total,order_currency,billing_email\n',
    '1,2023-05-01 09:15:00,completed,5.00,6.65,41.65,0,EUR,a@b.test',
  ],
  stripe_payments: [
    'id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email,PaymentIntent ID\n',
    'ch_1,2023-05-01 07:15:00,30.00,0.00,eur,Paid,a@b.test,pi_1',
  ],
}
