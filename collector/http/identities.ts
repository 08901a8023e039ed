import { wireIdentity } from '../../shared/wire/conversions.ts'
import { identityFact } from '../records/facts-of.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { factTerms } from './fact-terms.ts'
import { refuseFuture } from './not-future.ts'
import { fromBackend } from './provenance.ts'
import { ignoredFields, readRecords } from './records.ts'
import type { Handler } from './services.ts'

const knownFields = wireIdentity.shape

/** `POST /v1/identities`: what a backend knows to be one customer. */
export const postIdentities: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'write')
  const { recordsBytesMax } = services.config
  const received = await readRecords(c, wireIdentity, knownFields, recordsBytesMax)
  const now = services.clock()
  refuseFuture(received, now)
  const terms = factTerms(services, caller.site, fromBackend(caller, now))
  const identities = await Promise.all(received.map(({ record }) => identityFact(record, terms)))
  const answer = await append(services, caller.site, { identities })
  for (const outcome of answer.identities) services.metrics.records.add(1, 'identity', outcome)
  const results = answer.identities.map((outcome, index) => ({
    outcome,
    ...ignoredFields(received[index]?.ignored ?? []),
  }))
  return json(200, { results })
}
