import { reportAds } from './ad-report.ts'
import { post, postFile, type Target } from './api.ts'
import type { DemoData, VisitorRecord } from './records.ts'

export type OnProgress = (what: string, done: number, all: number) => void

/** What the collector said to all hits. */
export interface HitCounts {
  accepted: number
  duplicate: number
  dropped: number
}

const CONCURRENCY = 24
const EVENTS_PER_REQUEST = 100
const RECORDS_PER_REQUEST = 500

/** A robot comes by itself: what a backend brings is not asked whether it is one. */
const NO_KEY = ''

/** Each so-many-th order is reported twice, and each so-many-th refund comes before its order. */
const TWICE_EVERY = 40
const EARLY_EVERY = 10

/**
 * Posts all of the demo through the public API, as a shop's backend would that brings its history
 * along, with the costs of its ads as a file. What a collector has to live with is in it: hits that come after the order they led to,
 * refunds that come before it, and things that come twice. All ids are the data's own, so that
 * loading again changes nothing.
 * @throws RefusedError
 */
export async function loadDemo(
  target: Target,
  site: string,
  data: DemoData,
  onProgress: OnProgress,
): Promise<HitCounts> {
  const early = data.refunds.filter((_, index) => index % EARLY_EVERY === 0)
  const repeated = data.orders.filter((_, index) => index % TWICE_EVERY === 0)
  const inTime = data.visitors.filter(({ late }) => !late)
  const late = data.visitors.filter((visitor) => visitor.late)
  const twice = data.visitors.filter((visitor) => visitor.twice)
  const send = (path: string, what: string, records: readonly unknown[]): Promise<void> =>
    postRecords(target, path, records, (done) => onProgress(what, done, records.length))
  const walk = (what: string, visitors: readonly VisitorRecord[], key = target.key) =>
    postVisitors({ ...target, key }, site, visitors, (done) =>
      onProgress(what, done, visitors.length),
    )

  const ads = reportAds(data.costs)
  await postFile(target, `/v1/imports?site=${site}&kind=unified&file=ad-spend.csv`, ads.file)
  await send('/v1/costs', 'costs', ads.others)
  const counts = [await walk('visitors', inTime), await walk('robots', data.robots, NO_KEY)]
  await send('/v1/refunds', 'refunds that are early', early.map(recordOf))
  await send('/v1/conversions', 'orders', data.orders.map(recordOf))
  await send('/v1/conversions', 'orders that come twice', repeated.map(recordOf))
  await send('/v1/refunds', 'refunds', data.refunds.map(recordOf))
  await send('/v1/identities', 'sign-ins on a second device', data.identities)
  counts.push(await walk('visitors that are late', late))
  counts.push(await walk('visitors that come twice', twice))
  return counts.reduce(addCounts)
}

const recordOf = <Record>({ record }: { record: Record }): Record => record

async function postRecords(
  target: Target,
  path: string,
  records: readonly unknown[],
  onDone: (done: number) => void,
): Promise<void> {
  for (let from = 0; from < records.length; from += RECORDS_PER_REQUEST) {
    const part = records.slice(from, from + RECORDS_PER_REQUEST)
    await post(target, path, part)
    onDone(from + part.length)
  }
}

/** Some requests at a time, one visitor each. */
async function postVisitors(
  target: Target,
  site: string,
  visitors: readonly VisitorRecord[],
  onDone: (done: number) => void,
): Promise<HitCounts> {
  const waiting = visitors.values()
  let sum: HitCounts = { accepted: 0, duplicate: 0, dropped: 0 }
  let done = 0
  const work = async (): Promise<void> => {
    for (const visitor of waiting) {
      const counts = await postVisitor(target, site, visitor)
      sum = addCounts(sum, counts)
      onDone(++done)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  return sum
}

async function postVisitor(
  target: Target,
  site: string,
  { visitor, userAgent, webdriver, events }: VisitorRecord,
): Promise<HitCounts> {
  let sum: HitCounts = { accepted: 0, duplicate: 0, dropped: 0 }
  for (let from = 0; from < events.length; from += EVENTS_PER_REQUEST) {
    const part = events.slice(from, from + EVENTS_PER_REQUEST)
    const body = { v: 1, site, visitor, consent: 'granted', webdriver, events: part }
    const answer = await post(target, '/v1/events', body, { 'user-agent': userAgent })
    sum = addCounts(sum, countsOf(answer))
  }
  return sum
}

function countsOf(answer: unknown): HitCounts {
  const {
    accepted = 0,
    duplicate = 0,
    dropped = [],
  } = answer as {
    accepted?: number
    duplicate?: number
    dropped?: unknown[]
  }
  return { accepted, duplicate, dropped: dropped.length }
}

const addCounts = (a: HitCounts, b: HitCounts): HitCounts => ({
  accepted: a.accepted + b.accepted,
  duplicate: a.duplicate + b.duplicate,
  dropped: a.dropped + b.dropped,
})
