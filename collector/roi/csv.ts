import type { Dimension } from '../../shared/wire/roi.ts'
import type { CategoryReport } from './categories.ts'
import { METRICS, type Metrics, MORE_METRICS, type MoreMetrics } from './metrics.ts'
import type { CostBreakdown, RoiReport } from './report.ts'
import {
  RESTATED,
  type Restated,
  type RestatedCategoryReport,
  type RestatedReport,
} from './restated.ts'
import { TOUCH_BASIS_METRICS, type TouchBasisMetrics } from './touch-basis.ts'

export type Cell = string | number | null

/**
 * The report as CSV (RFC 4180, CRLF at each line's end): a header, then `row` lines and one line
 * each of `unattributed`, `overhead` and `total`, and of `not_broken_down` and `fx_difference` where there is one. A metric that a line doesn't have is empty.
 *
 * Where closed days are shown as they were (`restates`) there are columns of what each line has more now, empty
 * where nothing has changed.
 *
 * Text that a spreadsheet would take for a formula gets an apostrophe in front, since campaign
 * names come from anybody's links; numbers are left as they are, so that -365.15 stays one.
 */
export function toCsv(
  report: RoiReport | RestatedReport,
  by: readonly Dimension[],
  restates = false,
): string {
  const { rows, unattributed, overhead, total } = report
  const dimensions = by.filter((name) => name !== 'category')
  const names = [...METRICS, ...MORE_METRICS.filter((name) => name in total)]
  const extras = TOUCH_BASIS_METRICS.filter((name) => rows[0] && name in rows[0])
  const categories = Object.keys(total.costs ?? {})
  const nameless = dimensions.map(() => '')
  const since = restates ? RESTATED : []
  const cells = (some: Line): Cell[] => [
    ...names.map((name) => some[name] ?? null),
    ...extras.map((name) => some[name] ?? null),
    ...categories.map((name) => some.costs?.[name] ?? null),
    ...since.map((name) => some.restated?.[name] ?? null),
  ]
  const lines: Cell[][] = [
    [
      ...['row_type', ...dimensions, ...names, ...extras],
      ...categories.map((name) => `cost_${name}`),
      ...since.map(restatedColumn),
    ],
    ...rows.map((row) => [
      'row',
      ...dimensions.map((name) => harmless(row[name] ?? '')),
      ...cells(row),
    ]),
    ['unattributed', ...nameless, ...cells(unattributed)],
    ['overhead', ...nameless, ...cells(overhead)],
    ['total', ...nameless, ...cells(total)],
    ...(report.not_broken_down
      ? [['not_broken_down', ...nameless, ...cells(report.not_broken_down)]]
      : []),
    ...(report.other_sales ?? []).map(({ sales_channel: channel, ...sums }) => [
      `other_sales_${channel}`,
      ...nameless,
      ...cells(sums),
    ]),
    ...(report.fx_difference
      ? [['fx_difference', ...nameless, ...cells(report.fx_difference)]]
      : []),
  ]
  return csvText(lines)
}

type Line = Partial<Metrics & MoreMetrics & TouchBasisMetrics & CostBreakdown> & Since

interface Since {
  restated?: Partial<Restated>
}

const restatedColumn = (name: string): string => `restated_${name}`

/** The same of a report by category alone: `row` lines have costs, and `credited` has the value. */
export function categoryCsv(
  { rows, credited, ...report }: CategoryReport | RestatedCategoryReport,
  restates = false,
): string {
  const { unattributed, overhead, total, fx_difference } = report
  const names = [...METRICS, ...MORE_METRICS.filter((name) => name in total)]
  const since = restates ? RESTATED : []
  const sinceOf = ({ restated }: Since): Cell[] => since.map((name) => restated?.[name] ?? null)
  const line = (type: string, some: Partial<Metrics & MoreMetrics> & Since): Cell[] => [
    ...[type, ''],
    ...names.map((name) => some[name] ?? null),
    null,
    ...sinceOf(some),
  ]
  return csvText([
    ['row_type', 'category', ...names, 'cost_share', ...since.map(restatedColumn)],
    ...rows.map(({ category, cost, cost_share, ...row }) => [
      ...['row', category],
      ...names.map((name) => (name === 'cost' ? cost : null)),
      cost_share,
      ...sinceOf(row),
    ]),
    line('credited', credited),
    line('unattributed', unattributed),
    line('overhead', overhead),
    line('total', total),
    ...(report.not_broken_down ? [line('not_broken_down', report.not_broken_down)] : []),
    ...(report.other_sales ?? []).map((sums) => line(`other_sales_${sums.sales_channel}`, sums)),
    ...(fx_difference ? [line('fx_difference', fx_difference)] : []),
  ])
}

/** Lines of cells as the text of a file; names go through `harmless` first. */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('')
}

/** A name that no spreadsheet runs. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function quoted(cell: Cell): string {
  const text = String(cell ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
