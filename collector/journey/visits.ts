import type { Landing } from '../touch/landing.ts'
import { cartAfter, type HitSteps } from './steps.ts'

/** A visit ends after this long without a hit. Source: the session rule of GA4. */
export const VISIT_IDLE_MS = 30 * 60_000

/** Who comes back from a payment or login host within a day is still on the same visit. */
export const PASSAGE_IDLE_MS = 24 * 3_600_000

/** Parcels are under way for weeks: so long a mail about an order leads back to the visit before. */
export const NOTICE_IDLE_MS = 30 * 24 * 3_600_000

/** What the cutting of visits looks at in a hit. */
export interface CutHit {
  /** Sequence number of the hit in its site. */
  seq: number
  eventId: string
  ts: number
  landing: Landing
  /**
   * false for an event on a page that was seen before, which names no referrer: the tags in its
   * address are those of the view, so it brings no arrival of its own.
   */
  isView?: boolean
  /** Something went into a cart, or a checkout began. */
  isCart?: boolean
  /** What it is to the funnel. */
  steps?: HitSteps | undefined
}

/** The ends of a time in which a visitor was away, at a payment host say, ms. */
export type Away = readonly [from: number, to: number]

/** An arrival that this visitor has shown, and when last. */
export type Shown = readonly [key: string, ts: number]

/** The hit that a visit began with: a touch has its id, its time and its arrival. */
export type VisitStart = Omit<CutHit, 'landing' | 'isView' | 'isCart' | 'steps'> & {
  landing: Pick<Landing, 'key'>
}

/** A visit so far. Its first hit is the touch. */
export interface Visit {
  first: VisitStart
  /** ts of its last hit */
  end: number
  /** When its own arrival was shown last. */
  arrivedAt: number
  /** The other arrivals that were shown within the last half hour. */
  shown: readonly Shown[]
  /** Times without a hit, longer than a visit lasts, that a return from a passage has bridged. */
  away: readonly Away[]
  /** ts of its first event of a cart, 0 when it has none */
  cart: number
  /** What was seen in it: STEP_BITS */
  steps: number
  /** What was in its cart at last, minor units of the site's currency. */
  cartValue: number
}

/** Hits are cut in the order of (corrected time, event id). */
export const byTime = (
  a: { ts: number; eventId: string },
  b: { ts: number; eventId: string },
): number => a.ts - b.ts || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)

/**
 * The visit that a hit belongs to, when the last visit of its visitor is `current`: the same one
 * carried on, or a new one. Hits come in the order of `byTime`.
 *
 * A new visit begins after 30 minutes without a hit, or when the hit brings a campaign, a click id
 * or an external referrer that differs, unless this visitor showed the same one within 30 minutes
 * (two tabs). Coming back from a payment or login host carries on, and so does a link of a mail about an order.
 */
export function addHit(current: Visit | undefined, hit: CutHit): Visit {
  const visit = stepped(visitWith(current, hit), hit)
  return hit.isCart && visit.cart === 0 ? { ...visit, cart: hit.ts } : visit
}

function stepped(visit: Visit, { steps }: CutHit): Visit {
  if (!steps) return visit
  const cartValue = steps.cart ? cartAfter(visit.cartValue, steps.cart) : visit.cartValue
  return { ...visit, steps: visit.steps | steps.bits, cartValue }
}

function visitWith(current: Visit | undefined, hit: CutHit): Visit {
  if (!current) return begin(hit, [])
  const idle = hit.ts - current.end
  if (idle <= bridgedMs(hit.landing.kind)) return comeBack(current, hit)
  if (idle > VISIT_IDLE_MS) return begin(hit, [])
  return arrivesAnew(current, hit) ? begin(hit, shownBy(current, hit.ts)) : carryOn(current, hit)
}

/** How long somebody may have been away who comes back to the same visit by this, ms. */
const bridgedMs = (kind: Landing['kind']): number =>
  kind === 'passage' ? PASSAGE_IDLE_MS : kind === 'notice' ? NOTICE_IDLE_MS : -1

/** All visits of one visitor, from all hits in any order. */
export function cutVisits(hits: readonly CutHit[]): Visit[] {
  return cutInOrder([...hits].sort(byTime))
}

/** The same from hits that come in the order of `byTime`. @param onBegin hears of those that begin one */
export function cutInOrder<Hit extends CutHit>(
  hits: Iterable<Hit>,
  onBegin: (hit: Hit) => void = () => {},
): Visit[] {
  const visits: Visit[] = []
  for (const hit of hits) {
    const current = visits.at(-1)
    const visit = addHit(current, hit)
    if (visit.first === current?.first) visits[visits.length - 1] = visit
    else {
      visits.push(visit)
      onBegin(hit)
    }
  }
  return visits
}

function comeBack(current: Visit, hit: CutHit): Visit {
  const carriedOn = carryOn(current, hit)
  if (hit.ts - current.end <= VISIT_IDLE_MS) return carriedOn
  return { ...carriedOn, away: [...current.away, [current.end, hit.ts]] }
}

function arrivesAnew(current: Visit, { landing, ts, isView = true }: CutHit): boolean {
  if (!isView || landing.key === '' || landing.key === current.first.landing.key) return false
  return !current.shown.some(([key, at]) => key === landing.key && ts - at <= VISIT_IDLE_MS)
}

function begin(first: CutHit, shown: readonly Shown[]): Visit {
  return { first, end: first.ts, arrivedAt: first.ts, shown, away: [], ...NOTHING_SEEN }
}

const NOTHING_SEEN = { cart: 0, steps: 0, cartValue: 0 }

function carryOn(current: Visit, { landing, ts }: CutHit): Visit {
  if (landing.key === '') return { ...current, end: ts }
  if (landing.key === current.first.landing.key) return { ...current, end: ts, arrivedAt: ts }
  return { ...current, end: ts, shown: renewed(current.shown, landing.key, ts) }
}

/** What a visit leaves to the next: what it showed, and its own arrival, if not too long ago. */
function shownBy({ first, arrivedAt, shown }: Visit, now: number): readonly Shown[] {
  const all = first.landing.key === '' ? shown : renewed(shown, first.landing.key, arrivedAt)
  return all.filter(([, at]) => now - at <= VISIT_IDLE_MS)
}

function renewed(shown: readonly Shown[], key: string, ts: number): readonly Shown[] {
  return [...shown.filter(([other, at]) => other !== key && ts - at <= VISIT_IDLE_MS), [key, ts]]
}
