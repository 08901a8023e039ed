import type { FigureExplained } from '../../../../shared/wire/answers/explained.ts'
import type { ExplainAnswer } from '../../../../shared/wire/answers/journeys.ts'

/** A figure of the ROI report, or of another one. */
export type Explained = ExplainAnswer | FigureExplained

export const isOfOther = (answer: Explained): answer is FigureExplained => 'total' in answer
