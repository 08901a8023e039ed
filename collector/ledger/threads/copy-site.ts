import { chmodSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'

/** Pages copied at once: all, so that no write of another process makes the copy begin again. */
const ALL_PAGES = 0x7fff_ffff

const PAGES_A_STEP = 1_000

/** How long a restore waits for somebody else who is writing to the file, ms. */
const LOCKED_MS_MAX = 5_000
const LOCKED_LOOK_MS = 20

/** How long those who read may hold up the log's return into the file; it goes back later then. */
const READERS_WAIT_MS = 1_000

/** Copies a database that others may be writing to, as it is at one moment. */
export async function copySite(from: string, to: string): Promise<{ bytes: number }> {
  const db = new Database(from, { readonly: true, fileMustExist: true })
  try {
    if (await hasCopiedNothing(db.backup(to, { progress: () => ALL_PAGES })))
      throw new Error(`another process holds ${from} locked`)
  } finally {
    db.close()
  }
  // It holds the secrets of the site, whatever the umask of who copies.
  chmodSync(to, 0o600)
  return { bytes: statSync(to).size }
}

export interface ReplaceOptions {
  /** Told when some of it is written, and nothing committed. */
  onStep?: () => void
  lockedMsMax?: number
}

/**
 * Puts the content of one database into another, in one transaction of that: whoever reads it sees
 * the old content or the new, and after a crash it has the one or the other. The file stays the same,
 * so nothing of it has to be moved or removed. Nobody else may write to it meanwhile.
 * @throws Error when somebody does; nothing has changed then
 */
export async function replaceContent(
  from: string,
  to: string,
  { onStep = () => {}, lockedMsMax = LOCKED_MS_MAX }: ReplaceOptions = {},
): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true })
  const until = performance.now() + lockedMsMax
  const progress = (): number => {
    onStep()
    return PAGES_A_STEP
  }
  try {
    while (await hasCopiedNothing(source.backup(to, { progress }))) {
      if (performance.now() > until) throw new Error(`another process is writing to ${to}`)
      await delay(LOCKED_LOOK_MS)
    }
  } finally {
    source.close()
  }
  flushLog(to)
}

/** A lock that cannot be had at the very beginning is reported as a copy of no pages, which is done. */
const hasCopiedNothing = async (copy: Promise<Database.BackupMetadata>): Promise<boolean> =>
  (await copy).totalPages === 0

/** The commit of a backup is in the log, and not always on the disk. */
function flushLog(file: string): void {
  const db = new Database(file, { fileMustExist: true, timeout: READERS_WAIT_MS })
  try {
    db.pragma('synchronous = FULL')
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}
