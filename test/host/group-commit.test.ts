import { describe, expect, it } from 'vitest'
import type { Batch, BatchAnswer } from '../../collector/ledger/facts.ts'
import { LedgerBusyError } from '../../collector/ledger/ledger.ts'
import {
  type CommitAnswer,
  GroupCommit,
  type SiteBatches,
} from '../../collector/ledger/threads/group-commit.ts'
import { until } from './until.ts'

const answer = (accepted: number): BatchAnswer => ({
  accepted,
  duplicate: 0,
  conversions: [],
  refunds: [],
  identities: [],
  costs: [],
})

/** A writer whose commits end when the test says so. */
class HeldWriter {
  readonly commits: SiteBatches[][] = []
  readonly #held: { resolve(answers: CommitAnswer[]): void; reject(error: Error): void }[] = []

  readonly commit = (work: SiteBatches[]): Promise<CommitAnswer[]> => {
    this.commits.push(work)
    return new Promise((resolve, reject) => this.#held.push({ resolve, reject }))
  }

  /** Waits until so many commits have begun. */
  async begun(commits: number): Promise<void> {
    await until(() => this.commits.length === commits)
  }

  /** Ends the next commit: each batch is answered with the number that it counts as drops. */
  async finish(): Promise<void> {
    await until(() => this.#held.length > 0)
    const work = this.commits[this.commits.length - this.#held.length]
    this.#held
      .shift()
      ?.resolve(
        (work ?? []).map(({ batches }) => batches.map(({ drops }) => answer(drops?.bot ?? 0))),
      )
  }

  async fail(): Promise<void> {
    await until(() => this.#held.length > 0)
    this.#held.shift()?.reject(new Error('disk full'))
  }
}

const numbered = (bot: number): Batch => ({ drops: { bot } })

describe('group commit', () => {
  it('a request that comes alone waits for no other', async () => {
    const writer = new HeldWriter()
    void new GroupCommit(writer.commit, { waitingMax: 10 }).append('shop', numbered(1))
    await writer.begun(1)
    expect(writer.commits).toEqual([[{ site: 'shop', batches: [numbered(1)] }]])
  })

  it('requests that come while a commit is under way share the next one', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 100 })
    const first = queue.append('shop', numbered(0))
    await writer.begun(1)
    const others = Array.from({ length: 49 }, (_, at) => queue.append('shop', numbered(at + 1)))
    await writer.finish()
    await writer.finish()
    const answers = [first, ...others]
    expect((await Promise.all(answers)).map(({ accepted }) => accepted)).toEqual([
      ...Array(50).keys(),
    ])
    expect(writer.commits.map((work) => work[0]?.batches.length)).toEqual([1, 49])
  })

  it('nobody is answered before the commit is done', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 10 })
    let isAnswered = false
    const answered = queue.append('shop', numbered(1)).then(() => (isAnswered = true))
    await Promise.resolve()
    expect(isAnswered).toBe(false)
    await writer.finish()
    expect(await answered).toBe(true)
  })

  it('each site has its own batches of a commit, in their order', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 10 })
    const first = queue.append('a', numbered(0))
    await writer.begun(1)
    const all = [
      queue.append('b', numbered(1)),
      queue.append('a', numbered(2)),
      queue.append('b', numbered(3)),
    ]
    await writer.finish()
    await first
    await writer.finish()
    expect((await Promise.all(all)).map(({ accepted }) => accepted)).toEqual([1, 2, 3])
    expect(writer.commits[1]).toEqual([
      { site: 'b', batches: [numbered(1), numbered(3)] },
      { site: 'a', batches: [numbered(2)] },
    ])
  })

  it('one too many is refused with Retry-After, and those that wait are not', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 2 })
    const taken = [queue.append('shop', numbered(1))]
    await writer.begun(1)
    taken.push(queue.append('shop', numbered(2)), queue.append('shop', numbered(3)))
    await expect(queue.append('shop', numbered(4))).rejects.toEqual(new LedgerBusyError(1))
    await writer.finish()
    await taken[0]
    await writer.finish()
    expect((await Promise.all(taken)).map(({ accepted }) => accepted)).toEqual([1, 2, 3])
  })

  it('a batch that fails alone is told so alone', async () => {
    const queue = new GroupCommit(
      async (work) =>
        work.map(({ batches }) =>
          batches.map(({ drops }) => (drops?.bot === 2 ? { error: 'too big' } : answer(1))),
        ),
      { waitingMax: 10 },
    )
    const results = await Promise.allSettled(
      [1, 2, 3].map((at) => queue.append('shop', numbered(at))),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('a commit that fails is told to all in it, and the next one is tried', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 10 })
    const lost = queue.append('shop', numbered(1))
    const told = expect(lost).rejects.toThrow('disk full')
    await writer.begun(1)
    const next = queue.append('shop', numbered(2))
    await writer.fail()
    await told
    await writer.finish()
    expect((await next).accepted).toBe(2)
  })

  it('a commit takes no more facts than one may hold, and never splits a batch', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 100 })
    const big: Batch = { costs: Array.from({ length: 4_000 }, () => Object.create(null)) }
    const answers = [queue.append('shop', big)]
    await writer.begun(1)
    for (let more = 0; more < 5; more++) answers.push(queue.append('shop', big))
    for (const at of [0, 1, 3, 5]) {
      await writer.finish()
      await answers[at]
    }
    expect(writer.commits.map((work) => work[0]?.batches.length)).toEqual([1, 2, 2, 1])
  })

  it('is idle when all that waited is answered', async () => {
    const writer = new HeldWriter()
    const queue = new GroupCommit(writer.commit, { waitingMax: 10 })
    const answers = [queue.append('shop', numbered(1))]
    await writer.begun(1)
    answers.push(queue.append('shop', numbered(2)))
    const idle = queue.idle()
    await writer.finish()
    await writer.begun(2)
    expect(queue.waiting).toBe(0)
    await writer.finish()
    await idle
    expect(await Promise.race([answers[1], Promise.resolve('unanswered')])).toMatchObject({
      accepted: 2,
    })
  })
})
