import { createHash } from 'node:crypto'
import type { AdminCommand, AskAdmin } from '../../admin/commands.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { type Administrator, FolderAdministrator } from '../administer.ts'
import { prove } from '../prove.ts'
import type { Settler } from '../settle-all.ts'

/** One end of a move. */
export interface MoveSide {
  /** As people read it: a data folder, or an address. */
  place: string
  /** The same for everybody: names no path, and is no other place's. */
  label: string
  ask: AskAdmin
  /**
   * Derives all figures of a site from its facts once more; answers with what differs.
   * @throws RestlessError at `until`
   */
  verify(site: string, how: Omit<Settler, 'admin'>): Promise<readonly string[]>
  close(): Promise<void>
}

/** A data folder: by the collector that owns it, or as its owner when none runs. */
export function folderSide(folder: string): MoveSide {
  const administrator = new FolderAdministrator(folder, { readsFiles: false })
  return {
    place: folder,
    label: `data folder ${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`,
    ask: (command) => administrator.ask(command),
    verify: async (site) => {
      // The engine is loaded by those who need it.
      const { verifySite } = await import('../../ledger/sqlite/verify.ts')
      return verifySite(siteFile(folder, site)).differences
    },
    close: () => administrator.close(),
  }
}

/** A collector far away, which verifies in pieces. */
export function remoteSide(at: string, administrator: Administrator): MoveSide {
  return {
    place: at,
    label: at.slice(0, 150),
    ask: (command) => administrator.ask(command),
    verify: async (site, how) => {
      const admin = (command: AdminCommand) => administrator.ask(command)
      return (await prove(site, { ...how, admin })).differences
    },
    close: () => administrator.close(),
  }
}
