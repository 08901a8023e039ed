import type { Batch, BatchAnswer } from '../facts.ts'
import { LedgerBusyError } from '../ledger.ts'

/** Batches of one site that share a commit, in the order in which they came. */
export interface SiteBatches {
  site: string
  batches: Batch[]
}

/** In the order of the batches: the answer to each, or why it alone was refused. */
export type CommitAnswer = (BatchAnswer | { error: string })[]

interface Waiting {
  site: string
  batch: Batch
  resolve(answer: BatchAnswer): void
  reject(error: unknown): void
}

/** So that one commit cannot hold the writer for seconds, whatever has piled up. */
const FACTS_A_COMMIT_MAX = 10_000

const RETRY_AFTER_SECONDS = 1

/**
 * Batches that arrive while a commit is under way wait, and go together in the next one: under load
 * hundreds of requests share one flush to the disk, and alone a request waits for nobody. Each is
 * answered after the commit that holds it.
 */
export class GroupCommit {
  readonly #commit: (work: SiteBatches[]) => Promise<CommitAnswer[]>
  readonly #waitingMax: number
  #waiting: Waiting[] = []
  #underWay: Promise<void> | undefined

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
      this.#underWay ??= this.#commitAll()
    })
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay) await this.#underWay
  }

  /**
   * The writer gets its next work before the last is answered, so that it need not wait for that;
   * and it gets it once a turn of the event loop, with all that this turn has read.
   */
  async #commitAll(): Promise<void> {
    let answer = () => {}
    while (this.#waiting.length > 0) {
      await turnOfEventLoop()
      const sites = bySite(this.#waiting.splice(0, shareOfOneCommit(this.#waiting)))
      const commit = this.#commit(sites.map(workOf))
      answer()
      answer = await commit.then(
        (answers) => () => answerSites(sites, answers),
        (error: unknown) => () => rejectSites(sites, error),
      )
    }
    this.#underWay = undefined
    answer()
  }
}

const turnOfEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

type SiteWaiting = [site: string, waiting: Waiting[]]

function shareOfOneCommit(waiting: readonly Waiting[]): number {
  let facts = 0
  const over = waiting.findIndex(({ batch }) => {
    facts += factsIn(batch)
    return facts > FACTS_A_COMMIT_MAX
  })
  return over === -1 ? waiting.length : Math.max(over, 1)
}

const factsIn = ({ hits, conversions, refunds, identities, costs }: Batch): number =>
  [hits, conversions, refunds, identities, costs].reduce(
    (sum, facts) => sum + (facts?.length ?? 0),
    0,
  )

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
    else if ('error' in answer) reject(new Error(answer.error))
    else resolve(answer)
  })
}
