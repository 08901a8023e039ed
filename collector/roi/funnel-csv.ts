import type { FunnelBy } from '../../shared/wire/funnel.ts'
import { type Cell, csvText, harmless } from './csv.ts'
import { FUNNEL_STEPS, type Funnel, type FunnelRow } from './funnel.ts'

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

/** A line a row, then `total`; visits by step, then how many came no further than it. */
export function funnelCsv({ rows, total }: Funnel, by: FunnelBy): string {
  const names = by === 'none' ? [] : [by]
  const dropOffs = FUNNEL_STEPS.filter((step) => step !== 'order').map((step) => `${step}_drop_off`)
  return csvText([
    ['row_type', ...names, ...FUNNEL_STEPS, ...dropOffs, ...FIELDS],
    ...rows.map((row) => [
      'row',
      ...names.map((name) => harmless(row[name] ?? '')),
      ...cellsOf(row),
    ]),
    ['total', ...names.map(() => null), ...cellsOf(total)],
  ])
}

const cellsOf = ({ steps, orders, value, conversion_rate, ...carts }: FunnelRow): Cell[] => [
  ...steps.map(({ visits }) => visits),
  ...steps.flatMap(({ drop_off }) => (drop_off === undefined ? [] : [drop_off])),
  ...[orders, value, conversion_rate],
  ...[carts.abandoned_carts.carts, carts.abandoned_carts.value],
  ...[carts.open_carts.carts, carts.open_carts.value, carts.carts_without_value],
]
