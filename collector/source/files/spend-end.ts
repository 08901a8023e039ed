import { formatDay } from '../../../shared/dates.ts'
import { quoted } from './choices.ts'
import { type DayReading, shownPeriod } from './days.ts'
import type { FileOptions } from './file.ts'
import type { Header } from './header.ts'
import type { SpendLayout } from './layouts/spend-layout.ts'
import type { LineReader } from './line-reader.ts'
import { type Exact, millionthsOf, minorOf, type Reading, shown, wholeOf } from './numbers.ts'
import type { Preamble } from './preamble.ts'
import type { ReadSpend, RefusedLine, SpendRow } from './spend.ts'
import {
  addReading,
  currencyProblem,
  keyOf,
  MEASURES,
  type Measure,
  type SpendSum,
  type SpendSums,
} from './sums.ts'

/** Lines that were not counted. */
export interface LeftOut {
  lines: number
  first: number
}

/** All that was gathered from a file of spend. */
export interface Gathered {
  header: Header<SpendLayout>
  preamble: Preamble
  options: FileOptions
  lines: LineReader
  sums: SpendSums
  refused: RefusedLine[]
  refusedMore: number
  /** Lines of data, refused ones too. */
  dataLines: number
  lastLine: number
  totals: LeftOut
  withoutCost: LeftOut
  headers: LeftOut
  /** Costs of the lines that are called totals. */
  statedTotals: readonly Reading[]
  /** How many lines a total says that it is of. */
  counted: number | undefined
}

/** How the whole file is to be read. */
interface Ways {
  decimal: keyof Reading
  order: keyof DayReading
}

/** What a file comes to, now that all of it has been seen. */
export function finished(file: Gathered): ReadSpend {
  const questions = questionsOf(file)
  const { decimals, dates } = file.lines
  const ways: Ways = {
    decimal: decimals.decided === ',' ? 'comma' : 'point',
    order: dates.decided ?? 'DMY',
  }
  const read = questions.length > 0 ? { rows: [], refused: [] } : rowsOf(file, ways)
  const startQuestion = questionOfStart(file, read.rows, ways)
  const refused = [
    ...file.refused,
    ...questions,
    ...read.refused,
    ...startQuestion,
    ...cutOff(file),
  ]
  const { kind } = file.header.layout
  return {
    ...{ family: 'spend', kind },
    rows: startQuestion.length > 0 ? [] : read.rows,
    refused: refused.sort((a, b) => a.line - b.line),
    notes: notesOf(file, read.rows, ways),
  }
}

/** What must be said before anything of the file can be counted. */
function questionsOf(file: Gathered): RefusedLine[] {
  const { decimals, dates, withoutCurrency } = file.lines
  const { line } = file.header.row
  const questions = [...questionOfPeriod(file)]
  if (withoutCurrency !== null)
    questions.push({
      line,
      reason:
        'nothing in the file says which currency its amounts are in: say it with --currency EUR, or whichever it is',
    })
  if (decimals.decided === undefined)
    questions.push(
      decimals.question('--decimal', { '.': 'a decimal point', ',': 'a decimal comma' }),
    )
  if (dates.decided === undefined)
    questions.push(dates.question('--dates', { DMY: 'the day first', MDY: 'the month first' }))
  return questions
}

const DAILY = ['', 'daily', 'day', 'hourly', 'hour', 'summary', 'täglich']

function questionOfPeriod(file: Gathered): RefusedLine[] {
  const { header, lines, options, preamble } = file
  const { line } = header.row
  if (!DAILY.includes(preamble.aggregation))
    return [{ line, reason: tooCoarse(preamble.aggregation) }]
  if (lines.has('day') || lines.has('from')) return []
  const coarse = header.columns.get('coarse')
  if (coarse !== undefined) return [{ line, reason: tooCoarse(header.row.cells[coarse] ?? '') }]
  if (options.from !== undefined) return []
  const seems = preamble.period === null ? '' : suggestion(preamble.period.from, preamble.period.to)
  return [
    {
      line,
      reason: `the file has no column of days: export it by day, or say the period that it is of with --from and --to, and each cost is spread evenly over it${seems}`,
    },
  ]
}

