import type { ConversionName, ConversionState } from './facts.ts'

/** What has come of a conversion: a deal of a lead, a renewal of a first purchase. */
export interface LinkedConversion extends ConversionName {
  ts: number
  state: ConversionState
}

/** What a conversion has come from, and what has come of it, in the order of time. */
export interface JourneyLinks {
  /** A deal's lead, or the first purchase of what is renewed or ends. */
  origin?: ConversionName
  followers?: LinkedConversion[]
}
