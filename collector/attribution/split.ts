/** What the weights of one journey sum to. */
export const WEIGHT_SUM = 1_000_000_000

const SAFE = Number.MAX_SAFE_INTEGER
const SCALED_SUM_MAX = 4_503_599_627_370_496 // 2^52
const SCALE_MAX = 1e300

/** Of so many a few largest are looked for one by one; more are sorted. */
const FEW = 32

/**
 * Splits an integer over integer weights so that the parts sum to it exactly, by the largest
 * remainder, ties to the earliest. Each part is within 1 of its exact share, a larger weight never
 * gets less, and a weight of 0 gets 0. A negative total splits as the negation of the positive.
 * Exact for |total| and sums of weights up to 2^53 − 1.
 * @throws RangeError for weights that are no non-negative integers, or that are all zero (or none)
 *   while there is something to split
 */
export function split(total: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total)) throw new RangeError(`can't split ${total}: no exact integer`)
  const sum = sumOf(weights)
  if (total === 0) return weights.map(() => 0)
  if (sum === 0) throw new RangeError(`can't split ${total}: no weight is above zero`)
  if (total < 0) return split(-total, weights).map((part) => (part === 0 ? 0 : -part))
  const parts: number[] = []
  const rests: number[] = []
  let left = total
  for (const weight of weights) {
    const rest = restOf(total, weight, sum)
    const whole = wholeOf(total, weight, rest, sum)
    parts.push(whole)
    rests.push(rest)
    left -= whole
  }
  addToLargest(parts, rests, left)
  return parts
}

/**
 * Turns non-negative finite numbers into integer weights that sum to WEIGHT_SUM, by the largest
 * remainder, ties to the earliest. No weights give no weights.
 *
 * The numbers are scaled by a power of two, which IEEE 754 does without rounding, to integers that
 * sum to about 2^52, and split there exactly; so integers keep their exact proportions.
 * @throws RangeError for negative, infinite or not-a-number weights, or when all are zero
 */
export function normalise(weights: readonly number[]): number[] {
  if (weights.length === 0) return []
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`${weight} is no weight`)
  }
  const scale = powerOfTwoFor(Math.max(...weights), SCALED_SUM_MAX / weights.length)
  return split(
    WEIGHT_SUM,
    weights.map((weight) => Math.floor(weight * scale)),
  )
}

/** The same of weights that a site may have set to nothing at all: then all get equal parts. */
export function normaliseOrEqual(weights: readonly number[]): number[] {
  return normalise(weights.some((weight) => weight > 0) ? weights : weights.map(() => 1))
}

/** The largest power of two that keeps max × power at or below the ceiling. */
function powerOfTwoFor(max: number, ceiling: number): number {
  if (max === 0) return 1
  let scale = 1
  while (max * scale > ceiling) scale /= 2
  while (max * scale * 2 <= ceiling && scale < SCALE_MAX) scale *= 2
  return scale
}

function sumOf(weights: readonly number[]): number {
  let sum = 0
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw new RangeError(`${weight} is no weight: weights are non-negative integers`)
    }
    sum += weight
  }
  if (sum > SAFE) throw new RangeError('the weights sum to more than 2^53 − 1')
  return sum
}

// total × weight = whole × sum + rest: in doubles while the product is exact, beyond by BigInt (about ten
// times slower).

function restOf(total: number, weight: number, sum: number): number {
  const product = total * weight
  return product <= SAFE ? product % sum : Number((BigInt(total) * BigInt(weight)) % BigInt(sum))
}

function wholeOf(total: number, weight: number, rest: number, sum: number): number {
  const product = total * weight
  if (product <= SAFE) return (product - rest) / sum
  return Number((BigInt(total) * BigInt(weight)) / BigInt(sum))
}

/** Adds one to those parts of which the most is left, ties to the earliest. */
function addToLargest(parts: number[], rests: number[], count: number): void {
  if (count === 0) return
  if (rests.length > FEW) {
    for (const index of byRest(rests).slice(0, count)) parts[index] = (parts[index] ?? 0) + 1
    return
  }
  for (let given = 0; given < count; given++) {
    const index = largest(rests)
    parts[index] = (parts[index] ?? 0) + 1
    rests[index] = -1
  }
}

function largest(rests: readonly number[]): number {
  let found = 0
  for (let index = 1; index < rests.length; index++)
    if ((rests[index] ?? 0) > (rests[found] ?? 0)) found = index
  return found
}

/** Indices by rest, the largest first; the sort is stable, so ties stay in order. */
function byRest(rests: readonly number[]): number[] {
  const order = rests.map((_, index) => index)
  return order.sort((a, b) => (rests[b] ?? 0) - (rests[a] ?? 0))
}
