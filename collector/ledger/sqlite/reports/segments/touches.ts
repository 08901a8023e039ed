import type { Dimension } from '../../../../../shared/wire/roi.ts'
import { verdictOn } from '../../../../roi/filters.ts'
import type { TouchCell, Tuple } from '../../../../roi/report.ts'
import type { Freshness, RoiReportQuery } from '../../../ledger.ts'
import type { Sql, SqlValue } from '../../sql.ts'
import { dayOfPeriod, type PeriodRange } from '../periods.ts'
import { Reach, touchesOfDays } from '../reach.ts'
import { tupleNames } from '../tuple-names.ts'
import { askedOf, type RowNames } from './asked.ts'
import { TOUCH_NAMES, touchNames } from './touch-names.ts'

/** Rows that are read at once. */
const ROWS_AT_ONCE = 4000

interface CountRow {
  tuple: number
  /** YYYYMMDD, or YYYYMM */
  period: number
  country: string
  device: string
  url: string
  n: number
}

/**
 * How many touches a segment has had. By country and device from their sums, which grow with neither
 * touches nor days of whole months; landing pages are on the hits alone, so all touches of the days are
 * gone over.
 * @throws ReportTooLargeError when those are too many
 */
export function segmentTouches(
  sql: Sql,
  { generation }: Freshness,
  query: Omit<RoiReportQuery, 'kind' | 'model'>,
  ranges: readonly PeriodRange[],
  names: RowNames,
): TouchCell[] {
  const asked = askedOf(query)
  const rows = asked.has('landing_page')
    ? touchesOf(sql, generation, query)
    : countsOf(sql, generation, ranges)
  return cellsOf(rows, query, asked, names, tupleNames(sql))
}

/** Whether touches are told by more than their tuples. */
export const asksTouches = (asked: ReadonlySet<Dimension>): boolean =>
  TOUCH_NAMES.some((name) => asked.has(name))

function cellsOf(
  rows: Iterable<CountRow>,
  { by, filters = {}, from }: Omit<RoiReportQuery, 'kind' | 'model'>,
  asked: ReadonlySet<Dimension>,
  names: RowNames,
  tupleOf: (id: number) => Tuple,
): TouchCell[] {
  const inTime = by.some((name) => name === 'day' || name === 'week' || name === 'month')
  const cells = new Map<string, TouchCell>()
  for (const row of rows) {
    const tuple = tupleOf(row.tuple)
    const told = touchNames(row, asked)
    const verdict = verdictOn(filters, { ...tuple, ...told })
    if (verdict === 'out') continue
    const more = names.of(told)
    const day = inTime ? dayOfPeriod(row.period) : from
    const key = JSON.stringify([row.tuple, day, verdict, more])
    const cell = cells.get(key)
    if (cell) cell.touches += row.n
    else cells.set(key, { tuple, day, more, verdict, touches: row.n })
  }
  return [...cells.values()]
}

function* countsOf(
  sql: Sql,
  generation: number,
  ranges: readonly PeriodRange[],
): Generator<CountRow> {
  const statement = sql.prepare<CountRow>(COUNTS)
  for (const { from, to } of ranges) yield* statement.all(generation, from, to)
}

interface TouchRow extends CountRow {
  ts: number
  event_id: Uint8Array
}

/** Day after day, in the order of their index. A touch by a code has no hit, and no page. */
function* touchesOf(
  sql: Sql,
  generation: number,
  { from, to }: { from: number; to: number },
): Generator<CountRow> {
  new Reach('landing pages of these days go').add(touchesOfDays(sql, generation, from, to))
  const statement = sql.prepare<TouchRow>(TOUCHES)
  let place: SqlValue[] = [from, 0, 0, new Uint8Array()]
  for (;;) {
    const rows = statement.all(generation, ...place, to, ROWS_AT_ONCE)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_AT_ONCE) return
    place = [last.period, last.tuple, last.ts, last.event_id]
  }
}

const COUNTS = `
  SELECT tuple, period, country, device, '' AS url, n
  FROM touch_counts WHERE generation = ? AND period BETWEEN ? AND ?`

const TOUCHES = `
  SELECT t.ts, t.event_id, t.tuple, t.day AS period, t.country, t.device,
    coalesce(h.url, '') AS url, 1 AS n
  FROM touches t INDEXED BY touches_day LEFT JOIN hits h ON h.seq = t.hit
  WHERE t.generation = ? AND (t.day, t.tuple, t.ts, t.event_id) > (?, ?, ?, ?) AND t.day <= ?
  ORDER BY t.day, t.tuple, t.ts, t.event_id LIMIT ?`
