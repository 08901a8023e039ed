import type { AsOf } from '../../shared/wire/as-of.ts'
import type { FreshnessAnswer } from '../ledger/ledger.ts'
import type { PastLedger } from '../ledger/past.ts'
import { derivedPast } from './past-work.ts'
import { invalidFields, Problem } from './problem.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** What a report answers from: a site now, or as it was. */
export interface Asked {
  site: Pick<OpenSite, 'name' | 'state'> & { ledger: Pick<PastLedger, 'report'> }
  /** ms since the epoch */
  now: number
}

export interface AsOfTerms {
  as_of?: AsOf | undefined
  asked_at?: number | undefined
}

/**
 * The site as it was when a fact was the newest or at a time, or as it is when nothing was said of that.
 * @throws Problem 422 for what is to come or was before the site, 409 where there is no room for it, 503 while
 *   the figures of then are being derived
 */
export async function siteAsOf(
  services: Services,
  site: OpenSite,
  { as_of: asOf, asked_at: askedAt }: AsOfTerms,
): Promise<Asked> {
  const now = services.clock()
  if (asOf === undefined) {
    if (askedAt === undefined) return { site, now }
    throw invalidFields([{ field: 'asked_at', message: 'goes with "as_of" alone' }])
  }
  const at = 'at' in asOf ? asOf.at : undefined
  if (at !== undefined) requirePast(at, site, now)
  const fresh = await site.ledger.report({ kind: 'freshness', at })
  const asked = 'seq' in asOf ? asOf.seq : (fresh.lastThen ?? fresh.last)
  requireKnown(asked, fresh)
  const isNow = asked >= fresh.asOf && fresh.pending === 0 && !fresh.building
  const moment = { upTo: Math.min(asked, fresh.asOf), line: fresh.line }
  const ledger = isNow ? site.ledger : await derivedPast(services, pastsOf(services), site, moment)
  const { freshTo } = isNow ? fresh : await ledger.report({ kind: 'freshness' })
  const { status: _, statusNote: _note, ...state } = await ledger.state()
  return {
    site: { name: site.name, state, ledger },
    now: askedAt ?? at ?? freshTo ?? state.createdAt,
  }
}

function pastsOf({ pasts }: Services): NonNullable<Services['pasts']> {
  if (pasts) return pasts
  throw new Problem('conflict', 'as_of: this collector keeps no room for figures of then')
}

function requirePast(at: number, { name, state: { createdAt } }: OpenSite, now: number): void {
  const iso = (ms: number) => new Date(ms).toISOString()
  if (at > now) throw invalidFields([{ field: 'as_of', message: `is to come: now is ${iso(now)}` }])
  if (at >= createdAt) return
  const message = `is before the site "${name}", which was made at ${iso(createdAt)}`
  throw invalidFields([{ field: 'as_of', message }])
}

function requireKnown(asOf: number, { last }: FreshnessAnswer): void {
  if (asOf < 1) throw invalidFields([{ field: 'as_of', message: 'is before the first fact' }])
  if (asOf <= last) return
  throw invalidFields([
    { field: 'as_of', message: `is to come: the newest fact has number ${last}` },
  ])
}
