import { baseOption, type Palette } from '../../charts/palette.ts'
import { moneyChange, shortMoney } from '../../format/numbers.ts'
import type { ChannelShift } from './shifts.ts'

/** Bars to both sides of zero, the largest on top, each with what it comes to. */
export function shiftOption(shifts: readonly ChannelShift[], currency: string, palette: Palette) {
  const { axis, legend: _, ...base } = baseOption(palette)
  const width = Math.max(...shifts.map(({ value }) => Math.abs(Number(value))))
  return {
    ...base,
    grid: { left: 8, right: 8, top: 8, bottom: 8 },
    tooltip: { ...base.tooltip, trigger: 'item' },
    xAxis: {
      ...{ ...axis, type: 'value' },
      splitLine: { ...axis.splitLine, showMinLine: false, showMaxLine: false },
      ...{ min: -width * 1.05, max: width * ROOM },
      axisLabel: {
        ...{ ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
        formatter: (at: number) => shortMoney(at, currency),
      },
    },
    yAxis: {
      ...{ ...axis, type: 'category', inverse: true, splitLine: { show: false } },
      axisLabel: { ...axis.axisLabel, color: palette.text },
      axisLine: { show: false },
      data: shifts.map(({ channel }) => channel || '(none)'),
    },
    series: [
      {
        ...{ type: 'bar', name: 'Shift', barMaxWidth: 18 },
        data: shifts.map((one) => barOf(one, currency, palette)),
      },
    ],
  }
}

/** Of the axis beyond the longest bar, so that its figure stands inside, on a phone, too. */
const ROOM = 1.7

function barOf({ value }: ChannelShift, currency: string, palette: Palette) {
  const amount = Number(value)
  const isMore = amount >= 0
  return {
    value: amount,
    itemStyle: {
      color: isMore ? palette.value : palette.muted,
      borderRadius: isMore ? [0, 3, 3, 0] : [3, 0, 0, 3],
    },
    // Of a bar to the left the right end is zero: there its figure is not over the names.
    label: {
      ...{ show: true, color: palette.text, formatter: moneyChange(value, currency) },
      position: 'right',
    },
    tooltip: { valueFormatter: () => moneyChange(value, currency) },
  }
}
