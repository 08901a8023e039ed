import { createHmac } from 'node:crypto'
import { startCollector } from './collector.ts'
import { admin, Host, TOKEN } from './host.ts'
import { type LoadGenerator, type Options, say, send, startLoad, withFolder } from './rounds.ts'
import { BATCH_EVENTS, SITE } from './traffic.ts'

const SECRET = 'shpss_only_for_the_bench'
const GAP_MS = 50
const AT_REST_MS = 20_000
const LOOK_MS = 250
const DAY_MS = 86_400_000

/** Who buys: those of the file and those of the deliveries are the same people. */
const CUSTOMERS = 5_000

/** What a shop waits for while the collector has something else to do. */
export interface Beside {
  name: string
  /** How long that took. */
  seconds: number
  /** Of each delivery, until it was answered with 200. */
  answeredMs: number[]
}

interface Place {
  host: Host
  load: LoadGenerator
  batches: number
  orders: number
}

/**
 * Signed orders of Shopify, twenty a second whether or not those before are answered, beside what keeps the
 * writer of a site busiest.
 */
export function benchDeliveries({ quick, profile, start }: Options): Promise<Beside[]> {
  return withFolder(async (folder) => {
    const load = startLoad(start)
    const env = { PATHWORTH_SITE: 'first', PATHWORTH_ADMIN_TOKEN: TOKEN }
    const host = await Host.withSite(await startCollector(folder, profile, env))
    await admin(host.server, { command: 'webhook_add', ...OF_SHOPIFY })
    const place = { host, load, batches: quick ? 400 : 4_000, orders: quick ? 5_000 : 50_000 }
    const results: Beside[] = []
    let sent = 0
    for (const { name, work } of WORKS) {
      const shop = new Shop(host, sent)
      const result = await shop.during(() => work(place))
      sent += result.answeredMs.length
      results.push({ name: name(place), ...result })
      say(`deliveries beside ${name(place)}: ${result.seconds.toFixed(1)} s`)
    }
    const { conversions } = await host.settledFacts()
    if (conversions !== sent + place.orders)
      throw new Error(`${sent} deliveries were answered, and ${conversions} orders are stored`)
    load.stop()
    await host.server.stop()
    return results
  })
}

const OF_SHOPIFY = { site: SITE, source: 'shopify', secret: SECRET }

interface Work {
  name: (place: Place) => string
  work: (place: Place) => Promise<unknown>
}

const WORKS: readonly Work[] = [
  { name: () => 'nothing', work: () => later(AT_REST_MS) },
  {
    name: ({ batches }) => `${batches * BATCH_EVENTS} events in batches of ${BATCH_EVENTS}`,
    work: async ({ host, load, batches }) => {
      await load.ask({ prepare: 'batches', requests: batches })
      await send(load, host.server, BATCH_EVENTS)
    },
  },
  {
    name: ({ orders }) => `an import of ${orders} orders, until their credit is known`,
    work: async ({ host, orders }) => {
      await importOrders(host, orders)
      await settled(host)
    },
  },
  {
    name: () => 'a rebuild in another time zone',
    work: async ({ host }) => {
      await admin(host.server, { command: 'site_set', site: SITE, timezone: 'Asia/Tokyo' })
      await settled(host)
    },
  },
]

/** A shop that sells steadily. */
class Shop {
  readonly #host: Host
  #number: number

  /** @param sold so many orders have been sold before */
  constructor(host: Host, sold: number) {
    this.#host = host
    this.#number = sold
  }

  async during(work: () => Promise<unknown>): Promise<Omit<Beside, 'name'>> {
    const began = performance.now()
    const answers: Promise<number>[] = []
    const timer = setInterval(() => answers.push(this.#sell()), GAP_MS)
    await work().finally(() => clearInterval(timer))
    const seconds = (performance.now() - began) / 1000
    return { seconds, answeredMs: await Promise.all(answers) }
  }

  /** ms until it was answered */
  async #sell(): Promise<number> {
    const body = JSON.stringify(shopifyOrder(++this.#number, Date.now()))
    const signature = createHmac('sha256', SECRET).update(body).digest('base64')
    const began = performance.now()
    const url = `http://127.0.0.1:${this.#host.server.port}/v1/webhooks/shopify/${SITE}`
    const headers = { 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }
    const response = await fetch(url, { method: 'POST', body, headers })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`a delivery got ${response.status}: ${text}`)
    return performance.now() - began
  }
}

function shopifyOrder(number: number, now: number): Record<string, unknown> {
  const at = new Date(now).toISOString()
  const email = emailOf(number)
  return {
    ...{ id: 5_000_000_000_000 + number, created_at: at, processed_at: at, updated_at: at },
    ...{ currency: 'EUR', financial_status: 'paid', source_name: 'web', test: false },
    ...{ subtotal_price: '89.90', total_tax: '17.08', total_discounts: '0.00' },
    ...{ total_price: '106.98', taxes_included: false, email, customer: { id: number, email } },
    ...{ note_attributes: [], shipping_lines: [], refunds: [], discount_codes: [] },
    line_items: [{ id: 1, sku: 'A-1', title: 'A lamp', quantity: 1, price: '89.90' }],
  }
}

const emailOf = (number: number): string => `buyer-${number % CUSTOMERS}@mail.example`

/** Two years of orders before the deliveries, by the same people. */
async function importOrders({ server, keys }: Host, orders: number): Promise<void> {
  const first = Date.now() - 800 * DAY_MS
  const lines = Array.from({ length: orders }, (_, at) => {
    const ts = new Date(first + Math.floor((at / orders) * 730 * DAY_MS)).toISOString()
    return `past-${at},${ts},${(at % 300) + 10}.90,EUR,${emailOf(at)}\n`
  })
  const file = `transaction_id,ts,value,currency,email\n${lines.join('')}`
  const url = `http://127.0.0.1:${server.port}/v1/imports?site=${SITE}&kind=orders`
  const headers = { authorization: `Bearer ${keys.write}` }
  const response = await fetch(url, { method: 'POST', body: file, headers })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`the import got ${response.status}: ${text}`)
}

async function settled({ server }: Host): Promise<void> {
  for (;;) {
    const { pending, building } = await admin(server, { command: 'site_status', site: SITE })
    if (pending === 0 && !building) return
    await later(LOOK_MS)
  }
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
