import type { SiteState } from '../ledger/ledger.ts'
import type { EmailHasher } from '../records/facts-of.ts'
import type { Signer } from './secrets.ts'

/**
 * What is kept of an e-mail address: its HMAC-SHA-256 under the site's own secret, hex, after trimming
 * and lower-casing. The address itself goes no further than here.
 */
export function emailHasher({ emailSecret }: SiteState, signer: Signer): EmailHasher {
  return async (email) =>
    email == null ? null : signer.sign(emailSecret, email.trim().toLowerCase())
}
