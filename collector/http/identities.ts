import { type WireIdentity, wireIdentity } from '../../shared/wire/conversions.ts'
import type { IdentityFact, Provenance } from '../ledger/facts.ts'
import { json } from './answer.ts'
import { append } from './append.ts'
import { authenticate } from './auth.ts'
import { type EmailHasher, emailHasher } from './email.ts'
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
  const provenance = fromBackend(caller, now)
  const hashOf = emailHasher(caller.site.state, services.signer)
  const identities = await Promise.all(
    received.map(({ record }) => identityFact(record, provenance, hashOf)),
  )
  const answer = await append(services, caller.site, { identities })
  for (const outcome of answer.identities) services.metrics.records.add(1, 'identity', outcome)
  const results = answer.identities.map((outcome, index) => ({
    outcome,
    ...ignoredFields(received[index]?.ignored ?? []),
  }))
  return json(200, { results })
}

async function identityFact(
  { visitor, customer_id, email, ts, customer_since }: WireIdentity,
  provenance: Provenance,
  hashOf: EmailHasher,
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
