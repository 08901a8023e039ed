/** A set of the small integers that a table numbers its rows with: one bit each. */
export class IdSet {
  #bits: Uint8Array

  /** @param idMax the largest that there is; larger ones make it grow */
  constructor(idMax: number) {
    this.#bits = new Uint8Array(Math.floor(idMax / 8) + 1)
  }

  has(id: number): boolean {
    return ((this.#bits[Math.floor(id / 8)] ?? 0) & (1 << (id % 8))) !== 0
  }

  /** @returns whether it is new */
  add(id: number): boolean {
    if (this.has(id)) return false
    const at = Math.floor(id / 8)
    if (at >= this.#bits.length) this.#grow(at)
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (id % 8))
    return true
  }

  /** The next `count` members from an id on, ascending. */
  from(id: number, count: number): number[] {
    const found: number[] = []
    for (let at = Math.floor(id / 8); at < this.#bits.length; at++) {
      const bits = this.#bits[at] ?? 0
      if (bits === 0) continue
      for (let bit = 0; bit < 8; bit++) {
        const member = at * 8 + bit
        if ((bits & (1 << bit)) === 0 || member < id) continue
        found.push(member)
        if (found.length === count) return found
      }
    }
    return found
  }

  #grow(at: number): void {
    const larger = new Uint8Array(at * 2 + 1)
    larger.set(this.#bits)
    this.#bits = larger
  }
}
