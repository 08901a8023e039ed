import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { post } from '../api.ts'
import { createShop } from './app.ts'
import { conversionOf, type ShopOrder } from './backend.ts'

export interface ShopOptions {
  /** Where browsers reach the collector. */
  collectorUrl: string
  site: string
  /** Key of the site with the scope `write`: the shop reports its orders with it. */
  writeKey: string
  /** 0, the default, takes a free one. */
  port?: number
  host?: string
  /** Where the shop's backend reaches the collector; `collectorUrl` unless given. */
  backendUrl?: string
  /** Further attributes of the tag: `{ 'data-consent': 'wait' }`. */
  tagAttributes?: Readonly<Record<string, string>>
  /** ms since the epoch: when orders are placed. */
  clock?: () => number
}

export interface RunningShop {
  url: string
  /** All orders, the oldest first; each tells whether the collector has it. */
  orders: readonly ShopOrder[]
  close(): Promise<void>
}

/** Serves the demo shop until it is closed, and reports each order to the collector. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  const { collectorUrl, site, writeKey, port = 0, host = '127.0.0.1' } = options
  const target = { url: options.backendUrl ?? collectorUrl, key: writeKey }
  const orders: ShopOrder[] = []
  const shop = createShop({
    tag: { collectorUrl, site, attributes: options.tagAttributes ?? {} },
    clock: options.clock ?? Date.now,
    orders,
    onOrder: (order) => {
      post(target, '/v1/conversions', conversionOf(order)).then(
        () => {
          order.report = 'stored'
        },
        (error: unknown) => {
          order.report = 'failed'
          console.error(`Order ${order.transactionId} did not reach the collector:`, error)
        },
      )
    },
  })
  const server = createServer(getRequestListener(shop.fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    orders,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
