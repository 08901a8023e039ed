import type { DropReason, OpenDrop } from '../../shared/drop-reasons.ts'
import type { Basis } from '../../shared/wire/roi.ts'
import type { ModelSetting } from '../attribution/model-setting.ts'
import type { ModelName } from '../attribution/registry.ts'
import type { ConversionState } from '../journey/conversion-state.ts'
import type { Hit } from '../touch/hit.ts'
import type { SiteRule } from '../touch/landing.ts'
import type { AliasOutcome, CampaignAliasFact } from './campaign-aliases.ts'
import type { ImportStep, ImportStepAnswer } from './imports.ts'
import type { OpenFact } from './opens.ts'
import type { Provenance } from './provenance.ts'
import type { ConversionFact, IdentityFact, NameFact, RefundFact } from './sale-facts.ts'
import type { TouchFact } from './touch-facts.ts'
import type {
  DeliveryCount,
  PrivacyRequest,
  QuarantineClosed,
  QuarantinedDelivery,
} from './webhooks.ts'

export type { Provenance } from './provenance.ts'
export type {
  ConversionFact,
  ConversionName,
  IdentityFact,
  NameFact,
  RefundFact,
} from './sale-facts.ts'
export type {
  DeclaredTouchFact,
  OfflineTouchFact,
  TouchCost,
  TouchFact,
} from './touch-facts.ts'

/** How many units of a currency one euro was on a day. */
export interface RateFact extends Provenance {
  /** YYYYMMDD */
  day: number
  currency: string
  /** Hundred-millionths (`RATE_SCALE`). */
  units: number
}

export interface CostFact extends Provenance {
  externalId: string | null
  /** YYYYMMDD, both inclusive */
  from: number
  to: number
  category: string
  channel: string | null
  campaignSource: string | null
  campaignMedium: string | null
  campaign: string | null
  amount: number
  currency: string
  spread: 'day' | 'month'
  /** The conversion that it is the commission of: it counts on its day, and `from` and `to` are 0. */
  order?: { goal: string; transactionId: string } | null
}

/** One version of a registered code: which campaign an order with it comes from. */
export interface CodeFact extends Provenance {
  code: string
  /** null where it follows from source and medium, by the rules of touches. */
  channel: string | null
  campaignSource: string
  campaignMedium: string
  campaign: string
  partner: string | null
  /** Whose code it is, when it is a customer's. */
  customerId: string | null
  /** YYYYMMDD, local days of orders, both inclusive; null for no limit. */
  validFrom: number | null
  validTo: number | null
  /** It is no code any more: orders with it are as if it had never been one. */
  removed: boolean
}

/** What a site can choose. A change is a fact, and builds a new generation. */
export interface Settings {
  domains: string[]
  /** ISO 4217: what reports are in. */
  currency: string
  /** IANA name: where a day begins. */
  timeZone: string
  lookbackDays: number
  /** Goals whose lookback differs. */
  lookbackDaysByGoal: Record<string, number>
  /** Models that are computed, with parameters that differ from their defaults. */
  models: ModelSetting[]
  /** The site's own channel rules, tried before GA4's. */
  siteRules: SiteRule[]
  /** Count conversions that only the public tag has reported. */
  countUnconfirmed: boolean
  /** Of a conversion that does not say its cost of goods: millionths of its value. None is 0. */
  costOfGoodsRate?: number
  /** Days that hits are kept as they came, after their browser was seen last; for ever when it is left out. */
  hitsKeptDays?: number
  /** The model of a report that names none, one of `models`; the registry's own when it is left out. */
  defaultModel?: ModelName
  /** The basis of a report that names none. */
  defaultBasis?: Basis
}

/** The facts of one request: stored together or not at all. */
export interface Batch {
  hits?: Hit[]
  conversions?: ConversionFact[]
  refunds?: RefundFact[]
  names?: NameFact[]
  identities?: IdentityFact[]
  costs?: CostFact[]
  rates?: RateFact[]
  codes?: CodeFact[]
  aliases?: CampaignAliasFact[]
  opens?: OpenFact[]
  imports?: ImportStep[]
  /** What vendors have sent, counted. */
  deliveries?: DeliveryCount[]
  quarantined?: QuarantinedDelivery[]
  quarantineClosed?: QuarantineClosed[]
  privacyRequests?: PrivacyRequest[]
  touches?: TouchFact[]
  /** Hits that were dropped before they came here, by reason: counted. */
  drops?: Partial<Record<DropReason | OpenDrop, number>>
  /** Tell what became of each hit. */
  debug?: boolean
}

export interface TouchAnswer {
  channel: string
  source: string
  medium: string
  campaign: string
  term: string
  content: string
  click_id: string
}

export interface HitAnswer {
  id: string
  outcome: 'touch' | 'hit' | 'duplicate'
  reason: string
  touch?: TouchAnswer
}

export type FactOutcome = 'created' | 'updated' | 'unchanged'

export interface ConversionAnswer {
  transactionId: string
  outcome: FactOutcome
  /** Whether its journey has a touch, and how many; null while its credit is not settled. */
  matched: boolean | null
  touches: number | null
  state: ConversionState
  /** What looks wrong and was not corrected. */
  flags: string[]
}

export interface RefundAnswer {
  transactionId: string
  refundId: string
  outcome: FactOutcome
  /** `cancelled`: its order is, so that there is nothing to give back. */
  state: 'counted' | 'excess' | 'pending_conversion' | 'pending_rate' | 'cancelled'
}

/**
 * `pending_rate`: some of its days up to today, or all, are in no sum until a rate is known.
 * `pending_conversion`: it names an order that does not count, or that nobody has reported yet.
 */
export type CostState = 'counted' | 'pending_rate' | 'pending_conversion'

/** How many rates of a batch were new, replaced another, or were known. */
export interface RatesAnswer {
  created: number
  updated: number
  unchanged: number
}

/** What became of a touch, and whether its cost counts; `counted` where it has none. */
export interface TouchOutcome {
  outcome: FactOutcome
  state: Exclude<CostState, 'pending_conversion'>
}

/** What became of a batch, in its order. */
export interface BatchAnswer {
  accepted: number
  duplicate: number
  hits?: HitAnswer[]
  conversions: ConversionAnswer[]
  refunds: RefundAnswer[]
  identities: FactOutcome[]
  costs: FactOutcome[]
  /** Of each cost; absent when all are counted. */
  costStates?: CostState[]
  /** Of a batch with codes. */
  codes?: FactOutcome[]
  /** Of a batch with aliases of campaigns. */
  aliases?: AliasOutcome[]
  /** Of a batch with steps of imports. */
  imports?: ImportStepAnswer[]
  /** Of a batch with touches. */
  touches?: TouchOutcome[]
  /** Of a batch with rates. */
  rates?: RatesAnswer
}

export type { Basis, ConversionState }
