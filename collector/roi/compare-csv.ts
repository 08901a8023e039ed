import type { Dimension } from '../../shared/wire/roi.ts'
import { COMPARED, type ComparedMetrics, type Comparison, SHIFTS } from './compare.ts'
import { type Cell, csvText, harmless } from './csv.ts'
import type { Metrics } from './metrics.ts'

/**
 * One line a row, as in the report. Each model has columns of its own that begin with its name; what a
 * line does not have is empty.
 */
export function comparisonCsv(
  { rows, unattributed, overhead, total, not_broken_down: rest }: Comparison,
  by: readonly Dimension[],
  models: readonly string[],
): string {
  const nameless = by.map(() => '')
  const alike = (metrics: Partial<Metrics>): Cell[] =>
    models.flatMap((_, at) => [...own(metrics), ...shiftsOf(at).map(() => null)])
  return csvText([
    ['row_type', ...by, 'touches', ...models.flatMap(columnsOf)],
    ...rows.map((row) => ['row', ...by.map((name) => harmless(row[name] ?? '')), ...cells(row)]),
    ['unattributed', ...nameless, null, ...alike(unattributed)],
    ['overhead', ...nameless, null, ...alike(overhead)],
    ['total', ...nameless, ...cells(total)],
    ...(rest
      ? [['not_broken_down', ...nameless, rest.touches, ...alike({ cost: rest.cost })]]
      : []),
  ])
}

/** The first model is what the others are compared with. */
const shiftsOf = (at: number): readonly (typeof SHIFTS)[number][] => (at === 0 ? [] : SHIFTS)

const columnsOf = (model: string, at: number): string[] => [
  ...COMPARED.map((name) => `${model}_${name}`),
  ...shiftsOf(at).map((name) => `${model}_shift_${name}`),
]

const own = (metrics: Partial<Metrics>): Cell[] => COMPARED.map((name) => metrics[name] ?? null)

const cells = ({ touches, models }: ComparedMetrics): Cell[] => [
  touches,
  ...Object.values(models).flatMap((metrics) => [
    ...own(metrics),
    ...(metrics.shift ? SHIFTS.map((name) => metrics.shift?.[name] ?? null) : []),
  ]),
]
