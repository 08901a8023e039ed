import type { Named } from '../../../../roi/rows.ts'

/** So many are kept; then all are forgotten, since made-up campaigns and coupons have no end. */
const KEPT_MAX = 20_000

/**
 * Names that are made once for all that is called the same, so that whoever meets them half a million times
 * knows them by what they are, without a look at what they say. Those that were forgotten are made again.
 */
export class Interned<Keys extends readonly unknown[], Value> {
  readonly #make: (...keys: Keys) => Value
  readonly #keptMax: number
  #known: Tree<Value> = new Map()
  #size = 0

  /** @param make gives the same for the same keys @param keptMax less where keys are long */
  constructor(make: (...keys: Keys) => Value, keptMax: number = KEPT_MAX) {
    this.#make = make
    this.#keptMax = keptMax
  }

  of(...keys: Keys): Value {
    const last = keys.length - 1
    let branch = this.#known
    for (let at = 0; at < last; at++) branch = branchOf(branch, keys[at])
    const known = branch.get(keys[last])
    return known === undefined ? this.#keep(keys) : (known as Value)
  }

  #keep(keys: Keys): Value {
    if (this.#size >= this.#keptMax) {
      this.#known = new Map()
      this.#size = 0
    }
    this.#size += 1
    const value = this.#make(...keys)
    const last = keys.length - 1
    let branch = this.#known
    for (let at = 0; at < last; at++) branch = branchOf(branch, keys[at])
    branch.set(keys[last], value)
    return value
  }
}

type Tree<Value> = Map<unknown, Value | Tree<Value>>

function branchOf<Value>(tree: Tree<Value>, key: unknown): Tree<Value> {
  const known = tree.get(key) as Tree<Value> | undefined
  if (known) return known
  const fresh: Tree<Value> = new Map()
  tree.set(key, fresh)
  return fresh
}

export const NAMELESS: Named = {}
