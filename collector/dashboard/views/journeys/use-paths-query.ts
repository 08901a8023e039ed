import type { PathShape } from '../../../../shared/wire/paths.ts'
import { usePlace } from '../../state/location.ts'
import { only, type Query } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import { kindOf } from './place.ts'

/** What the report of paths understands of the address. Under each model it says the same. */
export const KNOWN = ['site', 'from', 'to', 'goal', 'value', 'model']

/** So many paths are asked at once: nearly always all of them, so that sorting and filtering need no question. */
export const ASKED = 1000

/** What the address asks of the report of paths. */
export function usePathsQuery(shape: PathShape): Query {
  const { query } = useQuestions()
  return { ...only(query, KNOWN), of: kindOf(usePlace().params), shape }
}
