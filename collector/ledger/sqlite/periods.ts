import { addDays, formatDay } from '../../../shared/dates.ts'
import type { Settings } from '../facts.ts'
import { type ClosedPeriod, PeriodError } from '../reports-periods.ts'
import type { Generation } from './generations.ts'
import type { Sequence } from './sequence.ts'
import type { Sql } from './sql.ts'

interface PeriodRow {
  seq: number
  from_day: number
  to_day: number
  note: string
  owner: string
  received_at: number
  json: string
}

/** What is to be closed, and who says so. */
export interface Closing {
  from: number
  to: number
  note: string
  owner: string
  at: number
}

/** @throws PeriodError for days that are not over, and while figures may still change by what is stored */
export function requireOver(
  { from, to, today }: { from: number; to: number; today: number },
  waits: boolean,
): void {
  if (to >= today)
    throw new PeriodError(
      `${shown({ from, to })} is not over: the last day can be ${formatDay(addDays(today, -1))}`,
    )
  if (waits)
    throw new PeriodError(
      'figures are still being settled: "settle", or wait until "pending" is 0 and "building" is false, and close it then',
    )
}

/** The periods that are closed, the earliest first. */
export function closedPeriods(sql: Sql): ClosedPeriod[] {
  return sql.prepare<PeriodRow>(STANDING).all().map(periodOf)
}

/**
 * Keeps what the days of a period come to: the same sums under the number of the closing.
 * @throws PeriodError for a period that overlaps a closed one
 */
export function closePeriod(
  sql: Sql,
  sequence: Sequence,
  { id, settingsVersion }: Generation,
  { from, to, note, owner, at }: Closing,
): number {
  const other = closedPeriods(sql).find((closed) => closed.from <= to && from <= closed.to)
  if (other)
    throw new PeriodError(
      `${shown(other)} is closed already (${other.seq}): reopen it first, or close other days`,
    )
  const seq = sequence.take()
  sql.prepare(ADD).run(seq, 'close', from, to, note, null, settingsVersion, owner, at)
  for (const text of [KEEP_CREDITS, KEEP_TOUCHES, KEEP_COSTS])
    sql.prepare(text).run(seq, id, from, to)
  return seq
}

/**
 * Gives the figures of a period up, so that reports show those of now.
 * @throws PeriodError when there is none
 */
export function reopenPeriod(
  sql: Sql,
  sequence: Sequence,
  { id, note, owner, at }: { id: number; note: string; owner: string; at: number },
): ClosedPeriod {
  const closed = closedPeriods(sql).find(({ seq }) => seq === id)
  if (!closed) throw new PeriodError(`no closed period has the number ${id}: list those that are`)
  const { from, to } = closed
  sql.prepare(ADD).run(sequence.take(), 'reopen', from, to, note, id, 0, owner, at)
  return closed
}

export const shown = ({ from, to }: Pick<ClosedPeriod, 'from' | 'to'>): string =>
  `${formatDay(from)} to ${formatDay(to)}`

function periodOf({ json, ...row }: PeriodRow): ClosedPeriod {
  const { currency, models } = JSON.parse(json) as Settings
  return {
    ...{ seq: row.seq, from: row.from_day, to: row.to_day, note: row.note, owner: row.owner },
    ...{ closedAt: row.received_at, currency, models },
  }
}

const STANDING = `
  SELECT p.seq, p.from_day, p.to_day, p.note, p.owner, p.received_at, s.json
  FROM periods p JOIN settings s ON s.version = p.settings
  WHERE p.kind = 'close'
    AND NOT EXISTS (SELECT 1 FROM periods r WHERE r.kind = 'reopen' AND r.closing = p.seq)
  ORDER BY p.from_day`

const ADD = `
  INSERT INTO periods (seq, kind, from_day, to_day, note, closing, settings, source, owner,
    schema_version, received_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, 'backend', ?, 1, ?)`

const MEASURES = `conversions, value, refunded, tax, shipping, total, cost_of_goods, discount,
  goods_returned, discount_returned, fx_difference`

const KEEP_CREDITS = `
  INSERT INTO closed_credits (seq, goal, model, basis, day, tuple, stage, ${MEASURES})
  SELECT ?, goal, model, basis, period, tuple, stage, ${MEASURES}
  FROM rollups WHERE generation = ? AND period BETWEEN ? AND ?`

const KEEP_TOUCHES = `
  INSERT INTO closed_touches (seq, day, tuple, n)
  SELECT ?, period, tuple, n FROM touch_totals WHERE generation = ? AND period BETWEEN ? AND ?`

const SCOPE = 'day, channel, source, medium, campaign, category, accrues, amount'

const KEEP_COSTS = `
  INSERT INTO closed_costs (seq, ${SCOPE})
  SELECT ?, ${SCOPE} FROM cost_days WHERE generation = ? AND day BETWEEN ? AND ?`
