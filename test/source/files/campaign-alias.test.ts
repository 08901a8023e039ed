import { describe, expect, it } from 'vitest'
import { aliasKeysOf, saidCampaign } from '../../../collector/source/files/campaign-alias.ts'
import type { UtmTuple } from '../../../collector/source/files/meant-campaign.ts'

const LINKS: readonly UtmTuple[] = [
  { source: 'google', medium: 'organic', campaign: 'Fall' },
  { source: 'adwords', medium: 'cpc', campaign: 'Fall' },
  { source: 'news', medium: 'email', campaign: 'fall' },
  { source: 'bing', medium: 'cpc', campaign: 'fall' },
]

const known = (campaign: string) => LINKS.filter((link) => link.campaign.toLowerCase() === campaign)

const said = (campaign: string, source: string | null = null, medium: string | null = null) => {
  const means = saidCampaign('google_ads', { source, medium, campaign }, known)
  return `${means.source} / ${means.medium} / ${means.campaign}`
}

describe('what somebody says that links call a campaign', () => {
  it('has the source and medium of the links of its platform, and their spelling', () => {
    expect(said('fall')).toBe('adwords / cpc / Fall')
  })

  it('has the usual ones where no link of its platform carries it', () => {
    expect(said('winter')).toBe('google / cpc / winter')
  })

  it('has those of any links where its source is said', () => {
    expect(said('FALL', 'Bing')).toBe('bing / cpc / fall')
    expect(said('Fall', null, 'organic')).toBe('google / organic / Fall')
  })

  it('is as it was said where nothing is left open', () => {
    expect(said('FALL', 'news', 'email')).toBe('news / email / FALL')
  })

  it('is spelt as touches are', () => {
    expect(said(' Fall\t', ' News ', 'E-Mail')).toBe('news / e-mail / Fall')
  })
})

describe('the aliases that a campaign may have', () => {
  const key = { platform: 'google_ads', account: '1', campaignId: '22', campaign: 'Brand' }
  const names = (of: typeof key) =>
    aliasKeysOf(of).map(({ account, campaignId, campaign }) => [account, campaignId, campaign])

  it('are of its id before its name, and of its account before all', () => {
    expect(names(key)).toEqual([
      ['1', '22', ''],
      ['', '22', ''],
      ['1', '', 'Brand'],
      ['', '', 'Brand'],
    ])
  })

  it('are of what its file says, and of nothing that it does not', () => {
    expect(names({ ...key, account: '', campaignId: '' })).toEqual([['', '', 'Brand']])
    expect(names({ ...key, account: '', campaign: '' })).toEqual([['', '22', '']])
    expect(names({ ...key, campaignId: '', campaign: '' })).toEqual([])
  })
})
