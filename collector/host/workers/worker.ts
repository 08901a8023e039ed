import type { ExecutionContext, IncomingRequestCfProperties } from '@cloudflare/workers-types'
import type { Context } from 'hono'
import { requestBytesMax } from '../../../shared/limits.ts'
import { adminOf } from '../../admin/run.ts'
import { type App, type AppDeps, createApp } from '../../app.ts'
import { RECORDS_BYTES_MAX } from '../../http/app-config.ts'
import type { Log } from '../../http/log.ts'
import { answerOf } from '../../http/on-error.ts'
import { Problem } from '../../http/problem.ts'
import { DurableChecks } from '../../ledger/durable/checks.ts'
import { DurableLedgers } from '../../ledger/durable/ledgers.ts'
import { DurablePasts } from '../../ledger/durable/pasts.ts'
import type { QueuedMessage } from '../../ledger/durable/queue.ts'
import { type Bindings, readVariables } from './bindings.ts'
import { platformLimit } from './rate-limit.ts'

/** A change comes through another instance, which can't say so: a revoked key works so long, ms. */
const SITE_REFRESH_MS = 10_000

/**
 * Reading holds up to 2 kB for each campaign and day, and an instance has 128 MB: some 25,000 of them. The
 * command line reads larger files where it runs, and sends rows.
 */
const IMPORT_BYTES_MAX = 2 * 1024 * 1024

/** How long counts of dropped events wait for company before they are written, ms. */
const HOLD_MS = 1000

/** What the platform calls. */
export interface Worker {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext): Promise<Response>
  queue(delivery: { messages: readonly QueuedMessage[] }, bindings: Bindings): Promise<void>
}

/** The collector as a Worker: one app an instance, made at its first request. */
export function workerOf(clock: () => number): Worker {
  let app: App | undefined
  let receiving: DurableLedgers | undefined
  let isFlushing = false
  /** Instances end without a word: what they hold is written soon, while the platform waits for it. */
  const flushLater = async ({ flush }: App): Promise<void> => {
    isFlushing = true
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS))
    isFlushing = false
    await flush().catch((error: Error) => {
      // They are held on: the next request has them written.
      log({ level: 'warn', event: 'drops_not_written', message: error.message })
    })
  }
  return {
    async fetch(request, bindings, context) {
      try {
        app ??= createApp(depsOf(bindings, clock))
      } catch (error) {
        return misconfigured(error)
      }
      const response = await app.app.fetch(request, bindings)
      if (app.holds() && !isFlushing) context.waitUntil(flushLater(app))
      return response
    },
    /** Whatever INGEST says now: what a queue still has is to be written. */
    queue({ messages }, { SITES, REGISTRY }) {
      receiving ??= new DurableLedgers({ sites: SITES, registry: REGISTRY }, clock)
      return receiving.deliver(messages)
    },
  }
}

/** A Worker can't refuse to start: it says at each request that it can't work. */
function misconfigured(error: unknown): Response {
  const { message } = error as Error
  log({ level: 'error', event: 'misconfigured', message })
  return answerOf(new Problem('internal', 'the collector is not set up rightly: its log says how'))
}

const log: Log = (entry) => console.log(JSON.stringify(entry))

/** @throws Error with the way out when a variable or binding is wrong */
export function depsOf(bindings: Bindings, clock: () => number): AppDeps {
  const variables = readVariables(bindings)
  const { INGEST, PATHWORTH_ADMIN_TOKEN: token, PATHWORTH_WEBHOOK_HOSTS: hosts } = variables
  const { SITES, REGISTRY, EVENTS, RATE_LIMITER } = bindings
  const queue = INGEST === 'queue' ? EVENTS : undefined
  const ledgers = new DurableLedgers({ sites: SITES, registry: REGISTRY, queue }, clock)
  return {
    ledgers,
    pasts: new DurablePasts(SITES),
    checks: new DurableChecks(SITES),
    clock,
    countryOf: (_, c) => countryOf(c),
    clientAddress: (c) => c.req.header('cf-connecting-ip') ?? '',
    log,
    admin: { token, run: adminOf(ledgers, clock, hosts) },
    ...(RATE_LIMITER ? { rateLimit: platformLimit(RATE_LIMITER) } : {}),
    config: {
      trustProxy: false,
      eventsBytesMax: requestBytesMax,
      recordsBytesMax: RECORDS_BYTES_MAX,
      importBytesMax: IMPORT_BYTES_MAX,
      rateLimit: { perSecond: 50, burst: 200 },
      siteRefreshMs: SITE_REFRESH_MS,
      sharesLookups: false,
    },
  }
}

/** What the platform says of an address that it can't place, and of Tor. */
const NO_COUNTRY = new Set(['XX', 'T1'])

function countryOf(c: Context): string {
  const { cf } = c.req.raw as Request & { cf?: Partial<IncomingRequestCfProperties> }
  const country = cf?.country ?? ''
  return NO_COUNTRY.has(country) ? '' : country
}
