import { mayBeOf } from '../../../roi/explain.ts'
import type { TouchPart } from '../../reports-explain.ts'
import { uuidParameter, uuidText } from '../bytes.ts'
import { hitsOf } from './explain-hits.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { tupleNames } from './tuple-names.ts'

interface Row {
  ts: number
  event_id: Uint8Array
  hit: number
  day: number
  tuple: number
}

/** Behind a touch, in the order of days, tuples, and touches of both. */
interface Place {
  day: number
  tuple: number
  ts: number
  id: string
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** Days and tuples that are read together, and at most looked at for one page. */
const GROUPS_AT_ONCE = 500
const GROUPS_MAX = 20_000

/**
 * Touches in the order of days and tuples, which an index has them in: those of other cells are not
 * read. `from` is the place of the last one; a page may come out empty where there are very many tuples.
 */
export function touchParts(context: PartsContext, from: string, limit: number): PartsPage {
  const { snapshot, fresh, query, test } = context
  const names = tupleNames(snapshot.sql)
  const groups = snapshot.sql.prepare<Pick<Row, 'day' | 'tuple'>>(GROUPS)
  const statement = snapshot.sql.prepare<Row>(TOUCHES)
  const rows: Row[] = []
  let place = placeOf(from, query.from)
  for (let looked = 0; looked < GROUPS_MAX; looked += GROUPS_AT_ONCE) {
    const asked = [fresh.generation, place.day, place.tuple, query.to, GROUPS_AT_ONCE]
    const some = groups.all(...asked)
    for (const { day, tuple } of some) {
      if (day !== place.day || tuple !== place.tuple) place = { day, tuple, ts: 0, id: FIRST_ID }
      if (!mayBeOf(query, names(tuple)) || !test.row(names(tuple), day)) continue
      const after = [day, tuple, place.ts, uuidParameter(place.id), limit - rows.length] as const
      rows.push(...statement.all(fresh.generation, ...after))
      const last = rows.at(-1)
      if (last && rows.length >= limit)
        return {
          parts: partsOf(rows),
          next: `${day}.${tuple}.${last.ts}.${uuidText(last.event_id)}`,
        }
    }
    if (some.length < GROUPS_AT_ONCE) return { parts: partsOf(rows), next: null }
    place = { ...place, tuple: place.tuple + 1, ts: 0, id: FIRST_ID }
  }
  return { parts: partsOf(rows), next: Object.values(place).join('.') }

  function partsOf(found: readonly Row[]): TouchPart[] {
    const hits = hitsOf(
      snapshot.sql,
      found.map(({ hit }) => hit),
    )
    return found.map(({ ts, hit, day, tuple }) => ({
      ...{ kind: 'touch', ts, hit: hits.get(hit) },
      cell: { tuple: names(tuple), day, touches: 1 },
    }))
  }
}

function placeOf(from: string, firstDay: number): Place {
  if (from === '') return { day: firstDay, tuple: 0, ts: 0, id: FIRST_ID }
  const [day, tuple, ts, id = FIRST_ID] = from.split('.')
  return { day: Number(day), tuple: Number(tuple), ts: Number(ts), id }
}

const GROUPS = `
  SELECT period AS day, tuple FROM touch_totals
  WHERE generation = ? AND (period, tuple) >= (?, ?) AND period <= ?
  ORDER BY period, tuple LIMIT ?`

const TOUCHES = `
  SELECT ts, event_id, hit, day, tuple FROM touches INDEXED BY touches_day
  WHERE generation = ? AND day = ? AND tuple = ? AND (ts, event_id) > (?, ?)
  ORDER BY ts, event_id LIMIT ?`
