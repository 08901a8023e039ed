import { baseOption, type Palette } from '../../charts/palette.ts'
import { money, shortMoney } from '../../format/numbers.ts'
import { type By, type CohortRow, EVERY_DAYS, nameOf } from './cohorts.ts'

/** A line each: what a customer has brought by each week of age. */
export function curvesOption(
  rows: readonly CohortRow[],
  by: By,
  currency: string,
  palette: Palette,
) {
  const { axis, ...base } = baseOption(palette)
  const weeks = Math.max(...rows.map(({ ltv_by_age: points = [] }) => points.length))
  return {
    ...base,
    grid: { ...base.grid, bottom: 14 },
    legend: { ...base.legend, type: 'scroll', left: 0, right: 0 },
    tooltip: { ...base.tooltip, trigger: 'axis' },
    xAxis: {
      ...{ ...axis, type: 'category', boundaryGap: false, splitLine: { show: false } },
      data: Array.from({ length: weeks }, (_, at) => `day ${at * EVERY_DAYS}`),
    },
    yAxis: {
      ...{ ...axis, type: 'value', scale: false },
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => shortMoney(at, currency) },
    },
    series: rows.map((row, at) => ({
      ...{ name: nameOf(row, by), type: 'line', symbol: SYMBOLS[at % SYMBOLS.length] },
      ...{ symbolSize: 6, color: palette.series[at % palette.series.length] },
      data: (row.ltv_by_age ?? []).map((amount) => (amount === null ? null : Number(amount))),
      tooltip: {
        valueFormatter: (amount: number | null) =>
          money(amount === null ? null : String(amount), currency),
      },
    })),
  }
}

/** For who does not see all colours. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'emptyCircle'] as const
