import { ThreadedLedgers } from '../ledger/threads/ledgers.ts'
import {
  type AdminAnswer,
  type AdminCommand,
  type ParsedCommand,
  parseAdmin,
  runAdmin,
} from './admin-commands.ts'
import { askAdmin } from './admin-socket.ts'
import { FolderOwnedError, ownFolder } from './owner-lock.ts'

/** A collector that is starting owns the folder a moment before it listens. */
const TRIES = 5

/**
 * Has a command done: by the collector that owns the folder, or here when none runs.
 * @throws AdminError, SiteExistsError, FolderOwnedError
 */
export async function administer(folder: string, command: AdminCommand): Promise<AdminAnswer> {
  const parsed = parseAdmin(command)
  for (let tried = 1; ; tried++) {
    const answer = await askAdmin(folder, command)
    if (answer) return answer
    try {
      return await asOwner(folder, parsed)
    } catch (error) {
      if (!(error instanceof FolderOwnedError) || tried === TRIES) throw error
    }
  }
}

async function asOwner(folder: string, command: ParsedCommand): Promise<AdminAnswer> {
  const lock = ownFolder(folder)
  const ledgers = new ThreadedLedgers({
    folder,
    writers: 1,
    readers: 1,
    waitingMax: 1,
    reportDeadlineMs: 60_000,
    clock: Date.now,
    onTrouble: (message) => process.stderr.write(`${message}\n`),
  })
  try {
    return await runAdmin(ledgers, Date.now, command)
  } finally {
    await ledgers.close()
    lock.release()
  }
}
