import { type Proof, ProofError } from '../ledger/proof.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { AdminError } from './errors.ts'
import { ledgerOf, type OwnedLedgers } from './owned-ledgers.ts'

/** Begins a proof of a site's figures, which `settle` brings on; or tells how far it is. */
export async function runProof(
  ledgers: OwnedLedgers,
  { command, site }: Parsed<'proof_start' | 'proof'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(ledgers, site)
  try {
    const proof = command === 'proof' ? ledger.proof() : ledger.startProof()
    return { site, ...proofShown(await proof) }
  } catch (error) {
    throw error instanceof ProofError ? new AdminError(error.message) : error
  }
}

/** What people see of a proof. */
export type ProofShown = ReturnType<typeof proofShown>

const proofShown = ({ startedAt, finishedAt, ...proof }: Proof) => ({
  ...proof,
  started_at: startedAt === null ? null : new Date(startedAt).toISOString(),
  finished_at: finishedAt === null ? null : new Date(finishedAt).toISOString(),
})
