import {
  type AdminAnswer,
  type AdminCommand,
  onlyReads,
  type ParsedCommand,
  parseAdmin,
} from '../admin/commands.ts'
import { runAdmin, runReading } from '../admin/run.ts'
import { ThreadedLedgers } from '../ledger/threads/ledgers.ts'
import { askAdmin } from './admin-socket.ts'
import { FolderSites } from './folder-sites.ts'
import { FolderOwnedError, ownFolder } from './owner-lock.ts'

/** A collector that is starting owns the folder a moment before it listens. */
const TRIES = 5

/** Whoever does commands. */
export interface Administrator {
  /** @throws AdminError, SiteExistsError */
  ask(command: AdminCommand): Promise<AdminAnswer>
  close(): Promise<void>
}

interface FolderOptions {
  /** false to have the owner read, too, who takes in site files that were put into the folder */
  readsFiles?: boolean
  /** Hosts that outgoing webhooks may go to though they are private or without TLS. */
  webhookHosts?: readonly string[]
}

/**
 * Has commands done on a data folder: by the collector that owns it, or here when none runs. What only
 * reads is read here, beside whoever owns the folder.
 */
export class FolderAdministrator implements Administrator {
  readonly #folder: string
  readonly #readsFiles: boolean
  readonly #webhookHosts: readonly string[]
  #owned: OwnedFolder | undefined

  constructor(folder: string, { readsFiles = true, webhookHosts = [] }: FolderOptions = {}) {
    this.#folder = folder
    this.#readsFiles = readsFiles
    this.#webhookHosts = webhookHosts
  }

  /** @throws AdminError, SiteExistsError, FolderOwnedError */
  async ask(command: AdminCommand): Promise<AdminAnswer> {
    const parsed = parseAdmin(command)
    if (onlyReads(parsed) && this.#readsFiles && !this.#owned)
      return runReading(new FolderSites(this.#folder), parsed)
    for (let tried = 1; ; tried++) {
      const answer = this.#owned ? undefined : await askAdmin(this.#folder, command)
      if (answer) return answer
      try {
        return await this.#asOwner(parsed)
      } catch (error) {
        if (!(error instanceof FolderOwnedError) || tried === TRIES) throw error
      }
    }
  }

  /** Gives the folder back. */
  async close(): Promise<void> {
    await this.#owned?.close()
    this.#owned = undefined
  }

  /** Stays the owner until it is closed: what takes many commands takes the folder once. */
  #asOwner(command: ParsedCommand): Promise<AdminAnswer> {
    this.#owned ??= takeFolder(this.#folder)
    return runAdmin(this.#owned.ledgers, Date.now, command, { webhookHosts: this.#webhookHosts })
  }
}

/** Has one command done on a data folder. @throws as `FolderAdministrator.ask` */
export async function administer(folder: string, command: AdminCommand): Promise<AdminAnswer> {
  const administrator = new FolderAdministrator(folder)
  try {
    return await administrator.ask(command)
  } finally {
    await administrator.close()
  }
}

interface OwnedFolder {
  ledgers: ThreadedLedgers
  close(): Promise<void>
}

function takeFolder(folder: string): OwnedFolder {
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
  return {
    ledgers,
    close: async () => {
      await ledgers.close()
      lock.release()
    },
  }
}
