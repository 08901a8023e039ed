import type { TouchFacts } from '../../reports-explained.ts'
import type { Sql } from '../sql.ts'
import { hitsOf } from './explain-hits.ts'
import { toldReader } from './explain-told.ts'
import { tupleNames } from './tuple-names.ts'

/** A touch as reports go over it; `hit` is what it has in the place of one where it has none. */
interface Touch {
  ts: number
  day: number
  tuple: number
  hit: number
}

/** Reads the facts of some touches. */
export function touchFacts(sql: Sql, touches: readonly Touch[]): (touch: Touch) => TouchFacts {
  const hits = hitsOf(
    sql,
    touches.map(({ hit }) => hit),
  )
  const names = tupleNames(sql)
  const toldOf = toldReader(sql)
  return ({ ts, day, tuple, hit }) => ({
    ...names(tuple),
    ...{ ts, day, hit: hits.get(hit), told: toldOf(hit) },
  })
}
