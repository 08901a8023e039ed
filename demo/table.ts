import type { Metrics } from '../collector/roi/metrics.ts'
import type { RoiReport } from '../collector/roi/report.ts'

/** The part of `GET /v1/roi`'s answer that the demo shows. */
export interface RoiAnswer extends RoiReport {
  meta: {
    model: string
    basis: string
    currency: string
    timezone: string
    pending: number
    coverage: number | null
  }
}

const HEADINGS = ['Channel', 'Touches', 'Orders', 'Value', 'Cost', 'Profit', 'ROI', 'ROAS', 'CPA']
const NONE = '–'

/** ROI by channel as lines of text: names to the left, numbers to the right, sums below. */
export function roiTable({ rows, unattributed, overhead, total }: RoiReport): string {
  const cells = [
    HEADINGS,
    ...rows.map((row) => cellsOf(row.channel ?? NONE, row)),
    cellsOf('unattributed', unattributed),
    cellsOf('overhead', overhead),
    cellsOf('total', total),
  ]
  const widths = HEADINGS.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  )
  const lines = cells.map((line) => aligned(line, widths))
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  return [lines[0], rule, ...lines.slice(1, -3), rule, ...lines.slice(-3)].join('\n')
}

function cellsOf(name: string, row: Partial<Metrics>): string[] {
  return [
    name,
    shown(row.touches, (touches) => touches.toLocaleString('en')),
    ...[row.conversions, row.value, row.cost, row.profit].map((text) => shown(text, grouped)),
    shown(row.roi, (roi) => `${(roi * 100).toFixed(0)} %`),
    shown(row.roas, (roas) => roas.toFixed(2)),
    shown(row.cpa, grouped),
  ]
}

function shown<Value>(value: Value | null | undefined, text: (value: Value) => string): string {
  return value === null || value === undefined ? NONE : text(value)
}

const aligned = (line: readonly string[], widths: readonly number[]): string =>
  line
    .map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    .join('  ')

/** '12345.67' is '12,345.67'. */
function grouped(decimal: string): string {
  const [whole = '', decimals] = decimal.split('.')
  const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return decimals === undefined ? digits : `${digits}.${decimals}`
}
