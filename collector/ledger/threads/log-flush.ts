import { close, existsSync, fdatasync, openSync } from 'node:fs'
import { flushFile } from './flush.ts'

/** Calls back when what was written to an open file is on the disk. */
export type Flush = (handle: number, done: (error: Error | null) => void) => void

/**
 * Brings the write-ahead log of a database to the disk, beside the thread that writes it: while the
 * disk is busy with one commit, the next is worked out. Commits that come meanwhile share a flush.
 *
 * Without a flush of its own (`synchronous=NORMAL`) a commit is whole or absent after a power cut, in
 * the order of commits, since SQLite flushes the log before it goes into the file. So whoever answers
 * after `done` promises what `synchronous=FULL` does.
 */
export class LogFlush {
  readonly #log: string
  readonly #flush: Flush
  #handle: number | undefined
  #underWay: Promise<void> | undefined
  #next: Promise<void> | undefined
  #isClosed = false

  /** @param file of the database; its log is there once something was read or written */
  constructor(file: string, flush: Flush = fdatasync) {
    this.#log = `${file}-wal`
    this.#flush = flush
  }

  /**
   * Resolves when all that was committed before this call is on the disk. When the disk fails, nobody
   * knows what it has: then this ends its thread, and who starts anew reads what is there.
   */
  done(): Promise<void> {
    if (!this.#underWay) return this.#begin()
    // The one under way may have begun before the last commit.
    this.#next ??= this.#underWay.then(() => this.#begin())
    return this.#next
  }

  /** Returns when all of it is on the disk, or back in the file. Call it after the database is closed. */
  close(): void {
    const handle = this.#handle
    this.#isClosed = true
    if (existsSync(this.#log)) flushFile(this.#log)
    if (handle === undefined) return
    const release = () => close(handle)
    if (this.#underWay) this.#underWay.then(release)
    else release()
  }

  #begin(): Promise<void> {
    this.#next = undefined
    if (this.#isClosed) return Promise.resolve()
    this.#handle ??= openSync(this.#log, 'r+')
    const handle = this.#handle
    this.#underWay = new Promise<void>((resolve) => {
      this.#flush(handle, (error) => {
        if (error) throw error
        this.#underWay = undefined
        resolve()
      })
    })
    return this.#underWay
  }
}
