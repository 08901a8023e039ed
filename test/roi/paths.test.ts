import { describe, expect, it } from 'vitest'
import {
  type ClosedJourney,
  NO_CAMPAIGN,
  noPathSums,
  PATH_STEPS_MAX,
  PathBook,
} from '../../collector/roi/paths.ts'

const TUPLES = new Map([
  [1, { channel: 'Paid Social', campaign: 'autumn' }],
  [2, { channel: 'Email', campaign: 'autumn' }],
  [3, { channel: 'Direct', campaign: '' }],
])

const book = (
  given: { of?: 'channel' | 'campaign'; shape?: 'sequence' | 'set' } = {},
  pathsMax?: number,
) =>
  new PathBook(
    { of: 'channel', shape: 'sequence', ...given },
    (tuple) => TUPLES.get(tuple) ?? { channel: `channel ${tuple}`, campaign: '' },
    pathsMax,
  )

const earned = (value: number, discount = 0) => ({ value, revenue: value, goods: 0, discount })

const sold = (value: number, days: number): NonNullable<ClosedJourney['conversion']> => ({
  earned: earned(value),
  days,
})

const pathsOf = (of: PathBook) => of.ranked('journeys', 0, 100).map(({ steps }) => steps)

describe('a path', () => {
  it('collapses what comes again at once, and nothing else', () => {
    const paths = book()
    paths.add({ tuples: [1, 1, 2, 2, 1], cost: 0 })
    expect(pathsOf(paths)).toEqual([['Paid Social', 'Email', 'Paid Social']])
  })

  it('is by campaign the same for two channels of one campaign', () => {
    const paths = book({ of: 'campaign' })
    paths.add({ tuples: [1, 2, 3], cost: 0 })
    expect(pathsOf(paths)).toEqual([['autumn', NO_CAMPAIGN]])
  })

  it('is as a set one of all orders', () => {
    const paths = book({ shape: 'set' })
    paths.add({ tuples: [1, 2, 1], cost: 1 })
    paths.add({ tuples: [2, 1], cost: 2 })
    paths.add({ tuples: [2], cost: 4 })
    expect(paths.ranked('journeys', 0, 9)).toMatchObject([
      { steps: ['Email', 'Paid Social'], journeys: 2, cost: 3 },
      { steps: ['Email'], journeys: 1, cost: 4 },
    ])
  })

  it('has the medians of its conversions, between the two in the middle of an even count', () => {
    const paths = book()
    for (const days of [1, 10, 2, 90])
      paths.add({ tuples: days > 9 ? [1, 1] : [1], cost: 0, conversion: sold(1, days) })
    paths.add({ tuples: [1, 1, 1, 1], cost: 0 })
    paths.add({ tuples: [2], cost: 0 })
    expect(paths.ranked('journeys', 0, 9)).toMatchObject([
      { journeys: 5, conversions: 4, medianDays: 6, medianTouches: 1.5 },
      { journeys: 1, conversions: 0, medianDays: null, medianTouches: null },
    ])
  })

  it('is among the others when it is too long, or one too many', () => {
    const paths = book({}, 2)
    const long = Array.from({ length: PATH_STEPS_MAX + 1 }, (_, n) => 1 + (n % 2))
    paths.add({ tuples: long, cost: 1 })
    paths.add({ tuples: long.slice(1), cost: 2 })
    for (const tuple of [1, 2, 1]) paths.add({ tuples: [tuple], cost: 4 })
    expect(paths.size).toBe(2)
    expect(paths.other).toEqual({ ...noPathSums(), journeys: 2, cost: 5 })
    expect(paths.closed).toEqual({ ...noPathSums(), journeys: 5, cost: 15 })
  })
})

describe('the ranking of paths', () => {
  const paths = book()
  paths.add({ tuples: [1], cost: 100, conversion: sold(1000, 0) })
  paths.add({ tuples: [1], cost: 100 })
  paths.add({ tuples: [2], cost: 10, conversion: sold(300, 0) })
  paths.add({ tuples: [3], cost: 0, conversion: sold(50, 0) })
  const first = (sort: Parameters<PathBook['ranked']>[0]) =>
    paths.ranked(sort, 0, 9).map(({ steps }) => steps[0])

  it.each([
    ['value', ['Paid Social', 'Email', 'Direct']],
    ['journeys', ['Paid Social', 'Email', 'Direct']],
    ['conversion_rate', ['Email', 'Direct', 'Paid Social']],
    ['cost', ['Paid Social', 'Email', 'Direct']],
    ['profit', ['Paid Social', 'Email', 'Direct']],
    // What cost nothing has no ROI, and comes last.
    ['roi', ['Email', 'Paid Social', 'Direct']],
  ] as const)('by %s', (sort, channels) => {
    expect(first(sort)).toEqual(channels)
  })

  it('is cut into pages', () => {
    expect(paths.ranked('value', 1, 1)).toMatchObject([{ steps: ['Email'] }])
    expect(paths.ranked('value', 3, 1)).toEqual([])
  })

  it('has a path that is there for a refund alone last by its rate, and by its value', () => {
    const returned = book()
    returned.giveBack([2, 2], earned(-40, -3))
    returned.add({ tuples: [1], cost: 5 })
    for (const sort of ['conversion_rate', 'value'] as const)
      expect(returned.ranked(sort, 0, 9)).toMatchObject([
        { steps: ['Paid Social'], journeys: 1, cost: 5 },
        { steps: ['Email'], journeys: 0, value: -40, cost: -3, medianDays: null },
      ])
    expect(returned.closed).toMatchObject({ journeys: 1, value: -40, revenue: -40, cost: 2 })
  })
})
