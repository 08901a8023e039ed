import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { filterShape, filtersIn, shownFilters } from '../../../shared/wire/filters.ts'
import { wrongFields } from './issues.ts'

const schema = z.object(filterShape)

describe('a filter', () => {
  test.each([
    ['DE', { not: false, values: ['DE'] }],
    ['de, fr', { not: false, values: ['DE', 'FR'] }],
    ['!DE,FR', { not: true, values: ['DE', 'FR'] }],
    ['(none)', { not: false, values: [''] }],
    ['!(none),DE', { not: true, values: ['', 'DE'] }],
  ])('on the country %j', (country, filter) => {
    expect(schema.parse({ country })).toEqual({ country: filter })
  })

  test.each([
    ['red\\, blue', ['red, blue']],
    ['\\!sale', ['!sale']],
    ['a\\b', ['a\\b']],
    ['Sale', ['Sale']],
    ['a,\\!b', ['a', '\\!b']],
  ])('on the campaign %j', (campaign, values) => {
    expect(schema.parse({ campaign })).toEqual({ campaign: { not: false, values } })
  })

  test.each(['', '!', 'DE,', ' ', ',DE'])('needs values, which %j has not', (country) => {
    expect(wrongFields(schema, { country })).toEqual(['country'])
  })

  test('is told as it was asked', () => {
    const filters = filtersIn({ ...schema.parse({ country: 'de', item: '!(none)' }), by: ['day'] })
    expect(shownFilters(filters ?? {})).toEqual({
      country: { is: ['DE'] },
      item: { not: ['(none)'] },
    })
    expect(filtersIn({ by: ['day'] })).toBe(undefined)
  })
})
