import type { WireEvent } from '../collector/touch/pipeline.ts'
import { Random } from '../demo/random.ts'

/** What one browser sends in one request. */
export interface Visit {
  visitor: string
  userAgent: string
  events: WireEvent[]
}

interface Active {
  visitor: string
  userAgent: string
  viewsLeft: number
  /** Where the visitor came from; '' once inside of the shop. */
  cameFrom: string
  page: string
}

/** The site that the bench measures, as its collector is started with it. */
export const SITE = 'shop'
export const DOMAIN = 'shop.example'
export const ORIGIN = `https://www.${DOMAIN}`

export const VIEWS_A_VISIT_MEAN = 3
/** Between two of them when a visit comes as one request. */
const VIEW_GAP_MS = 20_000
/** Visitors that are in the shop at one time: their page views are that many events apart. */
const ACTIVE = 1_500
/** Of those who left; among them the returning are picked. */
const REMEMBERED = 20_000
const RETURNING = 0.1
const WITH_CAMPAIGN = 0.1
const WITH_REFERRER = 0.2

/** How long before the bench its traffic begins: it is over by then, and not too old to be taken. */
export const TRAFFIC_AGE_MS = 24 * 3_600_000

/** 200,000 single events are six hours of this shop. */
const SINGLE_GAP_MS = 108
/** A batch holds some minutes of one visitor's hits, and the next visitor's begins a little later. */
const BATCH_GAP_MS = 500
export const BATCH_EVENTS = 50
const BATCH_SPAN_MS = 8 * 60_000

const USER_AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36',
]

const CAMPAIGNS = [
  'utm_source=google&utm_medium=cpc&utm_campaign=autumn-shoes&utm_term=running+shoes&gclid=',
  'utm_source=facebook&utm_medium=paid_social&utm_campaign=lookalike-fr&fbclid=',
  'utm_source=newsletter&utm_medium=email&utm_campaign=2026-w45&utm_content=hero',
  'utm_source=bing&utm_medium=cpc&utm_campaign=brand&msclkid=',
]

const REFERRERS = [
  'https://www.google.com/',
  'https://www.google.fr/',
  'https://www.bing.com/',
  'https://duckduckgo.com/',
  'https://www.instagram.com/',
  'https://l.facebook.com/',
  'https://www.youtube.com/',
  'https://chatgpt.com/',
  'https://running-magazine.example/reviews/trail-shoes',
]

const PAGES = ['/', '/women/shoes', '/men/shoes', '/sale', '/search?q=trail', '/cart', '/blog/fit']
const BATCH_NAMES = ['page_view', 'page_view', 'page_view', 'view_item', 'add_to_cart', 'view_cart']

/**
 * Traffic of a shop, the same for the same seed: visitors come, look at some three pages and leave,
 * and one of ten has been there before. Ids are UUIDv7 of the event's time, as the tag makes them.
 * Time runs in the simulation, from `from` (ms since the epoch) on.
 */
export class Traffic {
  readonly #random: Random
  #now: number
  readonly #visitGapMs: number
  readonly #active: Active[] = []
  readonly #gone: Active[] = []

  /** @param visitGapMs between two that come whole, by `visit` or `batch` */
  constructor(seed: string, from: number, visitGapMs: number = BATCH_GAP_MS) {
    this.#random = new Random(seed)
    this.#now = from
    this.#visitGapMs = visitGapMs
  }

