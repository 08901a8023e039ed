import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { ConfigError } from './config.ts'

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
 * @throws FolderOwnedError, and ConfigError when there can be no such folder
 */
export function ownFolder(folder: string, waitMs = WAIT_MS): OwnerLock {
  makeFolder(folder)
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

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new ConfigError([
      `PATHWORTH_DATA=${JSON.stringify(folder)}: ${folderFaults.get(code) ?? `cannot be used (${code})`}`,
    ])
  }
}

const folderFaults: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'is a file: name a folder'],
  ['ENOTDIR', 'lies below a file: name a folder'],
  ['EACCES', 'this user may not write there: give it the folder, or name another'],
  ['EROFS', 'is on a disk that is read-only: name another folder'],
])

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
