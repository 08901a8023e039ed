import type { FreshnessAnswer } from '../ledger/ledger.ts'
import { derivePast, type Moment, type PastLedger, type PastProgress } from '../ledger/past.ts'
import { invalidFields, Problem } from './problem.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** So long one request works on figures of then before it says how far they are, ms. */
const WORK_MS = 2000

const RETRY_SECONDS = '1'

/** More facts than this take minutes to derive, in a copy of all of them. */
const FACTS_MAX = 1_000_000

/** What a report answers from: a site now, or as it was. */
export interface Asked {
  site: Pick<OpenSite, 'name' | 'state'> & { ledger: Pick<PastLedger, 'report'> }
  /** ms since the epoch */
  now: number
}

export interface AsOfTerms {
  as_of?: number | undefined
  asked_at?: number | undefined
}

/**
 * The site as it was when a fact was the newest, or as it is when nothing was said of that.
 * @throws Problem 422 for a fact that there is not, 409 for a site that is too large, 503 while the figures
 *   of then are being derived: each request brings them on
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
  const fresh = await site.ledger.report({ kind: 'freshness' })
  requireKnown(asOf, fresh)
  const isNow = asOf >= fresh.asOf && fresh.pending === 0 && !fresh.building
  const moment = { upTo: Math.min(asOf, fresh.asOf), line: fresh.line }
  const ledger = isNow ? site.ledger : await past(services, site, moment)
  const { freshTo } = isNow ? fresh : await ledger.report({ kind: 'freshness' })
  const { status: _, statusNote: _note, ...state } = await ledger.state()
  return {
    site: { name: site.name, state, ledger },
    now: askedAt ?? freshTo ?? state.createdAt,
  }
}

function requireKnown(asOf: number, { last }: FreshnessAnswer): void {
  if (asOf <= last) return
  throw invalidFields([
    { field: 'as_of', message: `is to come: the newest fact has number ${last}` },
  ])
}

/** Work on one past: requests take turns at it, and go on where the last one stopped. */
interface Work {
  scratch: PastLedger
  steps: AsyncGenerator<PastProgress>
  turn: Promise<PastProgress | undefined> | undefined
}

const underWay = new WeakMap<Services, Map<string, Work>>()

async function past(services: Services, site: OpenSite, moment: Moment): Promise<PastLedger> {
  const { pasts } = services
  if (!pasts)
    throw new Problem('conflict', 'as_of: this collector keeps no room for figures of then')
  if (moment.upTo > FACTS_MAX)
    throw new Problem(
      'conflict',
      `as_of: there are more than ${FACTS_MAX} facts up to then, too many to derive beside the site; derive them in a copy of it: "backup", and "move" to a collector of its own`,
    )
  const scratch = await pasts.open(site.state, moment)
  const left = await workedOn(services, site, scratch, moment)
  if (!left) return scratch
  const told =
    left.copied < 1
      ? `${Math.floor(100 * left.copied)} % of its facts are copied`
      : 'all facts are copied, and credited anew'
  throw new Problem('as-of-building', `as_of ${moment.upTo}: ${told}; ask again`, {
    headers: { 'retry-after': RETRY_SECONDS },
    members: { progress: Math.round(50 * left.copied) / 100 },
  })
}

/** Works on for a while, together with whoever does; undefined when all is derived. */
async function workedOn(
  services: Services,
  site: OpenSite,
  scratch: PastLedger,
  moment: Moment,
): Promise<PastProgress | undefined> {
  const all = underWay.get(services) ?? new Map<string, Work>()
  underWay.set(services, all)
  const key = `${site.name} ${moment.upTo} ${moment.line}`
  const known = all.get(key)
  const steps = () => derivePast(site.ledger, scratch, moment)
  // One that was given up meanwhile is another ledger now.
  const work = known?.scratch === scratch ? known : { scratch, steps: steps(), turn: undefined }
  all.set(key, work)
  try {
    work.turn ??= worked(work, services.clock)
    const left = await work.turn
    if (!left) all.delete(key)
    return left
  } catch (error) {
    // Whatever is wrong with it, the next request begins anew.
    all.delete(key)
    await services.pasts?.drop(site.state, moment)
    throw error
  } finally {
    work.turn = undefined
  }
}

/** One turn: at least one step. */
async function worked(
  { steps }: Work,
  clock: Services['clock'],
): Promise<PastProgress | undefined> {
  const until = clock() + WORK_MS
  for (;;) {
    const { value, done } = await steps.next()
    if (done) return undefined
    if (clock() > until) return value
  }
}
