import { randomUUID } from 'node:crypto'

const DAY_MS = 86_400_000
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

/** What a page of the shop and its backend would send. */
export interface Shop {
  url: string
  site: string
  write: string
  read: string
}

export interface Answered<Body> {
  status: number
  headers: Headers
  body: Body
}

export interface EventsAnswer {
  accepted: number
  duplicate: number
}

export interface ConversionsAnswer {
  results: { transaction_id: string; outcome: string; matched: boolean; touches: number }[]
}

export interface RoiAnswer {
  rows: { channel: string; value: string; conversions: string }[]
  unattributed: { value: string }
  total: { value: string; conversions: string }
}

/** A visit of a paid ad, and the order of its visitor a minute later. */
export interface Sale {
  visitor: string
  event: string
  order: string
  ts: number
}

export const newSale = (order: string, now: number): Sale => ({
  visitor: randomUUID(),
  event: randomUUID(),
  order,
  ts: now - 60_000,
})

export const postVisit = (shop: Shop, { visitor, event, ts }: Sale) =>
  call<EventsAnswer>(shop.url, 'POST', '/v1/events', undefined, {
    v: 1,
    site: shop.site,
    visitor,
    sent_at: ts + 60_000,
    consent: 'granted',
    events: [
      {
        id: event,
        name: 'page_view',
        ts,
        url: 'https://shop.example/?utm_source=google&utm_medium=cpc',
        referrer: '',
        props: {},
      },
    ],
  })

export const postOrder = (shop: Shop, { visitor, order, ts }: Sale) =>
  call<ConversionsAnswer>(shop.url, 'POST', '/v1/conversions', shop.write, {
    goal: 'purchase',
    transaction_id: order,
    ts: new Date(ts + 60_000).toISOString(),
    value: '1.00',
    currency: 'EUR',
    visitor,
  })

/** ROI by channel of the days around `now`. */
export function askRoi(shop: Shop, now: number) {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const period = `from=${day(now - 3 * DAY_MS)}&to=${day(now + 2 * DAY_MS)}`
  const path = `/v1/roi?site=${shop.site}&${period}&model=last_touch&by=channel`
  return call<RoiAnswer>(shop.url, 'GET', path, shop.read)
}

async function call<Body>(
  url: string,
  method: string,
  path: string,
  key: string | undefined,
  body?: unknown,
): Promise<Answered<Body>> {
  const headers = { 'user-agent': BROWSER, origin: 'https://shop.example' }
  const response = await fetch(url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? headers : { authorization: `Bearer ${key}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Body,
  }
}
