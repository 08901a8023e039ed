import type { ReportAnswer, ReportQuery, ScanPage, ScanQuery } from '../ledger.ts'
import type { SqliteSite } from '../sqlite/site.ts'
import { openSite } from './open-site.ts'
import { OpenSites } from './open-sites.ts'
import type { ThreadData } from './writer.ts'

const OPEN_SITES_MAX = 64

/** What a thread with read-only connections can be asked; each answer is one read transaction. */
export function readerOperations({ folder }: ThreadData) {
  const sites = new OpenSites<SqliteSite>(
    (site) => openSite(folder, site, { readOnly: true }),
    OPEN_SITES_MAX,
  )
  return {
    report: (site: string, query: ReportQuery): ReportAnswer => sites.get(site).report(query),
    scan: (site: string, query: ScanQuery): ScanPage => sites.get(site).scan(query),
    close: (): void => sites.closeAll(),
  }
}

export type ReaderOperations = ReturnType<typeof readerOperations>
