const FIRST_NAMES = 64

/** Of a name: FNV-1a over its bytes above space, so that a space behind it can be met first. */
export const HASH_SEED = 0x811c9dc5 | 0
export const hashed = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

/**
 * Numbers names as they come, as bytes: a file of a million paths names channels millions of
 * times, and making a string each time would take longer than all the rest.
 */
export class Names {
  readonly texts: string[] = []
  readonly #decoder = new TextDecoder()
  /** All names one after the other. */
  #bytes = new Uint8Array(1024)
  #starts = new Int32Array(FIRST_NAMES + 1)
  #hashes = new Int32Array(FIRST_NAMES)
  /** Number + 1 by hash; never more than half full. */
  #slots = new Int32Array(FIRST_NAMES * 2)

  /** The number of bytes[from] to before bytes[to], which have this hash. */
  numberOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const number = (this.#slots[slot] as number) - 1
      if (number < 0) return this.#add(bytes.subarray(from, to), hash, slot)
      if (this.#hashes[number] === hash && this.#is(number, bytes, from, to)) return number
      slot = (slot + 1) & mask
    }
  }

  #is(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[number] as number
    const length = to - from
    if ((this.#starts[number + 1] as number) - start !== length) return false
    const known = this.#bytes
    for (let at = 0; at < length; at++) if (known[start + at] !== bytes[from + at]) return false
    return true
  }

  #add(name: Uint8Array, hash: number, slot: number): number {
    const number = this.texts.push(this.#decoder.decode(name)) - 1
    if (this.#hashes.length === number + 1) this.#growNames()
    const start = this.#starts[number] as number
    while (this.#bytes.length < start + name.length) this.#bytes = grown(this.#bytes)
    this.#bytes.set(name, start)
    this.#starts[number + 1] = start + name.length
    this.#hashes[number] = hash
    this.#slots[slot] = number + 1
    if (this.texts.length * 2 > this.#slots.length) this.#growSlots()
    return number
  }

  #growNames(): void {
    this.#hashes = grown(this.#hashes)
    this.#starts = grown(this.#starts)
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.texts.length; number++) {
      const hash = this.#hashes[number] as number
      let slot = (hash ^ (hash >>> 15)) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** The same entries, and as many zeros behind them. */
export function grown<Numbers extends Int32Array | Uint8Array>(numbers: Numbers): Numbers {
  const Kind = numbers.constructor as new (length: number) => Numbers
  const twice = new Kind(numbers.length * 2)
  twice.set(numbers)
  return twice
}
