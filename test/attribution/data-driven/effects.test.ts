import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fittedWeights,
  storedEffect,
  storedEffects,
} from '../../../collector/attribution/data-driven/effects.ts'
import { WEIGHT_SUM } from '../../../collector/attribution/split.ts'

const touches = (...channels: string[]) => channels.map((channel) => ({ channel }))
const effects = (entries: Record<string, number>) => new Map(Object.entries(entries))

describe('a fitted model, applied to a journey', () => {
  it('weighs touches by the effects of their channels', () => {
    const fitted = fittedWeights(touches('A', 'B', 'C'), effects({ A: 0.6, B: 0.3, C: 0.1 }))
    expect(fitted).toEqual({ weights: [600_000_000, 300_000_000, 100_000_000], by: 'effects' })
  })

  it('gives a channel as much, however often it was touched', () => {
    const { weights } = fittedWeights(touches('A', 'B', 'A', 'A'), effects({ A: 0.3, B: 0.1 }))
    expect(weights).toEqual([250_000_000, 250_000_000, 250_000_000, 250_000_000])
  })

  it('gives nothing for an effect below zero', () => {
    const fitted = fittedWeights(touches('A', 'B'), effects({ A: -4, B: 0.001 }))
    expect(fitted).toEqual({ weights: [0, WEIGHT_SUM], by: 'effects' })
  })

  it('is linear, and says so, where no channel has an effect above zero', () => {
    const fitted = fittedWeights(touches('A', 'B', 'A'), effects({ A: 0, B: -1 }))
    expect(fitted).toEqual({ weights: [333_333_334, 333_333_333, 333_333_333], by: 'no_effect' })
  })

  it('is linear, and says so, where a channel was in no journey that it was fitted on', () => {
    const fitted = fittedWeights(touches('A', 'New'), effects({ A: 0.9 }))
    expect(fitted).toEqual({ weights: [500_000_000, 500_000_000], by: 'unseen_channel' })
  })

  it('takes an effect below half a billionth for none', () => {
    expect(fittedWeights(touches('A', 'B'), effects({ A: 0, B: 5e-324 })).by).toBe('no_effect')
    expect(fittedWeights(touches('A', 'B'), effects({ A: 0, B: 1e-9 })).by).toBe('effects')
  })

  it('knows a channel of effect 0 from an unseen one', () => {
    const fitted = fittedWeights(touches('A', 'B'), effects({ A: 0.9, B: 0 }))
    expect(fitted).toEqual({ weights: [WEIGHT_SUM, 0], by: 'effects' })
  })

  it('has no weights for no touches, which is nothing to count', () => {
    expect(fittedWeights([], effects({ A: 1 }))).toEqual({ weights: [], by: 'effects' })
  })

  it('always splits the whole', () => {
    const channel = fc.constantFrom('A', 'B', 'C')
    const effect = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(channel, { minLength: 1, maxLength: 12 }),
        fc.dictionary(channel, effect),
        (channels, entries) => {
          const { weights } = fittedWeights(touches(...channels), effects(entries))
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(WEIGHT_SUM)
          expect(weights.every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(true)
        },
      ),
    )
  })

  it('is stored in billionths, so that what was fitted twice is the same', () => {
    expect(storedEffect(1 / 3)).toBe(0.333333333)
    expect(storedEffect(1 / 3 + 1e-16)).toBe(storedEffect(1 / 3))
    expect(storedEffect(-0.25)).toBe(-0.25)
    expect(storedEffects(['A', 'B'], Float64Array.of(2 / 3, 0))).toEqual(
      effects({ A: 0.666666667, B: 0 }),
    )
  })
})
