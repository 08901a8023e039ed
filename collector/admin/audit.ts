import type { AuditEntry, AuditHead } from '../ledger/audit.ts'
import type { AdminAnswer, Parsed } from './commands.ts'
import { ledgerOf, type ReadableSites } from './owned-ledgers.ts'

/** A page of the audit trail of a site. */
export async function listAudit(
  sites: ReadableSites,
  { site, after, limit }: Parsed<'audit_list'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const { entries, next, head } = await ledger.report({ kind: 'audit', after, limit })
  return { site, entries: entries.map(auditEntryShown), next, head }
}

/** Checks a part of the chain: ask again from `head` until it is `done`. */
export async function verifyAudit(
  sites: ReadableSites,
  { site, from, limit }: Parsed<'audit_verify'>,
): Promise<AdminAnswer> {
  const ledger = await ledgerOf(sites, site)
  const answer = await ledger.report({ kind: 'audit_check', from, limit })
  const { kind: _, givenUp, ...checked } = answer
  return { site, ...checked, given_up: givenUp }
}

/** What people see of an entry. */
export type AuditEntryShown = ReturnType<typeof auditEntryShown>

export const auditEntryShown = ({ at, ...entry }: AuditEntry) => ({
  ...entry,
  at: new Date(at).toISOString(),
})

/** What a part of the chain was found to be. */
export interface AuditChecked {
  checked: number
  head: AuditHead
  done: boolean
  broken: number | null
  given_up: AuditHead[]
}
