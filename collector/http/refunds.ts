import { type WireRefund, wireRefund } from '../../shared/wire/conversions.ts'
import type { Provenance, RefundFact } from '../ledger/facts.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { refuseFuture } from './not-future.ts'
import { fromBackend } from './provenance.ts'
import { rateHint } from './rate-hint.ts'
import { ignoredFields, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireRefund.in.shape

/** `POST /v1/refunds`: one refund or up to 1,000; also before their conversions. */
export const postRefunds: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireRefund, knownFields, recordsBytesMax)
  const now = services.clock()
  refuseFuture(received, now)
  const provenance = fromBackend(caller, now)
  const refunds = received.map(({ record }) => refundFact(record, provenance))
  const answer = await append(services, caller.site, { refunds })
  for (const { outcome } of answer.refunds) services.metrics.records.add(1, 'refund', outcome)
  const results = answer.refunds.map((one, index) => ({
    transaction_id: one.transactionId,
    refund_id: one.refundId,
    outcome: one.outcome,
    state: one.state,
    ...ignoredFields(received[index]?.ignored ?? []),
    ...rateHint(one.state, caller.site.name),
  }))
  return json(200, { results })
}

function refundFact(record: WireRefund, provenance: Provenance): RefundFact {
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
