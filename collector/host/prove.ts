import { AdminError } from '../admin/errors.ts'
import type { ProofShown } from '../admin/proofs.ts'
import type { Verification } from '../ledger/sqlite/verify.ts'
import { type Settler, settleAll } from './settle-all.ts'

/** A proof is given up when the settings change: so often it is begun once more. */
const TRIES = 3

/**
 * Has a collector derive all figures of a site anew beside those that it has, and compare them, piece by
 * piece; it takes facts meanwhile.
 * @throws AdminError when others begin new generations all the time; RestlessError
 */
export async function prove(site: string, asker: Settler): Promise<Verification> {
  for (let tried = 1; tried <= TRIES; tried++) {
    // Another generation that is being built comes first.
    await settleAll(site, asker)
    await asker.admin({ command: 'proof_start', site })
    const proof = await proofAfter(site, asker)
    if (proof.state === 'done') {
      const { ok, differences, counts } = proof
      return { ok: ok === true, pending: 0, differences, counts }
    }
  }
  throw new AdminError(`the figures of ${site} are derived anew again and again: verify it later`)
}

async function proofAfter(site: string, asker: Settler): Promise<ProofShown> {
  for (;;) {
    await settleAll(site, asker)
    const answer = await asker.admin({ command: 'proof', site })
    const proof = answer as unknown as ProofShown
    if (proof.state !== 'running') return proof
  }
}
