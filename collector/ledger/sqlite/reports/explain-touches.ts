import { mayBeOf } from '../../../roi/explain.ts'
import type { Tuple } from '../../../roi/report.ts'
import type { TouchPart } from '../../reports-explain.ts'
import { uuidParameter, uuidText } from '../bytes.ts'
import { hitsOf } from './explain-hits.ts'
import type { PartsContext, PartsPage } from './explain-parts.ts'
import { readTuples } from './touch-costs.ts'

interface Row {
  visitor: number
  ts: number
  event_id: Uint8Array
  hit: number
  day: number
  tuple: number
}

/** Before all visitors, and before the touches by code, which have a number below zero for one. */
const FIRST = `${Number.MIN_SAFE_INTEGER}.0.00000000-0000-0000-0000-000000000000`

/**
 * Touches in the order of their table, by visitor: what a page does not show it has only passed over once.
 * `from` is the place of the last one.
 */
export function touchParts(context: PartsContext, from: string, limit: number): PartsPage {
  const { snapshot, fresh, query, test } = context
  const tuples = readTuples(snapshot.sql)
  const possible = [...tuples].filter(([, tuple]) => mayBeOf(query, tuple)).map(([id]) => id)
  const statement = snapshot.sql.prepare<Row>(PAGE)
  const rows: Row[] = []
  let [visitor = '0', ts = '0', id = ''] = (from || FIRST).split('.')
  for (;;) {
    const asked = [Number(visitor), Number(ts), uuidParameter(id)] as const
    const terms = [query.from, query.to, JSON.stringify(possible), AT_ONCE] as const
    const page = statement.all(fresh.generation, ...asked, ...terms)
    for (const row of page) {
      const here = [row.visitor, row.ts, uuidText(row.event_id)]
      ;[visitor, ts, id] = here.map(String) as [string, string, string]
      if (test.row(tuples.get(row.tuple) as Tuple, row.day)) rows.push(row)
      if (rows.length >= limit) return { parts: partsOf(rows), next: here.join('.') }
    }
    if (page.length < AT_ONCE) return { parts: partsOf(rows), next: null }
  }

  function partsOf(some: readonly Row[]): TouchPart[] {
    const hits = hitsOf(
      snapshot.sql,
      some.map(({ hit }) => hit),
    )
    return some.map(({ ts, hit, day, tuple }) => ({
      ...{ kind: 'touch', ts, hit: hits.get(hit) },
      cell: { tuple: tuples.get(tuple) as Tuple, day, touches: 1 },
    }))
  }
}

const AT_ONCE = 200

const PAGE = `
  SELECT visitor, ts, event_id, hit, day, tuple FROM touches
  WHERE generation = ? AND (visitor, ts, event_id) > (?, ?, ?) AND day BETWEEN ? AND ?
    AND tuple IN (SELECT value FROM json_each(?))
  ORDER BY visitor, ts, event_id LIMIT ?`
