import { BRIDGE_FIELDS } from '../../shared/bridge.ts'
import type { ReconcileBy } from '../../shared/wire/reconcile.ts'
import { type Cell, csvText, harmless } from './csv.ts'
import type { Reconciliation, ShownBridge } from './reconcile.ts'
import { periodName, type SinceClosing } from './restated.ts'

/** What is left out for one reason, as it is shown. */
export interface ShownLeftOut {
  reason: string
  goal?: string
  sales_channel?: string
  count: number
  amounts: readonly { currency: string; amount: string }[]
}

/**
 * A line a row, then `total`, then a line a reason and currency of what is left out, whose first currency
 * has the count, then one a closed period (in `reason`) with how many orders and how much of `net` it has more now
 * than it had then. What a line does not have is empty.
 */
export function reconcileCsv(
  { rows, total }: Reconciliation,
  leftOut: readonly ShownLeftOut[],
  by: ReconcileBy,
  since: readonly SinceClosing[] = [],
): string {
  const time = by === 'none' ? [] : [by]
  const cells = (bridge: ShownBridge): Cell[] => BRIDGE_FIELDS.map((name) => bridge[name])
  const blank = (names: readonly unknown[]): Cell[] => names.map(() => null)
  return csvText([
    ['row_type', ...time, ...BRIDGE_FIELDS, ...LEFT_OUT_FIELDS],
    ...rows.map((row) => [
      'row',
      ...time.map((name) => row[name] ?? ''),
      ...cells(row),
      ...blank(LEFT_OUT_FIELDS),
    ]),
    ['total', ...blank(time), ...cells(total), ...blank(LEFT_OUT_FIELDS)],
    ...leftOut
      .flatMap(linesOf)
      .map((line) => ['left_out', ...blank(time), ...blank(BRIDGE_FIELDS), ...line]),
    ...since.map(({ conversions: orders, value: net, ...days }) => [
      ...['restated', ...blank(time)],
      ...BRIDGE_FIELDS.map((name) => ({ orders, net })[name as string] ?? null),
      ...[periodName(days), ...blank(LEFT_OUT_FIELDS.slice(1))],
    ]),
  ])
}

const LEFT_OUT_FIELDS = ['reason', 'goal', 'sales_channel', 'count', 'currency', 'amount'] as const

function linesOf({ reason, goal, sales_channel, count, amounts }: ShownLeftOut): Cell[][] {
  const named = [reason, goal ?? '', sales_channel ?? ''].map(harmless)
  if (amounts.length === 0) return [[...named, count, null, null]]
  return amounts.map(({ currency, amount }, at) => [
    ...named,
    at === 0 ? count : null,
    currency,
    amount,
  ])
}
