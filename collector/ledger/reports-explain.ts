import type { ItemShare } from '../roi/items.ts'
import type { AllocatedCell, CostCell, CreditCell, TouchCell } from '../roi/report.ts'
import type { Named } from '../roi/rows.ts'
import type { JourneyAnswer } from './reports-journeys.ts'

/** Kinds of parts, in the order in which they are told. */
export const EXPLAIN_STAGES = ['conversions', 'costs', 'allocated', 'touches'] as const
export type ExplainStage = (typeof EXPLAIN_STAGES)[number]

/** How a fact came, and its number in the site. */
export interface FactOrigin {
  seq: number
  source: string
  owner: string
  schemaVersion: number
  /** ms */
  receivedAt: number
}

/** A hit as it was received. */
export interface HitFact extends FactOrigin {
  id: string
  ts: number
  name: string
  url: string
  referrer: string
  title: string
  /** JSON text, or '' */
  props: string
  country: string
  device: string
  browser: string
  os: string
  consent: string
  mode: string
}

/** The version of a conversion that stands; amounts in minor units of its own currency. */
export interface ConversionVersion extends FactOrigin {
  value: number
  currency: string
  tax: number | null
  shipping: number | null
  total: number | null
  costOfGoods: number | null
  discount: number | null
  coupon: string | null
  market: string | null
  salesChannel: string | null
  updatedAt: number | null
  /** How many versions have been stored. */
  versions: number
}

export interface RefundInPart extends FactOrigin {
  refundId: string
  ts: number
  day: number
  /** Minor units of `currency`: the cash. */
  amount: number
  currency: string
  state: string
}

/** A deal that has been closed: its value stands in the place of its lead's. */
export interface DealInPart {
  goal: string
  transactionId: string
  version: ConversionVersion | undefined
  refunds: RefundInPart[]
}

/** The hit that a touch of the journey began with, and whether the touch earns part of the cell. */
export interface CreditedTouch {
  inCell: boolean
  /** Its share of the order under the model, in billionths. */
  weight: number
  hit: HitFact | undefined
}

/** What a conversion adds to the cell. */
export interface ConversionPart {
  kind: 'conversion'
  cells: CreditCell[]
  journey: JourneyAnswer
  version: ConversionVersion | undefined
  refunds: RefundInPart[]
  /** Of a lead, whose value and refunds are theirs. */
  deals: DealInPart[] | undefined
  /** Beside the touches of the journey. */
  touches: CreditedTouch[]
  /** What it says of itself of what was asked: its coupon, its market… */
  order?: Named
  /** Where items were asked: how it is shared over them, in billionths. */
  items?: ItemShare[]
}

/** A conversion as it was reported, its refunds, and its journey down to the hits. */
export type ConversionFacts = Pick<
  ConversionPart,
  'journey' | 'version' | 'refunds' | 'deals' | 'touches'
>

/** The days of a cost that add to the cell, in the site's currency. */
export interface CostPart {
  kind: 'cost'
  cells: CostCell[]
  fact: FactOrigin & {
    externalId: string | null
    from: number
    to: number
    category: string
    amount: number
    currency: string
    spread: string
    /** Of one that a file of an ad platform has brought: the import, and the platform's own names. */
    imported?: {
      id: string
      file: string
      platform: string
      account: string
      campaignId: string
      campaign: string
      /** The saved alias by which it counts here, by what it names, and the fact that says it. */
      alias?: FactOrigin & { account: string; campaignId: string; campaign: string }
    }
  }
}

/** What touches of a tuple and day carry of overhead; of overhead itself, what it gives. */
export interface AllocatedPart {
  kind: 'allocated'
  cell: AllocatedCell
}

/** What its sender has told of an offline touch. */
export interface ToldFact extends FactOrigin {
  id: string
  kind: string
}

export interface TouchPart {
  kind: 'touch'
  cell: TouchCell
  ts: number
  hit: HitFact | undefined
  /** In the place of the hit, of an offline touch. */
  told?: ToldFact
}

export type ExplainPart = ConversionPart | CostPart | AllocatedPart | TouchPart
