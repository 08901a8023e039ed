import { chmodSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Pages copied at once: all, so that no write of another process makes the copy begin again. */
const ALL_PAGES = 0x7fff_ffff

const PAGES_A_STEP = 1_000

/** How long those who read may hold up the log's return into the file; it goes back later then. */
const READERS_WAIT_MS = 1_000

/** Copies a database that others may be writing to, as it is at one moment. */
export async function copySite(from: string, to: string): Promise<{ bytes: number }> {
  const db = new Database(from, { readonly: true, fileMustExist: true })
  try {
    await db.backup(to, { progress: () => ALL_PAGES })
  } finally {
    db.close()
  }
  // It holds the secrets of the site, whatever the umask of who copies.
  chmodSync(to, 0o600)
  return { bytes: statSync(to).size }
}

/**
 * Puts the content of one database into another, in one transaction of that: whoever reads it sees
 * the old content or the new, and after a crash it has the one or the other. The file stays the same,
 * so nothing of it has to be moved or removed. Nobody else may write to it meanwhile.
 * @param onStep told when some of it is written, and nothing committed
 */
export async function replaceContent(
  from: string,
  to: string,
  onStep: () => void = () => {},
): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true })
  const progress = (): number => {
    onStep()
    return PAGES_A_STEP
  }
  try {
    await source.backup(to, { progress })
  } finally {
    source.close()
  }
  flushLog(to)
}

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
