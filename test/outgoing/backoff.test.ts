import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseAfter, TRIES_MAX } from '../../collector/outgoing/backoff.ts'

const HOUR = 3_600_000

test('a message is sent again after 5 s, 5 min, 30 min, 2 h and so on, and is given up after three days', () => {
  const pauses = Array.from({ length: TRIES_MAX }, (_, tries) => pauseAfter(tries + 1, 0.5))
  expect(pauses.slice(0, 5)).toEqual([5000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR])
  expect(pauses.at(-1)).toBeUndefined()
  const all = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0)
  // 5 s + 5 min + 30 min + 2 + 5 + 10 + 14 + 20 + 24 h
  expect(all).toBe(5000 + 35 * 60_000 + 75 * HOUR)
})

test('what has failed together comes again apart, by up to a tenth, and later each time by the same lot', () => {
  const lot = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: TRIES_MAX - 1 }), lot, (tries, one) => {
      const middle = pauseAfter(tries, 0.5) ?? 0
      const pause = pauseAfter(tries, one) ?? 0
      expect(Math.abs(pause - middle)).toBeLessThanOrEqual(Math.ceil(middle / 10))
      expect(pauseAfter(tries + 1, one) ?? Infinity).toBeGreaterThan(pause)
    }),
  )
  expect(pauseAfter(1, 0)).toBe(4500)
  expect(pauseAfter(1, 0.9)).toBe(5400)
})
