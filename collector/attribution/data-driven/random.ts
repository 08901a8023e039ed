/**
 * Numbers that look random and follow from a seed: xoshiro128** (Blackman and Vigna 2018), seeded
 * by splitmix32. Integer arithmetic alone, so every machine draws the same.
 */
export class Random {
  readonly #state: Int32Array

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed}: is a whole number`)
    this.#state = new Int32Array(4)
    let mixed = (seed ^ Math.floor(seed / 0x100000000)) | 0
    for (let at = 0; at < 4; at++) {
      mixed = (mixed + 0x9e3779b9) | 0
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
      this.#state[at] = word ^ (word >>> 15)
    }
  }

  /** Below 1, in steps of 2^−32. */
  next(): number {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number]
    const drawn = Math.imul(rotated(Math.imul(b, 5), 7), 9)
    const third = c ^ a
    const fourth = d ^ b
    this.#state[1] = b ^ third
    this.#state[0] = a ^ fourth
    this.#state[2] = third ^ (b << 9)
    this.#state[3] = rotated(fourth, 11)
    return (drawn >>> 0) / 0x100000000
  }

  /** A whole number from 0 to below `count`, which is at most 2^31. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  /**
   * How many of `count` trials succeed with a probability. Exact where few are expected to (or to
   * fail); above 50 a sum of twelve uniform numbers stands for the normal distribution, which is
   * enough for resamples. Counts that are not whole are rounded.
   */
  binomial(count: number, probability: number): number {
    const trials = Math.round(count)
    if (trials <= 0 || probability <= 0) return 0
    if (probability >= 1) return trials
    if (probability > 0.5) return trials - this.binomial(trials, 1 - probability)
    if (trials * probability > 50) return this.#nearlyNormal(trials, probability)
    if (trials > TRIALS_MAX)
      return this.#byInversion(TRIALS_MAX, (trials / TRIALS_MAX) * probability)
    return this.#byInversion(trials, probability)
  }

  #nearlyNormal(trials: number, probability: number): number {
    let sum = -6
    for (let count = 0; count < 12; count++) sum += this.next()
    const mean = trials * probability
    const drawn = Math.round(mean + sum * Math.sqrt(mean * (1 - probability)))
    return Math.min(trials, Math.max(0, drawn))
  }

  #byInversion(trials: number, probability: number): number {
    const odds = probability / (1 - probability)
    let mass = power(1 - probability, trials)
    let left = this.next() - mass
    let successes = 0
    while (left >= 0 && successes < trials && mass > 0) {
      mass *= (odds * (trials - successes)) / (successes + 1)
      left -= mass
      successes++
    }
    return successes
  }
}

/** Whole numbers of 32 bits end here. Of more trials with few successes, only their mean matters. */
const TRIALS_MAX = 0x7fffffff

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** By squaring, since Math.pow differs between engines. */
function power(base: number, exponent: number): number {
  let result = 1
  let square = base
  // Bits of whole numbers are quicker than halves of doubles, and there are 2^31 trials at most.
  for (let rest = exponent | 0; rest > 0; rest >>= 1) {
    if (rest & 1) result *= square
    square *= square
  }
  return result
}
