const FIRST = 64

/** Four bytes of 1, and the highest bit of each of four bytes. */
const ONES = 0x01010101
const HIGHS = 0x80808080 | 0

/** A byte four times, to compare four at once. */
const fourOf = (byte: number): number => Math.imul(byte, ONES)
const FOUR_GREATERS = fourOf(62)

/** What ends a step besides >: a comma and a line feed, or within quotes a quote. */
export const UNQUOTED: Ends = [fourOf(44), fourOf(10)]
export const QUOTED: Ends = [fourOf(34), fourOf(34)]
export type Ends = readonly [number, number]

/** No spelling that was learnt. */
export const UNKNOWN = -1

/**
 * The steps of paths as they were written, spaces round them and all, each with the number that
 * stands for it. A file of a million paths names channels millions of times in few spellings;
 * so they are found as they are, in words of four bytes, and only a new one is looked at closely.
 */
export class Spellings {
  /** Of the step that was read last: where it ended. */
  end = 0
  #size = 0
  #numbers = new Int32Array(FIRST)
  #hashes = new Int32Array(FIRST)
  #lengths = new Int32Array(FIRST)
  /** First word of each in #words. */
  #starts = new Int32Array(FIRST)
  /** All spellings one after the other, zeros behind the last byte of each. */
  #words = new Int32Array(FIRST * 4)
  #wordCount = 0
  /** Entry + 1 by hash; never more than half full. */
  #slots = new Int32Array(FIRST * 2)

  /**
   * The number of the step that begins at `from`, or UNKNOWN; `end` is where it ends.
   * @param view with one of the ends behind the step, and three bytes behind that
   */
  read(view: DataView, from: number, ends: Ends): number {
    const second = ends[0]
    const third = ends[1]
    let at = from
    let hash = 0
    let word = view.getInt32(at, true)
    let stop = stopIn(word, second, third)
    while (stop === 0) {
      hash = mixed(hash, word)
      at += 4
      word = view.getInt32(at, true)
      stop = stopIn(word, second, third)
    }
    // The lowest of the bits that stopped it tells how many bytes of the word come before.
    const before = (31 - Math.clz32(stop & -stop)) >> 3
    this.end = at + before
    return this.#find(view, from, mixed(hash, word & ((1 << (before * 8)) - 1)))
  }

  /** Has the step that was read last, and began at `from`, stand for a number from here on. */
  learn(view: DataView, from: number, number: number): void {
    const length = this.end - from
    const entry = this.#size++
    if (this.#size === this.#numbers.length) this.#growEntries()
    while (this.#words.length < this.#wordCount + (length >> 2) + 1)
      this.#words = grown(this.#words)
    this.#numbers[entry] = number
    this.#lengths[entry] = length
    this.#starts[entry] = this.#wordCount
    let hash = 0
    for (let at = 0; at <= length; at += 4) {
      const word = wordAt(view, from + at, length - at)
      this.#words[this.#wordCount++] = word
      hash = mixed(hash, word)
    }
    this.#hashes[entry] = hash
    this.#enter(entry)
  }

  #find(view: DataView, from: number, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = slotOf(hash) & mask
    for (;;) {
      const entry = (this.#slots[slot] as number) - 1
      if (entry < 0) return UNKNOWN
      if (this.#hashes[entry] === hash && this.#is(entry, view, from))
        return this.#numbers[entry] as number
      slot = (slot + 1) & mask
    }
  }

  #is(entry: number, view: DataView, from: number): boolean {
    const length = this.end - from
    if (this.#lengths[entry] !== length) return false
    let word = this.#starts[entry] as number
    let at = 0
    for (; at + 4 <= length; at += 4, word++)
      if (this.#words[word] !== view.getInt32(from + at, true)) return false
    return this.#words[word] === wordAt(view, from + at, length - at)
  }

  #enter(entry: number): void {
    const mask = this.#slots.length - 1
    let slot = slotOf(this.#hashes[entry] as number) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = entry + 1
  }

  #growEntries(): void {
    this.#numbers = grown(this.#numbers)
    this.#hashes = grown(this.#hashes)
    this.#lengths = grown(this.#lengths)
    this.#starts = grown(this.#starts)
    this.#slots = new Int32Array(this.#slots.length * 2)
    // The newest, which was what made it grow, is not filled in yet, and enters by itself.
    for (let entry = 0; entry < this.#size - 1; entry++) this.#enter(entry)
  }
}

/**
 * The highest bit of each byte that is one of the three ends; 0 for none. Bits above the lowest may
 * be wrong, as a subtraction borrows from them, and the lowest never is.
 */
function stopIn(word: number, second: number, third: number): number {
  const a = word ^ FOUR_GREATERS
  const b = word ^ second
  const c = word ^ third
  return (((a - ONES) & ~a) | ((b - ONES) & ~b) | ((c - ONES) & ~c)) & HIGHS
}

/** Four bytes, or as many as are left, and zeros. */
function wordAt(view: DataView, at: number, left: number): number {
  if (left >= 4) return view.getInt32(at, true)
  return left === 0 ? 0 : view.getInt32(at, true) & ((1 << (left * 8)) - 1)
}

const mixed = (hash: number, word: number): number => {
  const product = Math.imul(hash ^ word, 0x9e3779b1)
  return product ^ (product >>> 15)
}

const slotOf = (hash: number): number => Math.imul(hash, 0x85ebca6b) >>> 8

/** The same entries, and as many zeros behind them. */
export function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(numbers.length * 2)
  twice.set(numbers)
  return twice
}
