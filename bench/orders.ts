import { Random } from '../demo/random.ts'
import { DOMAIN, SITE, type Visit } from './traffic.ts'

/** Who may buy: those who were in the shop, and when they were there last, ms. */
interface Visitor {
  visitor: string
  lastSeen: number
}

const MINUTE_MS = 60_000

/**
 * Orders as a shop's backend posts them when they are paid, of visitors who were in the shop: one
 * each in turn, then a second each, with what the order holds and who has ordered.
 */
export class Orders {
  readonly #random = new Random('orders')
  readonly #visitors: Visitor[] = []
  #made = 0

  /** Remembers a visitor who may buy later. */
  saw({ visitor, events }: Visit): void {
    this.#visitors.push({ visitor, lastSeen: events.at(-1)?.ts ?? 0 })
  }

  next(): Record<string, unknown> {
    const number = this.#made++
    const { visitor, lastSeen } = this.#visitors[number % this.#visitors.length] as Visitor
    const cents = this.#random.between(1_990, 29_990)
    const ts = lastSeen + MINUTE_MS * (1 + Math.floor(number / this.#visitors.length))
    return {
      transaction_id: String(100_000 + number),
      ts: new Date(ts).toISOString(),
      value: decimal(cents),
      currency: 'EUR',
      tax: decimal(Math.round(cents / 5)),
      shipping: '4.90',
      total: decimal(cents + Math.round(cents / 5) + 490),
      visitor,
      customer_id: `K-${visitor.slice(-8)}`,
      email: `${visitor.slice(-12)}@mail.example`,
      items: [this.#item(), this.#item()],
    }
  }

  #item(): Record<string, unknown> {
    const id = `sku-${this.#random.between(1, 2_000)}`
    return { item_id: id, item_name: 'Trail shoe', price: '89.90', quantity: 1 }
  }
}

const decimal = (cents: number): string => (cents / 100).toFixed(2)

/** As long as a key that may write, and none. */
const NO_KEY = `pw_write_${SITE}_${'-'.repeat(43)}`
const BEARER = 'Authorization: Bearer '

/** The whole request as bytes, under a key that is none yet. */
export function ordersRequest(orders: object): Buffer {
  const body = JSON.stringify(orders)
  const head = [
    'POST /v1/conversions HTTP/1.1',
    `Host: t.${DOMAIN}`,
    'Connection: keep-alive',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/json',
    `${BEARER}${NO_KEY}`,
    'Accept: */*',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Puts a key into a request: the same orders are sent to two hosts, which have their own keys. */
export function putKey(request: Buffer, key: string): void {
  const at = request.indexOf(BEARER)
  if (at !== -1) request.write(key, at + BEARER.length, 'latin1')
}
