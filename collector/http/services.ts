import type { Context } from 'hono'
import type { Ledgers } from '../ledger/ledger.ts'
import type { Pasts } from '../ledger/past.ts'
import type { DeviceReader } from '../touch/device.ts'
import type { AppConfig } from './app-config.ts'
import type { Checks } from './check/checks.ts'
import type { DropCounter } from './drop-counter.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Signer } from './secrets.ts'
import type { SiteCache } from './site-cache.ts'
import type { Streams } from './stream/streams.ts'
import type { RefusalCounter } from './webhooks/counter.ts'

/** A header of the request, by its name in lower case; undefined when it is absent. */
export type HeaderReader = (c: Context, name: string) => string | undefined

/** The tag's files by name. */
export interface TagTexts {
  'p.js': string
  'p.shop.js': string
  'p.mjs': string
  'p.core.js': string
}

/** The web page as a host has it: the page, and its scripts and styles by name. */
export interface DashboardTexts {
  page: string
  files: Readonly<Record<string, string>>
}

/** Who does commands, and who else than an admin of their site may have them done over HTTP. */
export interface AdminAccess {
  /** The admin token, of 32 characters or more; without it `/v1/admin` is a path like any that there is not. */
  token?: string | undefined
  /**
   * Does a command as it was sent.
   * @param by who asks, when it is not the command line
   * @throws AdminError, SiteExistsError
   */
  run: (command: unknown, by?: string) => Promise<Record<string, unknown>>
}

/** What a host gives. Only data and functions, so that every host can. */
export interface AppDeps {
  ledgers: Ledgers
  /** Where reports as of an earlier fact are derived; without it they are refused. */
  pasts?: Pasts
  /** ms since the epoch */
  clock: () => number
  config: AppConfig
  /** The builds of the tag; absent when the host itself serves them as files. */
  assets?: TagTexts
  /** The build of the web page; absent as `assets` is. */
  dashboard?: DashboardTexts
  /** ISO 3166-1 alpha-2 of an IP address (the client's, of this request), or ''. */
  countryOf: (address: string, c: Context) => string
  /** The IP address of who asks, or ''. */
  clientAddress: (c: Context) => string
  /** For a host that knows a cheaper way than the request's `Headers`. */
  headerOf?: HeaderReader
  log: Log
  metrics?: Metrics
  /** Absent where settings can't be changed: neither they nor their commands have paths then. */
  admin?: AdminAccess
  /** For a host that counts requests over all its instances. */
  rateLimit?: Limiter
  /** For a host whose processes are many. */
  checks?: Checks
}

/** Not async by nature: counting in memory costs no promise. */
export interface Limiter {
  /**
   * @param advice what who is refused should do besides waiting
   * @throws Problem 429 with Retry-After when the address has asked too often
   */
  take(address: string, now: number, advice?: string): void | Promise<void>
}

/** What handlers work with: the host's gifts, and what the app keeps between requests. */
export interface Services extends AppDeps {
  headerOf: HeaderReader
  metrics: Metrics
  sites: SiteCache
  drops: DropCounter
  refusals: RefusalCounter
  rateLimit: Limiter
  signer: Signer
  readDevice: DeviceReader
  checks: Checks
  streams: Streams
}

/** Parses, calls, answers; throws a `Problem` for everything else. */
export type Handler = (c: Context, services: Services) => Promise<Response>
