import type { Batch, BatchAnswer } from '../facts.ts'
import { LedgerBusyError } from '../ledger.ts'
import { transferErrorNamed } from '../transfer.ts'

/** Batches of one site that share a commit, in the order in which they came. */
export interface SiteBatches {
  site: string
  batches: Batch[]
}

/** In the order of the batches: the answer to each, or why it alone was refused. */
export type CommitAnswer = (BatchAnswer | { error: string; name?: string })[]

interface Waiting {
  site: string
  batch: Batch
  resolve(answer: BatchAnswer): void
  reject(error: unknown): void
}

/** So that one commit cannot hold the writer for seconds, whatever has piled up. */
const FACTS_A_COMMIT_MAX = 10_000

const RETRY_AFTER_SECONDS = 1

/** The writer has its next commit at hand when it ends one, so that it never waits for work. */
const UNDER_WAY_MAX = 2

/** While one commit is under way, so many must wait before another goes after it. */
const WAITING_BEHIND_MIN = 16

/**
 * Batches that arrive while commits are under way wait, and go together in the next one: under load
 * dozens of requests share one flush to the disk, and alone a request waits for nobody. Each is
 * answered after the commit that holds it.
 */
export class GroupCommit {
  readonly #commit: (work: SiteBatches[]) => Promise<CommitAnswer[]>
  readonly #waitingMax: number
  readonly #idle: (() => void)[] = []
  #waiting: Waiting[] = []
  #underWay = 0
  #isTurnAsked = false

  /** @param waitingMax batches that may wait; one more is refused with `LedgerBusyError` */
  constructor(
    commit: (work: SiteBatches[]) => Promise<CommitAnswer[]>,
    options: { waitingMax: number },
  ) {
    this.#commit = commit
    this.#waitingMax = options.waitingMax
  }

  get waiting(): number {
    return this.#waiting.length
  }

  append(site: string, batch: Batch): Promise<BatchAnswer> {
    if (this.#waiting.length >= this.#waitingMax)
      return Promise.reject(new LedgerBusyError(RETRY_AFTER_SECONDS))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ site, batch, resolve, reject })
      this.#askForTurn()
    })
  }

  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay === 0
  }

  /** A commit takes all that one turn of the event loop has read. */
  #askForTurn(): void {
    if (this.#isTurnAsked || !this.#mayCommit) return
    this.#isTurnAsked = true
    setImmediate(() => {
      this.#isTurnAsked = false
      if (this.#mayCommit) void this.#commitSome()
    })
  }

  get #mayCommit(): boolean {
    if (this.#underWay === 0) return this.#waiting.length > 0
    return this.#underWay < UNDER_WAY_MAX && this.#waiting.length >= WAITING_BEHIND_MIN
  }

  async #commitSome(): Promise<void> {
    const sites = bySite(this.#waiting.splice(0, shareOfOneCommit(this.#waiting)))
    this.#underWay += 1
    try {
      answerSites(sites, await this.#commit(sites.map(workOf)))
    } catch (error) {
      rejectSites(sites, error)
    }
    this.#underWay -= 1
    this.#askForTurn()
    if (this.#isIdle) for (const resolve of this.#idle.splice(0)) resolve()
  }
}

type SiteWaiting = [site: string, waiting: Waiting[]]

function shareOfOneCommit(waiting: readonly Waiting[]): number {
  let facts = 0
  const over = waiting.findIndex(({ batch }) => {
    facts += factsIn(batch)
    return facts > FACTS_A_COMMIT_MAX
  })
  return over === -1 ? waiting.length : Math.max(over, 1)
}

const factsIn = ({
  hits,
  conversions,
  refunds,
  names,
  identities,
  costs,
  rates,
  codes,
  aliases,
  opens,
  touches,
}: Batch): number =>
  [
    hits,
    conversions,
    refunds,
    names,
    identities,
    costs,
    rates,
    codes,
    aliases,
    opens,
    touches,
  ].reduce((sum, facts) => sum + (facts?.length ?? 0), 0)

function bySite(waiting: readonly Waiting[]): SiteWaiting[] {
  const sites = new Map<string, Waiting[]>()
  for (const one of waiting) {
    const same = sites.get(one.site)
    if (same) same.push(one)
    else sites.set(one.site, [one])
  }
  return [...sites]
}

const workOf = ([site, waiting]: SiteWaiting): SiteBatches => ({
  site,
  batches: waiting.map(({ batch }) => batch),
})

function answerSites(sites: readonly SiteWaiting[], answers: readonly CommitAnswer[]): void {
  sites.forEach(([, waiting], at) => {
    answerAll(waiting, answers[at] ?? [])
  })
}

function rejectSites(sites: readonly SiteWaiting[], error: unknown): void {
  for (const [, waiting] of sites) for (const { reject } of waiting) reject(error)
}

function answerAll(waiting: readonly Waiting[], answers: CommitAnswer): void {
  waiting.forEach(({ resolve, reject }, at) => {
    const answer = answers[at]
    if (!answer) reject(new Error('the writer left a batch without an answer'))
    else if ('error' in answer) reject(errorOf(answer))
    else resolve(answer)
  })
}

const errorOf = ({ error, name = '' }: { error: string; name?: string }): Error =>
  transferErrorNamed(name, error) ?? new Error(error)
