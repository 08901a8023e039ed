import type { Dimension } from '../../shared/wire/roi.ts'
import {
  COMPARED,
  COMPARED_WORTH,
  type ComparedMetrics,
  type Comparison,
  type ModelMetrics,
  SHIFTS,
} from './compare.ts'
import { type Cell, csvText, harmless } from './csv.ts'
import { RESTATED } from './restated.ts'

/**
 * One line a row, as in the report. Each model has columns of its own that begin with its name; what a
 * line does not have is empty.
 * @param restates whether closed days are shown as they were, so that there are columns of what has changed since
 */
export function comparisonCsv(
  { rows, unattributed, overhead, total, ...more }: Comparison,
  by: readonly Dimension[],
  models: readonly string[],
  restates = false,
): string {
  const { not_broken_down: rest, fx_difference: moved } = more
  const nameless = by.map(() => '')
  const columns = models.flatMap((model, at) => columnsOf(model, at, total, restates))
  const cells = ({ touches, models: told }: ComparedMetrics): Cell[] => [
    touches,
    ...columns.map(({ model, of }) => of(told[model] ?? {})),
  ]
  const alike = (metrics: Partial<ModelMetrics>, touches?: number): Cell[] => [
    touches ?? null,
    ...columns.map(({ of }) => of(metrics)),
  ]
  return csvText([
    ['row_type', ...by, 'touches', ...columns.map(({ name }) => name)],
    ...rows.map((row) => ['row', ...by.map((name) => harmless(row[name] ?? '')), ...cells(row)]),
    ['unattributed', ...nameless, ...alike(unattributed)],
    ['overhead', ...nameless, ...alike(overhead)],
    ['total', ...nameless, ...cells(total)],
    ...(rest
      ? [['not_broken_down', ...nameless, ...alike({ cost: rest.cost }, rest.touches)]]
      : []),
    ...(moved ? [['fx_difference', ...nameless, ...alike(moved)]] : []),
  ])
}

interface Column {
  model: string
  name: string
  of: (metrics: Partial<ModelMetrics>) => Cell
}

/** The first model is what the others are compared with. */
function columnsOf(model: string, at: number, total: ComparedMetrics, restates: boolean): Column[] {
  const worth = COMPARED_WORTH.filter((name) => name in (total.models[model] ?? {}))
  const own = [...COMPARED, ...worth].map((name) => ({
    ...{ model, name: `${model}_${name}` },
    of: (metrics: Partial<ModelMetrics>) => metrics[name] ?? null,
  }))
  const shifts = (at === 0 ? [] : SHIFTS).map((name) => ({
    ...{ model, name: `${model}_shift_${name}` },
    of: ({ shift }: Partial<ModelMetrics>) => shift?.[name] ?? null,
  }))
  const since = (restates ? RESTATED : []).map((name) => ({
    ...{ model, name: `${model}_restated_${name}` },
    of: ({ restated }: Partial<ModelMetrics>) => restated?.[name] ?? null,
  }))
  return [...own, ...shifts, ...since]
}
