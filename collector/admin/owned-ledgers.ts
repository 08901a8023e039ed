import type { Ledger, Ledgers } from '../ledger/ledger.ts'
import type { Snapshots } from '../ledger/snapshots.ts'
import { AdminUnknownError } from './errors.ts'

/** The sites that there are, as far as commands that only read need them. */
export interface ReadableSites {
  open(site: string): Promise<Pick<Ledger, 'state' | 'report'> | undefined>
  list(): Promise<string[]>
  readonly snapshots?: Pick<Snapshots, 'list'>
}

/** The sites that a host owns, and what operators may have done to them beside. */
export interface OwnedLedgers extends Ledgers {
  /** Begins to derive all figures of a site anew; `settle` brings it on. */
  rebuild(site: string): Promise<void>
  /** Absent where a host can't keep any: it refuses the commands then. */
  readonly snapshots?: Snapshots
}

/** @throws AdminUnknownError */
export async function ledgerOf<Opened>(
  ledgers: { open(site: string): Promise<Opened | undefined>; list(): Promise<string[]> },
  site: string,
): Promise<Opened> {
  const ledger = await ledgers.open(site)
  if (ledger) return ledger
  throw unknownSite(site, await ledgers.list())
}

export function unknownSite(site: string, sites: readonly string[]): AdminUnknownError {
  const known = sites.length > 0 ? `there is ${sites.join(', ')}` : 'there is none yet'
  return new AdminUnknownError(
    'site',
    `there is no site "${site}": ${known}; "site create" makes one`,
  )
}
