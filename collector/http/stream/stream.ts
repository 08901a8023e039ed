import type { Context } from 'hono'
import type { z } from 'zod'
import { MINUTE_MS } from '../../../shared/dates.ts'
import {
  type EventPlace,
  eventId,
  type StreamEvent,
  type StreamEvents,
  streamQuery,
} from '../../../shared/wire/stream.ts'
import { MODELS } from '../../attribution/registry.ts'
import { securityHeaders } from '../answer.ts'
import { authenticate } from '../auth.ts'
import { invalidFields, Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import type { Handler, Services } from '../services.ts'
import { OpenSite } from '../site-cache.ts'
import type { LiveFeed, Look } from './feed.ts'
import { eventsOf } from './live-events.ts'
import { isSameRoi, liveRoi } from './live-roi.ts'
import { eventText, TextBody } from './sse.ts'
import type { Seat } from './streams.ts'

export const querySchema = streamQuery(MODELS.map(({ name }) => name))

type Query = z.output<typeof querySchema>

/** What a browser waits before it comes back, ms. */
const RETRY_MS = 2000

/** A comment goes out after so long without an event, so that nobody between takes the stream for dead. */
const HEARTBEAT_MS = 15_000

/** How often it is asked whether the key is still good. */
const KEY_CHECK_MS = MINUTE_MS

/** A stream ends by itself, and its reader comes back: no host keeps a request for ever. */
const STREAM_MS_MAX = 10 * MINUTE_MS

/** A Worker may ask 1,000 times for one request; some are for keys and the registry. */
const ASKED_MAX = 850

/** `GET /v1/stream`: what comes in, and what it changes, as it happens. */
export const getStream: Handler = async (c, services) => {
  const { site } = await authenticate(c, services, 'read')
  const query = readQuery(c, querySchema)
  const place = placeOf(c, query)
  const seat = services.streams.take(site.name, () => openSite(site.name, services))
  try {
    const listener = await Listener.start({ c, site: site.name, query, services, seat, place })
    const body = new TextBody((over) => listener.texts(over), {
      stopped: seat.stopped,
      onEnd: seat.leave,
    })
    return new Response(body.stream, { headers: HEADERS })
  } catch (error) {
    seat.leave()
    throw error
  }
}

const HEADERS = {
  ...securityHeaders,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies of the kind of nginx would otherwise gather events.
  'x-accel-buffering': 'no',
} as const

/** What a browser says when it comes back stands before what the address has said from the beginning. */
function placeOf(c: Context, { last_event_id: given }: Query): EventPlace | undefined {
  const header = c.req.header('last-event-id')
  if (!header) return given
  const { data, error } = eventId.safeParse(header)
  if (data) return data
  throw invalidFields([
    { field: 'Last-Event-ID', message: error?.issues[0]?.message ?? 'is no id of an event' },
  ])
}

async function openSite(name: string, { sites }: Services): Promise<OpenSite> {
  const site = sites.open(name)
  const found = site instanceof OpenSite ? site : await site
  if (found) return found
  throw new Problem('unknown-site', `site: "${name}" is no site here any more`)
}

interface Terms {
  c: Context
  site: string
  query: Query
  services: Services
  seat: Seat
  place: EventPlace | undefined
}

/** One who listens: what it was told last, and what it is to be told next. */
class Listener {
  readonly #terms: Terms
  readonly #feed: LiveFeed
  readonly #startedAt: number
  #place: EventPlace
  #told = 0
  #roi: StreamEvents['roi'] | undefined
  #spokeAt: number
  #checkedAt: number

  /** @throws Problem for figures that can not be told: before the answer begins */
  static async start(terms: Terms): Promise<Listener> {
    const { seat, query, services } = terms
    const look = await seat.feed.look()
    await liveRoi(seat.feed, look, query, services)
    return new Listener(terms, look)
  }

  private constructor(terms: Terms, { head }: Look) {
    this.#terms = terms
    this.#feed = terms.seat.feed
    this.#place = terms.place ?? { after: head, isHalfTold: false }
    this.#startedAt = this.#spokeAt = this.#checkedAt = terms.services.clock()
  }

  async *texts(over: AbortSignal): AsyncGenerator<string> {
    try {
      yield* this.#texts(over)
    } catch (error) {
      const { services, site } = this.#terms
      const message = error instanceof Error ? error.message : String(error)
      services.log({ level: 'warn', event: 'stream_broken', site, message })
      throw error
    }
  }

  async *#texts(over: AbortSignal): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`
    const { query, seat } = this.#terms
    let isFirst = true
    while (!over.aborted && (await this.#mayGoOn())) {
      const look = await this.#feed.look()
      const events = [...(isFirst ? this.#recent(look) : []), ...this.#newEvents(look)]
      events.push(...(await this.#newRoi(look)))
      isFirst = false
      const text = this.#textOf(events.slice(0, (query.limit ?? Infinity) - this.#told))
      this.#told += events.length
      if (text !== '') yield text
      if (this.#told >= (query.limit ?? Infinity)) return
      await pause(seat.lookMs, over)
    }
  }

  #textOf(events: readonly StreamEvent[]): string {
    const now = this.#terms.services.clock()
    if (events.length === 0 && now - this.#spokeAt < HEARTBEAT_MS) return ''
    this.#spokeAt = now
    return events.length === 0 ? ': still here\n\n' : events.map(eventText).join('')
  }

  /** The latest, for who does not come back. */
  #recent({ site }: Look): StreamEvent[] {
    const { query, place } = this.#terms
    const wanted = query.recent ?? 0
    if (place || wanted === 0) return []
    const { facts } = this.#feed.since(0)
    const known = facts.filter(({ seq }) => seq <= this.#place.after)
    return known.flatMap((fact) => eventsOf(fact, site.rules)).slice(-wanted)
  }

  #newEvents({ site, head }: Look): StreamEvent[] {
    const { after, isHalfTold } = this.#place
    if (after > head) {
      this.#place = { after: head, isHalfTold: false }
      return [reset(head, { skipped: null, reason: 'restored' })]
    }
    const { facts, skipped } = this.#feed.since(after)
    this.#place = { after: head, isHalfTold: false }
    const events = facts.flatMap((fact) => {
      const all = eventsOf(fact, site.rules)
      return isHalfTold && fact.seq === after + 1 ? all.slice(1) : all
    })
    return skipped > 0
      ? [reset(after + skipped, { skipped, reason: 'too_many' }), ...events]
      : events
  }

  async #newRoi(look: Look): Promise<StreamEvent[]> {
    const { query, services } = this.#terms
    const roi = await liveRoi(this.#feed, look, query, services)
    if (this.#roi && isSameRoi(this.#roi, roi)) return []
    this.#roi = roi
    return [{ event: 'roi', data: roi }]
  }

  /** Whether it is early enough, and the key still good. */
  async #mayGoOn(): Promise<boolean> {
    const { c, services } = this.#terms
    const now = services.clock()
    if (now - this.#startedAt >= STREAM_MS_MAX || this.#isAskedOut()) return false
    if (now - this.#checkedAt < KEY_CHECK_MS) return true
    this.#checkedAt = now
    return authenticate(c, services, 'read').then(
      () => true,
      () => false,
    )
  }

  /** Where looks are shared, no request pays for them by itself. */
  #isAskedOut(): boolean {
    const { config } = this.#terms.services
    return !config.sharesLookups && this.#feed.asked >= ASKED_MAX
  }
}

const reset = (head: number, data: StreamEvents['reset']): StreamEvent => ({
  event: 'reset',
  id: String(head),
  data,
})

/** Ends early when it is all over. */
const pause = (ms: number, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (over.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      over.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    over.addEventListener('abort', done)
  })
