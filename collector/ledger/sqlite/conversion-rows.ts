import type { SalesChannel } from '../../../shared/sales-channels.ts'
import type { Status } from '../../../shared/wire/goals.ts'
import type { SaidOfConversion } from '../../journey/conversion-state.ts'
import type { Link } from '../../journey/persons.ts'
import type { ConversionFact, Settings } from '../facts.ts'

/** The version of a conversion that stands. */
export interface StandingConversion {
  conversion: number
  goal: string
  transaction_id: string
  seq: number
  ts: number
  value: number
  currency: string
  tax: number | null
  shipping: number | null
  total: number | null
  cost_of_goods: number | null
  visitor: number | null
  customer_id: string | null
  email_hash: string | null
  consent: string | null
  coupon: string | null
  items: string | null
  updated_at: number | null
  discount: number | null
  status: Status | null
  /** The conversion that it has come from. */
  origin: number | null
  opportunity_ts: number | null
  /** 1 when it is */
  historical: number | null
  /** YYYYMMDD */
  customer_since: number | null
  /** null is `web` */
  sales_channel: SalesChannel | null
  market: string | null
  /** JSON list */
  refund_ids: string | null
  /** seq of the import that has brought it */
  brought_by: number | null
  source: string
  received_at: number
}

// What makes two versions the same: all that a sender says, and nothing of how it came.
export const CONTENT = [
  'ts',
  'value',
  'currency',
  'tax',
  'shipping',
  'total',
  'cost_of_goods',
  'visitor',
  'customer_id',
  'email_hash',
  'consent',
  'coupon',
  'items',
  'updated_at',
  'discount',
  'status',
  'origin',
  'opportunity_ts',
  'historical',
  'customer_since',
  'sales_channel',
  'market',
  'refund_ids',
  'source',
] as const satisfies readonly (keyof StandingConversion)[]

export type Content = Pick<StandingConversion, (typeof CONTENT)[number]>

export function contentOf(
  fact: ConversionFact,
  visitor: number | null,
  origin: number | null,
): Content {
  const { ts, value, currency, tax, shipping, total, consent, coupon, items, source } = fact
  return {
    ...{ ts, value, currency, tax, shipping, total, consent, coupon, items, source, visitor },
    cost_of_goods: fact.costOfGoods,
    customer_id: fact.customerId,
    email_hash: fact.emailHash,
    updated_at: fact.updatedAt,
    discount: fact.discount ?? null,
    status: fact.status ?? null,
    origin,
    opportunity_ts: fact.opportunityTs ?? null,
    historical: fact.historical ? 1 : null,
    customer_since: fact.customerSince ?? null,
    sales_channel: fact.salesChannel ?? null,
    market: fact.market ?? null,
    refund_ids: fact.refundIds ? JSON.stringify([...fact.refundIds].sort()) : null,
  }
}

export const isSame = (a: Content, b: Content): boolean =>
  CONTENT.every((name) => a[name] === b[name])

/** The same, whoever says so. */
export const isSameSaid = (a: Content, b: Content): boolean =>
  isSame({ ...a, source: '' }, { ...b, source: '' })

/** What a version says of itself under the settings. */
export function saidOf(
  { goal, status, historical, source }: StandingConversion,
  { countUnconfirmed }: Settings,
): SaidOfConversion {
  const unconfirmed = source === 'tag' && !countUnconfirmed
  return { goal, status, historical: historical === 1, unconfirmed }
}

/** Who a conversion names together. Who refused consent is not joined with a visitor. */
export function linkOf(standing: StandingConversion): Link {
  const { visitor, customer_id: customer, email_hash: email, ts, consent } = standing
  const since = standing.customer_since
  return {
    visitor: consent === 'denied' ? null : visitor,
    customer,
    email,
    ts,
    claim: false,
    since,
  }
}
