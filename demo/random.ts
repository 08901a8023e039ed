/**
 * A seeded source of chance: the same seed gives the same draws on every machine, since it uses
 * 32-bit integer operations and one division. The generator is sfc32 (Chris Doty-Humphrey,
 * PractRand, public domain), seeded by an FNV-1a hash.
 */
export class Random {
  readonly #seed: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string) {
    this.#seed = seed
    this.#a = fnv1a(`${seed}/a`)
    this.#b = fnv1a(`${seed}/b`)
    this.#c = fnv1a(`${seed}/c`)
    for (let n = 0; n < 20; n++) this.uint32()
  }

  /** Another source, independent of how much was drawn from this one. */
  fork(label: string | number): Random {
    return new Random(`${this.#seed}/${label}`)
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** From 0 up to, and without, 1. */
  fraction(): number {
    return this.uint32() / 4_294_967_296
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)]
    if (choice === undefined) throw new RangeError('nothing to pick from')
    return choice
  }

  /** Picks by weight; a choice of weight 0 is never picked. */
  weighted<T>(choices: readonly T[], weightOf: (choice: T) => number): T {
    const sum = choices.reduce((total, choice) => total + weightOf(choice), 0)
    let left = this.fraction() * sum
    for (const choice of choices) {
      left -= weightOf(choice)
      if (left < 0) return choice
    }
    return this.pick(choices)
  }

  /** `count` characters of an alphabet: click ids and codes. */
  text(
    count: number,
    alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  ): string {
    return Array.from({ length: count }, () => alphabet[this.between(0, alphabet.length - 1)]).join(
      '',
    )
  }

  /** A UUIDv7 (RFC 9562) of that time, in ms since the epoch. */
  uuid(ts: number): string {
    const time = ts.toString(16).padStart(12, '0')
    const random = [1, 2, 3].map(() => this.uint32().toString(16).padStart(8, '0')).join('')
    const variant = '89ab'[this.between(0, 3)]
    return [
      time.slice(0, 8),
      time.slice(8),
      `7${random.slice(0, 3)}`,
      `${variant}${random.slice(3, 6)}`,
      random.slice(6, 18),
    ].join('-')
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let n = 0; n < text.length; n++) {
    hash ^= text.charCodeAt(n)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
