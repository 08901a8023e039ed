import type { ReportAnswer, ReportQuery, ScanPage, ScanQuery } from '../ledger.ts'
import type { Proof } from '../proof.ts'
import type { SqliteSite } from '../sqlite/site.ts'
import type { DerivedTable, Positions, RowsPage, RowsQuery, TransferTable } from '../transfer.ts'
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
    proof: (site: string): Proof => sites.get(site).proof(),
    positions: (site: string): Positions => sites.get(site).positions(),
    exportRows: (site: string, query: RowsQuery<TransferTable>): RowsPage<TransferTable> =>
      sites.get(site).exportRows(query),
    derivedRows: (site: string, query: RowsQuery<DerivedTable>): RowsPage<DerivedTable> =>
      sites.get(site).derivedRows(query),
    close: (): void => sites.closeAll(),
  }
}

export type ReaderOperations = ReturnType<typeof readerOperations>
