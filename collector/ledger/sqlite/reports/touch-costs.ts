import { daysOfMonth, monthOf } from '../../../../shared/dates.ts'
import { localDay } from '../../../roi/dates.ts'
import type { CostCell, Tuple } from '../../../roi/report.ts'
import {
  type Allocation,
  allocateCosts,
  type CutPlace,
  cutsOf,
  TouchCosts,
  type TouchCount,
} from '../../../roi/touch-cost.ts'
import type { CostsAsked, Freshness } from '../../ledger.ts'
import { uuidText } from '../bytes.ts'
import type { Sql } from '../sql.ts'

/** Days of touches, YYYYMMDD; their costs may depend on all days of their months. */
export interface Days {
  from: number
  to: number
}

type Tuples = ReadonlyMap<number, Tuple>
type CostFilter = (cell: CostCell) => boolean

/** Places that one statement looks for: the text that names them stays below 2 MB. */
const PLACES_AT_ONCE = 40_000

/** Costs of the months that touches of these days lie in, shared over touches. */
export function readAllocation(
  sql: Sql,
  { generation, settings }: Freshness,
  { from, to }: Days,
  { now, overhead }: CostsAsked,
  { tuples = readTuples(sql), of = () => true }: { tuples?: Tuples; of?: CostFilter } = {},
): Allocation {
  const first = monthOf(from) * 100 + 1
  const last = monthOf(to) * 100 + daysOfMonth(monthOf(to))
  const costs = sql
    .prepare<CostDayRow>(COST_DAYS)
    .all(generation, first, last)
    .map(cellOf)
    .filter(of)
  const counts = costs.length === 0 ? [] : readCounts(sql, generation, first, last)
  return allocateCosts({ costs, counts, tuples, overhead, today: localDay(now, settings.timeZone) })
}

/** The dictionary of tuples by their ids; without those that stand for conversions without a touch. */
export function readTuples(sql: Sql): Map<number, Tuple> {
  const rows = sql.prepare<Tuple & { id: number }>(TUPLES).all()
  return new Map(rows.map(({ id, ...tuple }) => [id, tuple]))
}

/**
 * The cost of each touch of an allocation.
 * @param wanted whether touches of a tuple and day will be asked for: finding the place of a touch
 *   among them goes over all touches of the site
 */
export function readTouchCosts(
  sql: Sql,
  generation: number,
  allocation: Allocation,
  wanted: (day: number, tuple: number) => boolean = () => true,
): TouchCosts {
  const cuts = cutsOf(allocation).filter(({ day, tuple }) => wanted(day, tuple))
  const places: CutPlace[] = []
  for (let at = 0; at < cuts.length; at += PLACES_AT_ONCE) {
    const some = cuts.slice(at, at + PLACES_AT_ONCE)
    const asked = JSON.stringify(some.map(({ day, tuple, place }) => [day, tuple, place]))
    for (const row of sql.prepare<PlaceRow>(PLACES).all(asked, generation)) {
      const { event_id, ...place } = row
      places.push({ ...place, id: uuidText(event_id) })
    }
  }
  return new TouchCosts(allocation, places)
}

function readCounts(sql: Sql, generation: number, from: number, to: number): TouchCount[] {
  return sql.prepare<TouchCount>(TOUCH_COUNTS).all(generation, from, to)
}

interface CostDayRow extends Tuple {
  day: number
  category: string
  accrues: number
  amount: number
}

interface PlaceRow extends Omit<CutPlace, 'id'> {
  event_id: Uint8Array
}

const cellOf = ({ day, category, accrues, amount, ...scope }: CostDayRow): CostCell => ({
  ...{ scope, day, category, amount },
  accrues: accrues === 1,
})

const COST_DAYS = `
  SELECT day, channel, source, medium, campaign, category, accrues, amount
  FROM cost_days WHERE generation = ? AND day BETWEEN ? AND ?`

const TOUCH_COUNTS = `
  SELECT period AS day, tuple, n AS touches
  FROM touch_totals WHERE generation = ? AND period BETWEEN ? AND ?`

const TUPLES = `SELECT id, channel, source, medium, campaign FROM tuples WHERE channel != ''`

const PLACES = `
  WITH wanted (day, tuple, place) AS MATERIALIZED (
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
  )
  SELECT day, tuple, place, ts, event_id FROM (
    SELECT day, tuple, ts, event_id,
      row_number() OVER (PARTITION BY day, tuple ORDER BY ts, event_id) AS place
    FROM touches WHERE generation = ? AND (day, tuple) IN (SELECT day, tuple FROM wanted)
  ) WHERE (day, tuple, place) IN (SELECT day, tuple, place FROM wanted)`
