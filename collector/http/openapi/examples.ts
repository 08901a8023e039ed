// Bodies that the running collector takes as they are: a test sends each.

const VISITOR = '0199aaaa-0000-7000-8000-000000000001'

export const EVENTS = {
  v: 1,
  site: 'shop',
  visitor: VISITOR,
  sent_at: 1_795_176_000_000,
  consent: 'granted',
  mode: 'cookie',
  events: [
    {
      id: '0199aaaa-0000-7000-8000-000000000002',
      name: 'page_view',
      ts: 1_795_175_990_000,
      url: 'https://shop.example/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn',
      referrer: '',
      title: 'Lanterns',
    },
  ],
}

export const CONVERSION = {
  goal: 'purchase',
  transaction_id: '1001',
  ts: '2026-11-20T11:59:30Z',
  value: '89.90',
  currency: 'EUR',
  tax: '17.08',
  shipping: '4.90',
  total: '111.88',
  visitor: VISITOR,
  customer_id: 'c-7',
  email: 'ada@shop.example',
  items: [{ item_id: 'lantern', quantity: 1, price: '89.90' }],
}

export const REFUND = {
  transaction_id: '1001',
  refund_id: 'r-1',
  amount: '20.00',
  currency: 'EUR',
  ts: '2026-11-20T11:59:45Z',
}

export const IDENTITY = { visitor: VISITOR, customer_id: 'c-7', email: 'ada@shop.example' }

export const COST = {
  external_id: 'google-2026-11-19',
  from: '2026-11-19',
  to: '2026-11-19',
  category: 'ad_spend',
  source: 'google',
  medium: 'cpc',
  campaign: 'autumn',
  amount: '20.00',
  currency: 'EUR',
}

export const TOUCH = {
  id: 'call-55',
  ts: '2026-11-18T09:30:00Z',
  kind: 'call',
  customer_id: 'c-7',
  campaign: 'autumn',
  cost: { amount: '4.50', currency: 'EUR' },
}

export const CODE = {
  code: 'ADA10',
  campaign: 'friends',
  partner: 'Ada',
  valid_from: '2026-11-01',
  valid_to: '2026-12-31',
}

export const ALIAS = {
  platform: 'google_ads',
  campaign_id: '11',
  means: { campaign: 'autumn', source: 'google', medium: 'cpc' },
}

export const LINK = {
  to: 'https://shop.example/lanterns',
  source: 'newsletter',
  medium: 'email',
  campaign: 'autumn',
  expires: '2027-01-31',
}

export const SPEND_FILE = `Campaign report
"November 1, 2026 - November 2, 2026"
Day,Campaign,Campaign ID,Currency code,Cost,Clicks
2026-11-01,autumn,11,EUR,12.34,7
2026-11-02,autumn,11,EUR,3.10,2
`

export const SHOPIFY_ORDER = {
  id: 5_678_901_234,
  name: '#1001',
  created_at: '2026-11-20T11:59:30Z',
  financial_status: 'paid',
  currency: 'EUR',
  total_price: '111.88',
}

export const FIT = {
  model: 'markov',
  order: 1,
  goal: 'purchase',
  from: '2026-08-01',
  to: '2026-10-31',
}

export const ERASURE = { customer_id: 'c-7', dry_run: true }

export const CLOSE = { from: '2026-09-01', to: '2026-09-30', note: 'September is in the books' }

export const REOPEN = { period: 1, note: 'A late invoice' }

export const SIGN_IN = { key: `pw_read_shop_${'A'.repeat(43)}` }

export const SITE_CHANGE = { domains: ['shop.example', 'shop.example.net'], lookback_days: 60 }

export const KEY = { scope: 'read', name: 'Ana' }

export const SHARE = { name: 'The agency', days: 90 }
