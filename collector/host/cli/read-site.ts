import { unknownSite } from '../../admin/owned-ledgers.ts'
import { listSites } from '../../ledger/threads/registry.ts'

/** The sites that are meant: those that were named, or all. @throws AdminError for an unknown one */
export function sitesMeant(folder: string, named: readonly string[]): string[] {
  const sites = listSites(folder)
  const unknown = named.find((site) => !sites.includes(site))
  if (unknown !== undefined) throw unknownSite(unknown, sites)
  return named.length > 0 ? [...named] : sites
}
