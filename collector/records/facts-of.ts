import type { WireConversion, WireIdentity, WireRefund } from '../../shared/wire/conversions.ts'
import type {
  ConversionFact,
  ConversionName,
  IdentityFact,
  Provenance,
  RefundFact,
} from '../ledger/facts.ts'

/** What is kept of an e-mail address; null for none. */
export type EmailHasher = (email: string | null | undefined) => Promise<string | null>

/** What records need to become facts, whichever way they came. */
export interface FactTerms {
  provenance: Provenance
  hashOf: EmailHasher
  /** ISO 4217: of a churn, which names none. */
  siteCurrency: string
}

export async function conversionFact(
  record: WireConversion,
  { provenance, hashOf, siteCurrency }: FactTerms,
): Promise<ConversionFact> {
  return {
    ...provenance,
    goal: record.goal,
    transactionId: record.transaction_id,
    ts: record.ts,
    value: record.value,
    currency: record.currency ?? siteCurrency,
    tax: record.tax ?? null,
    shipping: record.shipping ?? null,
    total: record.total ?? null,
    costOfGoods: record.cost_of_goods ?? null,
    discount: record.discount ?? null,
    visitor: record.visitor ?? null,
    customerId: record.customer_id ?? null,
    emailHash: await hashOf(record.email),
    consent: record.consent ?? null,
    coupon: record.coupon ?? null,
    items: record.items ? JSON.stringify(record.items) : null,
    updatedAt: record.updated_at ?? null,
    status: record.status ?? null,
    origin: originOf(record),
    opportunityTs: record.opportunity_ts ?? null,
    historical: record.historical ?? null,
    customerSince: record.customer_since ?? null,
    salesChannel: record.sales_channel ?? null,
    market: record.market ?? null,
  }
}

/** What it says that it has come from; the goal has told which of the two it may name. */
function originOf({ lead, subscription }: WireConversion): ConversionName | null {
  const named = lead ?? subscription
  return named ? { goal: named.goal, transactionId: named.transaction_id } : null
}

export function refundFact(record: WireRefund, provenance: Provenance): RefundFact {
  return {
    ...provenance,
    goal: record.goal,
    transactionId: record.transaction_id,
    refundId: record.refund_id,
    ts: record.ts,
    amount: record.amount,
    currency: record.currency,
    tax: record.tax ?? null,
    shipping: record.shipping ?? null,
    restocked: record.restocked ?? null,
  }
}

export async function identityFact(
  { visitor, customer_id, email, ts, customer_since }: WireIdentity,
  { provenance, hashOf }: FactTerms,
): Promise<IdentityFact> {
  return {
    ...provenance,
    visitor: visitor ?? null,
    customerId: customer_id ?? null,
    emailHash: await hashOf(email),
    ts: ts ?? provenance.receivedAt,
    claim: false,
    customerSince: customer_since ?? null,
  }
}