const tooCoarse = (name: string): string =>
  `the lines are not of days (${quoted(name)}), and a week or month may lie across the ends of a period: export the report by day`

/**
 * A line above the header says the days that were asked for, in the words of the account's language. It is
 * only suggested: it may be wider than the data, and who imports the file knows.
 */
function suggestion(from: DayReading, to: DayReading): string {
  if (from.DMY === null || to.DMY === null || from.DMY !== from.MDY || to.DMY !== to.MDY) return ''
  return ` (its first lines suggest --from ${formatDay(from.DMY)} --to ${formatDay(to.DMY)})`
}

function rowsOf(file: Gathered, ways: Ways): { rows: SpendRow[]; refused: RefusedLine[] } {
  const rows: SpendRow[] = []
  const refused: RefusedLine[] = []
  for (const sum of mergedSums(file.sums.all(), ways, refused)) {
    const row = rowOf(sum, ways, file.options)
    if (typeof row === 'string') refused.push({ line: sum.line, reason: row })
    else rows.push(row)
  }
  return { rows, refused }
}

/** `1/2/2026` and `2026-02-01` are one day as soon as it is known which way dates are read. */
function* mergedSums(
  sums: Iterable<SpendSum>,
  { order }: Ways,
  refused: RefusedLine[],
): Iterable<SpendSum> {
  const merged = new Map<string, SpendSum>()
  for (const sum of sums) {
    const { from, to } = sum.period
    const key = keyOf(sum, [from[order], to[order]])
    const known = merged.get(key)
    const problem = known ? currencyProblem(known, sum) : null
    if (problem !== null) refused.push({ line: sum.line, reason: problem })
    else if (known) addSums(known, sum)
    else merged.set(key, sum)
  }
  yield* merged.values()
}

function addSums(to: SpendSum, from: SpendSum): void {
  for (const measure of MEASURES) {
    const added = from.sums[measure]
    if (added) addReading(to.sums, measure, added)
  }
}

/** @returns why there is none, as a text */
function rowOf(sum: SpendSum, { decimal, order }: Ways, options: FileOptions): SpendRow | string {
  const { sums, period, ...rest } = sum
  const from = period.from[order] as number
  const to = period.to[order] as number
  const problem = periodProblem(from, to, options)
  if (problem !== null) return problem
  const amount = minorOf(sums.cost?.[decimal] ?? 0n, sum.currency)
  if (amount === undefined) return 'the amounts of its campaign and period add up to too much'
  const exact = (measure: Measure) => sums[measure]?.[decimal]
  return {
    ...rest,
    ...{ from, to, amount },
    impressions: mapped(exact('impressions'), wholeOf),
    clicks: mapped(exact('clicks'), wholeOf),
    claimedConversions: mapped(exact('conversions'), millionthsOf),
    claimedValue: mapped(exact('value'), (value) => minorOf(value, sum.currency)),
  }
}

const mapped = <T>(exact: Exact | undefined, to: (exact: Exact) => T | undefined): T | null =>
  exact === undefined ? null : (to(exact) ?? null)

function periodProblem(from: number, to: number, options: FileOptions): string | null {
  if (from > to) return `its period ends on ${formatDay(to)}, before it begins`
  if (from < (options.from ?? from) || to > (options.to ?? to))
    return `${shownPeriod(from, to)} lies outside of --from and --to: leave them out, since the file says its days itself`
  return null
}

/** A start without an end is a day if the report was made by days, and else the first of many. */
function questionOfStart(
  file: Gathered,
  rows: readonly SpendRow[],
  { order }: Ways,
): RefusedLine[] {
  const { header, lines, options, preamble } = file
  const first = preamble.period?.from[order]
  const last = preamble.period?.to[order]
  const isDaily = !header.layout.isStart || lines.has('to') || options.from !== undefined
  if (isDaily || rows.length === 0 || !first || !last || first === last) return []
  if (rows.some(({ from }) => from !== first)) return []
  const [from, to] = [formatDay(first), formatDay(last)]
  return [
    {
      line: header.row.line,
      reason: `all lines start on ${from}, and the report goes to ${to}: export it with the time breakdown by day. If all of it was spent on that one day, say so with --from ${from} --to ${from}`,
    },
  ]
}

