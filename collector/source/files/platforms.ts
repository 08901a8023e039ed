/**
 * What links in a platform's ads are tagged with, so that what was spent there meets its touches: the source
 * and medium that the platform's own guides propose, and other names that people give the source. Version 1,
 * read 2026-11.
 */
export interface Platform {
  source: string
  medium: string
  /** In lower case, besides `source`. */
  alsoCalled: readonly string[]
}

export const PLATFORMS: Readonly<Record<string, Platform>> = {
  google_ads: {
    source: 'google',
    medium: 'cpc',
    alsoCalled: ['adwords', 'googleads', 'google_ads', 'google-ads', 'youtube'],
  },
  microsoft_ads: {
    source: 'bing',
    medium: 'cpc',
    alsoCalled: ['microsoft', 'microsoft_ads', 'bingads', 'bing_ads', 'msn', 'yahoo', 'duckduckgo'],
  },
  meta_ads: {
    source: 'facebook',
    medium: 'paid_social',
    alsoCalled: ['fb', 'ig', 'instagram', 'meta', 'an', 'msg', 'messenger', 'threads', 'th'],
  },
  tiktok_ads: {
    source: 'tiktok',
    medium: 'paid_social',
    alsoCalled: ['tiktok_ads', 'tiktokads', 'tt'],
  },
  linkedin_ads: {
    source: 'linkedin',
    medium: 'paid_social',
    alsoCalled: ['linkedin_ads', 'linkedinads', 'li'],
  },
}

/** Names that unified files give the same platforms. */
const SAME: Readonly<Record<string, string>> = {
  google: 'google_ads',
  adwords: 'google_ads',
  facebook: 'meta_ads',
  facebook_ads: 'meta_ads',
  meta: 'meta_ads',
  microsoft: 'microsoft_ads',
  bing: 'microsoft_ads',
  bing_ads: 'microsoft_ads',
  tiktok: 'tiktok_ads',
  linkedin: 'linkedin_ads',
}

/** One that nobody knows is a source of its own name, with the medium of paid clicks. */
export const platformOf = (name: string): Platform =>
  PLATFORMS[SAME[name] ?? name] ?? { source: name, medium: 'cpc', alsoCalled: [] }
