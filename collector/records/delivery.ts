import type { z } from 'zod'
import { DAY_MS } from '../../shared/dates.ts'
import { DECLARED } from '../../shared/touch-kinds.ts'
import { wireConversion, wireIdentity, wireRefund } from '../../shared/wire/conversions.ts'
import { namedConversion } from '../../shared/wire/goals.ts'
import type { Batch, ConversionFact, DeclaredTouchFact, NameFact } from '../ledger/facts.ts'
import type { SiteState } from '../ledger/site-state.ts'
import type { Action, Delivery, Landing } from '../source/webhooks/action.ts'
import { UnreadableError } from '../source/webhooks/part.ts'
import type { Vendor } from '../source/webhooks/vendor.ts'
import { conversionFact, type EmailHasher, identityFact, refundFact } from './facts-of.ts'

/** Version of what vendors' readers make of a delivery. */
const SCHEMA_VERSION = 1

/** What a delivery brings: facts, or the reason why it brings none. */
export type Brought =
  | { outcome: 'accepted'; batch: Batch }
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'unreadable'; reason: string }

/** What readers know of the site. */
export const deliveredTo = ({
  settings: { currency, domains },
}: SiteState): Pick<Delivery, 'currency' | 'home'> => ({
  currency,
  home: `https://${domains[0] ?? 'localhost'}/`,
})

/** Reads one delivery of a vendor into facts. What can't be read brings nothing at all. */
export async function bringFacts(
  vendor: Vendor,
  delivery: Delivery,
  hashOf: EmailHasher,
): Promise<Brought> {
  try {
    const actions = vendor.read(delivery)
    const taken = actions.filter(({ kind }) => kind !== 'ignored')
    if (taken.length > 0)
      return { outcome: 'accepted', batch: await batchOf(taken, vendor, delivery, hashOf) }
    const reasons = actions.flatMap((one) => (one.kind === 'ignored' ? [one.reason] : []))
    return { outcome: 'ignored', reason: reasons.join('; ') || 'says nothing' }
  } catch (error) {
    return { outcome: 'unreadable', reason: reasonOf(error) }
  }
}

/** Whatever a reader stumbles over, the delivery must not be lost: nothing is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableError) return error.message
  // The engine's message quotes the body.
  if (error instanceof SyntaxError) return 'body is not JSON'
  return `the reader failed: ${error instanceof Error ? error.message : String(error)}`
}

/** Lists to be filled. */
const noFacts = () =>
  ({
    ...{ conversions: [], refunds: [], names: [], identities: [] },
    ...{ privacyRequests: [], touches: [] },
  }) as Required<
    Pick<Batch, 'conversions' | 'refunds' | 'names' | 'identities' | 'privacyRequests' | 'touches'>
  >

async function batchOf(
  actions: readonly Action[],
  { name }: Vendor,
  { receivedAt, currency: siteCurrency }: Delivery,
  hashOf: EmailHasher,
): Promise<Batch> {
  const source = `webhook:${name}` as const
  const provenance = { source, owner: name, schemaVersion: SCHEMA_VERSION, receivedAt }
  const terms = { provenance, hashOf, siteCurrency }
  const batch = noFacts()
  for (const action of actions) {
    if (action.kind === 'conversion') {
      const record = happened(checked(wireConversion, action.conversion), receivedAt)
      const fact = await conversionFact(record, terms)
      const { refundIds = null } = action
      batch.conversions.push({ ...fact, refundIds })
      if (action.landing) batch.touches.push(declaredTouch(fact, action.landing))
    } else if (action.kind === 'refund') {
      const { isDatedLate = false, staysWithdrawn = false } = action
      const record = happened(checked(wireRefund, action.refund), receivedAt)
      const fact = refundFact(record, provenance)
      batch.refunds.push({
        ...fact,
        ...(isDatedLate && { isDatedLate }),
        ...(staysWithdrawn && { staysWithdrawn }),
      })
    } else if (action.kind === 'name') batch.names.push({ ...provenance, ...namedIn(action) })
    else if (action.kind === 'identity')
      batch.identities.push(await identityFact(checked(wireIdentity, action.identity), terms))
    else if (action.kind === 'privacy') {
      const { customerId = null, email, transactionIds = [] } = action.person
      const named = { customerId, emailHash: await hashOf(email), transactionIds }
      batch.privacyRequests.push({ source: name, request: action.request, ...named, receivedAt })
    }
  }
  return batch
}

/** Refunds by these vendors name purchases: what else their payment was, only its name tells. */
function namedIn({
  payment,
  of,
}: Extract<Action, { kind: 'name' }>): Pick<NameFact, 'name' | 'of'> {
  const name = checked(namedConversion('purchase'), { goal: 'purchase', transaction_id: payment })
  const meant = checked(namedConversion('purchase'), of)
  return {
    name: { goal: name.goal, transactionId: name.transaction_id },
    of: { goal: meant.goal, transactionId: meant.transaction_id },
  }
}

/** It is told with the order, so it is as new as that. */
export const declaredTouch = (
  { goal, transactionId, updatedAt, ...of }: ConversionFact,
  { url, referrer, ts }: Landing,
): DeclaredTouchFact => {
  const { source, owner, schemaVersion, receivedAt } = of
  return {
    ...{ source, owner, schemaVersion, receivedAt },
    ...{ kind: DECLARED, order: { goal, transactionId } },
    ...{ ts: ts ?? null, url, referrer, updatedAt, removed: false },
  }
}

/** As a backend's records, what has not happened yet is no fact. @throws UnreadableError */
function happened<Dated extends { ts: number; updated_at?: number | undefined }>(
  record: Dated,
  now: number,
): Dated {
  for (const field of ['ts', 'updated_at'] as const)
    if ((record[field] ?? now) > now + DAY_MS)
      throw new UnreadableError(field, 'is more than 24 hours ahead')
  return record
}

/** As `/v1/conversions` and the others would take it. @throws UnreadableError that names our field */
function checked<Schema extends z.ZodType>(
  schema: Schema,
  said: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(said)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UnreadableError(issue?.path.join('.') ?? '', issue?.message ?? 'is not valid')
}