  /** One page view of one of the visitors who are in the shop. */
  single(): Visit {
    this.#now += SINGLE_GAP_MS
    while (this.#active.length < ACTIVE) this.#active.push(this.#arrival())
    const at = this.#random.between(0, ACTIVE - 1)
    const active = this.#active[at] as Active
    const event = this.#pageView(active, this.#now)
    active.viewsLeft -= 1
    if (active.viewsLeft === 0) this.#leave(at)
    const { visitor, userAgent } = active
    return { visitor, userAgent, events: [event] }
  }

  /** A whole visit in one request: what a tag sends when a page is left soon. */
  visit(): Visit {
    this.#now += this.#visitGapMs
    const active = this.#arrival()
    const { visitor, userAgent } = active
    const events = Array.from({ length: VIEWS_A_VISIT_MEAN }, (_, n) =>
      this.#pageView(active, this.#now + n * VIEW_GAP_MS),
    )
    this.#remember(active)
    return { visitor, userAgent, events }
  }

  /** 50 hits of one new visitor, as a tag's outbox holds them when it is delivered late. */
  batch(): Visit {
    this.#now += this.#visitGapMs
    const visitor = this.#newcomer()
    const step = BATCH_SPAN_MS / BATCH_EVENTS
    const events = Array.from({ length: BATCH_EVENTS }, (_, n) => {
      const event = this.#pageView(visitor, this.#now + Math.round(n * step))
      const name = this.#random.pick(BATCH_NAMES)
      return name === 'page_view' ? event : { ...event, name, props: this.#item() }
    })
    return { visitor: visitor.visitor, userAgent: visitor.userAgent, events }
  }

  #leave(at: number): void {
    this.#remember(this.#active[at] as Active)
    this.#active[at] = this.#arrival()
  }

  #remember(left: Active): void {
    if (this.#gone.length < REMEMBERED) this.#gone.push(left)
    else this.#gone[this.#random.between(0, REMEMBERED - 1)] = left
  }

  #arrival(): Active {
    if (this.#gone.length === 0 || !this.#random.chance(RETURNING)) return this.#newcomer()
    const { visitor, userAgent } = this.#random.pick(this.#gone)
    return { ...this.#newcomer(), visitor, userAgent }
  }

  #newcomer(): Active {
    return {
      visitor: this.#random.uuid(this.#now),
      userAgent: this.#random.pick(USER_AGENTS),
      viewsLeft: this.#random.between(1, 2 * VIEWS_A_VISIT_MEAN - 1),
      cameFrom: this.#random.chance(WITH_REFERRER) ? this.#random.pick(REFERRERS) : '',
      page: '',
    }
  }

  #pageView(active: Active, ts: number): WireEvent {
    const isLanding = active.page === ''
    const referrer = isLanding ? active.cameFrom : active.page
    active.page = `${ORIGIN}${this.#path()}`
    const url = isLanding && this.#random.chance(WITH_CAMPAIGN) ? this.#tagged(active) : active.page
    const id = this.#random.uuid(ts)
    return { id, name: 'page_view', ts, url, referrer, title: 'Trail shoes | Shop', props: {} }
  }

  #path(): string {
    return this.#random.chance(0.5)
      ? `/product/${this.#random.between(1, 2_000)}-trail-shoe`
      : this.#random.pick(PAGES)
  }

  #tagged({ page }: Active): string {
    const query = this.#random.pick(CAMPAIGNS)
    const click = query.endsWith('=') ? this.#random.text(24) : ''
    return `${page}${page.includes('?') ? '&' : '?'}${query}${click}`
  }

  #item(): Record<string, unknown> {
    const id = `sku-${this.#random.between(1, 2_000)}`
    return { currency: 'EUR', value: 89.9, items: [{ item_id: id, price: 89.9, quantity: 1 }] }
  }
}

/** The body as the tag writes it. @param sentAt the sender's clock, ms since the epoch */
export function bodyOf({ visitor, events }: Visit, sentAt: number): string {
  const envelope = { v: 1, site: SITE, visitor, consent: 'granted', mode: 'cookie' }
  return JSON.stringify({ ...envelope, sent_at: sentAt, events })
}

/**
 * The whole request as bytes, with the headers that Chrome sends with such a `fetch`. The collector
 * stands on the shop's own domain, as the guide advises, so the visitor's cookie comes along.
 */
export function requestOf(visit: Visit, sentAt: number): Buffer {
  const body = bodyOf(visit, sentAt)
  const head = [
    'POST /v1/events HTTP/1.1',
    `Host: t.${DOMAIN}`,
    'Connection: keep-alive',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'sec-ch-ua-platform: "Windows"',
    `User-Agent: ${visit.userAgent}`,
    'sec-ch-ua: "Not;A=Brand";v="99", "Google Chrome";v="139", "Chromium";v="139"',
    'Content-Type: text/plain;charset=UTF-8',
    'sec-ch-ua-mobile: ?0',
    'Accept: */*',
    `Origin: ${ORIGIN}`,
    'Sec-Fetch-Site: same-site',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    `Referer: ${ORIGIN}/`,
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: fr-FR,fr;q=0.9,en;q=0.8',
    `Cookie: pw_id=${visit.visitor}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
