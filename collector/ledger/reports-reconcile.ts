import type { BridgeField } from '../../shared/bridge.ts'
import type { RefundBasis } from '../../shared/wire/roi.ts'
import type { CreditedDay, ReturnDay, SaleDay } from '../roi/reconcile.ts'
import type { Freshness } from './freshness.ts'
import type { RefundInPart } from './reports-explain.ts'
import type { ConversionOfFigure, FigureAnswer, FigureQuery } from './reports-explained.ts'
import type { SinceClosed } from './reports-periods.ts'

/** What orders were, and what of it was credited. */
export interface ReconcileQuery {
  kind: 'reconcile'
  /** YYYYMMDD, local dates, inclusive */
  from: number
  to: number
  goal: string
  refundBasis: RefundBasis
}

/** What the sums leave out for one reason. */
export interface LeftOutSum {
  /** A state of conversions; that of refunds after `refund_`; `other_goal` or `other_sales`. */
  reason: string
  /** Of `other_goal` */
  goal?: string
  /** Of `other_sales` */
  salesChannel?: string
  count: number
  /** Minor units by currency as reported, sorted; empty where nobody has told an amount. */
  amounts: { currency: string; amount: number }[]
}

/** Days of the period that have anything, in their order; minor units. */
export interface ReconcileAnswer extends Freshness, SinceClosed {
  kind: 'reconcile'
  /** From the conversions themselves. */
  sales: SaleDay[]
  /** From the sums of credits. */
  credits: CreditedDay[]
  /** What went back, by the refunds' own days: of refund basis `refund`. */
  returns: ReturnDay[]
  fxDifference: number
  leftOut: LeftOutSum[]
}

/** Where a figure of the bridge stands: which one, in the sum of these days (YYYYMMDD). */
export interface BridgeFigure {
  field: BridgeField
  from: number
  to: number
}

/** What is left out for a reason: all of it, or what has an amount in a currency. */
export interface LeftOutFigure {
  reason: string
  currency?: string | undefined
}

export type BridgePlace = BridgeFigure | LeftOutFigure

/** A refund that does not count; its order may never have come. */
export interface RefundOfFigure {
  kind: 'refund'
  goal: string
  transactionId: string
  refund: RefundInPart
}

export type PartOfBridge = ConversionOfFigure | RefundOfFigure

export type ExplainReconcileQuery = FigureQuery<'explain_reconcile', ReconcileQuery, BridgePlace>
export type ExplainReconcileAnswer = FigureAnswer<
  'explain_reconcile',
  ReconcileAnswer,
  PartOfBridge
>
