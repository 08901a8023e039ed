import type { PathShape } from '../../../../shared/wire/paths.ts'
import { usePlace } from '../../state/location.ts'
import { only, type Query } from '../../state/question.ts'
import { useQuestions } from '../../state/use-report.ts'
import type { Explained } from '../../ui/figure.tsx'
import { KNOWN } from './known.ts'
import { kindOf } from './place.ts'

/** So many paths are asked at once: nearly always all of them, so that sorting and filtering need no question. */
export const ASKED = 1000

/** What the address asks of the report of paths. */
export function usePathsQuery(shape: PathShape): Query {
  const { query } = useQuestions()
  return { ...only(query, KNOWN), of: kindOf(usePlace().params), shape }
}

/** How a figure of the report of paths is explained, but for which one it is. */
export const useExplainPaths = (shape: string): Explained => ({
  ...{ report: 'paths', of: kindOf(usePlace().params), shape },
})
