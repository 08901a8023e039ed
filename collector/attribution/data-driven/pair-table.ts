const FIRST_ENTRIES = 1024
const EMPTY = 0

/** Pairs of a small right and a not too large left number have a place of their own: 16 MiB at most. */
const DIRECT_BITS = 6
const DIRECT_RIGHTS = 1 << DIRECT_BITS
const DIRECT_LEFTS_MAX = 1 << 16

/**
 * Numbers pairs of small integers in the order in which they are first seen: 0, 1, 2… Open
 * addressing in typed arrays, since a file of a million paths asks several million times.
 */
export class PairTable {
  size = 0
  /** The pair of each number; only the first `size` entries count. */
  left = new Int32Array(FIRST_ENTRIES)
  right = new Int32Array(FIRST_ENTRIES)
  /** Number + 1 by hash; never more than half full. */
  #slots = new Int32Array(FIRST_ENTRIES * 2)
  /** Number + 1 by pair; grows with the largest left number. */
  #direct = new Int32Array(FIRST_ENTRIES)

  /** Of a pair that was not seen before, the size of the table before the call. */
  numberOf(left: number, right: number): number {
    const place = (left << DIRECT_BITS) | right
    if (right < DIRECT_RIGHTS && left < DIRECT_LEFTS_MAX && place < this.#direct.length) {
      const entry = this.#direct[place] as number
      if (entry !== EMPTY) return entry - 1
    }
    return this.#hashedNumberOf(left, right)
  }

  #hashedNumberOf(left: number, right: number): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(left, right) & mask
    for (;;) {
      const entry = this.#slots[slot] as number
      if (entry === EMPTY) return this.#add(left, right, slot)
      if (this.left[entry - 1] === left && this.right[entry - 1] === right) return entry - 1
      slot = (slot + 1) & mask
    }
  }

  /** −1 for a pair that was not seen. */
  find(left: number, right: number): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(left, right) & mask
    for (;;) {
      const entry = this.#slots[slot] as number
      if (entry === EMPTY) return -1
      if (this.left[entry - 1] === left && this.right[entry - 1] === right) return entry - 1
      slot = (slot + 1) & mask
    }
  }

  #add(left: number, right: number, slot: number): number {
    const number = this.size
    this.left[number] = left
    this.right[number] = right
    this.size = number + 1
    this.#slots[slot] = this.size
    if (right < DIRECT_RIGHTS && left < DIRECT_LEFTS_MAX) {
      const place = (left << DIRECT_BITS) | right
      while (this.#direct.length <= place) this.#direct = longer(this.#direct)
      this.#direct[place] = this.size
    }
    if (this.size === this.left.length) this.#grow()
    return number
  }

  #grow(): void {
    this.left = longer(this.left)
    this.right = longer(this.right)
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.size; number++) {
      let slot = hashOf(this.left[number] as number, this.right[number] as number) & mask
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** The same entries, and as many zeros behind them. */
export function longer<Numbers extends Int32Array | Float64Array>(numbers: Numbers): Numbers {
  const Kind = numbers.constructor as new (length: number) => Numbers
  const twice = new Kind(numbers.length * 2)
  twice.set(numbers)
  return twice
}

/** Spreads both numbers over all bits, the low ones of which choose the slot. */
function hashOf(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8
}
