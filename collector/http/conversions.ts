import { type WireConversion, wireConversion } from '../../shared/wire/conversions.ts'
import type {
  ConversionAnswer,
  ConversionFact,
  ConversionName,
  Provenance,
} from '../ledger/facts.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { conversionFlags } from './conversion-flags.ts'
import { type EmailHasher, emailHasher } from './email.ts'
import { refuseFuture } from './not-future.ts'
import { fromBackend } from './provenance.ts'
import { rateHint } from './rate-hint.ts'
import { ignoredFields, type Received, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireConversion.in.shape

/** `POST /v1/conversions`: one order or up to 1,000, all stored or none. */
export const postConversions: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireConversion, knownFields, recordsBytesMax)
  const now = services.clock()
  refuseFuture(received, now)
  const provenance = fromBackend(caller, now)
  const hashOf = emailHasher(caller.site.state, services.signer)
  const { currency } = caller.site.state.settings
  const conversions = await Promise.all(
    received.map(({ record }) => conversionFact(record, provenance, hashOf, currency)),
  )
  const answer = await append(services, caller.site, { conversions })
  for (const { outcome } of answer.conversions)
    services.metrics.records.add(1, 'conversion', outcome)
  return json(200, {
    results: answer.conversions.map((one, index) => ({
      ...resultOf(one, received[index]),
      ...rateHint(one.state, caller.site.name),
    })),
  })
}

async function conversionFact(
  record: WireConversion,
  provenance: Provenance,
  hashOf: EmailHasher,
  siteCurrency: string,
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

function resultOf(answer: ConversionAnswer, received: Received<WireConversion> | undefined) {
  const flags = new Set([...answer.flags, ...(received ? conversionFlags(received.record) : [])])
  return {
    transaction_id: answer.transactionId,
    outcome: answer.outcome,
    matched: answer.matched,
    touches: answer.touches,
    state: answer.state,
    ...(flags.size > 0 ? { flags: [...flags] } : {}),
    ...ignoredFields(received?.ignored ?? []),
  }
}
