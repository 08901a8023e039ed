import type { AdminAnswer, Parsed } from './commands.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

export async function exportSomeRows(
  sites: ReadableSites,
  { command: _, site, up_to: upTo, ...asked }: Parsed<'export_rows'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const page = await ledger.report({ kind: 'export', ...asked, upTo })
  const { rows, next, last, line, generation } = page
  return { site, rows, next, last, line, generation }
}
