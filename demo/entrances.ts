/** One way in which people come to the demo shop. A row of data; `journeys.ts` walks them. */
export interface Entrance {
  name: string
  /** How often it begins a first visit, and how often a later one: weights. */
  first: number
  again: number
  /** How much likelier than usual its visits end in an order. */
  buys: number
  /** Where it lands; '{monday}' in a parameter becomes the date of that week's Monday. */
  path: string
  params?: Readonly<Record<string, string>>
  /** The click id that the ad platform adds. */
  clickId?: string
  /** One of these is the referrer; none means that the browser told none. */
  referrers?: readonly string[]
  /** Only for those who have ordered or subscribed. */
  knownOnly?: boolean
  /** What the ads of this entrance cost. */
  ads?: Ads
}

export interface Ads {
  channel: string
  /** Cents. */
  perClick: number
}

const google = ['https://www.google.com/', 'https://www.google.fr/', 'https://www.google.de/']

const paidSearch: readonly Entrance[] = [
  {
    name: 'google brand',
    first: 50,
    again: 60,
    buys: 1.7,
    path: '/',
    params: { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'brand' },
    clickId: 'gclid',
    referrers: google,
    ads: { channel: 'Paid Search', perClick: 64 },
  },
  {
    name: 'google generic',
    first: 130,
    again: 30,
    buys: 0.8,
    path: '/products',
    params: {
      utm_source: 'google',
      utm_medium: 'cpc',
      utm_campaign: 'camping-gear',
      utm_term: 'camping equipment',
    },
    clickId: 'gclid',
    referrers: google,
    ads: { channel: 'Paid Search', perClick: 193 },
  },
  {
    name: 'bing generic',
    first: 25,
    again: 8,
    buys: 0.9,
    path: '/products',
    params: { utm_source: 'bing', utm_medium: 'cpc', utm_campaign: 'camping-gear' },
    clickId: 'msclkid',
    referrers: ['https://www.bing.com/'],
    ads: { channel: 'Paid Search', perClick: 117 },
  },
  {
    name: 'google shopping',
    first: 85,
    again: 40,
    buys: 1.3,
    path: '/products/lantern',
    params: { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'shopping-feed' },
    clickId: 'gclid',
    referrers: google,
    ads: { channel: 'Paid Shopping', perClick: 139 },
  },
]

const paidSocial: readonly Entrance[] = [
  {
    name: 'instagram prospecting',
    first: 120,
    again: 20,
    buys: 0.45,
    path: '/products/blanket',
    params: {
      utm_source: 'instagram',
      utm_medium: 'paid_social',
      utm_campaign: 'autumn-nights',
      utm_content: 'reel-1',
    },
    clickId: 'fbclid',
    referrers: ['https://l.instagram.com/'],
    ads: { channel: 'Paid Social', perClick: 148 },
  },
  {
    name: 'facebook retargeting',
    first: 0,
    again: 90,
    buys: 1.3,
    path: '/cart',
    params: { utm_source: 'facebook', utm_medium: 'paid_social', utm_campaign: 'come-back' },
    clickId: 'fbclid',
    referrers: ['https://l.facebook.com/', 'https://m.facebook.com/'],
    ads: { channel: 'Paid Social', perClick: 86 },
  },
  {
    name: 'tiktok trial',
    first: 45,
    again: 5,
    buys: 0.2,
    path: '/products/mug',
    params: { utm_source: 'tiktok', utm_medium: 'paid_social', utm_campaign: 'trial' },
    clickId: 'ttclid',
    ads: { channel: 'Paid Social', perClick: 97 },
  },
]

const otherPaid: readonly Entrance[] = [
  {
    name: 'banners',
    first: 40,
    again: 14,
    buys: 0.1,
    path: '/',
    params: { utm_source: 'criteo', utm_medium: 'display', utm_campaign: 'banners' },
    ads: { channel: 'Display', perClick: 168 },
  },
  {
    name: 'affiliates',
    first: 35,
    again: 25,
    buys: 1.5,
    path: '/products',
    params: { utm_source: 'awin', utm_medium: 'affiliate', utm_campaign: 'voucher-site' },
    clickId: 'awc',
    referrers: ['https://www.vouchers.example/'],
  },
]

const unpaid: readonly Entrance[] = [
  { name: 'search', first: 190, again: 90, buys: 1.0, path: '/', referrers: google },
  {
    name: 'other search engines',
    first: 28,
    again: 12,
    buys: 1.0,
    path: '/products',
    referrers: ['https://www.bing.com/', 'https://duckduckgo.com/', 'https://www.ecosia.org/'],
  },
  {
    name: 'social posts',
    first: 45,
    again: 15,
    buys: 0.5,
    path: '/products/tent',
    referrers: ['https://l.instagram.com/', 'https://www.pinterest.fr/', 'https://www.reddit.com/'],
  },
  {
    name: 'video',
    first: 20,
    again: 5,
    buys: 0.6,
    path: '/products/stove',
    referrers: ['https://www.youtube.com/'],
  },
  {
    name: 'assistants',
    first: 24,
    again: 12,
    buys: 1.6,
    path: '/products',
    referrers: [
      'https://chatgpt.com/',
      'https://www.perplexity.ai/',
      'https://claude.ai/',
      'https://copilot.microsoft.com/',
    ],
  },
  {
    name: 'tagged assistant',
    first: 16,
    again: 8,
    buys: 1.6,
    path: '/products/headlamp',
    params: { utm_source: 'chatgpt.com' },
    referrers: ['https://chatgpt.com/'],
  },
  {
    name: 'blogs',
    first: 40,
    again: 14,
    buys: 0.9,
    path: '/products/knife',
    referrers: ['https://blog.trailnotes.example/', 'https://www.outdoor-forum.example/t/812'],
  },
]

const own: readonly Entrance[] = [
  { name: 'direct', first: 110, again: 260, buys: 1.1, path: '/' },
  {
    name: 'newsletter',
    first: 4,
    again: 160,
    buys: 1.6,
    path: '/products',
    params: { utm_source: 'newsletter', utm_medium: 'email', utm_campaign: 'letter-{monday}' },
    knownOnly: true,
  },
  {
    name: 'cart reminder',
    first: 0,
    again: 70,
    buys: 2.2,
    path: '/cart',
    params: { utm_source: 'shop', utm_medium: 'email', utm_campaign: 'cart-reminder' },
    referrers: ['https://mail.google.com/'],
    knownOnly: true,
  },
]

export const ENTRANCES: readonly Entrance[] = [
  ...paidSearch,
  ...paidSocial,
  ...otherPaid,
  ...unpaid,
  ...own,
]

/** Payment pages that send the customer back to the shop. */
export const PAYMENT_REFERRERS: readonly string[] = [
  'https://checkout.stripe.com/',
  'https://www.paypal.com/',
  'https://pay.klarna.com/',
]

export const BROWSERS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
]

export const ROBOTS: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'curl/8.5.0',
]
