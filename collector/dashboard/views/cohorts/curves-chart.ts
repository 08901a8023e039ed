import { baseOption, type Palette } from '../../charts/palette.ts'
import { factor, money, shortMoney } from '../../format/numbers.ts'
import { type By, type CohortRow, drawnPoint, EVERY_DAYS, nameOf, type Per } from './cohorts.ts'

export interface Curved {
  rows: readonly CohortRow[]
  by: By
  per: Per
  currency: string
}

/** A line each: what a customer has brought by each week of age. */
export function curvesOption({ rows, by, per, currency }: Curved, palette: Palette) {
  const isMoney = per === 'customer'
  const { axis, ...base } = baseOption(palette)
  const weeks = Math.max(...rows.map(({ ltv_by_age: points = [] }) => points.length))
  return {
    ...base,
    grid: { ...base.grid, bottom: 24 },
    legend: { ...base.legend, type: 'scroll', left: 0, right: 0 },
    tooltip: { ...base.tooltip, trigger: 'axis' },
    xAxis: {
      ...{ ...axis, type: 'category', boundaryGap: false, splitLine: { show: false } },
      data: Array.from({ length: weeks }, (_, at) => `day ${at * EVERY_DAYS}`),
    },
    yAxis: {
      ...{ ...axis, type: 'value', scale: false },
      axisLabel: {
        ...axis.axisLabel,
        formatter: (at: number) => (isMoney ? shortMoney(at, currency) : factor(at)),
      },
    },
    series: rows.map((row, at) => ({
      ...{ name: nameOf(row, by), type: 'line', symbol: SYMBOLS[at % SYMBOLS.length] },
      ...{ symbolSize: 6, color: palette.series[at % palette.series.length] },
      data: (row.ltv_by_age ?? []).map((point) => drawnPoint(row, point, per)),
      tooltip: {
        valueFormatter: (amount: number | null | undefined) =>
          isMoney ? money(amount?.toString(), currency) : factor(amount),
      },
    })),
  }
}

/** For who does not see all colours. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'emptyCircle'] as const
