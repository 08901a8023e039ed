import type { FreshnessAnswer, FreshnessQuery } from '../../ledger.ts'
import { headOf } from '../audit.ts'
import type { Snapshot } from '../sql.ts'
import { freshness } from './freshness.ts'
import { lastBy } from './last-by.ts'

/** How fresh a site is, and which of its pasts the numbers of its facts belong to. */
export function moment({ sql, queries }: Snapshot, { at }: FreshnessQuery): FreshnessAnswer {
  const fresh = freshness(queries)
  const restored = sql
    .prepare<{ hash: string }>(
      `SELECT hash FROM audit WHERE kind = 'restore' ORDER BY seq DESC LIMIT 1`,
    )
    .get()
  const erased = sql
    .prepare<Erased>(
      'SELECT (SELECT count(*) FROM erasures) AS persons, (SELECT count(*) FROM erasing) AS waiting',
    )
    .get()
  const last = Math.max(fresh.asOf, headOf(sql).seq)
  return {
    ...{ kind: 'freshness', ...fresh, line: lineOf(restored?.hash ?? '', erased), last },
    ...(at !== undefined && { lastThen: lastBy(sql, at, last) }),
  }
}

interface Erased {
  persons: number
  /** Visitors whose hits are still to be overwritten */
  waiting: number
}

/** What was copied before somebody was erased is asked no more. */
const lineOf = (restored: string, erased: Erased | undefined): string =>
  erased?.persons ? `${erased.persons}.${erased.waiting}-${restored}` : restored
