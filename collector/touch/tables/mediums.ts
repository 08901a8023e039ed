/**
 * Mediums that decide a channel. The first group is GA4's, as published
 * (support.google.com/analytics/answer/9756891, read 2026-11); the second is ours. Version 1.
 */
export const channelMediums = {
  none: new Set(['', '(none)', '(not set)']),
  display: new Set(['display', 'banner', 'expandable', 'interstitial', 'cpm']),
  social: new Set([
    'social',
    'social-network',
    'social-media',
    'sm',
    'social network',
    'social media',
  ]),
  referral: new Set(['referral', 'app', 'link']),
  email: new Set(['email', 'e-mail', 'e_mail', 'e mail']),
  affiliate: new Set(['affiliate', 'affiliates']),

  ai: new Set(['ai_assistant', 'ai-assistant', 'ai assistant', 'ai']),
  partner: new Set([
    'partner',
    'partners',
    'partnership',
    'co-marketing',
    'comarketing',
    'reseller',
  ]),
  /** What happened away from a screen, or came to the site from paper, a call or a conversation. */
  offline: new Set([
    'offline',
    'phone',
    'call',
    'store',
    'in-store',
    'in_store',
    'event',
    'trade show',
    'trade_show',
    'tradeshow',
    'sales',
    'meeting',
    'print',
    'flyer',
    'catalog',
    'catalogue',
    'direct mail',
    'direct_mail',
    'directmail',
    'postcard',
    'tv',
    'radio',
    'ooh',
    'billboard',
    'qr',
    'qrcode',
    'qr_code',
  ]),
} as const satisfies Record<string, ReadonlySet<string>>
