import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  PATH_MODELS,
  type PathModel,
  type PathOptions,
  pathAttributor,
} from '../../../collector/attribution/data-driven/path-attribution.ts'
import { type NamedPath, PathSet } from '../../../collector/attribution/data-driven/paths.ts'
import { creditsOf, modelNamed } from '../../../collector/attribution/registry.ts'
import { WEIGHT_SUM } from '../../../collector/attribution/split.ts'
import { CONVERTED, journey } from '../journeys.ts'

const PATHS: readonly NamedPath[] = [
  { channels: ['A'], conversions: 3, value: 30, nulls: 4 },
  { channels: ['A', 'B'], conversions: 2, value: 50, nulls: 1 },
  { channels: ['B', 'C', 'A', 'C', 'B'], conversions: 7, value: 7, nulls: 0 },
  { channels: ['C', 'B', 'A'], conversions: 0, value: 0, nulls: 9 },
]

function attributed(model: PathModel, paths: readonly NamedPath[], options: PathOptions = {}) {
  const { tally, result } = pathAttributor(model, options)
  const set = PathSet.of(paths)
  set.replay(tally)
  const found = result(set.channels)
  return { ...found, by: new Map(found.channels.map((credit) => [credit.channel, credit])) }
}

describe('path data', () => {
  it.each(['first_touch', 'last_touch', 'linear', 'position_based'] as const)(
    'of %s credit what the model of journeys does',
    (name) => {
      const { by } = attributed(name, PATHS)
      const model = modelNamed(name)
      const credited = new Map<string, number>()
      for (const { channels, conversions } of PATHS) {
        const weights = model ? creditsOf(model, journey(...channels), CONVERTED) : []
        channels.forEach((channel, at) => {
          const credit = ((weights[at] ?? 0) / WEIGHT_SUM) * conversions
          credited.set(channel, (credited.get(channel) ?? 0) + credit)
        })
      }
      expect(credited.size).toBe(3)
      for (const [channel, credit] of credited)
        expect(by.get(channel)?.conversions).toBeCloseTo(credit, 7)
    },
  )

  it.each(PATH_MODELS)('of %s add up to all conversions and all value', (model) => {
    const { channels, pConversion } = attributed(model, PATHS, { order: 2 })
    const sum = (of: 'conversions' | 'value') => channels.reduce((all, one) => all + one[of], 0)
    expect(sum('conversions')).toBeCloseTo(12, 9)
    expect(sum('value')).toBeCloseTo(87, 9)
    expect(pConversion).toBeCloseTo(12 / 26, 15)
  })

  it.each(PATH_MODELS)('of %s without null journeys convert always', (model) => {
    expect(attributed(model, PATHS, { nulls: false }).pConversion).toBe(1)
  })

  it.each(PATH_MODELS)('of %s without journeys credit nobody', (model) => {
    expect(attributed(model, [])).toMatchObject({ pConversion: null, channels: [] })
  })

  it('name a removal effect only where there is something to lose', () => {
    const worthless = PATHS.map((path) => ({ ...path, value: 0 }))
    const hopeless = worthless.map((path) => ({ ...path, conversions: 0 }))
    expect(attributed('markov', PATHS).by.get('B')?.removalEffectValue).toBeGreaterThan(0)
    expect(attributed('markov', worthless).by.get('B')).toMatchObject({
      removalEffectValue: null,
      value: 0,
    })
    expect(attributed('markov', hopeless).by.get('B')).toMatchObject({
      removalEffect: null,
      conversions: 0,
    })
    expect(attributed('linear', PATHS).by.get('B')?.removalEffect).toBeNull()
  })

  it('are ranked by conversions, then by name', () => {
    const paths = ['C', 'B', 'A'].map((channel) => ({
      channels: [channel],
      conversions: channel === 'B' ? 2 : 1,
      value: 1,
      nulls: 0,
    }))
    const { channels } = attributed('linear', paths)
    expect(channels.map(({ channel }) => channel)).toEqual(['B', 'A', 'C'])
  })
})

interface Published {
  id: string
  model: string
  input: { paths?: { path: string[]; conversions: number; null: number }[] }
  expected: Record<string, number>
  tolerance: number
}

/** Beside the project where its makers work, or absent. */
const FILE = '../shared/vectors/attribution/fixtures.json'
const published: Published[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []

if (published.length > 0)
  describe('a published example of path data', () => {
    for (const { id, model, input, expected, tolerance } of published) {
      const name = /^(first_touch|last_touch|linear|position_based 40\/20\/40)/.exec(model)?.[1]
      if (!name || !input.paths) continue
      it(`${id} (${model}) is met`, () => {
        const paths = input.paths?.map(
          ({ path, conversions, null: nulls }): NamedPath => ({
            channels: path,
            conversions,
            value: conversions,
            nulls,
          }),
        )
        const { by } = attributed(name.split(' ')[0] as PathModel, paths ?? [])
        for (const [channel, credit] of Object.entries(expected))
          expect(Math.abs((by.get(channel)?.conversions ?? 9) - credit)).toBeLessThanOrEqual(
            tolerance,
          )
      })
    }
  })
