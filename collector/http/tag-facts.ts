import { foreignId } from '../../shared/ids.ts'
import type { ConversionFact, IdentityFact, Provenance } from '../ledger/facts.ts'
import type { SiteState } from '../ledger/ledger.ts'
import type { Hit } from '../touch/hit.ts'
import type { WireEvent } from '../touch/pipeline.ts'
import { equalInConstantTime, type Signer } from './secrets.ts'

/** Events of a page that also say that a goal was reached. */
const goalsByEvent: ReadonlyMap<string, string> = new Map([
  ['purchase', 'purchase'],
  ['generate_lead', 'lead'],
  ['sign_up', 'sign_up'],
])

/**
 * The conversion that a hit of the public tag reports: without value, since anybody can send it, and
 * unconfirmed until a backend says the same. undefined for all other hits.
 */
export function reportedConversion(
  hit: Hit,
  props: WireEvent['props'],
  { settings }: SiteState,
): ConversionFact | undefined {
  const goal = goalsByEvent.get(hit.name)
  if (goal === undefined) return undefined
  return {
    ...provenanceOf(hit),
    goal,
    transactionId: idOf(props['transaction_id']) ?? hit.eventId,
    ts: hit.ts,
    value: 0,
    currency: settings.currency,
    tax: null,
    shipping: null,
    total: null,
    costOfGoods: null,
    visitor: hit.visitor,
    customerId: null,
    emailHash: null,
    consent: hit.consent === 'granted' ? 'granted' : null,
    coupon: null,
    items: null,
    updatedAt: null,
  }
}

/** What `pathworth('identify', { customer_id, hash })` says. */
export interface Identification {
  customerId: string
  /** Whether the shop vouches for it: the hash is the HMAC of the customer id. */
  proven: boolean
}

/** undefined when there is no customer id that could be one. */
export async function readIdentification(
  props: WireEvent['props'],
  { identifySecret }: SiteState,
  signer: Signer,
): Promise<Identification | undefined> {
  const customerId = idOf(props['customer_id'])
  if (customerId === undefined) return undefined
  const { hash } = props as { hash?: unknown }
  if (typeof hash !== 'string') return { customerId, proven: false }
  const expected = await signer.sign(identifySecret, customerId)
  return { customerId, proven: equalInConstantTime(hash.toLowerCase(), expected) }
}

/** A claim, unless the shop vouches for it or a backend says it. */
export function identityOf(hit: Hit, { customerId, proven }: Identification): IdentityFact {
  return {
    ...provenanceOf(hit),
    visitor: hit.visitor,
    customerId,
    emailHash: null,
    ts: hit.ts,
    claim: !proven && hit.source === 'tag',
  }
}

function provenanceOf({ source, schemaVersion, receivedAt }: Hit): Provenance {
  return { source, owner: '', schemaVersion, receivedAt }
}

/** Pages send order and customer numbers as numbers, too. */
function idOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return foreignId.safeParse(text).data
}
