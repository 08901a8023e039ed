import { describe, expect, test } from 'vitest'
import { journeyQuery, journeysQuery } from '../../../shared/wire/journeys.ts'
import { pathsQuery } from '../../../shared/wire/paths.ts'
import { DIMENSIONS, roiQuery } from '../../../shared/wire/roi.ts'
import { wrongFields } from './issues.ts'

const schema = roiQuery(['linear', 'last_touch'])
const journeys = journeysQuery(['linear', 'last_touch'])
const journey = journeyQuery(['linear', 'last_touch'])
const paths = pathsQuery(['linear', 'last_touch'])
const asked = (given: Record<string, string> = {}) => ({
  from: '2026-11-01',
  to: '2026-11-30',
  ...given,
})

describe('a question for ROI', () => {
  test('needs its days alone', () => {
    expect(schema.parse(asked())).toEqual({
      from: 20261101,
      to: 20261130,
      by: ['channel'],
      goal: 'purchase',
      allocate: 'none',
      format: 'json',
    })
    expect(wrongFields(schema, {})).toEqual(['from', 'to'])
  })

  test('may be by any dimensions, in its own order', () => {
    expect(schema.parse(asked({ by: 'month, channel' })).by).toEqual(['month', 'channel'])
    expect(schema.parse(asked({ by: DIMENSIONS.join(',') })).by).toEqual([...DIMENSIONS])
  })

  test.each([
    ['from', '2026-12-01'],
    ['to', '2026-11-31'],
    ['model', 'Linear'],
    ['model', ''],
    ['by', ''],
    ['by', 'channel,'],
    ['by', 'channel,channel'],
    ['by', 'channels'],
    ['by', "channel';drop"],
    ['by', 'toString'],
    ['goal', 'Purchase'],
    ['basis', 'date'],
    ['allocate', 'touch'],
    ['format', 'xml'],
    ['site', '../shop'],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(schema, asked({ [field]: value }))).toEqual([field])
  })

  test('may be for one day', () => {
    expect(wrongFields(schema, asked({ from: '2026-11-30' }))).toEqual([])
  })
})

describe('a question for journeys', () => {
  const terms = { goal: 'purchase', allocate: 'none', format: 'json' }

  test('needs nothing', () => {
    expect(journeys.parse({})).toEqual({ ...terms, limit: 50 })
    expect(journey.parse({})).toEqual(terms)
  })

  test('may leave either day open', () => {
    expect(journeys.parse({ from: '2026-11-01' })).toMatchObject({ from: 20261101 })
    expect(journeys.parse({ to: '2026-11-01' })).toMatchObject({ to: 20261101 })
  })

  test('is for 1 to 200 at once', () => {
    for (const limit of ['1', '200', '0200'])
      expect(wrongFields(journeys, { limit }), limit).toEqual([])
    for (const limit of ['0', '201', '-1', '1.5', '1e2', '', ' 1', '9'.repeat(30)])
      expect(wrongFields(journeys, { limit }), limit).toContain('limit')
  })

  test.each(['', '1', '1.', '.1', '1.2.3', '1.x', '-1.2', `${'1'.repeat(17)}.1`])(
    'goes on from no such place as %j',
    (cursor) => {
      expect(wrongFields(journeys, { cursor })).toEqual(['cursor'])
    },
  )

  test('goes on from where a page ended', () => {
    expect(journeys.parse({ cursor: '1793613600000.17' }).cursor).toBe('1793613600000.17')
  })

  test('is refused from a day after its last', () => {
    expect(wrongFields(journeys, { from: '2026-11-02', to: '2026-11-01' })).toEqual(['from'])
  })
})

describe('a question for paths', () => {
  test('needs its days alone', () => {
    expect(paths.parse(asked())).toEqual({
      ...{ from: 20261101, to: 20261130, goal: 'purchase', of: 'channel' },
      ...{ shape: 'sequence', allocate: 'none', sort: 'value', limit: 100, cursor: 0 },
      format: 'json',
    })
    expect(wrongFields(paths, {})).toEqual(['from', 'to'])
  })

  test.each([
    ['from', '2026-12-01'],
    ['to', '2026-11-31'],
    ['model', 'markov'],
    ['of', 'source'],
    ['shape', 'sets'],
    ['allocate', 'touch'],
    ['sort', 'journey'],
    ['limit', '0'],
    ['limit', '1001'],
    ['cursor', '1.5'],
    ['cursor', '-1'],
    ['cursor', ''],
    ['format', 'xml'],
    ['goal', 'Purchase'],
  ])('is refused for its %s %j', (field, value) => {
    expect(wrongFields(paths, asked({ [field]: value }))).toEqual([field])
  })
})
