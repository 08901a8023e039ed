import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Contribution,
  MEASURES,
  measuresFrom,
  packContribution,
  unpackContribution,
} from '../../collector/attribution/contribution.ts'
import { unpackUnder } from '../../collector/attribution/packed-text.ts'

const MODELS = ['linear', 'linear_2', 'markov', 'markov:unseen_channel', 'time_decay']

const whole = fc.maxSafeInteger()
const contributions: fc.Arbitrary<Contribution> = fc
  .record({
    goal: fc.constantFrom('purchase', 'sign_up', 'goal with spaces'),
    stage: fc.constantFrom('acquisition', 'unknown'),
    day: fc.constantFrom(20261102, 20280229),
    unattributed: fc.nat(),
    amounts: fc.array(whole, { minLength: MEASURES.length, maxLength: MEASURES.length }),
    // By a code the hit is below zero, as is a time before 1970.
    touches: fc.array(fc.tuple(fc.uuid(), whole, fc.constant(20261101), fc.nat(), whole), {
      maxLength: 4,
    }),
    models: fc.subarray(MODELS),
    weights: fc.array(fc.nat({ max: 1_000_000_000 }), { minLength: 4, maxLength: 4 }),
    returns: fc.array(fc.tuple(fc.nat(), whole, whole, whole, whole), { maxLength: 2 }),
    roles: fc.option(fc.record({ lead: fc.nat(3) })),
    apart: fc.option(fc.nat()),
  })
  .map(({ amounts, models, weights, returns, roles, apart, ...given }) => ({
    ...given,
    measures: measuresFrom((_, at) => amounts[at] ?? 0),
    weights: Object.fromEntries(
      models.map((model, at) => [
        model,
        given.touches.map((_, touch) => (weights[touch] ?? 0) + at),
      ]),
    ),
    ...(returns.length > 0 && { returns }),
    ...(roles && { roles }),
    ...(apart !== null && { apart }),
  }))

test('a packed contribution under some models is the same with the weights of those alone', () => {
  fc.assert(
    fc.property(contributions, fc.subarray(MODELS), (given, models) => {
      const text = packContribution(given)
      const { weights, ...all } = unpackContribution(text)
      const own = Object.entries(weights).filter(([model]) => models.includes(model))
      expect(unpackUnder(text, models)).toEqual({ ...all, weights: Object.fromEntries(own) })
    }),
    { numRuns: 2000 },
  )
})
