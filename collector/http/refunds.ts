import { wireRefund } from '../../shared/wire/conversions.ts'
import { refundFact } from '../records/facts-of.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { refuseFuture } from './not-future.ts'
import { rateHint } from './rate-hint.ts'
import { checkRecords, ignoredFields } from './records.ts'
import type { Handler } from './services.ts'
import { senderOf } from './webhooks/sender.ts'

const knownFields = wireRefund.in.shape

/** `POST /v1/refunds`: one refund or up to 1,000; also before their conversions. */
export const postRefunds: Handler = async (c, services) => {
  const { site, provenance, text } = await senderOf(c, services)
  const received = checkRecords(text, wireRefund, knownFields)
  refuseFuture(received, provenance.receivedAt)
  const refunds = received.map(({ record }) => refundFact(record, provenance))
  const answer = await append(services, site, { refunds })
  for (const { outcome } of answer.refunds) services.metrics.records.add(1, 'refund', outcome)
  const results = answer.refunds.map((one, index) => ({
    transaction_id: one.transactionId,
    refund_id: one.refundId,
    outcome: one.outcome,
    state: one.state,
    ...ignoredFields(received[index]?.ignored ?? []),
    ...rateHint(one.state, site.name),
  }))
  return json(200, { results })
}
