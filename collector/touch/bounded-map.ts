/**
 * A map that forgets what was not asked for lately. Two generations of half the capacity each: when
 * the young one is full it becomes the old one, and what the old one held untouched is gone. Cheaper
 * than a strict LRU, since a hit moves nothing.
 */
export class BoundedMap<K, V> {
  readonly #half: number
  #young = new Map<K, V>()
  #old = new Map<K, V>()

  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2))
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: K): V | undefined {
    const fresh = this.#young.get(key)
    if (fresh !== undefined) return fresh
    const stale = this.#old.get(key)
    if (stale !== undefined) this.set(key, stale)
    return stale
  }

  set(key: K, value: V): void {
    this.#old.delete(key)
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
