import { AdminError } from '../admin/errors.ts'
import type { ReadableSites } from '../admin/owned-ledgers.ts'
import type { AnswerTo, ReportQuery, SiteState } from '../ledger/ledger.ts'
import type { Snapshot } from '../ledger/snapshots.ts'
import type { SqliteSite } from '../ledger/sqlite/site.ts'
import { listSites } from '../ledger/threads/registry.ts'
import { siteFile } from '../ledger/threads/site-files.ts'

/** The sites of a data folder that somebody else may own: reads beside them, and changes nothing. */
export class FolderSites implements ReadableSites {
  readonly #folder: string
  readonly snapshots = { list: (site: string) => this.#snapshots(site) }

  constructor(folder: string) {
    this.#folder = folder
  }

  async open(site: string): Promise<SiteInFile | undefined> {
    const isThere = listSites(this.#folder).includes(site)
    return isThere ? new SiteInFile(this.#folder, site) : undefined
  }

  async list(): Promise<string[]> {
    return listSites(this.#folder)
  }

  async #snapshots(site: string): Promise<Snapshot[]> {
    const { snapshotOperations } = await import('../ledger/threads/snapshot-files.ts')
    return snapshotOperations(this.#folder).list(site)
  }
}

/** A site's file, opened for each question. */
class SiteInFile {
  readonly #folder: string
  readonly #site: string

  constructor(folder: string, site: string) {
    this.#folder = folder
    this.#site = site
  }

  state(): Promise<SiteState> {
    return this.#read((site) => site.state())
  }

  report<Query extends ReportQuery>(query: Query): Promise<AnswerTo<Query>> {
    return this.#read((site) => site.report(query))
  }

  /** @throws AdminError for a site whose file is no database */
  async #read<T>(ask: (site: SqliteSite) => T): Promise<T> {
    // The engine is loaded by those who need it: help, and what a collector is asked, come faster.
    const { openSite } = await import('../ledger/threads/open-site.ts')
    try {
      const opened = openSite(this.#folder, this.#site, { readOnly: true })
      try {
        return ask(opened)
      } finally {
        opened.close()
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const file = siteFile(this.#folder, this.#site)
      throw new AdminError(
        `site "${this.#site}" can't be read (${reason}): bring ${file} back from a backup`,
      )
    }
  }
}
