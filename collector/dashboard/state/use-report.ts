import { type Asked, useAnswer } from '../data/use-answer.ts'
import { useSigned } from '../shell/session.ts'
import { usePlace } from './location.ts'
import { comparedWith, comparisonOf, type Period, periodOf } from './period.ts'
import { type Query, reportQuery } from './question.ts'

export interface Questions {
  period: Period
  /** What the address asks of a report of its period. */
  query: Query
  /** The same of the period that it is compared with; undefined where it is with none. */
  before: Query | undefined
}

/** What the address asks of every report. */
export function useQuestions(): Questions {
  const { params } = usePlace()
  const { today, facts } = useSigned()
  const period = periodOf(params, today)
  const asked = { ...params, site: facts.site }
  const earlier = comparedWith(period, comparisonOf(params))
  return {
    period,
    query: reportQuery(asked, period),
    before: earlier && reportQuery(asked, earlier),
  }
}

/** A report of the period, with what is asked of it besides. */
export function useReport<Answer>(path: string, more: Query = {}): Asked<Answer> {
  const { query } = useQuestions()
  return useAnswer<Answer>(path, { ...query, ...more })
}
