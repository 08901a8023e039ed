import type { Chain } from './chain.ts'

/** States in groups: those of a group can reach one another, and moves lead only to later groups. */
export interface Components {
  count: number
  /** Group of each state. */
  of: Int32Array
  /** States of group g: entries at[g] to at[g + 1]. */
  at: Int32Array
  states: Int32Array
}

/** Strongly connected components by Tarjan's algorithm, without recursion, in topological order. */
export function componentsOf({ states, rowAt, to }: Chain): Components {
  const search = new Search(rowAt, to, states)
  for (let state = 0; state < states; state++) search.from(state)
  return search.found()
}

class Search {
  readonly #rowAt: Int32Array
  readonly #to: Int32Array
  /** When a state was reached, from 1 on; 0 is not yet. */
  readonly #reached: Int32Array
  /** The earliest state on the stack that is known to be reachable. */
  readonly #low: Int32Array
  /** The entry of its row that is looked at next. */
  readonly #next: Int32Array
  /** Group by Tarjan's numbering, which is that of the last first; −1 is none yet. */
  readonly #group: Int32Array
  readonly #open: number[] = []
  readonly #path: number[] = []
  /** States in the order in which their groups were closed. */
  readonly #closed: number[] = []
  readonly #starts: number[] = []
  #clock = 0

  constructor(rowAt: Int32Array, to: Int32Array, states: number) {
    this.#rowAt = rowAt
    this.#to = to
    this.#reached = new Int32Array(states)
    this.#low = new Int32Array(states)
    this.#next = rowAt.slice(0, states)
    this.#group = new Int32Array(states).fill(-1)
  }

  from(root: number): void {
    if ((this.#reached[root] as number) > 0) return
    this.#enter(root)
    while (this.#path.length > 0) this.#step(this.#path.at(-1) as number)
  }

  found(): Components {
    const count = this.#starts.length
    const at = new Int32Array(count + 1)
    const states = Int32Array.from(this.#closed).reverse()
    for (let group = 0; group < count; group++)
      at[group] = states.length - (this.#starts[count - group] ?? states.length)
    at[count] = states.length
    return { count, of: this.#group.map((group) => count - 1 - group), at, states }
  }

  #enter(state: number): void {
    this.#reached[state] = ++this.#clock
    this.#low[state] = this.#clock
    this.#open.push(state)
    this.#path.push(state)
  }

  #step(state: number): void {
    const entry = this.#next[state] as number
    if (entry === (this.#rowAt[state + 1] as number)) {
      this.#leave(state)
      return
    }
    this.#next[state] = entry + 1
    const next = this.#to[entry] as number
    if (this.#reached[next] === 0) this.#enter(next)
    else if (this.#group[next] === -1) this.#lower(state, this.#reached[next] as number)
  }

  #leave(state: number): void {
    this.#path.pop()
    if (this.#low[state] === this.#reached[state]) this.#close(state)
    const before = this.#path.at(-1)
    if (before !== undefined) this.#lower(before, this.#low[state] as number)
  }

  #close(state: number): void {
    const group = this.#starts.push(this.#closed.length) - 1
    for (;;) {
      const member = this.#open.pop() as number
      this.#group[member] = group
      this.#closed.push(member)
      if (member === state) return
    }
  }

  #lower(state: number, low: number): void {
    if (low < (this.#low[state] as number)) this.#low[state] = low
  }
}
