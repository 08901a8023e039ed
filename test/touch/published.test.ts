import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { channelOf } from '../../collector/touch/channels.ts'
import { type Landing, land } from '../../collector/touch/landing.ts'

/** Cases that other projects have published; beside the project where its makers work, or absent. */
function published<Case>(name: string): Case[] {
  const file = `../shared/vectors/touch/${name}.json`
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).vectors : []
}

const noRules = { ownHosts: [], siteRules: [] }

describe('channels as dbt-ga4 publishes them', () => {
  interface Case {
    source: string
    medium: string
    campaign: string
    expected_channel: string
  }
  /** GA4's rule asks for a paid medium, and the case names none. */
  const answered = new Map([['alibaba  ', 'Organic Shopping']])

  it('are met, but for one that misses its own rule', () => {
    for (const { source, medium, campaign, expected_channel } of published<Case>(
      'ga4_default_channel_dbt_ga4',
    )) {
      const name = `${source} ${medium} ${campaign}`
      const expected = answered.get(name) ?? expected_channel
      expect(`${name}: ${channelOf(source, medium, campaign)}`).toBe(`${name}: ${expected}`)
    }
  })
})

describe('utm parameters as Counterscale publishes them', () => {
  const fields = { us: 'source', um: 'medium', uc: 'campaign', ut: 'term', uco: 'content' } as const
  type Field = keyof typeof fields

  it('are met, with a medium added where the source has one by itself', () => {
    for (const { url, expected } of published<{ url: string; expected: Record<Field, string> }>(
      'counterscale_utm',
    )) {
      const landing = land(url, '', noRules)
      for (const [field, value] of Object.entries(expected)) {
        expect(landing[fields[field as Field]]).toBe(value)
      }
      expect(landing.kind).toBe(Object.keys(expected).length === 0 ? 'direct' : 'campaign')
    }
  })
})

describe('utm parameters as Segment publishes them', () => {
  interface Case {
    query: string
    expected_campaign: Record<string, string>
  }

  it('are met, but that we fold the case of a source', () => {
    for (const { query, expected_campaign } of published<Case>('segment_utm_parse')) {
      const { kind, source, medium, campaign, term, content } = land(
        `https://shop.example/?${query.replace(/^\?/, '')}`,
        '',
        noRules,
      )
      const { name = '', source: expected = '', ...rest } = expected_campaign
      if (kind === 'direct') expect([expected, name]).toEqual(['', ''])
      else expect({ source, campaign }).toEqual({ source: expected.toLowerCase(), campaign: name })
      expect({ medium, term, content }).toMatchObject(kind === 'direct' ? {} : rest)
    }
  })
})

describe('campaigns as Snowplow publishes them', () => {
  interface Case {
    query: [string, string][]
    config: { source?: string[] }
    expected: Record<'medium' | 'source' | 'term' | 'campaign' | 'click_id', string | null>
  }
  /** Snowplow's parameter names are configured; ours are a table. These use the utm names. */
  const comparable = published<Case>('snowplow_enrich_campaign_attribution').filter(
    ({ config }) => config.source !== undefined,
  )

  /** Under `cid` or `legacy_campaign` a campaign is not guessed. */
  function campaignOf(query: Case['query'], expected: Case['expected']): string {
    return query.some(([param]) => param === 'utm_campaign') ? (expected.campaign ?? '') : ''
  }

  it('are met where they use utm names, but that we fold the case of a source', () => {
    for (const { query, expected } of comparable) {
      const landing = land(`https://shop.example/?${new URLSearchParams(query)}`, '', noRules)
      expect(landing).toMatchObject({
        source: expected.source?.toLowerCase(),
        medium: expected.medium,
        campaign: campaignOf(query, expected),
        term: expected.term,
      })
      expect(landing.clickId.split(':')[1] ?? null).toBe(expected.click_id)
    }
  })

  it('under names that a shop must configure are not guessed: cid says nothing here', () => {
    expect(land('https://shop.example/?cid=uk-tarot', '', noRules).kind).toBe('direct')
  })
})

describe('referrers as Snowplow publishes them', () => {
  interface Case {
    spec: string
    referrer: string
    medium: 'search' | 'social' | 'email' | 'internal' | 'unknown'
    page_host: string
    internal_domains: string[]
  }
  /** Snowplow's words for what we call so; search terms are no longer sent, so we don't read them. */
  const words = {
    search: 'organic',
    social: 'social',
    email: 'email',
    internal: '(none)',
    unknown: 'referral',
  }

  it('are met in medium', () => {
    for (const { spec, referrer, medium, page_host, internal_domains } of published<Case>(
      'snowplow_enrich_referer',
    )) {
      const rules = { ownHosts: internal_domains, siteRules: [] }
      const landing = land(`https://${page_host}/`, referrer, rules)
      expect(`${spec}: ${landing.medium}`).toBe(`${spec}: ${words[medium]}`)
    }
  })
})

describe('new campaigns as Amplitude publishes them', () => {
  interface Arrival {
    utm_campaign?: string
    utm_source?: string
    referring_domain?: string
  }
  interface Case {
    name: string
    previous: Arrival | null
    current: Arrival
    options_js: string
    hostname: string
    expected_is_new_campaign: boolean
  }

  /** What they configure as excluded or internal is an own host here. */
  function ownHosts({ options_js, hostname }: Case): string[] {
    if (options_js.includes("'amplitude.com'") || options_js.includes("'.amplitude.com'"))
      return ['amplitude.com']
    if (options_js.includes("['a']")) return ['a']
    return options_js.includes('excludeInternalReferrers: ') ? [hostname.replace(/^a\./, '')] : []
  }

  function arrival({ referring_domain, ...tags }: Arrival, own: string[]): Landing {
    const query = new URLSearchParams(tags as Record<string, string>)
    const referrer = referring_domain ? `https://${referring_domain}/` : ''
    return land(`https://page.example/?${query}`, referrer, { ownHosts: own, siteRules: [] })
  }

  function isNew(one: Case): boolean {
    const own = ownHosts(one)
    const landing = arrival(one.current, own)
    if (landing.kind === 'own') return false
    if (one.previous === null) return true
    return landing.key !== '' && landing.key !== arrival(one.previous, own).key
  }

  /** Answered otherwise, each with its reason. */
  const answered = new Map([
    // Two domains of one source are one source: google.com and google.co.jp.
    ['should return true if not internal referrer: www.google.co.jp', false],
    // Tags on links between own hosts are ignored, whether or not the campaign is new.
    ['should return true if internal referrer and campaign is not empty: a.b.co.uk', false],
  ])

  it('are met, but for two that our rules answer otherwise', () => {
    for (const one of published<Case>('amplitude_is_new_campaign')) {
      const name = `${one.name}: ${one.current.referring_domain ?? ''}`
      const expected = answered.get(name) ?? one.expected_is_new_campaign
      expect(`${name} ${isNew(one)}`).toBe(`${name} ${expected}`)
    }
  })
})
