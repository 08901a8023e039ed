import { LIVE_FACTS_MAX, type LiveAnswer, type LiveFact } from '../../ledger/reports-live.ts'
import type { OpenSite } from '../site-cache.ts'

/** What of the newest answer a listener needs. */
export interface Look {
  site: OpenSite
  /** The highest number of a fact. */
  head: number
  /** While it stays the same, so do the figures of a day. */
  version: string
}

/**
 * What is new of a site, looked at once for all who listen, and only when one of them asks. It holds the
 * latest facts, so that somebody who comes or comes back needs no look of his own.
 */
export class LiveFeed {
  readonly #open: () => Promise<OpenSite>
  readonly #lookMs: number
  #facts: LiveFact[] = []
  /** All facts with a number above this one are in `#facts`. */
  #since = 0
  #head: number | undefined
  #look: Promise<Look> | undefined
  #isLooking = false
  #lookedAt = 0
  readonly #figures = new Map<string, { version: string; told: Promise<unknown> }>()
  /** What the ledger was asked: a Worker may ask so often for one request. */
  asked = 0

  /** @param lookMs a look is good for so long, ms of the machine's clock */
  constructor(open: () => Promise<OpenSite>, lookMs: number) {
    this.#open = open
    this.#lookMs = lookMs
  }

  /** The newest there is. @throws what the ledger throws */
  look(): Promise<Look> {
    const now = performance.now()
    const isFresh = this.#isLooking || now - this.#lookedAt < this.#lookMs
    if (this.#look && isFresh) return this.#look
    this.#lookedAt = now
    this.#isLooking = true
    this.#look = this.#ask().finally(() => {
      this.#isLooking = false
    })
    return this.#look
  }

  /** The facts behind a number, and how many of any kind there were that are not held any more. */
  since(after: number): { facts: readonly LiveFact[]; skipped: number } {
    return {
      facts: this.#facts.filter(({ seq }) => seq > after),
      skipped: Math.max(0, this.#since - after),
    }
  }

  /** Figures by what they are of, told once for all who want the same. */
  figures<Told>(of: string, { version }: Look, tell: () => Promise<Told>): Promise<Told> {
    const known = this.#figures.get(of)
    if (known?.version === version) return known.told as Promise<Told>
    this.asked += 1
    const told = tell()
    this.#figures.set(of, { version, told })
    told.catch(() => this.#figures.delete(of))
    return told
  }

  async #ask(): Promise<Look> {
    const site = await this.#open()
    this.asked += 1
    const answer = await site.ledger.report({ kind: 'live', after: this.#head })
    this.#take(answer)
    return { site, head: answer.head, version: versionOf(answer) }
  }

  #take({ head, facts }: LiveAnswer): void {
    // The site was taken back to a snapshot: numbers mean other facts now.
    if (this.#head !== undefined && head < this.#head) {
      this.#facts = []
      this.#since = head
    }
    this.#head = head
    this.#since = Math.max(this.#since, head - LIVE_FACTS_MAX)
    this.#facts = [...this.#facts, ...facts].filter(({ seq }) => seq > this.#since)
  }
}

const versionOf = ({ moneyHead, pending, generation, building, settingsVersion }: LiveAnswer) =>
  [moneyHead, pending, generation, building, settingsVersion].join(' ')
