import { listAudit, verifyAudit } from './audit.ts'
import { listCampaigns, mapCampaign } from './campaigns.ts'
import { addCode, listCodes, removeCode } from './codes.ts'
import {
  type AdminAnswer,
  onlyReads,
  type ParsedCommand,
  parseAdmin,
  type ReadingCommand,
} from './commands.ts'
import { eraseOne, listErasures } from './erasures.ts'
import { exportSomeRows } from './exports.ts'
import { checkImport, importStep, listImports } from './imports.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'
import { createLink, createPixel } from './links.ts'
import { activateModel, fitModel, listModels, showModel } from './models.ts'
import { addOrders, checkOrders } from './orders.ts'
import {
  addEndpoint,
  enableEndpoint,
  listEndpoints,
  listOutgoing,
  removeEndpoint,
  retryOutgoing,
  rotateEndpoint,
} from './outgoing.ts'
import { ledgerOf, type OwnedLedgers, type ReadableSites } from './owned-ledgers.ts'
import { closeOnePeriod, listPeriods, reopenOnePeriod } from './periods.ts'
import { runProof } from './proofs.ts'
import {
  discardQuarantined,
  listQuarantine,
  retryQuarantined,
  showQuarantined,
} from './quarantine.ts'
import { importRates } from './rates.ts'
import { addRecords, checkRecords } from './sales.ts'
import { rebuildSite, settleSome } from './settling.ts'
import { createShare, listShares, revokeShare } from './shares.ts'
import { changeSite, createSite, listSites, showSite, siteStatus } from './sites.ts'
import { createSnapshot, listSnapshots, restoreSnapshot } from './snapshots.ts'
import { importTouches } from './touches.ts'
import { runTransfer } from './transfer.ts'
import { addWebhook, listWebhooks, revokeWebhook, rotateWebhook } from './webhooks.ts'

/**
 * Does commands as they were sent.
 * @param webhookHosts that outgoing webhooks may go to though they are private or without TLS
 * @throws as `runAdmin`, and AdminInputError
 */
export function adminOf(
  ledgers: OwnedLedgers,
  clock: () => number,
  webhookHosts: readonly string[] = [],
): (asked: unknown, by?: string) => Promise<AdminAnswer> {
  return async (asked, by) => runAdmin(ledgers, clock, parseAdmin(asked), { webhookHosts, by })
}

/** What commands follow besides their own words. */
interface Terms {
  /** Hosts that outgoing webhooks may go to though they are private or without TLS. */
  webhookHosts?: readonly string[]
  /** Who asks, for those who read it later: the command line when it is left out. */
  by?: string | undefined
}

/**
 * Does what an operator asks, whichever way it came.
 * @throws AdminError, SiteExistsError
 */
