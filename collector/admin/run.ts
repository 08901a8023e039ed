import type { AdminAnswer, ParsedCommand } from './commands.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'
import type { OwnedLedgers } from './owned-ledgers.ts'
import { rebuildSite, settleSome } from './settling.ts'
import { changeSite, createSite, listSites, showSite, siteStatus } from './sites.ts'

/**
 * Does what an operator asks, whichever way it came.
 * @throws AdminError, SiteExistsError
 */
export async function runAdmin(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: ParsedCommand,
): Promise<AdminAnswer> {
  switch (wanted.command) {
    case 'site_create':
      return createSite(ledgers, clock, wanted)
    case 'site_set':
      return changeSite(ledgers, clock, wanted)
    case 'site_list':
      return listSites(ledgers)
    case 'site_show':
      return showSite(ledgers, wanted.site)
    case 'site_status':
      return siteStatus(ledgers, wanted.site)
    case 'key_create':
      return createKey(ledgers, clock, wanted)
    case 'key_list':
      return listKeys(ledgers, wanted.site)
    case 'key_revoke':
      return revokeKey(ledgers, clock, wanted)
    case 'rebuild':
      return rebuildSite(ledgers, wanted.site)
    case 'settle':
      return settleSome(ledgers, wanted.site)
  }
}
