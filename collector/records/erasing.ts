import type { WirePerson } from '../../shared/wire/erasures.ts'
import type { ErasedCounts, Erasure, PersonNamed } from '../ledger/erasing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { EmailHasher } from './facts-of.ts'

/** A person as the ledger knows them. */
export async function personNamed(
  { customer_id, email, visitor, transaction_id, goal }: WirePerson,
  hashOf: EmailHasher,
): Promise<PersonNamed> {
  const emailHash = await hashOf(email)
  return {
    ...(customer_id !== undefined && { customerId: customer_id }),
    ...(emailHash !== null && { emailHash }),
    ...(visitor !== undefined && { visitor }),
    ...(transaction_id !== undefined && { orders: [{ goal, transactionId: transaction_id }] }),
  }
}

/** Erases somebody, or only looks who would be. */
export async function erasePerson(
  ledger: Pick<Ledger, 'report' | 'change'>,
  person: PersonNamed,
  { dryRun, at, owner }: { dryRun: boolean; at: number; owner: string },
): Promise<ErasedShown> {
  const { counts } = await ledger.report({ kind: 'erasure_check', person })
  if (!dryRun) await ledger.change({ kind: 'person_erased', person, owner, at })
  return { erased: !dryRun, ...counts }
}

/** What is answered: how much was found, and whether it is gone. */
export type ErasedShown = { erased: boolean } & ErasedCounts

export async function erasuresOf(ledger: Pick<Ledger, 'report'>) {
  const { erasures, waiting } = await ledger.report({ kind: 'erasures', limit: 1000 })
  return { erasures: erasures.map(erasureShown), visitors_waiting: waiting }
}

/** Of one who was erased: when, at whose wish, and how much there was. */
const erasureShown = ({ id, at, owner, counts }: Erasure) => ({
  id,
  erased_at: new Date(at).toISOString(),
  erased_by: owner,
  ...counts,
})

export type ErasureShown = ReturnType<typeof erasureShown>
