import { describe, expect, it } from 'vitest'
import { conversionState } from '../../collector/journey/conversion-state.ts'
import { dealsInPlaceOf, lookbackStart, reachesBehind } from '../../collector/journey/goal-links.ts'
import type { Status } from '../../shared/wire/goals.ts'

const deal = (status: Status | null, goal = 'deal') => ({ goal, status })

describe('what stands in the place of a lead', () => {
  it.each<[string, (Status | null)[], number | undefined]>([
    ['without a deal: nothing', [], undefined],
    ['an open deal: nothing', ['open'], undefined],
    ['an open and a lost deal: nothing', ['open', 'lost'], undefined],
    ['a cancelled deal: nothing', ['cancelled'], undefined],
    ['a deal that says nothing', [null], 1],
    ['a won deal among others', ['won', 'lost', 'open', 'cancelled'], 1],
    ['all that were won', ['won', null, 'won'], 3],
    ['no deal, when all were lost', ['lost', 'lost', 'cancelled'], 0],
  ])('%s', (_, statuses, expected) => {
    expect(dealsInPlaceOf(statuses.map((status) => deal(status)))?.length).toBe(expected)
  })

  it('is a deal, and no renewal of the same name', () => {
    expect(dealsInPlaceOf([deal(null, 'renewal'), deal(null, 'dealer')])).toBeUndefined()
  })
})

describe('the state of a conversion', () => {
  const said = { goal: 'purchase', status: null, historical: false, unconfirmed: false }

  it.each([
    ['counted', {}, true],
    ['pending_rate', {}, false],
    ['historical', { historical: true }, true],
    ['pending_rate', { historical: true }, false],
    ['cancelled', { historical: true, status: 'cancelled' as const }, false],
    ['unconfirmed', { unconfirmed: true, historical: true }, true],
    ['open', { goal: 'deal', status: 'open' as const }, false],
    ['lost', { goal: 'deal', status: 'lost' as const, historical: true }, true],
    ['counted', { goal: 'deal', status: 'won' as const }, true],
    ['counted', { goal: 'lead', status: 'lost' as const }, true],
  ])('is %s by what it says: %o, amounts known: %s', (state, more, hasAmounts) => {
    expect(conversionState({ ...said, ...more }, hasAmounts)).toBe(state)
  })
})

it('the lookback of a deal counts from whichever came first, the lead or the deal', () => {
  expect([lookbackStart(9, undefined), lookbackStart(9, 4), lookbackStart(4, 9)]).toEqual([9, 4, 4])
})

it('deals, renewals and churn reach behind their lookback, leads and purchases do not', () => {
  const goals = ['deal', 'renewal', 'churn', 'lead', 'purchase', 'deals']
  expect(goals.filter(reachesBehind)).toEqual(['deal', 'renewal', 'churn'])
})
