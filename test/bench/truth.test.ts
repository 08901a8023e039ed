import { beforeAll, describe, expect, it } from 'vitest'
import { type Truth, truthOf } from '../../bench/truth.ts'
import { live } from '../../bench/truth-world.ts'
import { WORLDS } from '../../bench/truth-worlds.ts'

const PERSONS = 5_000

let truths: Truth[]
beforeAll(() => {
  truths = WORLDS.map((world) => truthOf(world, PERSONS))
}, 60_000)

const truthIn = (name: string): Truth => {
  const truth = truths.find(({ world }) => world.name === name)
  if (!truth) throw new Error(`no world "${name}"`)
  return truth
}

const shareOf = ({ world, models, shares }: Truth, channel: string, model?: string): number => {
  const at = world.channels.findIndex(({ name }) => name === channel)
  const given = model === undefined ? shares : models.find((one) => one.model === model)?.shares
  return given?.[at] ?? Number.NaN
}

const distanceOf = ({ models }: Truth, model: string): number =>
  models.find((one) => one.model === model)?.distance ?? Number.NaN

describe('the simulation whose truth is known', () => {
  it('has the same lives for the same seed, and others for another', () => {
    const lives = (seed: number) =>
      WORLDS.map((world) => Array.from({ length: 50 }, (_, at) => live(world, seed + at)))
    expect(lives(1)).toEqual(lives(1))
    expect(lives(1)).not.toEqual(lives(1000))
  })

  it('finds what would not have been without a channel, and nothing for one without effect', () => {
    for (const truth of truths) {
      expect(shareOf(truth, 'Direct')).toBe(0)
      expect(truth.brought).toBeGreaterThan(0)
      expect(truth.brought).toBeLessThan(truth.conversions)
      expect(truth.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
      for (const { shares, distance } of truth.models) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
        expect(distance).toBeGreaterThan(0)
      }
    }
  })

  it('shows last click to credit those who harvest, and first touch to be nearer', () => {
    const truth = truthIn('harvest')
    expect(shareOf(truth, 'Brand search')).toBeLessThan(0.1)
    expect(shareOf(truth, 'Brand search', 'Last non-direct touch')).toBeGreaterThan(0.2)
    expect(distanceOf(truth, 'Last touch')).toBeGreaterThan(0.4)
    expect(distanceOf(truth, 'First touch')).toBeLessThan(0.2)
  })

  it('shows every model, fitted ones too, to credit ads that only met those who buy anyhow', () => {
    const truth = truthIn('confounded')
    expect(shareOf(truth, 'Display')).toBe(0)
    for (const { model } of truth.models)
      expect(shareOf(truth, 'Display', model)).toBeGreaterThan(0.15)
  })
})
