import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Long enough for a collector that is just closing, or a command that is just done. */
const WAIT_MS = 2_000

/** Another process owns the data folder. */
export class FolderOwnedError extends Error {
  constructor(folder: string, pid: number | undefined) {
    const who = pid === undefined ? 'another process' : `process ${pid}`
    super(
      `${folder} is in use by ${who}: one collector owns a data folder. ` +
        'Stop that one, or give this one a folder of its own with PATHWORTH_DATA.',
    )
    this.name = 'FolderOwnedError'
  }
}

export interface OwnerLock {
  release(): void
}

/**
 * Makes this process the one owner of a data folder, until it releases it or ends: the lock is an
 * open transaction on a tiny SQLite file, so the kernel gives it back even after `kill -9`, and no
 * stale lock needs a person.
 * @throws FolderOwnedError
 */
export function ownFolder(folder: string, waitMs = WAIT_MS): OwnerLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(join(folder, 'owner.lock'), { timeout: waitMs })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw isBusy(error) ? new FolderOwnedError(folder, ownerOf(folder)) : error
  }
  writeFileSync(pidFile(folder), `${process.pid}\n`)
  return { release: () => db.close() }
}

const pidFile = (folder: string): string => join(folder, 'owner.pid')

/** For the message only: the lock decides. */
function ownerOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile(folder), 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
