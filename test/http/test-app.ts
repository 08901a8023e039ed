import type { OwnedLedgers } from '../../collector/admin/owned-ledgers.ts'
import { adminOf } from '../../collector/admin/run.ts'
import { type App, type AppConfig, createApp, type LogEntry } from '../../collector/app.ts'
import type { Checks } from '../../collector/http/check/checks.ts'
import { Metrics } from '../../collector/http/metrics.ts'
import type { Pasts } from '../../collector/ledger/past.ts'
import { RecordingLedgers } from './recording-ledgers.ts'

export const NOON = Date.parse('2026-11-20T12:00:00Z')

export interface TestAppOptions {
  config?: Partial<AppConfig>
  clientAddress?: string
  /** Opens `POST /v1/admin`. */
  adminToken?: string
}

const configOfTests: AppConfig = {
  trustProxy: false,
  eventsBytesMax: 64 * 1024,
  recordsBytesMax: 2 * 1024 * 1024,
  importBytesMax: 1024 * 1024,
  rateLimit: { perSecond: 0, burst: 0 },
  siteRefreshMs: 1000,
  sharesLookups: true,
}

/** The app as a host makes it, on a clock that a test turns; runs in Node and in a Worker. */
export class TestApp {
  now = NOON
  readonly log: LogEntry[] = []
  readonly metrics = new Metrics()
  readonly ledgers: RecordingLedgers
  readonly #app: App

  constructor(
    ledgersOn: (clock: () => number) => OwnedLedgers,
    { config, clientAddress = '203.0.113.7', adminToken: token }: TestAppOptions,
    pastsOn?: (clock: () => number) => Pasts,
    checks?: Checks,
  ) {
    const clock = () => this.now
    this.ledgers = new RecordingLedgers(ledgersOn(clock))
    this.#app = createApp({
      ledgers: this.ledgers,
      ...(pastsOn && { pasts: pastsOn(clock) }),
      ...(checks && { checks }),
      clock,
      config: { ...configOfTests, ...config },
      assets: {
        'p.js': '/* the tag */',
        'p.shop.js': '/* the tag of shops */',
        'p.mjs': '/* the module */',
        'p.core.js': '/* the small tag */',
      },
      countryOf: (address) => (address === '203.0.113.7' ? 'FR' : ''),
      clientAddress: () => clientAddress,
      log: (entry) => this.log.push(entry),
      metrics: this.metrics,
      admin: { token, run: adminOf(this.ledgers, clock) },
    })
  }

  /** Methods and paths that the app takes, as Hono has them. */
  get routes(): readonly { method: string; path: string }[] {
    return this.#app.app.routes
  }

  async request(path: string, init: RequestInit): Promise<Response> {
    return this.#app.app.request(path, init)
  }

  async flush(): Promise<void> {
    await this.#app.flush()
  }

  async endStreams(): Promise<void> {
    this.#app.endStreams()
  }

  async forget(site: string): Promise<void> {
    this.#app.forget(site)
  }
}
