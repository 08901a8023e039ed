import type { AnswerTo, ReportAnswer, ReportQuery } from '../../ledger.ts'
import type { Queries } from '../sql.ts'
import { compareSums } from './compare.ts'
import { freshness } from './freshness.ts'
import { journeyReport, journeysReport } from './journeys.ts'
import { roiSums } from './roi.ts'
import { stats } from './stats.ts'

/** Answers a report from one snapshot of the database. */
export function report<Query extends ReportQuery>(queries: Queries, query: Query): AnswerTo<Query> {
  return queries.transaction((snapshot) => answer(snapshot as Queries, query)) as AnswerTo<Query>
}

function answer(queries: Queries, query: ReportQuery): ReportAnswer {
  switch (query.kind) {
    case 'roi':
      return roiSums(queries, query)
    case 'compare':
      return compareSums(queries, query)
    case 'journeys':
      return journeysReport(queries, query)
    case 'journey':
      return journeyReport(queries, query)
    case 'stats':
      return stats(queries)
    case 'freshness':
      return { kind: 'freshness', ...freshness(queries) }
  }
}
