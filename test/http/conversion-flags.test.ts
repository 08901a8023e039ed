import { expect, test } from 'vitest'
import { conversionFlags } from '../../collector/http/conversion-flags.ts'

test('a total that is value, tax and shipping is in order', () => {
  expect(conversionFlags({ value: 8990, tax: 1708, shipping: 490, total: 11188 })).toEqual([])
})

test.each([11187, 11189])('a total of %i that is something else is flagged', (total) => {
  expect(conversionFlags({ value: 8990, tax: 1708, shipping: 490, total })).toEqual([
    'total_mismatch',
  ])
})

test('without a total there is nothing to compare', () => {
  expect(conversionFlags({ value: 8990, tax: 1708, shipping: 490 })).toEqual([])
})

test('a part that was not sent may be any amount', () => {
  expect(conversionFlags({ value: 8990, total: 11188 })).toEqual([])
  expect(conversionFlags({ value: 8990, tax: 1708, total: 11188 })).toEqual([])
})

test('but none below zero', () => {
  expect(conversionFlags({ value: 8990, total: 8989 })).toEqual(['total_mismatch'])
})
