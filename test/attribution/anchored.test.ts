import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullPath } from '../../collector/attribution/models/full-path.ts'
import { positionBased } from '../../collector/attribution/models/position-based.ts'
import { wShaped } from '../../collector/attribution/models/w-shaped.ts'
import {
  anchorsUnder,
  creditsOf,
  type JourneyTouch,
  type Model,
} from '../../collector/attribution/registry.ts'
import { CONVERTED, journey, touch } from './journeys.ts'

const percent = (weights: readonly number[]) =>
  weights.map((weight) => Math.round(weight / 1e5) / 100)

const earned = (touches: readonly JourneyTouch[], model: Model = wShaped, params = {}) =>
  percent(creditsOf(model, touches, CONVERTED, params))

const [lead, opportunity] = ['lead', 'opportunity'] as const

describe('W-shaped', () => {
  it('gives each of three anchors 30 % and the others, the last too, 10 % together', () => {
    const touches = [
      touch('Search', 9),
      touch('Email', 8, lead),
      touch('Social', 5),
      touch('Email', 3, opportunity),
      touch('Search', 1),
    ]
    expect(earned(touches)).toEqual([30, 30, 5, 30, 5])
  })

  it('splits 45/45/5/5 over first, lead and two ordinary touches without an opportunity', () => {
    const touches = [
      touch('Search', 9),
      touch('Email', 8, lead),
      touch('Social', 5),
      touch('Email', 3),
    ]
    expect(earned(touches)).toEqual([45, 45, 5, 5])
  })

  it('does the same for an opportunity without a lead', () => {
    const touches = [
      touch('Search', 9),
      touch('Email', 8),
      touch('Social', 5, opportunity),
      touch('Email', 3),
    ]
    expect(earned(touches)).toEqual([45, 5, 45, 5])
  })

  it('splits 66.67/33.33 when one touch is first and lead, and nothing is ordinary', () => {
    const touches = [touch('Search', 9, lead), touch('Email', 1, opportunity)]
    expect(earned(touches)).toEqual([66.67, 33.33])
    expect(creditsOf(wShaped, touches, CONVERTED)).toEqual([666_666_667, 333_333_333])
  })

  it('is position based, 40/20/40, without lead and opportunity', () => {
    expect(earned(journey('Search', 'Email', 'Social'))).toEqual([40, 20, 40])
  })

  it('adds up all roles of an only touch', () => {
    expect(earned([touch('Search', 1, lead, opportunity)])).toEqual([100])
    expect(earned([touch('Search', 1)])).toEqual([100])
  })

  it('takes other shares, and an equal split where those leave nothing', () => {
    const touches = [touch('Search', 9, lead), touch('Email', 1, opportunity)]
    const flat = { first: 0, lead: 50, opportunity: 50, ordinary: 0 }
    expect(earned(touches, wShaped, flat)).toEqual([50, 50])
    const nothing = { first: 0, lead: 0, opportunity: 0, ordinary: 10 }
    expect(earned(touches, wShaped, nothing)).toEqual([50, 50])
  })
})

describe('full path', () => {
  it('gives each of four anchors 22.5 % and the others 10 % together', () => {
    const touches = [
      touch('Search', 9),
      touch('Email', 8, lead),
      touch('Social', 5),
      touch('Email', 3, opportunity),
      touch('Search', 1),
    ]
    expect(earned(touches, fullPath)).toEqual([22.5, 22.5, 10, 22.5, 22.5])
  })

  it("gives a missing anchor's share to the other three alike", () => {
    const touches = [
      touch('Search', 9),
      touch('Email', 8, lead),
      touch('Social', 5),
      touch('Email', 3),
    ]
    expect(earned(touches, fullPath)).toEqual([30, 30, 10, 30])
  })

  it('adds up what one touch is: the last that opened the cart', () => {
    const touches = [touch('Search', 9), touch('Email', 8, lead), touch('Social', 5, opportunity)]
    expect(earned(touches, fullPath)).toEqual([25, 25, 50])
  })

  it('is position based without lead and opportunity', () => {
    expect(earned(journey('Search', 'Email', 'Social', 'Email'), fullPath)).toEqual([
      40, 10, 10, 40,
    ])
  })
})

describe('the anchor of a direct touch', () => {
  const touches = [
    touch('Search', 9),
    touch('Direct', 8, lead),
    touch('Email', 5),
    touch('Social', 3),
  ]

  it('is the touch before it that earns, when direct is the last resort', () => {
    expect(anchorsUnder(wShaped, touches)).toEqual([['first', 'lead'], [], [], []])
    expect(earned(touches)).toEqual([90, 0, 5, 5])
  })

  it('is itself where direct is like any other', () => {
    expect(anchorsUnder(wShaped, touches, { direct: 'equal' })).toEqual([
      ['first'],
      ['lead'],
      [],
      [],
    ])
    expect(earned(touches, wShaped, { direct: 'equal' })).toEqual([45, 45, 5, 5])
  })

  it('is missing when nothing that earns came before', () => {
    const late = [
      touch('Direct', 9, lead),
      touch('Search', 5),
      touch('Email', 3),
      touch('Social', 1),
    ]
    expect(anchorsUnder(wShaped, late)).toEqual([[], ['first'], [], ['last']])
    expect(earned(late)).toEqual([0, 40, 20, 40])
  })
})

describe('which touch is which anchor', () => {
  it('is said in the order of a journey, and of two on one touch both', () => {
    const touches = [touch('Search', 9, lead), touch('Email', 3), touch('Social', 1, opportunity)]
    expect(anchorsUnder(fullPath, touches)).toEqual([
      ['first', 'lead'],
      [],
      ['opportunity', 'last'],
    ])
    expect(anchorsUnder(wShaped, touches)).toEqual([['first', 'lead'], [], ['opportunity']])
  })

  it('is said of models alone that have anchors', () => {
    expect(anchorsUnder(positionBased, [touch('Search', 9, lead)])).toBeUndefined()
  })

  it('is said of exactly those touches that earn more than ordinary ones', () => {
    const path = fc
      .tuple(fc.integer({ min: 4, max: 9 }), fc.nat(8), fc.nat(8))
      .map(([count, a, b]) =>
        Array.from({ length: count }, (_, at) =>
          touch(
            'Search',
            count - at,
            ...(at === a ? [lead] : []),
            ...(at === b ? [opportunity] : []),
          ),
        ),
      )
    fc.assert(
      fc.property(path, (touches) => {
        const anchors = anchorsUnder(wShaped, touches) ?? []
        for (const [at, weight] of creditsOf(wShaped, touches, CONVERTED).entries())
          expect(weight > 1e8 + 1).toBe((anchors[at]?.length ?? 0) > 0)
      }),
    )
  })
})
