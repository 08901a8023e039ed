import type { PathBook, PathEntry, PathSums } from '../../../roi/paths.ts'
import type { LooseTouch } from './loose-touches.ts'

/** What a figure of paths is made of: a journey, what went back of one, or a touch that no journey has. */
export type PathPart =
  | { kind: 'conversion' | 'returned'; conversion: number; costs: readonly number[] }
  | { kind: 'journey' | 'touch'; touches: readonly LooseTouch[]; costs: readonly number[] }

/** Where a part counts that is of no path. */
export type PathPlaceBeside = 'before_period' | 'open' | 'closed_outside' | 'left_out'

/** Told of each part of the report as it is added up. What a part costs touch by touch stands in it. */
export interface PathWitness {
  /** @param entry its path; undefined where that is among the others */
  closed(book: PathBook, entry: PathEntry | undefined, part: PathPart, adds: ClosedAdds): void
  beside(place: PathPlaceBeside, part: PathPart, adds: { cost: number; journeys?: number }): void
}

/** Minor units, and how many. */
export type ClosedAdds = PathSums & { days?: number }
