import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { creditsOf, modelNamed } from '../../collector/attribution/registry.ts'
import { WEIGHT_SUM } from '../../collector/attribution/split.ts'
import { CONVERTED, journey, touch } from './journeys.ts'

interface Published {
  id: string
  model: string
  input: {
    path?: string[]
    paths?: { path: string[]; conversions: number }[]
    touches?: { channel: string; days_before: number }[]
    milestones?: Record<string, number>
    value?: number
  }
  expected: Record<string, number>
  tolerance: number
}

/** Cases that others have published; beside the project where its makers work, or absent. */
const FILE = '../shared/vectors/attribution/fixtures.json'
const published: Published[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []

/** A published name such as `J-shaped 20/20/60` as a model of ours; undefined for other models. */
function modelOf(name: string): { name: string; params: object } | undefined {
  const plain = /^(first_touch|last_touch|linear|time_decay)\b/.exec(name)?.[1]
  if (plain) return { name: plain, params: {} }
  if (/^W-shaped/.test(name)) return { name: 'w_shaped', params: {} }
  if (/^full_path/.test(name)) return { name: 'full_path', params: {} }
  const shape = /^(?:position_based|U-shaped|J-shaped|inverse-J|custom) (.+)$/.exec(name)?.[1]
  const numbers = shape && !shape.startsWith('=') ? shape.match(/\d+/g)?.map(Number) : undefined
  if (!numbers) return undefined
  const [first, middle, last] = numbers.length === 2 ? [numbers[0], 0, numbers[1]] : numbers
  return { name: 'position_based', params: { first, middle, last } }
}

/** A path some of whose touches brought a lead or opened a deal, which is our opportunity. */
function withMilestones(path: readonly string[], milestones: Record<string, number> = {}) {
  const roles = { lead: milestones['lead'], opportunity: milestones['deal'] }
  return journey(...path).map((touch, at) => ({
    ...touch,
    roles: (['lead', 'opportunity'] as const).filter((role) => roles[role] === at),
  }))
}

function creditedBy({ name, params }: { name: string; params: object }, input: Published['input']) {
  const model = modelNamed(name)
  if (!model) throw new Error(`no model ${name}`)
  const paths = input.paths ?? [{ path: input.path ?? [], conversions: input.value ?? 1 }]
  const journeys = input.touches
    ? [
        {
          touches: input.touches.map((it) => touch(it.channel, it.days_before)),
          worth: input.value,
        },
      ]
    : paths.map((it) => ({
        touches: withMilestones(it.path, input.milestones),
        worth: it.conversions,
      }))
  const credited: Record<string, number> = {}
  for (const { touches, worth = 1 } of journeys) {
    creditsOf(model, touches, CONVERTED, params).forEach((weight, index) => {
      const channel = touches[index]?.channel ?? ''
      credited[channel] = (credited[channel] ?? 0) + (weight / WEIGHT_SUM) * worth
    })
  }
  return credited
}

describe('a published example', () => {
  it('of a repeated channel: linear credits touches and not channels', () => {
    const credited = creditedBy(
      { name: 'linear', params: {} },
      { paths: [{ path: ['a', 'a', 'b'], conversions: 6 }] },
    )
    expect(credited['a']).toBeCloseTo(4, 8)
    expect(credited['b']).toBeCloseTo(2, 8)
  })

  for (const { id, model: name, input, expected, tolerance } of published) {
    const model = modelOf(name)
    if (!model) continue
    it(`${id} (${name}) is met`, () => {
      const credited = creditedBy(model, input)
      expect(Object.keys(credited).length).toBeGreaterThan(0)
      for (const [channel, share] of Object.entries(expected)) {
        // Weights are rounded to 10⁻⁹ of a conversion, which the worth multiplies.
        const slack = tolerance + 1e-9 * (input.value ?? 10)
        expect(Math.abs((credited[channel] ?? 0) - share), channel).toBeLessThanOrEqual(slack)
      }
    })
  }
})
