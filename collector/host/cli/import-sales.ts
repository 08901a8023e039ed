import { randomUUID } from 'node:crypto'
import type { AdminAnswer } from '../../admin/commands.ts'
import {
  isKnown,
  planSales,
  type SalesChecked,
  type SalesDoor,
  type SalesPlan,
  takeSales,
} from '../../records/importing-sales.ts'
import { localDay } from '../../roi/dates.ts'
import type { ReadSales } from '../../source/files/sales/sales-file.ts'
import { type SalesSummary, salesSummary } from '../../source/files/sales/summary.ts'
import type { RefusedLine } from '../../source/files/spend.ts'
import { settleAll } from '../settle-all.ts'
import type { CliContext } from './command.ts'
import { table } from './help.ts'
import { stepsTo } from './import-door.ts'
import type { Taken } from './import-take.ts'
import { refusedText } from './import-text.ts'

/** A file of a CRM that was read and shown to the site. */
export interface LookedAtSales {
  file: { fileName: string; sha256: string }
  told: SalesSummary & { refused: RefusedLine[]; replaces: null }
  plan: SalesPlan
}

export async function lookAtSales(
  { read, ...file }: { fileName: string; sha256: string; read: ReadSales },
  site: string,
  context: CliContext,
): Promise<LookedAtSales> {
  const plan = await planSales(read, doorTo(site, context))
  const { refused } = plan
  return { file, plan, told: { ...salesSummary(plan), refused, replaces: null } }
}

/** What became of a file that was to go in, with what it changed. */
export type TakenSales = Taken & Pick<SalesPlan, 'created' | 'updated' | 'unchanged'>

/** Takes in what is not refused. */
export async function takeLookedSales(
  { file, plan }: LookedAtSales,
  site: string,
  context: CliContext,
): Promise<TakenSales> {
  const { created, updated, unchanged } = plan
  const changes = { created, updated, unchanged }
  if (isKnown(plan)) return { outcome: 'unchanged', ...changes, import: null }
  const id = randomUUID()
  await takeSales(plan, { id, ...file }, doorTo(site, context), localDay(Date.now(), 'UTC'))
  await settleAll(site, context)
  const { imports } = await context.admin({ command: 'import_list', site, id })
  return { outcome: 'created', ...changes, import: (imports as AdminAnswer[])[0] ?? null }
}

/** A site behind the commands of its collector. */
function doorTo(site: string, context: CliContext): SalesDoor {
  const { admin } = context
  return {
    ...stepsTo(site, context),
    check: async (records) => {
      const answer = await admin({ command: 'records_check', site, records: [...records] })
      return answer as unknown as SalesChecked
    },
    add: async (id, records) => {
      await admin({ command: 'import_records', site, id, records: [...records] })
    },
  }
}

/** What a file holds, by stage. */
export function salesText({ file: { fileName }, told, plan: { notes } }: LookedAtSales): string {
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

/** How much of a file was new. */
export const takenSalesText = ({ created, updated, unchanged }: TakenSales): string =>
  `${created} new, ${updated} changed, ${unchanged} known.`
