import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { type Flush, LogFlush } from '../../collector/ledger/threads/log-flush.ts'

const folder = mkdtempSync(join(tmpdir(), 'pathworth-flush-'))
let files = 0

function openDatabase() {
  files += 1
  const file = join(folder, `${files}.db`)
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.exec('CREATE TABLE facts (id INTEGER)')
  return { file, database, commit: () => database.exec('INSERT INTO facts VALUES (1)') }
}

/** A disk that is done with a flush when the test says so. */
function slowDisk() {
  const underWay: ((error: Error | null) => void)[] = []
  let begun = 0
  const flush: Flush = (_handle, done) => {
    begun += 1
    underWay.push(done)
  }
  return { flush, begun: () => begun, finish: () => underWay.shift()?.(null) }
}

/** Whether a promise has settled, once all that is ready has run. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false
  promise.then(() => {
    done = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  return done
}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the flush of a log', () => {
  it('answers when the disk has it, and not before', async () => {
    const { file, database, commit } = openDatabase()
    const disk = slowDisk()
    const log = new LogFlush(file, disk.flush)
    commit()
    const flushed = log.done()
    expect(await isDone(flushed)).toBe(false)
    disk.finish()
    expect(await isDone(flushed)).toBe(true)
    database.close()
    log.close()
  })

  it('begins again for a commit that came while it was under way', async () => {
    const { file, database, commit } = openDatabase()
    const disk = slowDisk()
    const log = new LogFlush(file, disk.flush)
    commit()
    const first = log.done()
    commit()
    const second = log.done()
    disk.finish()
    expect(await isDone(first)).toBe(true)
    expect(await isDone(second)).toBe(false)
    disk.finish()
    expect(await isDone(second)).toBe(true)
    database.close()
    log.close()
  })

  it('is one for all commits that came while another was under way', async () => {
    const { file, database, commit } = openDatabase()
    const disk = slowDisk()
    const log = new LogFlush(file, disk.flush)
    commit()
    const all = [log.done(), log.done(), log.done()]
    disk.finish()
    await isDone(all[0] as Promise<void>)
    disk.finish()
    await Promise.all(all)
    expect(disk.begun()).toBe(2)
    database.close()
    log.close()
  })

  it('flushes a real log on a real disk', async () => {
    const { file, database, commit } = openDatabase()
    const log = new LogFlush(file)
    commit()
    await log.done()
    commit()
    await log.done()
    expect(existsSync(`${file}-wal`)).toBe(true)
    database.close()
    log.close()
  })

  it('answers who waits when the database is closed, which has flushed all', async () => {
    const { file, database, commit } = openDatabase()
    const disk = slowDisk()
    const log = new LogFlush(file, disk.flush)
    commit()
    const first = log.done()
    const second = log.done()
    database.close()
    log.close()
    disk.finish()
    await Promise.all([first, second])
    expect(disk.begun()).toBe(1)
  })

  it('throws where nobody catches it when the disk fails: the thread must end', () => {
    const { file, database, commit } = openDatabase()
    const told: Parameters<Flush>[1][] = []
    const log = new LogFlush(file, (_handle, done) => told.push(done))
    commit()
    void log.done()
    expect(() => told[0]?.(new Error('EIO'))).toThrow('EIO')
    database.close()
  })
})
