import { emailHasher } from '../http/email.ts'
import { Signer } from '../http/secrets.ts'
import { ImportError } from '../ledger/importing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { deliveredTo } from '../records/delivery.ts'
import type { SalesTerms } from '../records/sales.ts'
import { AdminError } from './errors.ts'

/** How lines of files that an operator brings become facts of a site. */
export async function salesTermsOf(ledger: Ledger, receivedAt: number): Promise<SalesTerms> {
  const state = await ledger.state()
  const { currency: siteCurrency, timeZone } = state.settings
  const provenance = { source: 'cli', owner: 'cli', schemaVersion: 1, receivedAt } as const
  const hashOf = emailHasher(state, new Signer())
  return { provenance, hashOf, siteCurrency, timeZone, home: deliveredTo(state).home }
}

/** @throws AdminError when an import can't go on as things are */
export async function takingImports<Done>(doing: Promise<Done>): Promise<Done> {
  try {
    return await doing
  } catch (error) {
    throw error instanceof ImportError ? new AdminError(error.message) : error
  }
}
