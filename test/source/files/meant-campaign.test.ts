import { describe, expect, it } from 'vitest'
import {
  meantCampaign,
  type PlatformCampaign,
  type UtmTuple,
} from '../../../collector/source/files/meant-campaign.ts'

const LINKS: readonly UtmTuple[] = [
  { source: 'google', medium: 'cpc', campaign: '4711' },
  { source: 'fb', medium: 'paid', campaign: 'Winter' },
  { source: 'facebook', medium: 'cpc', campaign: 'winter' },
  { source: 'facebook', medium: 'social', campaign: 'spring' },
  { source: 'news', medium: 'email', campaign: 'autumn' },
]

const known = (campaign: string) => LINKS.filter((link) => link.campaign.toLowerCase() === campaign)

const meant = (given: Partial<PlatformCampaign>) => {
  const of = { platform: 'google_ads', campaignId: '', campaign: '', utm: null, ...given }
  const { source, medium, campaign, by } = meantCampaign(of, known)
  return `${source} / ${medium} / ${campaign}, by ${by}`
}

describe('the campaign that a platform means', () => {
  it.each([
    ['its id', { campaignId: '4711', campaign: 'Winter' }, 'google / cpc / 4711, by id'],
    [
      'its name, in the spelling of the usual source',
      { platform: 'meta_ads', campaignId: '9', campaign: 'WINTER' },
      'facebook / cpc / winter, by name',
    ],
  ])('is that of links with %s', (_, given, expected) => {
    expect(meant(given)).toBe(expected)
  })

  it.each([
    ['of another platform', { campaign: 'Winter' }, 'google / cpc / Winter, by none'],
    [
      'that nobody paid for',
      { platform: 'meta_ads', campaign: 'spring' },
      'facebook / paid_social / spring, by none',
    ],
    ['of a newsletter', { campaign: 'autumn' }, 'google / cpc / autumn, by none'],
  ])('is not that of links %s', (_, given, expected) => {
    expect(meant(given)).toBe(expected)
  })

  it.each([
    ['google_ads', 'google / cpc'],
    ['microsoft_ads', 'bing / cpc'],
    ['meta_ads', 'facebook / paid_social'],
    ['tiktok_ads', 'tiktok / paid_social'],
    ['linkedin_ads', 'linkedin / paid_social'],
    ['facebook_ads', 'facebook / paid_social'],
    ['my_dsp', 'my_dsp / cpc'],
  ])('of %s is %s without links', (platform, expected) => {
    expect(meant({ platform, campaign: 'X' })).toBe(`${expected} / X, by none`)
  })

  it('is its id when it has no name, and nothing when it has neither', () => {
    expect(meant({ campaignId: '9' })).toBe('google / cpc / 9, by none')
    expect(meant({})).toBe('google / cpc / , by none')
  })

  it('is what the file itself says, spelt as touches are', () => {
    const utm = { source: 'Google', medium: 'CPC', campaign: ' Herbst ' }
    expect(meant({ campaignId: '4711', utm })).toBe('google / cpc / Herbst, by utm')
    const partly = { source: '', medium: '', campaign: '' }
    expect(meant({ campaign: 'A', utm: partly })).toBe('google / cpc / A, by utm')
  })
})
