import { mayBeOf } from '../../../roi/explain.ts'
import { verdictOn } from '../../../roi/filters.ts'
import type { TouchCell } from '../../../roi/report.ts'
import type { TouchPart } from '../../reports-explain.ts'
import { uuidParameter, uuidText } from '../bytes.ts'
import { hitsOf } from './explain-hits.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { toldReader } from './explain-told.ts'
import { askedOf } from './segments/asked.ts'
import { touchNames } from './segments/touch-names.ts'
import { tupleNames } from './tuple-names.ts'

interface Row {
  ts: number
  event_id: Uint8Array
  hit: number
  country: string
  device: string
  url: string
}

/** Behind a touch, in the order of days, tuples, and touches of both. */
interface Place {
  day: number
  tuple: number
  ts: number
  id: string
}

/** Where a reader has come to, and the touch that is there, if any. */
interface Step {
  place: Place
  row?: Row
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** What is read together. */
const GROUPS_AT_ONCE = 500
const TOUCHES_AT_ONCE = 200

/** Groups of a day and a tuple, and touches, that a page looks at: a cell of few takes several pages. */
const LOOKED_MAX = 20_000

/**
 * Touches in the order of days and tuples, which an index has them in: those of other rows of tuples are
 * not read. `from` is the place of the last one that was looked at.
 */
export function touchParts(context: PartsContext, from: string, limit: number): PartsPage {
  const cellOf = readerOfCells(context)
  const found: { row: Row; cell: TouchCell }[] = []
  let looked = 0
  for (const { place, row } of stepsFrom(context, placeOf(from, context.query.from))) {
    looked += 1
    const cell = row && cellOf(place, row)
    if (cell) found.push({ row, cell })
    if (found.length >= limit || looked >= LOOKED_MAX)
      return { parts: partsOf(), next: [place.day, place.tuple, place.ts, place.id].join('.') }
  }
  return { parts: partsOf(), next: null }

  function partsOf(): TouchPart[] {
    const seqs = found.map(({ row }) => row.hit)
    const hits = hitsOf(context.snapshot.sql, seqs)
    const toldOf = toldReader(context.snapshot.sql)
    return found.map(({ row: { ts, hit }, cell }) => {
      const told = toldOf(hit)
      return { ...{ kind: 'touch', ts, cell }, hit: hits.get(hit), ...(told && { told }) }
    })
  }
}

/** A touch as the report counts it; undefined when it is not in the cell. */
function readerOfCells({ snapshot, query, test, names }: PartsContext) {
  const tupleOf = tupleNames(snapshot.sql)
  const asked = askedOf(query)
  const { filters } = query
  return ({ day, tuple: id }: Place, row: Row): TouchCell | undefined => {
    const tuple = tupleOf(id)
    const told = touchNames(row, asked)
    const verdict = filters && verdictOn(filters, { ...tuple, ...told })
    const cell = { tuple, day, touches: 1, more: names.of(told), verdict }
    return verdict !== 'out' && test.touch(cell) ? cell : undefined
  }
}

/** Every touch of the days and of tuples that can be in the cell, and one step for each tuple of a day. */
function* stepsFrom(context: PartsContext, from: Place): Generator<Step> {
  const { snapshot, fresh, query } = context
  const names = tupleNames(snapshot.sql)
  const groups = snapshot.sql.prepare<Pick<Place, 'day' | 'tuple'>>(GROUPS)
  let place = from
  for (;;) {
    const after = [fresh.generation, place.day, place.tuple, query.to, GROUPS_AT_ONCE]
    const some = groups.all(...after)
    for (const { day, tuple } of some) {
      if (day !== place.day || tuple !== place.tuple) place = firstOf(day, tuple)
      if (mayBeOf(query, names(tuple))) yield* touchesFrom(context, place)
      place = firstOf(day, tuple + 1)
      yield { place }
    }
    if (some.length < GROUPS_AT_ONCE) return
  }
}

function* touchesFrom({ snapshot, fresh, query }: PartsContext, from: Place): Generator<Step> {
  // Only the hit knows the page, and to look for it takes longer than the touch.
  const url = askedOf(query).has('landing_page') ? URL_OF_HIT : "''"
  const statement = snapshot.sql.prepare<Row>(touchesWith(url))
  const { day, tuple } = from
  let { ts, id } = from
  for (;;) {
    const after = [fresh.generation, day, tuple, ts, uuidParameter(id), TOUCHES_AT_ONCE]
    const rows = statement.all(...after)
    for (const row of rows) {
      ts = row.ts
      id = uuidText(row.event_id)
      yield { place: { day, tuple, ts, id }, row }
    }
    if (rows.length < TOUCHES_AT_ONCE) return
  }
}

const firstOf = (day: number, tuple: number): Place => ({ day, tuple, ts: 0, id: FIRST_ID })

function placeOf(from: string, firstDay: number): Place {
  if (from === '') return firstOf(firstDay, 0)
  const [day, tuple, ts, id = FIRST_ID] = from.split('.')
  return { day: Number(day), tuple: Number(tuple), ts: Number(ts), id }
}

const GROUPS = `
  SELECT period AS day, tuple FROM touch_totals
  WHERE generation = ? AND (period, tuple) >= (?, ?) AND period <= ?
  ORDER BY period, tuple LIMIT ?`

/** A touch by a code has none. */
const URL_OF_HIT = "coalesce((SELECT url FROM hits WHERE seq = t.hit), '')"

const touchesWith = (url: string): string => `
  SELECT ts, event_id, hit, country, device, ${url} AS url FROM touches t INDEXED BY touches_day
  WHERE generation = ? AND day = ? AND tuple = ? AND (ts, event_id) > (?, ?)
  ORDER BY ts, event_id LIMIT ?`