function cutOff({ preamble, dataLines, totals, lastLine }: Gathered): RefusedLine[] {
  if (preamble.rows === null || dataLines + totals.lines >= preamble.rows) return []
  return [
    {
      line: lastLine,
      reason: `the file says that it has ${preamble.rows} lines, and ends after ${dataLines}: download it again`,
    },
  ]
}

function notesOf(file: Gathered, rows: readonly SpendRow[], ways: Ways): string[] {
  const { sums, dataLines, counted, refusedMore } = file
  const long = rows.filter(({ from, to }) => from !== to).length
  return [
    ...leftOut(file.totals, 'is a total and not counted', 'are totals and not counted'),
    ...leftOut(
      file.withoutCost,
      'reports no cost and is left out',
      'report no cost and are left out',
    ),
    ...leftOut(file.headers, 'is the header once more', 'are the header once more'),
    ...(refusedMore > 0 ? [`${refusedMore} more lines are refused.`] : []),
    ...(dataLines === 0 ? ['The file has no lines of data.'] : []),
    ...(rows.length > 0 && rows.length < sums.lines
      ? [`${sums.lines} lines are added up to ${rows.length}, one for each campaign and period.`]
      : []),
    ...(sums.repeated > 0 ? [repeatedNote(sums.repeated)] : []),
    ...(long > 0 ? [`${long} ${long === 1 ? 'row is' : 'rows are'} of more than one day.`] : []),
    ...(isUnnamed(rows) ? ['The file names no campaigns.'] : []),
    ...(counted !== undefined && counted > dataLines
      ? [`A total is of ${counted} lines, and there are ${dataLines}: was the file cut off?`]
      : []),
    ...totalNote(file, rows, ways),
    ...periodNote(file),
  ]
}

const isUnnamed = (rows: readonly SpendRow[]): boolean =>
  rows.length > 0 && rows.every(({ campaign, campaignId }) => campaign + campaignId === '')

/** Tells when the period that was said is not the one that was asked for when the file was made. */
function periodNote({ lines, options, preamble }: Gathered): string[] {
  const from = preamble.period?.from.DMY
  const to = preamble.period?.to.DMY
  const isCertain = from === preamble.period?.from.MDY && to === preamble.period?.to.MDY
  if (!from || !to || !isCertain || options.from === undefined) return []
  if (lines.has('day') || lines.has('from')) return []
  if (from === options.from && to === options.to) return []
  return [`The first lines of the file say ${shownPeriod(from, to)}: is the period right?`]
}

function leftOut({ lines, first }: LeftOut, one: string, many: string): string[] {
  if (lines === 0) return []
  return [
    lines === 1 ? `Line ${first} ${one}.` : `${lines} lines, the first of them ${first}, ${many}.`,
  ]
}

const repeatedNote = (lines: number): string =>
  `${lines === 1 ? '1 line is' : `${lines} lines are`} the same as one before, in every cell, and counted: is something in the file twice?`

/** Half of the last decimal that reports show: each line may be rounded by so much. */
const HALF_A_CENT: Exact = 5_000_000_000_000_000n

/** Tells when none of the totals is the sum of the lines, as after a file was cut off or filtered. */
function totalNote(file: Gathered, rows: readonly SpendRow[], { decimal }: Ways): string[] {
  const stated = file.statedTotals.flatMap((total) => total[decimal] ?? [])
  if (stated.length === 0 || rows.length === 0 || file.refused.length > 0) return []
  let sum = 0n
  for (const { sums } of file.sums.all()) sum += sums.cost?.[decimal] ?? 0n
  const most = HALF_A_CENT * BigInt(file.sums.lines + 1)
  const isNear = stated.some((total) => total - sum <= most && sum - total <= most)
  if (isNear) return []
  const largest = stated.reduce((most, total) => (total > most ? total : most))
  return [
    `The lines add up to ${shown(sum)}, and a total of the file says ${shown(largest)}: was it cut off, or filtered?`,
  ]
}
