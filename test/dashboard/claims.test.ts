import { describe, expect, it } from 'vitest'
import {
  type ClaimRow,
  ofPlatform,
  platformsOf,
  whyNone,
} from '../../collector/dashboard/views/claims/rows.ts'

const row = (more: Partial<ClaimRow>): ClaimRow => ({
  ...{ platform: 'google_ads', account: '', campaign_id: '1', campaign: 'Brand' },
  means: { source: 'google', medium: 'cpc', campaign: 'brand' },
  ...{ matched_by: 'name', alias: null, spend: '10.00', campaigns_of_credit: 1 },
  credited: { touches: 3, conversions: '0', value: '0.00', cost: '10.00', roi: -1 },
  claimed: { impressions: 9, clicks: 3, conversions: '1', value: '20.00' },
  ...{
    difference: { conversions: '1', value: '20.00' },
    ratio: { conversions: null, value: null },
  },
  ...more,
})

const ROWS = [row({}), row({ platform: 'meta_ads' }), row({ campaign_id: '2' })]

describe('claims of platforms', () => {
  it('are shown of one platform, in the order of what was spent', () => {
    expect(platformsOf(ROWS)).toEqual(['google_ads', 'meta_ads'])
    expect(ofPlatform(ROWS, 'google_ads').map(({ campaign_id: id }) => id)).toEqual(['1', '2'])
  })

  it('are shown of all where the address names a platform that has none', () => {
    expect(ofPlatform(ROWS, 'tiktok_ads')).toEqual(ROWS)
    expect(ofPlatform(ROWS, undefined)).toEqual(ROWS)
  })

  it('say why there is no ratio', () => {
    expect(whyNone(row({}), 'value')).toBe('nothing is credited')
    const together = row({ campaigns_of_credit: 2 })
    expect(whyNone(together, 'value')).toBe('2 campaigns mean the same: their credit is together')
    expect(whyNone(row({ credited: null }), 'value')).toMatch(/names no campaign/)
    const claimed = { impressions: null, clicks: null, conversions: null, value: null }
    expect(whyNone(row({ claimed }), 'conversions')).toBe('the file does not report it')
  })
})
