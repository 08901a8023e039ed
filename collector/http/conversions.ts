import { type WireConversion, wireConversion } from '../../shared/wire/conversions.ts'
import type { ConversionAnswer } from '../ledger/facts.ts'
import { conversionFact } from '../records/facts-of.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { conversionFlags } from './conversion-flags.ts'
import { factTerms } from './fact-terms.ts'
import { refuseFuture } from './not-future.ts'
import { rateHint } from './rate-hint.ts'
import { checkRecords, ignoredFields, type Received } from './records.ts'
import type { Handler } from './services.ts'
import { senderOf } from './webhooks/sender.ts'

const knownFields = wireConversion.in.shape

/** `POST /v1/conversions`: one order or up to 1,000, all stored or none. */
export const postConversions: Handler = async (c, services) => {
  const { site, provenance, text } = await senderOf(c, services)
  const received = checkRecords(text, wireConversion, knownFields)
  refuseFuture(received, provenance.receivedAt)
  const terms = factTerms(services, site, provenance)
  const conversions = await Promise.all(received.map(({ record }) => conversionFact(record, terms)))
  const answer = await append(services, site, { conversions })
  for (const { outcome } of answer.conversions)
    services.metrics.records.add(1, 'conversion', outcome)
  return json(200, {
    results: answer.conversions.map((one, index) => ({
      ...resultOf(one, received[index]),
      ...rateHint(one.state, site.name),
    })),
  })
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
