import type { ImportedFile } from '../ledger/importing.ts'
import { IMPORT_ORDERS_MAX } from '../ledger/imports.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { FileError } from '../source/files/file.ts'
import type { OrderLine, ReadOrders } from '../source/files/sales/order-file.ts'
import { dayOf, worthOf } from '../source/files/sales/order-summary.ts'
import type { RefusedLine } from '../source/files/spend.ts'
import { type ImportSteps, importSteps } from './import-steps.ts'
import { type OrderSaid, orderFacts } from './orders.ts'
import { pagesOf, type RefusedAt, type SalesTerms } from './sales.ts'

/** What an import would do with some orders. */
export interface OrdersChecked {
  refused: RefusedAt[]
  /** Orders that take the place of what another file has said, and those that are there as they are. */
  replaces: number
  unchanged: number
  /** Orders that somebody has told of already, whose word stands before a file's. */
  told: number
}

/** What an import of orders asks of a site, wherever that is. */
export type OrdersDoor = ImportSteps<OrderSaid> & {
  check(orders: readonly OrderSaid[]): Promise<OrdersChecked>
}

/** What an import would do: shown by a dry run, and carried out by `takeOrders`. */
export interface OrdersPlan extends Omit<OrdersChecked, 'refused'> {
  kind: ReadOrders['kind']
  orders: OrderLine[]
  refused: RefusedLine[]
  skipped: RefusedLine[]
  notes: string[]
}

/**
 * Looks at what was read beside what the site has.
 * @throws FileError for more orders than are taken in one piece
 */
export async function planOrders(read: ReadOrders, door: OrdersDoor): Promise<OrdersPlan> {
  if (read.orders.length > IMPORT_ORDERS_MAX)
    throw new FileError(
      null,
      `the file has ${read.orders.length} orders, and an import may have ${IMPORT_ORDERS_MAX}: take a part of the years at a time, with --from and --to`,
    )
  const { kind, skipped, notes } = read
  const refused = [...read.refused]
  const plan = { kind, skipped, notes, replaces: 0, unchanged: 0, told: 0 }
  const orders: OrderLine[] = []
  for (const page of pagesOf(read.orders)) {
    const answer = await door.check(page.map(saidOf))
    for (const name of ['replaces', 'unchanged', 'told'] as const) plan[name] += answer[name]
    const reasons = new Map(answer.refused.map(({ at, reason }) => [at, reason]))
    for (const [at, order] of page.entries()) {
      const reason = reasons.get(at)
      if (reason === undefined) orders.push(order)
      else refused.push({ line: order.line, reason })
    }
  }
  return { ...plan, orders, refused: refused.toSorted((a, b) => a.line - b.line) }
}

/**
 * Carries a plan out, from its beginning to where it counts.
 * @throws ImportError when something has come between; nothing of it counts then
 */
export async function takeOrders(
  { kind, orders, refused }: Pick<OrdersPlan, 'kind' | 'orders' | 'refused'>,
  file: ImportedFile,
  door: OrdersDoor,
): Promise<void> {
  const days = orders.map(dayOf).toSorted((a, b) => a - b)
  const [from = 0, to = from] = [days[0], days.at(-1)]
  await door.begin({ ...file, kind, rows: orders.length, from, to, spend: worthOf(orders) })
  for (const page of pagesOf(orders)) await door.add(file.id, page.map(saidOf))
  await door.apply(file.id, refused.length)
}

/** The ledger of a site that is here. */
export function ordersDoor(
  ledger: Pick<Ledger, 'append' | 'report'>,
  terms: SalesTerms,
): OrdersDoor {
  return {
    check: async (lines) => {
      const { orders, refused } = await orderFacts(lines, terms)
      const { replaces, unchanged, told } = await ledger.report({ kind: 'orders_check', orders })
      return { refused, replaces, unchanged, told }
    },
    ...importSteps(ledger, terms, async (id, lines, importedBy) => {
      const { orders, refused } = await orderFacts(lines, importedBy)
      return { refused, step: { step: 'orders', id, orders } }
    }),
  }
}

const saidOf = ({ conversion, refund }: OrderLine): OrderSaid => ({ conversion, refund })