export async function runAdmin(
  ledgers: OwnedLedgers,
  clock: () => number,
  wanted: ParsedCommand,
  { webhookHosts = [], by = 'cli' }: Terms = {},
): Promise<AdminAnswer> {
  if (onlyReads(wanted)) return runReading(ledgers, wanted)
  switch (wanted.command) {
    case 'site_create':
      return createSite(ledgers, clock, wanted)
    case 'site_set':
      return changeSite(ledgers, clock, wanted, by)
    case 'key_create':
      return createKey(ledgers, clock, wanted, by)
    case 'key_revoke':
      return revokeKey(ledgers, clock, wanted, by)
    case 'share_create':
      return createShare(ledgers, clock, wanted, by)
    case 'share_revoke':
      return revokeShare(ledgers, clock, wanted, by)
    case 'rebuild':
      return rebuildSite(ledgers, wanted.site)
    case 'settle':
      return settleSome(ledgers, wanted.site)
    case 'proof_start':
    case 'proof':
      return runProof(ledgers, wanted)
    case 'rates_import':
      return importRates(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'touches_import':
      return importTouches(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'campaign_map':
      return mapCampaign(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'code_add':
      return addCode(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'code_remove':
      return removeCode(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'webhook_add':
      return addWebhook(ledgers, clock, wanted)
    case 'webhook_rotate':
      return rotateWebhook(ledgers, clock, wanted)
    case 'webhook_revoke':
      return revokeWebhook(ledgers, clock, wanted)
    case 'webhook_out_add':
      return addEndpoint(ledgers, clock, wanted, webhookHosts)
    case 'webhook_out_rotate':
      return rotateEndpoint(ledgers, clock, wanted)
    case 'webhook_out_remove':
      return removeEndpoint(ledgers, clock, wanted)
    case 'webhook_out_enable':
      return enableEndpoint(ledgers, wanted)
    case 'webhook_out_retry':
      return retryOutgoing(ledgers, clock, wanted)
    case 'quarantine_retry':
      return retryQuarantined(ledgers, clock, wanted)
    case 'quarantine_discard':
      return discardQuarantined(ledgers, clock, wanted)
    case 'erase':
      return eraseOne(ledgers, clock, wanted)
    case 'orders_check':
      return checkOrders(await ledgerOf(ledgers, wanted.site), clock(), wanted)
    case 'records_check':
      return checkRecords(await ledgerOf(ledgers, wanted.site), clock(), wanted)
    case 'import_records':
      return addRecords(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'import_orders':
      return addOrders(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'import_begin':
    case 'import_rows':
    case 'import_apply':
    case 'import_rollback':
      return importStep(await ledgerOf(ledgers, wanted.site), clock, wanted)
    case 'models_fit':
      return fitModel(ledgers, clock, wanted)
    case 'models_activate':
      return activateModel(ledgers, clock, wanted)
    case 'period_close':
      return closeOnePeriod(ledgers, clock, wanted)
    case 'period_reopen':
      return reopenOnePeriod(ledgers, clock, wanted)
    case 'snapshot_create':
      return createSnapshot(ledgers, wanted)
    case 'snapshot_restore':
      return restoreSnapshot(ledgers, clock, wanted)
    default:
      return runTransfer(ledgers, clock, wanted)
  }
}

/** Does a command that only reads. @throws AdminError */
export async function runReading(
  sites: ReadableSites,
  wanted: ReadingCommand,
): Promise<AdminAnswer> {
  switch (wanted.command) {
    case 'site_list':
      return listSites(sites)
    case 'site_show':
      return showSite(sites, wanted.site)
    case 'site_status':
      return siteStatus(sites, wanted.site)
    case 'key_list':
      return listKeys(sites, wanted.site)
    case 'share_list':
      return listShares(sites, wanted.site)
    case 'snapshot_list':
      return listSnapshots(sites, wanted.site)
    case 'models_list':
      return listModels(sites, wanted.site)
    case 'models_show':
      return showModel(sites, wanted)
    case 'period_list':
      return listPeriods(sites, wanted.site)
    case 'audit_list':
      return listAudit(sites, wanted)
    case 'audit_verify':
      return verifyAudit(sites, wanted)
    case 'import_check':
      return checkImport(sites, wanted)
    case 'import_list':
      return listImports(sites, wanted)
    case 'campaign_list':
      return listCampaigns(sites, wanted)
    case 'code_list':
      return listCodes(sites, wanted.site)
    case 'link_create':
      return createLink(sites, wanted)
    case 'pixel_create':
      return createPixel(sites, wanted)
    case 'export_rows':
      return exportSomeRows(sites, wanted)
    case 'webhook_list':
      return listWebhooks(sites, wanted.site)
    case 'webhook_out_list':
      return listEndpoints(sites, wanted.site)
    case 'webhook_out_deliveries':
      return listOutgoing(sites, wanted)
    case 'quarantine_list':
      return listQuarantine(sites, wanted)
    case 'quarantine_show':
      return showQuarantined(sites, wanted)
    case 'erasure_list':
      return listErasures(sites, wanted.site)
  }
}
