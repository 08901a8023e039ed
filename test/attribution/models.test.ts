import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParameterRule } from '../../collector/attribution/model.ts'
import { firstTouch } from '../../collector/attribution/models/first-touch.ts'
import { lastNonDirect } from '../../collector/attribution/models/last-non-direct.ts'
import { lastTouch } from '../../collector/attribution/models/last-touch.ts'
import { linear } from '../../collector/attribution/models/linear.ts'
import { positionBased } from '../../collector/attribution/models/position-based.ts'
import { halved, timeDecay } from '../../collector/attribution/models/time-decay.ts'
import { isWithin } from '../../collector/attribution/parameters.ts'
import {
  creditsOf,
  DEFAULT_MODEL,
  MODELS,
  modelNamed,
} from '../../collector/attribution/registry.ts'
import { split, WEIGHT_SUM } from '../../collector/attribution/split.ts'
import type { TouchRole } from '../../collector/journey/anchors.ts'
import { CONVERTED, DAY_MS, journey, touch } from './journeys.ts'

/** The roles of the touch at a place, when these are the places of the roles. */
const rolesAt = (at: number, lead: number, opportunity: number): TouchRole[] => [
  ...(at === lead ? (['lead'] as const) : []),
  ...(at === opportunity ? (['opportunity'] as const) : []),
]

const percent = (weights: readonly number[]) => weights.map((weight) => weight / 1e7)

describe('first touch', () => {
  it('credits the touch that began the journey', () => {
    const touches = journey('Search', 'Email', 'Social')
    expect(percent(creditsOf(firstTouch, touches, CONVERTED))).toEqual([100, 0, 0])
  })

  it('passes over a direct visit that came before', () => {
    const touches = journey('Direct', 'Email', 'Social')
    expect(percent(creditsOf(firstTouch, touches, CONVERTED))).toEqual([0, 100, 0])
  })
})

describe('last touch', () => {
  it('credits a direct visit like any other', () => {
    const touches = journey('Search', 'Email', 'Direct')
    expect(percent(creditsOf(lastTouch, touches, CONVERTED))).toEqual([0, 0, 100])
  })

  it('passes over it when told that direct is the last resort', () => {
    const touches = journey('Search', 'Email', 'Direct')
    const weights = creditsOf(lastTouch, touches, CONVERTED, { direct: 'last_resort' })
    expect(percent(weights)).toEqual([0, 100, 0])
  })
})

describe('last non-direct touch', () => {
  it('passes over direct visits at the end', () => {
    const touches = journey('Search', 'Email', 'Direct', 'Direct')
    expect(percent(creditsOf(lastNonDirect, touches, CONVERTED))).toEqual([0, 100, 0, 0])
  })

  it('credits the last direct visit of a journey that has nothing else', () => {
    const touches = journey('Direct', 'Direct')
    expect(percent(creditsOf(lastNonDirect, touches, CONVERTED))).toEqual([0, 100])
  })

  it('is the default', () => {
    expect(DEFAULT_MODEL).toBe('last_non_direct')
  })
})

describe('linear', () => {
  it('credits each touch the same, the earliest with what is over', () => {
    const weights = creditsOf(linear, journey('Search', 'Email', 'Search'), CONVERTED)
    expect(weights).toEqual([333_333_334, 333_333_333, 333_333_333])
    expect(split(10_001, weights)).toEqual([3334, 3334, 3333])
  })

  it('leaves out direct visits between the others', () => {
    const touches = journey('Search', 'Direct', 'Email')
    expect(percent(creditsOf(linear, touches, CONVERTED))).toEqual([50, 0, 50])
  })

  it('counts them when direct is told to be equal', () => {
    const touches = journey('Search', 'Direct', 'Email', 'Direct')
    const weights = creditsOf(linear, touches, CONVERTED, { direct: 'equal' })
    expect(percent(weights)).toEqual([25, 25, 25, 25])
  })
})

