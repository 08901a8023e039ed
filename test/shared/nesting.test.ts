import { expect, test } from 'vitest'
import { isNestedWithin } from '../../shared/nesting.ts'

test.each([
  [1, 0],
  ['[[[', 0],
  [null, 0],
  [[], 1],
  [{ a: 'text' }, 1],
  [[{ a: [1] }, 2], 3],
])('%j has %i levels', (value, levels) => {
  expect(isNestedWithin(value, levels)).toBe(true)
  expect(levels > 0 && isNestedWithin(value, levels - 1)).toBe(false)
})

test('what is deeper than the stack is looked at no deeper than asked', () => {
  const deep: unknown = JSON.parse('['.repeat(1_000_000) + ']'.repeat(1_000_000))
  expect(isNestedWithin(deep, 16)).toBe(false)
})
