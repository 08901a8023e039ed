import type { SiteState } from '../../ledger/ledger.ts'
import { listSites } from '../../ledger/threads/registry.ts'
import { siteFile } from '../../ledger/threads/site-files.ts'
import { AdminError, unknownSite } from '../admin-commands.ts'

/** The sites that are meant: those that were named, or all. @throws AdminError for an unknown one */
export function sitesMeant(folder: string, named: readonly string[]): string[] {
  const sites = listSites(folder)
  const unknown = named.find((site) => !sites.includes(site))
  if (unknown !== undefined) throw new AdminError(unknownSite(unknown, sites))
  return named.length > 0 ? [...named] : sites
}

/**
 * Reads beside a running collector, and changes nothing.
 * @throws AdminError for an unknown site, and for one whose file is no database
 */
export async function readState(folder: string, site: string): Promise<SiteState> {
  sitesMeant(folder, [site])
  // The engine is loaded by those who need it: help, and what a collector is asked, come faster.
  const { openSite } = await import('../../ledger/threads/open-site.ts')
  try {
    const opened = openSite(folder, site, { readOnly: true })
    try {
      return opened.state()
    } finally {
      opened.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AdminError(
      `site "${site}" can't be read (${reason}): bring ${siteFile(folder, site)} back from a backup`,
    )
  }
}
