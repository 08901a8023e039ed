import { describe, expect, it } from 'vitest'
import { changedLookbacks, goalLookbacks } from '../../collector/admin/lookback-input.ts'

describe('lookbacks by goal', () => {
  it("are days, or the site's again", () => {
    const list = ['lead=30', ' deal = 365 ', 'sign_up=default']
    expect(goalLookbacks.parse(list)).toEqual({ lead: 30, deal: 365, sign_up: null })
  })

  it.each([
    ['lead', 'give 1 to 730 days, or lead=default'],
    ['lead=', 'give 1 to 730 days'],
    ['lead=0', 'give 1 to 730 days'],
    ['lead=731', 'give 1 to 730 days'],
    ['lead=1.5', 'give 1 to 730 days'],
    ['lead=-3', 'give 1 to 730 days'],
    ['30=lead', 'is no goal=days'],
    ['Lead=30', 'is no goal=days'],
    ['lead=30=40', 'is no goal=days'],
    ['', 'is no goal=days'],
  ])('"%s" is refused with the way out', (text, message) => {
    expect(goalLookbacks.safeParse([text]).error?.issues[0]?.message).toContain(message)
  })

  it('are named once each, and at least one', () => {
    expect(goalLookbacks.safeParse(['lead=30', 'lead=40']).success).toBe(false)
    expect(goalLookbacks.safeParse([]).success).toBe(false)
  })

  it('that are not named stay as they are', () => {
    const before = { deal: 365, lead: 30 }
    expect(changedLookbacks(before, { lead: null, sign_up: 7 })).toEqual({ deal: 365, sign_up: 7 })
    expect(changedLookbacks(before, {})).toEqual(before)
  })
})
