import { DAY_MS } from '../../../shared/dates.ts'
import type { JourneyTouch, Model, ModelParams } from '../model.ts'
import { normalise } from '../split.ts'

export interface TimeDecayParams extends ModelParams {
  /** Days after which a touch is worth half. Above zero. */
  halfLifeDays: number
}

/** 2^−1074 is the smallest double above zero; anything older weighs nothing. */
const HALVINGS_MAX = 1074
/** As many as a double has bits for a fraction. */
const ROOTS = 52

/** A touch is worth half of what it would be worth one half-life later: weight 2^(−age ÷ half-life). */
export const timeDecay: Model<'time_decay', TimeDecayParams> = {
  name: 'time_decay',
  version: 1,
  title: 'Time decay',
  describe: 'A touch earns half as much as one that came seven days later.',
  defaults: { direct: 'last_resort', halfLifeDays: 7 },
  parameters: {
    halfLifeDays: {
      describe: 'days after which a touch is worth half',
      min: 'above_zero',
      max: 3650,
    },
  },
  weights: decayWeights,
}

/** Ages count from the youngest touch: the proportions are the same, and it never weighs nothing. */
function decayWeights(
  touches: readonly JourneyTouch[],
  conversionTs: number,
  { halfLifeDays }: TimeDecayParams,
): number[] {
  if (!(halfLifeDays > 0)) throw new RangeError(`halfLifeDays must be above 0, not ${halfLifeDays}`)
  const ages = touches.map((touch) => Math.max(0, conversionTs - touch.ts))
  const youngest = Math.min(...ages)
  return normalise(ages.map((age) => halved((age - youngest) / DAY_MS / halfLifeDays)))
}

/** √½, ⁴√½, ⁸√½ …: what each binary digit of a fraction of a half-life multiplies by. */
const ROOTS_OF_HALF = rootsOfHalf()

function rootsOfHalf(): readonly number[] {
  const roots: number[] = []
  for (let root = Math.sqrt(0.5); roots.length < ROOTS; root = Math.sqrt(root)) roots.push(root)
  return roots
}

/**
 * 2^(−times) for times ≥ 0: whole halvings, then the binary digits of the fraction. Only
 * operations that IEEE 754 fixes to the last bit, since Math.pow differs between engines; within
 * 1e-13 of the true value.
 */
export function halved(times: number): number {
  if (times > HALVINGS_MAX) return 0
  const whole = Math.floor(times)
  let fraction = times - whole
  let weight = 1
  for (const root of ROOTS_OF_HALF) {
    fraction *= 2
    if (fraction >= 1) {
      fraction -= 1
      weight *= root
    }
  }
  for (let n = 0; n < whole; n++) weight /= 2
  return weight
}
