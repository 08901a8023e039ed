import { randomUUID } from 'node:crypto'
import type { AdminAnswer } from '../../admin/commands.ts'
import {
  type OrdersChecked,
  type OrdersDoor,
  type OrdersPlan,
  planOrders,
  takeOrders,
} from '../../records/importing-orders.ts'
import type { ReadOrders } from '../../source/files/sales/order-file.ts'
import { type OrdersSummary, ordersSummary } from '../../source/files/sales/order-summary.ts'
import type { RefusedLine } from '../../source/files/spend.ts'
import { settleAll } from '../settle-all.ts'
import type { CliContext } from './command.ts'
import { table } from './help.ts'
import { stepsTo } from './import-door.ts'
import type { Taken } from './import-take.ts'
import { linesText, refusedText } from './import-text.ts'

/** A file of orders that was read and shown to the site. */
export interface LookedAtOrders {
  file: { fileName: string; sha256: string }
  told: OrdersSummary & {
    refused: RefusedLine[]
    skipped: RefusedLine[]
    replaces: number
    unchanged: number
    told: number
  }
  plan: OrdersPlan
}

/** @throws FileError for more orders than go in at once */
export async function lookAtOrders(
  { read, ...file }: { fileName: string; sha256: string; read: ReadOrders },
  site: string,
  context: CliContext,
): Promise<LookedAtOrders> {
  const plan = await planOrders(read, doorTo(site, context))
  const { refused, skipped, replaces, unchanged, told } = plan
  const summary = ordersSummary(plan.kind, plan.orders)
  return { file, plan, told: { ...summary, refused, skipped, replaces, unchanged, told } }
}

/** Takes in what is not refused. */
export async function takeLooked(
  { file, plan }: LookedAtOrders,
  site: string,
  context: CliContext,
): Promise<Taken> {
  if (plan.orders.length === plan.unchanged) return { outcome: 'unchanged', import: null }
  const id = randomUUID()
  await takeOrders(plan, { id, ...file }, doorTo(site, context))
  await settleAll(site, context)
  const { imports } = await context.admin({ command: 'import_list', site, id })
  return { outcome: 'created', import: (imports as AdminAnswer[])[0] ?? null }
}

/** A site behind the commands of its collector. */
function doorTo(site: string, context: CliContext): OrdersDoor {
  const { admin } = context
  return {
    ...stepsTo(site, context),
    check: async (orders) => {
      const answer = await admin({ command: 'orders_check', site, orders: [...orders] })
      return answer as unknown as OrdersChecked
    },
    add: async (id, orders) => {
      await admin({ command: 'import_orders', site, id, orders: [...orders] })
    },
  }
}

/** What a file holds, and what an import of it would do. */
export function ordersText({ file, told, plan }: LookedAtOrders): string {
  const { kind, rows, from, to, value, refunded, identified_by: by } = told
  const back = new Map(refunded.map(({ currency, amount }) => [currency, amount]))
  const sums = value.map(({ currency, amount }) => [
    `${amount} ${currency}`,
    `${back.get(currency) ?? '0'} ${currency}`,
  ])
  const period = from === null ? '' : `, ${from} to ${to}`
  const fresh = rows - told.replaces - told.unchanged
  return [
    `${file.fileName}: ${kind}, ${rows} ${rows === 1 ? 'order' : 'orders'}${period}.`,
    ...(sums.length > 0 ? ['', ...table([['Value', 'Given back'], ...sums]), ''] : []),
    `${fresh} new, ${told.replaces} take the place of what another file says, ${told.unchanged} known.`,
    ...(told.told > 0
      ? [`Of ${told.told} the shop has told already: its word stands before the file's.`]
      : []),
    `Known by e-mail ${by.email}, customer id ${by.customer_id}, visitor id ${by.visitor}; by nothing ${by.none}.`,
    ...plan.notes,
    ...linesText('Passed over', told.skipped),
    ...refusedText(told.refused),
  ].join('\n')
}
