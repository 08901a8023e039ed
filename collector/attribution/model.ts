import type { TouchRole } from '../journey/anchors.ts'

/** One touch of a journey, as far as a model looks at it. Journeys are ordered by (ts, id). */
export interface JourneyTouch {
  id: string
  /** Event time, ms since the epoch. */
  ts: number
  channel: string
  direct: boolean
  /** It came by campaign tags or by the click id of an ad. */
  isCampaign: boolean
  /** Each role is at most one touch's of a journey. */
  roles: readonly TouchRole[]
}

/** What of a touch decides which anchor it is. */
export type AnchorTouch = Pick<JourneyTouch, 'direct' | 'roles'>

/**
 * What direct touches are to a model: `last_resort` gives them credit only when the journey has
 * nothing else, `equal` treats them like any other touch.
 */
export type DirectRule = 'last_resort' | 'equal'

export const DIRECT_RULES = ['last_resort', 'equal'] as const satisfies readonly DirectRule[]

/** What every model can be told. A model with more parameters extends this. */
export interface ModelParams {
  direct: DirectRule
}

/** What a number that a model can be told means, and which numbers it takes. */
export interface ParameterRule {
  describe: string
  /** Zero, or above it. */
  min: 'zero' | 'above_zero'
  max: number
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
  /** The numbers among the defaults, by the same names. */
  parameters?: Readonly<Record<string, ParameterRule>>
  /** A number for each channel, named `channel.` and the channel; 1 where none is given. */
  channelParameter?: ParameterRule
  /**
   * Integers that sum to WEIGHT_SUM, one a touch; [] for no touches. Gets only the touches that
   * may earn credit: the direct rule has been applied.
   */
  weights(touches: readonly JourneyTouch[], conversionTs: number, params: Params): number[]
  /** Its weights follow from effects that were fitted on journeys: none, and all touches weigh the same. */
  isFitted?: true
  /** What each touch is to a model that credits touches for what they are; of the same touches. */
  anchors?(touches: readonly AnchorTouch[]): (readonly Anchor[])[]
}

/** Places in a journey that anchored models credit by name, in the order of a journey. */
export const ANCHORS = ['first', 'lead', 'opportunity', 'last'] as const
export type Anchor = (typeof ANCHORS)[number]
