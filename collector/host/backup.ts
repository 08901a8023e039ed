import { chmodSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Pages copied at once: all, so that no write of another process makes the copy begin again. */
const ALL_PAGES = 0x7fff_ffff

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
