import type {
  ErasedCounts,
  Erasure,
  ErasureAnswer,
  ErasureCheckQuery,
  ErasureQuery,
} from '../../erasing.ts'
import { countsOf, notErasedYet } from '../erasing.ts'
import { erasedPerson } from '../erasing-scope.ts'
import type { Snapshot } from '../sql.ts'
import { Tombstones } from '../tombstones.ts'
import { freshness } from './freshness.ts'

/** Who was erased, without saying who it was; or what erasing somebody would find. */
export function erasureReport(snapshot: Snapshot, query: ErasureQuery): ErasureAnswer {
  const fresh = freshness(snapshot.queries)
  if (query.kind === 'erasure_check')
    return { kind: 'erasure_check', ...fresh, counts: countsOfPerson(snapshot, query) }
  const rows = snapshot.sql
    .prepare<Omit<Erasure, 'counts'> & { counts: string }>(
      'SELECT id, at, owner, counts FROM erasures ORDER BY id DESC LIMIT ?',
    )
    .all(query.limit)
  const waiting = snapshot.sql.prepare<{ n: number }>('SELECT count(*) AS n FROM erasing').get()
  return {
    kind: 'erasures',
    ...fresh,
    waiting: waiting?.n ?? 0,
    erasures: rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as ErasedCounts })),
  }
}

function countsOfPerson({ sql }: Snapshot, { person }: ErasureCheckQuery): ErasedCounts {
  const named = notErasedYet(new Tombstones(sql), person)
  return countsOf(sql, erasedPerson(sql, named), named)
}
