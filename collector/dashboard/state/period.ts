import {
  addDays,
  daysBetween,
  daysOfMonth,
  formatDay,
  monthOf,
  parseDay,
} from '../../../shared/dates.ts'

/** Days of the site, both included, as YYYYMMDD. */
export interface Period {
  from: number
  to: number
}

/** Named periods, by what the address calls them. */
export const PRESETS = {
  today: 'Today',
  yesterday: 'Yesterday',
  last_7_days: 'Last 7 days',
  last_30_days: 'Last 30 days',
  last_90_days: 'Last 90 days',
  this_month: 'This month',
  last_month: 'Last month',
  this_year: 'This year',
  last_12_months: 'Last 12 months',
} as const

export type Preset = keyof typeof PRESETS

export const DEFAULT_PRESET: Preset = 'last_30_days'

/** What a period is held against. */
export const COMPARISONS = {
  previous: 'Previous period',
  year: 'Same period last year',
  none: 'No comparison',
} as const

export type Comparison = keyof typeof COMPARISONS

export const DEFAULT_COMPARISON: Comparison = 'previous'

type Params = Readonly<Record<string, string>>

export const presetOf = ({ period, from, to }: Params): Preset | 'custom' => {
  if (from !== undefined && to !== undefined) return 'custom'
  return period !== undefined && Object.hasOwn(PRESETS, period)
    ? (period as Preset)
    : DEFAULT_PRESET
}

/** The period that an address asks; one that can't be read is the default. */
export function periodOf(params: Params, today: number): Period {
  const preset = presetOf(params)
  if (preset !== 'custom') return ofPreset(preset, today)
  const from = parseDay(params['from'] ?? '')
  const to = parseDay(params['to'] ?? '')
  if (from === undefined || to === undefined) return ofPreset(DEFAULT_PRESET, today)
  return from <= to ? { from, to } : { from: to, to: from }
}

function ofPreset(preset: Preset, today: number): Period {
  const month = monthOf(today)
  const since = (days: number): Period => ({ from: addDays(today, 1 - days), to: today })
  switch (preset) {
    case 'today':
      return since(1)
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'last_7_days':
      return since(7)
    case 'last_30_days':
      return since(30)
    case 'last_90_days':
      return since(90)
    case 'this_month':
      return { from: firstOf(month), to: today }
    case 'last_month':
      return wholeMonth(monthBefore(month, 1))
    case 'this_year':
      return { from: Math.floor(today / 10_000) * 10_000 + 101, to: today }
    case 'last_12_months':
      return { from: firstOf(monthBefore(month, 11)), to: today }
  }
}

export const comparisonOf = ({ compare }: Params): Comparison =>
  compare !== undefined && Object.hasOwn(COMPARISONS, compare)
    ? (compare as Comparison)
    : DEFAULT_COMPARISON

/** What a period is compared with: as many days just before it, or the same days a year ago; or nothing. */
export function comparedWith(period: Period, comparison: Comparison): Period | undefined {
  if (comparison === 'none') return undefined
  if (comparison === 'year') return { from: yearBefore(period.from), to: yearBefore(period.to) }
  const days = daysBetween(period.from, period.to) + 1
  return { from: addDays(period.from, -days), to: addDays(period.from, -1) }
}

/** As queries have it. */
export const asked = ({ from, to }: Period): { from: string; to: string } => ({
  from: formatDay(from),
  to: formatDay(to),
})

/** The day that it is at the site. @param zone IANA time zone */
export function todayIn(zone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  return parseDay(parts.format(now)) ?? 0
}

/** Steps in which a period is drawn, so that a chart has some dozen of them. */
export function stepOf(period: Period): 'day' | 'week' | 'month' {
  const days = daysBetween(period.from, period.to) + 1
  if (days <= 45) return 'day'
  return days <= 200 ? 'week' : 'month'
}

const firstOf = (month: number): number => month * 100 + 1

const wholeMonth = (month: number): Period => ({
  from: firstOf(month),
  to: month * 100 + daysOfMonth(month),
})

function monthBefore(month: number, count: number): number {
  const index = Math.floor(month / 100) * 12 + (month % 100) - 1 - count
  return Math.floor(index / 12) * 100 + (index % 12) + 1
}

/** 29 February was the 28th. */
function yearBefore(day: number): number {
  const month = monthOf(day) - 100
  return month * 100 + Math.min(day % 100, daysOfMonth(month))
}
