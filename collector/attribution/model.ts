/** One touch of a journey, as far as a model looks at it. Journeys are ordered by (ts, id). */
export interface JourneyTouch {
  id: string
  /** Event time, ms since the epoch. */
  ts: number
  channel: string
  direct: boolean
}

/**
 * What direct touches are to a model: `last_resort` gives them credit only when the journey has
 * nothing else, `equal` treats them like any other touch.
 */
export type DirectRule = 'last_resort' | 'equal'

/** What every model can be told. A model with more parameters extends this. */
export interface ModelParams {
  direct: DirectRule
}

/**
 * A rule that splits one conversion over its journey's touches. Pure and deterministic: the same
 * journey gets the same bits on every machine. `version` goes up whenever any journey would get
 * other weights.
 */
export interface Model<Name extends string = string, Params extends ModelParams = ModelParams> {
  name: Name
  version: number
  title: string
  /** One sentence for a marketer. */
  describe: string
  defaults: Params
  /**
   * Integers that sum to WEIGHT_SUM, one a touch; [] for no touches. Gets only the touches that
   * may earn credit: the direct rule has been applied.
   */
  weights(touches: readonly JourneyTouch[], conversionTs: number, params: Params): number[]
}
