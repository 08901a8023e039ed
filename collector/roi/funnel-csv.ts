import type { FunnelBy } from '../../shared/wire/funnel.ts'
import { type Cell, csvText, harmless } from './csv.ts'
import { FUNNEL_STEPS, type Funnel, type FunnelRow } from './funnel.ts'
import { periodName, type SinceClosing } from './restated.ts'

const FIELDS = [
  'orders',
  'value',
  'conversion_rate',
  'abandoned_carts',
  'abandoned_value',
  'open_carts',
  'open_value',
  'carts_without_value',
] as const

/**
 * A line a row, then `total`; visits by step, then how many came no further than it. Then a line a closed period
 * with how many orders, and of what value, it has more now than it had then.
 */
export function funnelCsv(
  { rows, total }: Funnel,
  by: FunnelBy,
  since: readonly SinceClosing[] = [],
): string {
  const names = by === 'none' ? [] : [by]
  const dropOffs = FUNNEL_STEPS.filter((step) => step !== 'order').map((step) => `${step}_drop_off`)
  const counted = [...FUNNEL_STEPS, ...dropOffs]
  return csvText([
    ['row_type', ...names, ...counted, ...FIELDS],
    ...rows.map((row) => [
      'row',
      ...names.map((name) => harmless(row[name] ?? '')),
      ...cellsOf(row),
    ]),
    ['total', ...names.map(() => null), ...cellsOf(total)],
    ...since.map(({ conversions: orders, value, ...days }) => [
      ...['restated', ...names.map(() => periodName(days)), ...counted.map(() => null)],
      ...FIELDS.map((name) => ({ orders, value })[name as string] ?? null),
    ]),
  ])
}

const cellsOf = ({ steps, orders, value, conversion_rate, ...carts }: FunnelRow): Cell[] => [
  ...steps.map(({ visits }) => visits),
  ...steps.flatMap(({ drop_off }) => (drop_off === undefined ? [] : [drop_off])),
  ...[orders, value, conversion_rate],
  ...[carts.abandoned_carts.carts, carts.abandoned_carts.value],
  ...[carts.open_carts.carts, carts.open_carts.value, carts.carts_without_value],
]
