import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { newSite } from '../../collector/admin/new-site.ts'
import { createApp } from '../../collector/app.ts'
import type { Scope } from '../../collector/ledger/ledger.ts'
import { buildTag } from '../../snippet/build.ts'
import { InProcessLedgers } from '../http/in-process-ledgers.ts'

/** A request as it came in from outside. */
export interface Request {
  method: string
  path: string
  body: string
}

/** The real collector on a loopback port, by a clock that the test turns. */
export interface ServedCollector {
  port: number
  keys: Record<Scope, string>
  ledgers: InProcessLedgers
  /** All requests so far. */
  requests: Request[]
  close(): Promise<void>
}

export async function serveCollector(
  site: string,
  domains: string[],
  clock: () => number,
): Promise<ServedCollector> {
  const ledgers = new InProcessLedgers(clock)
  const input = { site, domains, currency: 'EUR', timeZone: 'Europe/Paris' }
  const { state, keys } = await newSite(input, clock())
  await ledgers.create(state)
  const { app } = createApp({
    ledgers,
    clock,
    config: {
      trustProxy: false,
      eventsBytesMax: 64 * 1024,
      recordsBytesMax: 2 * 1024 * 1024,
      importBytesMax: 1024 * 1024,
      rateLimit: { perSecond: 0, burst: 0 },
      siteRefreshMs: 60_000,
      sharesLookups: true,
    },
    assets: {
      'p.js': buildTag('p.js'),
      'p.shop.js': buildTag('p.shop.js'),
      'p.mjs': buildTag('p.mjs'),
      'p.core.js': buildTag('p.core.js'),
    },
    countryOf: () => '',
    clientAddress: () => '127.0.0.1',
    log: () => {},
  })
  const requests: Request[] = []
  const server = createServer(
    getRequestListener(async (request) => {
      const { pathname } = new URL(request.url)
      requests.push({ method: request.method, path: pathname, body: await request.clone().text() })
      return app.fetch(request)
    }),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    keys,
    ledgers,
    requests,
    close: async () => {
      // First no new ones: a browser opens some in advance.
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await ledgers.close()
    },
  }
}
