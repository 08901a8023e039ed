import type { FitLimits, FittedData, FitUnderWay } from '../fits.ts'

/** What a thread of a fit is started with. */
export interface FitTask {
  folder: string
  site: string
  id: string
  limits: FitLimits
}

/** What it says: how far it is, then once how it has ended. */
export type FitSaid =
  | { stage: FitUnderWay['stage']; share: number }
  | { done: FittedData }
  | { failed: string }
