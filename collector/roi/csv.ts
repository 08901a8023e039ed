import type { Dimension } from '../../shared/wire/roi.ts'
import { METRICS, type Metrics, MORE_METRICS, type MoreMetrics } from './metrics.ts'
import type { RoiReport } from './report.ts'
import { TOUCH_BASIS_METRICS } from './touch-basis.ts'

export type Cell = string | number | null

/**
 * The report as CSV (RFC 4180, CRLF at each line's end): a header, then `row` lines and one line
 * each of `unattributed`, `overhead` and `total`, and of `fx_difference` where there is one. A metric that a line doesn't have is empty.
 *
 * Text that a spreadsheet would take for a formula gets an apostrophe in front, since campaign
 * names come from anybody's links; numbers are left as they are, so that -365.15 stays one.
 */
export function toCsv(report: RoiReport, by: readonly Dimension[]): string {
  const { rows, unattributed, overhead, total } = report
  const names = [...METRICS, ...MORE_METRICS.filter((name) => name in total)]
  const metrics = (some: Partial<Metrics> & MoreMetrics): Cell[] =>
    names.map((name) => some[name] ?? null)
  const texts = (values: readonly string[]): Cell[] => values.map(harmless)
  const nameless = by.map(() => '')
  const extras = TOUCH_BASIS_METRICS.filter((name) => rows[0] && name in rows[0])
  const blank = extras.map(() => null)
  const lines: Cell[][] = [
    ['row_type', ...by, ...names, ...extras],
    ...rows.map((row) => [
      'row',
      ...texts(by.map((name) => row[name] ?? '')),
      ...metrics(row),
      ...extras.map((name) => row[name] ?? null),
    ]),
    ['unattributed', ...nameless, ...metrics(unattributed), ...blank],
    ['overhead', ...nameless, ...metrics(overhead), ...blank],
    ['total', ...nameless, ...metrics(total), ...blank],
    ...(report.fx_difference
      ? [['fx_difference', ...nameless, ...metrics(report.fx_difference), ...blank]]
      : []),
  ]
  return csvText(lines)
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
