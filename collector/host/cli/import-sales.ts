import type { AdminCommand } from '../../admin/commands.ts'
import { AdminError } from '../../admin/errors.ts'
import { pagesOf, type RefusedAt } from '../../records/sales.ts'
import type { ReadSales, SalesLine } from '../../source/files/sales/sales-file.ts'
import { type SalesSummary, salesSummary } from '../../source/files/sales/summary.ts'
import type { RefusedLine } from '../../source/files/spend.ts'
import { settleAll } from '../settle-all.ts'
import type { CliContext } from './command.ts'
import { table } from './help.ts'
import { refusedText } from './import-text.ts'

/** A file of a CRM that was read and shown to the site. */
export interface LookedAtSales {
  fileName: string
  told: SalesSummary & { refused: RefusedLine[]; replaces: null }
  lines: SalesLine[]
  notes: string[]
}

export async function lookAtSales(
  { fileName, read }: { fileName: string; read: ReadSales },
  site: string,
  context: CliContext,
): Promise<LookedAtSales> {
  const refused = [...read.refused]
  const lines: SalesLine[] = []
  for (const page of pagesOf(read.lines)) {
    const answer = await context.admin(commandOf(site, page, true))
    const reasons = new Map(
      (answer['refused'] as RefusedAt[]).map(({ at, reason }) => [at, reason]),
    )
    for (const [at, line] of page.entries()) {
      const reason = reasons.get(at)
      if (reason === undefined) lines.push(line)
      else refused.push({ line: line.line, reason })
    }
  }
  const summary = salesSummary({ kind: read.kind, lines })
  refused.sort((a, b) => a.line - b.line)
  return { fileName, lines, told: { ...summary, refused, replaces: null }, notes: read.notes }
}

/** What became of a file that was to go in. */
export interface TakenSales {
  outcome: 'created' | 'unchanged'
  created: number
  updated: number
  unchanged: number
  import: null
}

/** Page by page: who stops in between takes the file again, and what is there is passed over. */
export async function takeSales(
  { lines }: LookedAtSales,
  site: string,
  context: CliContext,
): Promise<TakenSales> {
  const stored = { created: 0, updated: 0, unchanged: 0 }
  for (const page of pagesOf(lines)) {
    const answer = await context.admin(commandOf(site, page, false))
    if ((answer['refused'] as RefusedAt[]).length > 0)
      throw new AdminError('the site has changed since it was asked: import the file again')
    for (const name of ['created', 'updated', 'unchanged'] as const)
      stored[name] += Number(answer[name])
  }
  await settleAll(site, context)
  const isNew = stored.created + stored.updated > 0
  return { outcome: isNew ? 'created' : 'unchanged', ...stored, import: null }
}

const commandOf = (site: string, page: readonly SalesLine[], isDry: boolean): AdminCommand => ({
  ...{ command: 'sales_import', site, dry_run: isDry },
  lines: page.map(({ conversion, identities, clicks }) => ({ conversion, identities, clicks })),
})

/** What a file holds, by stage. */
export function salesText({ fileName, told, notes }: LookedAtSales): string {
  const { kind, rows, deals, identified_by: by } = told
  const stages = deals.map(({ stage, status, deals: count, amounts }) => [
    ...[stage, status, String(count)],
    amounts.map(({ amount, currency }) => `${amount} ${currency}`).join(' + '),
  ])
  const head = [['Stage', 'Status', 'Deals', 'Amount']]
  return [
    `${fileName}: ${kind}, ${rows} ${rows === 1 ? 'record' : 'records'}.`,
    ...(stages.length > 0 ? ['', ...table([...head, ...stages]), ''] : []),
    `Known by e-mail ${by.email}, customer id ${by.customer_id}, visitor id ${by.visitor}, click id ${by.click_id}; by nothing ${by.none}.`,
    ...notes,
    ...refusedText(told.refused),
  ].join('\n')
}

export function takenSalesText({ outcome, ...stored }: TakenSales, site: string): string {
  if (outcome === 'unchanged') return `${site} has all of it already: nothing was stored.`
  return `Taken into ${site}: ${stored.created} new, ${stored.updated} changed, ${stored.unchanged} known. Deals are not rolled back: import the file again once it is mended.`
}
