import { describe, expect, test } from 'vitest'
import { wireCost } from '../../../shared/wire/costs.ts'
import { wrongFields } from './issues.ts'

const cost = (given: Record<string, unknown> = {}) => ({
  from: '2026-11-01',
  to: '2026-11-30',
  category: 'ad_spend',
  amount: '500.00',
  currency: 'EUR',
  ...given,
})

describe('a cost', () => {
  test('comes out with days as numbers and its amount in minor units', () => {
    const parsed = wireCost.parse(cost({ source: ' google ', medium: 'cpc' }))
    expect(parsed).toMatchObject({ from: 20261101, to: 20261130, amount: 50_000, source: 'google' })
    expect(parsed.channel).toBeUndefined()
  })

  test('has its scope without control characters, as the tags of a touch have theirs', () => {
    const parsed = wireCost.parse(cost({ channel: 'Paid\u0000 Search', campaign: '\tspring\r\n' }))
    expect(parsed).toMatchObject({ channel: 'Paid Search', campaign: 'spring' })
    expect(wrongFields(wireCost, cost({ campaign: `${'x'.repeat(200)}\n` }))).toEqual([])
  })

  test('may be of one day, and ends no earlier than it begins', () => {
    expect(wrongFields(wireCost, cost({ to: '2026-11-01' }))).toEqual([])
    expect(wrongFields(wireCost, cost({ to: '2026-10-31' }))).toEqual(['from'])
  })

  test('lasts 3,660 days at most', () => {
    expect(wrongFields(wireCost, cost({ to: '2036-11-07' }))).toEqual([])
    expect(wrongFields(wireCost, cost({ to: '2036-11-08' }))).toEqual(['to'])
    expect(wrongFields(wireCost, cost({ to: '9999-12-31' }))).toEqual(['to'])
  })

  test.each([
    ['from', '2026-02-29'],
    ['to', '2026-11-30T00:00:00Z'],
    ['category', 'ads'],
    ['channel', ' '],
    ['campaign', '\n\u0000\t'],
    ['campaign', 'x'.repeat(201)],
    ['amount', '-1'],
    ['amount', 500],
    ['currency', 'EURO'],
    ['spread', 'week'],
    ['external_id', ''],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(wireCost, cost({ [field]: value }))).toEqual([field])
  })
})
