import type { SiteState } from '../../ledger/ledger.ts'
import { listSites } from '../../ledger/threads/registry.ts'
import { AdminError, unknownSite } from '../admin-commands.ts'

/** The sites that are meant: those that were named, or all. @throws AdminError for an unknown one */
export function sitesMeant(folder: string, named: readonly string[]): string[] {
  const sites = listSites(folder)
  const unknown = named.find((site) => !sites.includes(site))
  if (unknown !== undefined) throw new AdminError(unknownSite(unknown, sites))
  return named.length > 0 ? [...named] : sites
}

/** Reads beside a running collector, and changes nothing. @throws AdminError for an unknown site */
export async function readState(folder: string, site: string): Promise<SiteState> {
  sitesMeant(folder, [site])
  // The engine is loaded by those who need it: help, and what a collector is asked, come faster.
  const { openSite } = await import('../../ledger/threads/open-site.ts')
  const opened = openSite(folder, site, { readOnly: true })
  try {
    return opened.state()
  } finally {
    opened.close()
  }
}