describe('position based', () => {
  const shares = (touches: string[], params = {}) =>
    percent(creditsOf(positionBased, journey(...touches), CONVERTED, params))

  it('credits the ends with 40 % each, and those between with 20 % together', () => {
    expect(shares(['a', 'b', 'c'])).toEqual([40, 20, 40])
    expect(shares(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual([40, 5, 5, 5, 5, 40])
  })

  it('credits an only touch with everything', () => {
    expect(shares(['a'])).toEqual([100])
  })

  it('splits the middle of two touches in proportion to the ends', () => {
    expect(shares(['a', 'b'])).toEqual([50, 50])
    expect(shares(['a', 'b'], { first: 20, middle: 20, last: 60 })).toEqual([25, 75])
  })

  it('looks at the ends without direct visits', () => {
    expect(shares(['Direct', 'a', 'b', 'c', 'Direct'])).toEqual([0, 40, 20, 40, 0])
  })

  it('credits two touches equally when only the middle is to earn', () => {
    expect(shares(['a', 'b'], { first: 0, middle: 100, last: 0 })).toEqual([50, 50])
    expect(shares(['a', 'b', 'c'], { first: 0, middle: 100, last: 0 })).toEqual([0, 100, 0])
  })

  it('credits all touches equally when none is to earn', () => {
    const none = { first: 0, middle: 0, last: 0 }
    expect(shares(['a'], none)).toEqual([100])
    expect(shares(['a', 'b'], none)).toEqual([50, 50])
    expect(shares(['a', 'b', 'c', 'd'], none)).toEqual([25, 25, 25, 25])
  })

  it('keeps 40 % whole however many touches are between', () => {
    const weights = creditsOf(positionBased, journey(...'abcdefghi'), CONVERTED)
    expect([weights[0], weights[8]]).toEqual([400_000_000, 400_000_000])
    expect(weights[1]).toBe(28_571_429)
    expect(weights[7]).toBe(28_571_428)
  })
})

describe('time decay', () => {
  it('credits a touch with half of what one earns that came a half-life later', () => {
    const touches = [touch('Search', 8), touch('Email', 1)]
    const weights = creditsOf(timeDecay, touches, CONVERTED)
    expect(weights).toEqual([333_333_333, 666_666_667])
  })

  it('takes its half-life as a parameter', () => {
    const touches = [touch('Search', 2), touch('Email', 1), touch('Social', 0)]
    const weights = creditsOf(timeDecay, touches, CONVERTED, { halfLifeDays: 1 })
    expect(weights).toEqual([142_857_143, 285_714_286, 571_428_571])
  })

  it('is continuous: an hour makes a difference', () => {
    const touches = [touch('Search', 1 / 24), touch('Email', 0)]
    const [first = 0, last = 0] = creditsOf(timeDecay, touches, CONVERTED)
    expect(first).toBeLessThan(last)
    expect(first / last).toBeCloseTo(2 ** (-1 / 168), 8)
  })

  it('still credits a journey whose touches are all thousands of half-lives old', () => {
    const touches = [touch('Search', 90), touch('Email', 89.99)]
    const weights = creditsOf(timeDecay, touches, CONVERTED, { halfLifeDays: 0.01 })
    expect(weights).toEqual([333_333_333, 666_666_667])
  })

  it('gives a touch at the same moment as the conversion the same as its like', () => {
    const touches = [touch('Search', 0), { ...touch('Email', 0), ts: CONVERTED }]
    expect(percent(creditsOf(timeDecay, touches, CONVERTED))).toEqual([50, 50])
  })

  it('refuses a half-life of nothing', () => {
    for (const halfLifeDays of [0, -7, Number.NaN]) {
      const touches = journey('Search', 'Email')
      expect(() => creditsOf(timeDecay, touches, CONVERTED, { halfLifeDays })).toThrow(RangeError)
    }
  })

  it('agrees with Math.pow to twelve digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 900, noNaN: true }), (times) => {
        const exact = 2 ** -times
        expect(Math.abs(halved(times) - exact) / exact).toBeLessThan(1e-12)
      }),
      { numRuns: 2000 },
    )
  })

  it('halves exactly at whole half-lives, down to nothing', () => {
    expect([0, 1, 2, 10, 1074, 5000].map(halved)).toEqual([1, 0.5, 0.25, 1 / 1024, 5e-324, 0])
  })
})

