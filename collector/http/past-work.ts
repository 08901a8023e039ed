import { derivePast, type Moment, type PastLedger, type PastProgress } from '../ledger/past.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'
import type { OpenSite } from './site-cache.ts'

/** So long one request waits for figures of then, or works on them, before it says how far they are, ms. */
const REQUEST_MS = 2000

/** What takes longer is given up: a copy of the site on its own machine is the better place. */
const WORK_MS_MAX = 4 * 60 * 60_000

/** Pasts that are worked on at once, where that goes on between requests. */
const AT_ONCE_MAX = 2

const RETRY_SECONDS_MAX = 30

/** Pasts that are remembered as done or given up; forgetting one costs a look whether it is done. */
const REMEMBERED_MAX = 100

type Pasts = NonNullable<Services['pasts']>

/** Work on one past. */
interface Work {
  scratch: PastLedger
  steps: AsyncGenerator<PastProgress>
  begunAt: number
  progress: PastProgress
  turn: Promise<PastProgress | undefined> | undefined
  isDone: boolean
  /** Why it was given up between two requests: the next one hears it. */
  failed?: unknown
}

const underWay = new WeakMap<Services, Map<string, Work>>()

/**
 * A site as it was, once all is derived. Where work goes on between requests each waits a little for it; elsewhere
 * requests take turns at it, and go on where the last one stopped.
 * @throws Problem 503 with Retry-After while it is being derived, 409 when there is no room or it took too long
 */
export async function derivedPast(
  services: Services,
  pasts: Pasts,
  site: OpenSite,
  moment: Moment,
): Promise<PastLedger> {
  const all = underWay.get(services) ?? new Map<string, Work>()
  underWay.set(services, all)
  const key = `${site.name} ${moment.upTo} ${moment.line}`
  throwFailure(all, key)
  if (!all.has(key)) await requireRoom(pasts, site, moment, all)
  const scratch = await pasts.open(site.state, moment)
  const known = all.get(key)
  // One that was given up meanwhile is another ledger now.
  const work = known?.scratch === scratch ? known : begun(site, scratch, moment, services.clock())
  if (work.isDone) return scratch
  remember(all, key, work)
  work.turn ??= turn({ services, pasts, site, moment, key, all }, work)
  const left = pasts.goesOn ? await within(REQUEST_MS, work.turn, work) : await work.turn
  if (left) throw building(moment, left, pasts.goesOn ? services.clock() - work.begunAt : 0)
  return scratch
}

function remember(all: Map<string, Work>, key: string, work: Work): void {
  if (all.size >= REMEMBERED_MAX)
    for (const [other, { turn: isWorkedOn }] of all) if (!isWorkedOn) all.delete(other)
  all.set(key, work)
}

/** Tells once why work was given up when nobody waited for it. */
function throwFailure(all: Map<string, Work>, key: string): void {
  const failed = all.get(key)?.failed
  if (failed === undefined) return
  all.delete(key)
  throw failed
}

const begun = (site: OpenSite, scratch: PastLedger, moment: Moment, now: number): Work => ({
  scratch,
  steps: derivePast(site.ledger, scratch, moment),
  begunAt: now,
  progress: { copied: 0 },
  turn: undefined,
  isDone: false,
})

async function requireRoom(
  pasts: Pasts,
  { state }: OpenSite,
  moment: Moment,
  all: ReadonlyMap<string, Work>,
): Promise<void> {
  const reason = await pasts.lacksRoom(state, moment)
  if (reason !== undefined) throw new Problem('conflict', `as_of: ${reason}`)
  const others = [...all.values()].filter(({ turn: isWorkedOn }) => isWorkedOn)
  if (!pasts.goesOn || others.length < AT_ONCE_MAX) return
  throw new Problem(
    'as-of-building',
    `as_of ${moment.upTo}: waits for ${others.length} others that are being derived; ask again`,
    { headers: { 'retry-after': String(RETRY_SECONDS_MAX) }, members: { progress: 0 } },
  )
}

interface Place {
  services: Services
  pasts: Pasts
  site: OpenSite
  moment: Moment
  key: string
  all: Map<string, Work>
}

/** Works on for a while, or to the end; undefined when all is derived. */
function turn(place: Place, work: Work): Promise<PastProgress | undefined> {
  const { services, pasts, site, moment, key, all } = place
  const worked = workedOn(place, work)
    .then((left) => {
      work.isDone = left === undefined
      return left
    })
    .catch(async (error) => {
      // Whatever is wrong with it, who asks then begins anew.
      all.delete(key)
      await pasts.drop(site.state, moment)
      throw error
    })
    .finally(() => {
      work.turn = undefined
    })
  if (!pasts.goesOn) return worked
  // Perhaps nobody waits for it.
  worked.catch((error) => {
    all.set(key, { ...work, turn: undefined, failed: error })
    const message = error instanceof Error ? error.message : String(error)
    services.log({ level: 'warn', event: 'as_of_given_up', site: site.name, message })
  })
  return worked
}

/** At least one step. */
async function workedOn(
  { services: { clock }, pasts, site, moment }: Place,
  work: Work,
): Promise<PastProgress | undefined> {
  const until = pasts.goesOn ? Infinity : clock() + REQUEST_MS
  for (;;) {
    const { value, done } = await work.steps.next()
    if (done) return undefined
    work.progress = value
    if (clock() > until) return value
    if (clock() - work.begunAt > WORK_MS_MAX) throw tookTooLong(moment)
    // It is in use, though nobody may be asking.
    if (pasts.goesOn && (await pasts.open(site.state, moment)) !== work.scratch)
      throw new Problem('conflict', `as_of ${moment.upTo}: was given up for others; ask again`)
  }
}

/** The value, or how far the work is when it takes longer. */
async function within<Value>(
  ms: number,
  value: Promise<Value>,
  work: Work,
): Promise<Value | PastProgress> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<PastProgress>((resolve) => {
    timer = setTimeout(() => resolve(work.progress), ms)
  })
  try {
    return await Promise.race([value, late])
  } finally {
    clearTimeout(timer)
  }
}

const tookTooLong = ({ upTo }: Moment): Problem =>
  new Problem(
    'conflict',
    `as_of ${upTo}: the figures of then took more than ${WORK_MS_MAX / 3_600_000} hours to derive: "move" the site to a folder on a machine of its own, and ask a collector there`,
  )

/** @param took ms since its beginning, of work that goes on by itself: the longer, the later somebody asks again */
function building({ upTo }: Moment, { copied }: PastProgress, took: number): Problem {
  const told =
    copied < 1
      ? `${Math.floor(100 * copied)} % of its facts are copied`
      : 'all facts are copied, and credited anew'
  const seconds = Math.min(RETRY_SECONDS_MAX, Math.max(1, Math.floor(took / 10_000)))
  return new Problem('as-of-building', `as_of ${upTo}: ${told}; ask again`, {
    headers: { 'retry-after': String(seconds) },
    members: { progress: Math.round(50 * copied) / 100 },
  })
}
