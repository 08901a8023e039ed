import { describe, expect, it } from 'vitest'
import { campaignFirst } from '../../collector/attribution/models/campaign-first.ts'
import { custom } from '../../collector/attribution/models/custom.ts'
import { timeDecay } from '../../collector/attribution/models/time-decay.ts'
import { isWithin, parameterOn, wireNameOf } from '../../collector/attribution/parameters.ts'
import { creditsOf, type JourneyTouch } from '../../collector/attribution/registry.ts'
import { CONVERTED, journey, touch } from './journeys.ts'

const percent = (weights: readonly number[]) => weights.map((weight) => weight / 1e7)

describe('custom weights', () => {
  const touches = journey('Search', 'Email', 'Social', 'Email')
  const earned = (params: object) => percent(creditsOf(custom, touches, CONVERTED, params))

  it('make no difference unless they are given', () => {
    expect(earned({})).toEqual([25, 25, 25, 25])
  })

  it('are by position: of each touch, and not of all in the middle', () => {
    expect(earned({ first: 5, middle: 1, last: 3 })).toEqual([50, 10, 10, 30])
  })

  it('are by channel, as reports name it', () => {
    expect(earned({ 'channel.Email': 3, 'channel.Social': 0 })).toEqual(
      [100 / 7, 300 / 7, 0, 300 / 7].map((share) => expect.closeTo(share, 6)),
    )
    expect(earned({ 'channel.email': 9 })).toEqual([25, 25, 25, 25])
  })

  it('are by both, which multiply', () => {
    expect(earned({ first: 2, last: 2, 'channel.Email': 2 })).toEqual(
      [200 / 9, 200 / 9, 100 / 9, 400 / 9].map((share) => expect.closeTo(share, 6)),
    )
  })

  it('of two touches are those of the ends', () => {
    const two = journey('Search', 'Email')
    const weights = creditsOf(custom, two, CONVERTED, { first: 30, middle: 50, last: 20 })
    expect(percent(weights)).toEqual([60, 40])
  })

  it('that leave nothing are equal', () => {
    expect(earned({ first: 0, middle: 0, last: 0 })).toEqual([25, 25, 25, 25])
  })
})

describe('campaign first', () => {
  const campaign = (touch: JourneyTouch): JourneyTouch => ({ ...touch, isCampaign: true })
  const earned = (touches: readonly JourneyTouch[], params = {}) =>
    percent(creditsOf(campaignFirst, touches, CONVERTED, params))

  it('credits the last campaign, whatever came after it', () => {
    const path = [touch('Email', 9), touch('Email', 8), touch('Search', 3), touch('Direct', 1)]
    expect(earned(path.map((it, at) => (at < 2 ? campaign(it) : it)))).toEqual([0, 100, 0, 0])
  })

  it('credits the last other touch of a journey without a campaign', () => {
    const path = [touch('Search', 9), touch('Referral', 3), touch('Direct', 1)]
    expect(earned(path)).toEqual([0, 100, 0])
    expect(earned(path, { direct: 'equal' })).toEqual([0, 0, 100])
  })

  it('does not take a channel for a campaign', () => {
    expect(earned([touch('Paid Search', 9), touch('Referral', 3)])).toEqual([0, 100])
  })
})

describe('a parameter', () => {
  it('has a name of the wire', () => {
    expect(['halfLifeDays', 'first', 'channel.Paid Search'].map(wireNameOf)).toEqual([
      'half_life_days',
      'first',
      'channel.Paid Search',
    ])
  })

  it('is found by exactly that', () => {
    expect(parameterOn(timeDecay, 'half_life_days')?.name).toBe('halfLifeDays')
    for (const name of ['halfLifeDays', 'half_life', 'first', 'channel.Email', 'constructor', ''])
      expect(parameterOn(timeDecay, name), name).toBeUndefined()
    expect(parameterOn(custom, 'channel.Paid Search')?.name).toBe('channel.Paid Search')
    expect(parameterOn(custom, 'channel.')).toBeUndefined()
  })

  it('keeps to its rule', () => {
    const days = parameterOn(timeDecay, 'half_life_days')?.rule
    const weight = parameterOn(custom, 'first')?.rule
    if (!days || !weight) throw new Error('no rule')
    expect([0, 0.5, 3650, 3651, Number.NaN].map((it) => isWithin(days, it))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
    expect([-1, 0, 1e6, Infinity].map((it) => isWithin(weight, it))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})