describe('every model', () => {
  const touches = fc
    .tuple(
      fc.array(
        fc.record({
          channel: fc.constantFrom('Search', 'Email', 'Direct'),
          age: fc.nat(90),
          isCampaign: fc.boolean(),
        }),
      ),
      fc.nat(12),
      fc.nat(12),
    )
    .map(([all, lead, opportunity]) =>
      all
        .toSorted((a, b) => b.age - a.age)
        .map(({ channel, age, isCampaign }, at) => ({
          ...touch(channel, age, ...rolesAt(at, lead, opportunity)),
          isCampaign,
        })),
    )

  it('shares out exactly one conversion, and none without a touch', () => {
    fc.assert(
      fc.property(touches, fc.constantFrom(...MODELS), (path, model) => {
        const weights = creditsOf(model, path, CONVERTED)
        expect(weights).toHaveLength(path.length)
        const sum = weights.reduce((all, weight) => all + weight, 0)
        expect(sum).toBe(path.length === 0 ? 0 : WEIGHT_SUM)
        expect(weights.every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(true)
      }),
    )
  })

  it('but last touch credits direct only when a journey has nothing else', () => {
    fc.assert(
      fc.property(touches, fc.constantFrom(...MODELS), (path, model) => {
        fc.pre(model.name !== 'last_touch' && path.some((it) => !it.direct))
        const weights = creditsOf(model, path, CONVERTED)
        expect(weights.filter((_, index) => path[index]?.direct).every((it) => it === 0)).toBe(true)
      }),
    )
  })

  it('gives a larger half-life, share or weight no other sum', () => {
    const number = fc.constantFrom(0, 0.5, 1, 22.5, 30, 1000)
    fc.assert(
      fc.property(touches, fc.constantFrom(...MODELS), fc.array(number), (path, model, numbers) => {
        const told = Object.entries(model.parameters ?? {}).map(([name, { min }], at) => {
          const given = numbers[at] ?? 1
          return [name, min === 'above_zero' ? given + 1 : given] as const
        })
        const weights = creditsOf(model, path, CONVERTED, Object.fromEntries(told))
        const sum = weights.reduce((all, weight) => all + weight, 0)
        expect(sum).toBe(path.length === 0 ? 0 : WEIGHT_SUM)
      }),
    )
  })

  it('has a rule for each number among its defaults, and takes that default', () => {
    for (const { name, defaults, parameters = {} } of MODELS) {
      const numbers = Object.entries(defaults).filter(([, value]) => typeof value === 'number')
      expect(Object.keys(parameters), name).toEqual(numbers.map(([key]) => key))
      for (const [key, value] of numbers)
        expect(isWithin(parameters[key] as ParameterRule, value), `${name} ${key}`).toBe(true)
    }
  })

  it('has its own name, a version and a sentence for the marketer', () => {
    expect(MODELS.map((model) => model.name)).toEqual([
      'first_touch',
      'last_touch',
      'last_non_direct',
      'linear',
      'time_decay',
      'position_based',
      'w_shaped',
      'full_path',
      'custom',
      'campaign_first',
      'markov',
      'shapley',
    ])
    for (const model of MODELS) {
      expect(model.version).toBeGreaterThanOrEqual(1)
      expect(model.describe).toMatch(/\.$/)
      expect(modelNamed(model.name)).toBe(model)
    }
  })

  it('is found by its exact name only', () => {
    for (const name of ['magic', '', 'Linear', 'linear ', 'constructor']) {
      expect(modelNamed(name), name).toBeUndefined()
    }
  })

  it('gives the same weights however long after the last touch the conversion came', () => {
    const path = [touch('Search', 9), touch('Social', 6), touch('Email', 0)]
    for (const model of MODELS) {
      const later = creditsOf(model, path, CONVERTED + 30 * DAY_MS)
      expect(later, model.name).toEqual(creditsOf(model, path, CONVERTED))
    }
  })
})
