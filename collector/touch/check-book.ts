import { MINUTE_MS } from '../../shared/dates.ts'
import type { CheckedHit } from '../../shared/wire/check.ts'

/** A check is forgotten so long after it was asked last, ms. */
export const CHECK_MS = 30 * MINUTE_MS

const CHECKS_MAX = 20
const HITS_MAX = 200
const VISITORS_MAX = 10

/** Hits of one browser in one request. */
export interface CheckNote {
  visitor: string
  /** Those that addresses of its pages name. */
  tokens: readonly string[]
  hits: CheckedHit[]
}

export interface Checked {
  /** ms since the epoch */
  expiresAt: number
  hits: CheckedHit[]
}

interface Check extends Checked {
  visitors: Set<string>
}

/** What is checked on one site just now: in memory, and only for tokens that somebody asks. */
export class CheckBook {
  readonly #checks = new Map<string, Check>()

  /** Begins a check, or goes on with it. */
  asked(token: string, now: number): Checked {
    this.#forgetOld(now)
    const check = this.#checks.get(token) ?? { expiresAt: 0, hits: [], visitors: new Set<string>() }
    check.expiresAt = now + CHECK_MS
    // Behind all others: the one that was asked least lately goes first.
    this.#checks.delete(token)
    this.#checks.set(token, check)
    if (this.#checks.size > CHECKS_MAX) this.#checks.delete([...this.#checks.keys()][0] ?? '')
    return { expiresAt: check.expiresAt, hits: [...check.hits] }
  }

  /** Whether somebody checks this visitor's hits. */
  follows(visitor: string, now: number): boolean {
    this.#forgetOld(now)
    return [...this.#checks.values()].some(({ visitors }) => visitors.has(visitor))
  }

  note({ visitor, tokens, hits }: CheckNote, now: number): void {
    this.#forgetOld(now)
    for (const token of tokens) this.#follow(token, visitor)
    for (const check of this.#checks.values())
      if (check.visitors.has(visitor)) check.hits = [...check.hits, ...hits].slice(-HITS_MAX)
  }

  #follow(token: string, visitor: string): void {
    const visitors = this.#checks.get(token)?.visitors
    if (visitors && visitors.size < VISITORS_MAX) visitors.add(visitor)
  }

  #forgetOld(now: number): void {
    for (const [token, { expiresAt }] of this.#checks)
      if (expiresAt <= now) this.#checks.delete(token)
  }
}
