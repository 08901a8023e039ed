import { describe, expect, test } from 'vitest'
import { costScope } from '../../collector/http/cost-scope.ts'
import { land } from '../../collector/touch/landing.ts'
import { wireCost } from '../../shared/wire/costs.ts'

const rules = { ownHosts: ['shop.example'], siteRules: [{ channel: 'Podcast', medium: 'podcast' }] }

function scopeOf(scope: Record<string, string>) {
  const cost = wireCost.parse({
    from: '2026-11-01',
    to: '2026-11-30',
    category: 'ad_spend',
    amount: '500.00',
    currency: 'EUR',
    ...scope,
  })
  return costScope(cost, rules)
}

describe('the scope of a cost', () => {
  test('names no channel where source and medium do: the ledger derives it by its rules', () => {
    expect(scopeOf({ source: 'google', medium: 'cpc', campaign: 'autumn' })).toEqual({
      channel: null,
      campaignSource: 'google',
      campaignMedium: 'cpc',
      campaign: 'autumn',
    })
  })

  test('is spelt as touches are: source and medium without case, campaigns as written', () => {
    expect(scopeOf({ source: 'Google', medium: 'CPC', campaign: 'Autumn' })).toMatchObject({
      campaignSource: 'google',
      campaignMedium: 'cpc',
      campaign: 'Autumn',
    })
  })

  test('meets a touch whose link says the same, whatever was pasted along', () => {
    const campaign = ' au\u0000tumn\t2026\n'
    const url = `https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=${encodeURIComponent(campaign)}`
    expect(scopeOf({ campaign })).toMatchObject({ campaign: 'autumn2026' })
    expect(land(url, '', rules).campaign).toBe('autumn2026')
  })

  test('knows a channel whatever its case', () => {
    expect(scopeOf({ channel: 'paid search' })).toMatchObject({ channel: 'Paid Search' })
  })

  test('may agree with the rules', () => {
    const scope = scopeOf({ channel: 'paid search', source: 'google', medium: 'cpc' })
    expect(scope).toMatchObject({ channel: null, campaignSource: 'google' })
  })

  test('that contradicts the rules is told which channel they give', () => {
    const scope = scopeOf({ channel: 'Email', source: 'google', medium: 'cpc' })
    expect(scope).toContain('"Email"')
    expect(scope).toContain('"Paid Search"')
  })

  test("follows the site's own rules, too", () => {
    const agrees = scopeOf({ channel: 'Podcast', source: 'spotify', medium: 'podcast' })
    expect(agrees).toMatchObject({ campaignSource: 'spotify' })
    expect(scopeOf({ channel: 'Offline', source: 'spotify', medium: 'podcast' })).toContain(
      '"Podcast"',
    )
  })

  test('that names no medium keeps the channel it names', () => {
    expect(scopeOf({ channel: 'Paid Search', source: 'google' })).toMatchObject({
      channel: 'Paid Search',
      campaignSource: 'google',
      campaignMedium: null,
    })
  })

  test('that names nothing is overhead', () => {
    expect(scopeOf({})).toEqual({
      channel: null,
      campaignSource: null,
      campaignMedium: null,
      campaign: null,
    })
  })
})
