import type { RefusalReason } from '../../ledger/webhooks.ts'
import type { SignatureScheme } from '../../source/webhooks/signed.ts'
import { unauthorized } from '../caller.ts'
import type { Problem } from '../problem.ts'
import type { OpenSite } from '../site-cache.ts'

/** 401 that says what to look at, and nothing of what the signature should have been. */
export function refused(
  reason: RefusalReason,
  { header }: SignatureScheme,
  source: string,
  { name }: OpenSite,
): Problem {
  const details: Record<RefusalReason, string> = {
    unsigned: `the header ${header} is missing: ${source} sends it when the webhook has a secret`,
    malformed: `the header ${header} can not be a signature of ${source}`,
    old: 'it was signed more than 300 s ago, or ahead of now: look at the clocks of both sides',
    wrong: `no secret of ${source} gives this signature: "pathworth webhook list --site ${name}" shows which there are, and it is of the body byte by byte`,
    no_secret: `${name} has no secret of ${source}: "pathworth webhook add --site ${name} --source ${source} --secret …" stores it`,
  }
  return unauthorized(details[reason])
}
