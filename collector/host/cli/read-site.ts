import type { AdminAnswer } from '../../admin/commands.ts'
import { unknownSite } from '../../admin/owned-ledgers.ts'
import { listSites } from '../../ledger/threads/registry.ts'
import type { CliContext } from './command.ts'

/** The sites that are meant: those that were named, or all. @throws AdminError for an unknown one */
export function sitesMeant(folder: string, named: readonly string[]): string[] {
  const sites = listSites(folder)
  const unknown = named.find((site) => !sites.includes(site))
  if (unknown !== undefined) throw unknownSite(unknown, sites)
  return named.length > 0 ? [...named] : sites
}

/** The same of a collector far away, which says itself what there is not. */
export async function sitesMeantThere(
  { admin }: CliContext,
  named: readonly string[],
): Promise<string[]> {
  if (named.length > 0) return [...named]
  const { sites } = await admin({ command: 'site_list' })
  return (sites as AdminAnswer[]).map(({ site }) => String(site))
}
