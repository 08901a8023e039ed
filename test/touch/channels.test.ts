import { describe, expect, it } from 'vitest'
import { CHANNELS, channelOf } from '../../collector/touch/channels.ts'
import type { SiteRule, TouchRules } from '../../collector/touch/landing.ts'

/** [source, medium, campaign] and the channel that GA4's rules give them. */
const cases: [string, string, string, string][] = [
  ['(direct)', '(none)', '', 'Direct'],
  ['(direct)', '(not set)', '', 'Direct'],
  ['(direct)', 'email', '', 'Email'],
  ['google', 'cpc', 'Cross-network DE', 'Cross-network'],
  ['google', 'cpc', 'network-cross', 'Paid Search'],
  ['idealo', 'cpc', '', 'Paid Shopping'],
  ['google', 'cpc', 'Shopping | shoes', 'Paid Shopping'],
  ['google', 'cpc', 'eshop brand', 'Paid Shopping'],
  ['google', 'cpc', 'workshop tickets', 'Paid Search'],
  ['google', 'cpc', 'pet shop', 'Paid Shopping'],
  ['bing', 'ppc', '', 'Paid Search'],
  ['www.google.de', 'cpc', '', 'Paid Search'],
  ['google', 'retargeting', '', 'Paid Search'],
  ['facebook', 'paid_social', '', 'Paid Social'],
  ['fb', 'paid', '', 'Paid Social'],
  ['facebook', 'unpaid', '', 'Organic Social'],
  ['youtube', 'cpv', '', 'Paid Video'],
  ['youtube', 'cpc', '', 'Paid Video'],
  ['some-magazine', 'display', '', 'Display'],
  ['google', 'cpm', '', 'Paid Search'],
  ['google', 'banner', '', 'Display'],
  ['some-magazine', 'displays', '', 'Unassigned'],
  ['some-magazine', 'cpc', '', 'Paid Other'],
  ['idealo', 'referral', '', 'Organic Shopping'],
  ['someone', '', 'winter shop', 'Organic Shopping'],
  ['someone', '', 'bishop visit', 'Unassigned'],
  ['tiktok', '', '', 'Organic Social'],
  ['someone', 'social-media', '', 'Organic Social'],
  ['someone', 'antisocial', '', 'Unassigned'],
  ['someone', 'instream video', '', 'Organic Video'],
  ['duckduckgo', '', '', 'Organic Search'],
  ['someone', 'organic', '', 'Organic Search'],
  ['someone', 'organics', '', 'Unassigned'],
  ['chatgpt.com', 'referral', '', 'AI Assistants'],
  ['someone', 'ai_assistant', '', 'AI Assistants'],
  ['chatgpt', 'cpc', '', 'Paid Other'],
  ['acme', 'partner', '', 'Partner'],
  ['acme', 'partner-mail', '', 'Unassigned'],
  ['fair 2026', 'event', '', 'Offline'],
  ['call centre', 'phone', '', 'Offline'],
  ['blog.example', 'referral', '', 'Referral'],
  ['blog.example', 'link', '', 'Referral'],
  ['blog.example', 'linked', '', 'Unassigned'],
  ['crm', 'e-mail', '', 'Email'],
  ['email', '', '', 'Email'],
  ['mailchimp', '', '', 'Email'],
  ['mailchimp', 'banner', '', 'Display'],
  ['newsletter', '', '', 'Unassigned'],
  ['awin', 'affiliate', '', 'Affiliates'],
  ['spotify', 'audio', '', 'Audio'],
  ['twilio', 'sms', '', 'SMS'],
  ['sms', 'blast', '', 'SMS'],
  ['app', 'web push', '', 'Mobile Push Notifications'],
  ['app', 'mobile-x', '', 'Mobile Push Notifications'],
  ['firebase', '', '', 'Mobile Push Notifications'],
  ['app', 'pushed', '', 'Unassigned'],
  ['', '', '', 'Unassigned'],
]

describe('channels', () => {
  it.each(cases)('%s / %s with campaign "%s" is %s', (source, medium, campaign, channel) => {
    expect(channelOf(source, medium, campaign)).toBe(channel)
  })

  it('are compared without regard to case', () => {
    expect(channelOf('Google', 'CPC', 'SHOPPING')).toBe('Paid Shopping')
  })

  it('stand in the order that GA4 publishes, with ours before Referral', () => {
    expect(CHANNELS.join(', ')).toBe(
      'Direct, Cross-network, Paid Shopping, Paid Search, Paid Social, Paid Video, Display, ' +
        'Paid Other, Organic Shopping, Organic Social, Organic Video, Organic Search, ' +
        'AI Assistants, Partner, Offline, Referral, Email, Affiliates, Audio, SMS, ' +
        'Mobile Push Notifications, Unassigned',
    )
  })

  it('are each reached by a case of this test', () => {
    expect(new Set(cases.map(([, , , channel]) => channel))).toEqual(new Set(CHANNELS))
  })
})

describe("a site's own rules", () => {
  const withRules = (...siteRules: SiteRule[]): TouchRules => ({ ownHosts: [], siteRules })

  it('go before the published ones', () => {
    const rules = withRules({ channel: 'Influencers', source: 'instagram', campaign: 'inf_*' })
    expect(channelOf('instagram', 'social', 'INF_anna', rules)).toBe('Influencers')
    expect(channelOf('instagram', 'social', 'info', rules)).toBe('Organic Social')
    expect(channelOf('facebook', 'social', 'inf_anna', rules)).toBe('Organic Social')
  })

  it('are tried in their order', () => {
    const rules = withRules({ channel: 'A', medium: 'x*' }, { channel: 'B', medium: 'xy' })
    expect(channelOf('s', 'xy', '', rules)).toBe('A')
  })

  it('match a pattern without a star only as a whole', () => {
    const rules = withRules({ channel: 'Newsletter', source: 'newsletter' })
    expect(channelOf('newsletter', '', '', rules)).toBe('Newsletter')
    expect(channelOf('newsletter2', '', '', rules)).toBe('Unassigned')
  })

  it('match nothing when they name no pattern', () => {
    expect(channelOf('google', 'organic', '', withRules({ channel: 'All' }))).toBe('Organic Search')
  })

  it('by host look at the referrer, which a cost has not', () => {
    const rules = withRules({ channel: 'Partner', host: 'ally.example' })
    expect(channelOf('ally.example', 'referral', '', rules, 'ally.example')).toBe('Partner')
    expect(channelOf('ally.example', 'referral', '', rules)).toBe('Referral')
  })
})
