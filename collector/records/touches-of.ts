import type { WireTouch } from '../../shared/wire/touches.ts'
import type { OfflineTouchFact, Provenance } from '../ledger/facts.ts'
import { categoryOfTouch, type TouchSaid } from '../source/touches.ts'
import type { FactTerms } from './facts-of.ts'

/** @param place where it counts */
export async function offlineTouchFact(
  record: WireTouch,
  place: TouchSaid,
  { provenance, hashOf }: FactTerms,
): Promise<OfflineTouchFact> {
  const { kind, cost, removed } = record
  if (removed)
    return { ...removedTouchFact(record.id, provenance), updatedAt: record.updated_at ?? null }
  return {
    ...provenance,
    ...{ kind, externalId: record.id, ts: record.ts, removed },
    visitor: record.visitor ?? null,
    customerId: record.customer_id ?? null,
    emailHash: await hashOf(record.email),
    ...place,
    cost: cost
      ? {
          amount: cost.amount,
          currency: cost.currency,
          category: cost.category ?? categoryOfTouch(kind),
        }
      : null,
    updatedAt: record.updated_at ?? null,
  }
}

/** What says that a touch never was: nothing else of it is known. */
export const removedTouchFact = (id: string, provenance: Provenance): OfflineTouchFact => ({
  ...provenance,
  ...{ kind: 'other', externalId: id, ts: 0 },
  ...{ visitor: null, customerId: null, emailHash: null },
  ...{ channel: null, campaignSource: '', campaignMedium: '', campaign: '' },
  ...{ cost: null, updatedAt: null, removed: true },
})
