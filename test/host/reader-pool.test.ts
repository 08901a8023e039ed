import { afterEach, describe, expect, it } from 'vitest'
import { LedgerDeadlineError } from '../../collector/ledger/ledger.ts'
import { ReaderPool } from '../../collector/ledger/threads/reader-pool.ts'
import { Thread, ThreadDiedError } from '../../collector/ledger/threads/thread.ts'
import type { SlowOperations } from './slow-entry.ts'

const SLOW = new URL('./slow-entry.ts', import.meta.url)
const pools: ReaderPool<SlowOperations>[] = []

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

function poolOf(size: number, deadlineMs: number): ReaderPool<SlowOperations> {
  const pool = new ReaderPool<SlowOperations>({
    size,
    deadlineMs,
    start: (onEnd) => new Thread(SLOW, {}, { onTrouble: () => {}, onEnd }),
  })
  pools.push(pool)
  return pool
}

describe('a pool of readers', () => {
  it('answers what the thread answers', async () => {
    expect(await poolOf(1, 10_000).call('double', 21)).toBe(42)
  })

  it('tells what the thread throws', async () => {
    await expect(poolOf(1, 10_000).call('fail', 'no such table')).rejects.toThrow('no such table')
  })

  it('a report past its deadline is refused, and the next one works', async () => {
    const pool = poolOf(1, 2_000)
    await pool.call('double', 1)
    await expect(pool.call('runForever')).rejects.toThrow(LedgerDeadlineError)
    expect(await pool.call('double', 2)).toBe(4)
  })

  it('one that waits behind a slow one has the same deadline, and those after both are answered', async () => {
    const pool = poolOf(1, 2_000)
    await pool.call('double', 1)
    const both = await Promise.allSettled([pool.call('runForever'), pool.call('runForever')])
    expect(both.map((one) => one.status === 'rejected' && one.reason.name)).toEqual([
      'LedgerDeadlineError',
      'LedgerDeadlineError',
    ])
    expect(await pool.call('double', 3)).toBe(6)
  })

  it('a slow report does not hold up others when there are two threads', async () => {
    const pool = poolOf(2, 3_000)
    const slow = pool.call('runForever')
    expect(await pool.call('double', 5)).toBe(10)
    await expect(slow).rejects.toThrow(LedgerDeadlineError)
  })

  it('more questions than threads are answered in turn', async () => {
    const pool = poolOf(2, 10_000)
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => pool.call('double', n)))
    expect(answers).toEqual([2, 4, 6, 8, 10, 12])
  })

  it('a thread that ends by itself is told to who waits for it, and another takes its place', async () => {
    const pool = poolOf(1, 10_000)
    await expect(pool.call('end')).rejects.toThrow(ThreadDiedError)
    expect(await pool.call('double', 4)).toBe(8)
  })
})
