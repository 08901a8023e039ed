import { describe, expect, it } from 'vitest'
import { type CellAsked, cellsIn, cellTest, sumOf } from '../../collector/roi/explain.ts'
import { noSums } from '../../collector/roi/metrics.ts'
import { credit, EMAIL } from './cells.ts'

const MOVED = credit({ tuple: null, fxDifference: -500 })
const SOLD = credit({ tuple: EMAIL, value: 10_000 })

function summedIn(more: Partial<CellAsked>) {
  const asked: CellAsked = { cell: 'fx_difference', names: {}, ...more }
  const test = cellTest(asked)
  const cells = cellsIn(test, { credits: [MOVED, SOLD], touches: [], costs: [] })
  return sumOf(cells, { ...asked, today: 20261130, worth: undefined }, test.allocated)
}

describe('what exchange rates moved', () => {
  it('is the value of its cell', () => {
    expect(summedIn({})).toEqual({ ...noSums(), value: -500, revenue: -500 })
  })

  it('is no part of the costs of a category', () => {
    expect(summedIn({ category: 'ad_spend' })).toEqual(noSums())
    expect(summedIn({ category: 'discount' })).toEqual(noSums())
  })
})
