import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { requestBytesMax } from '../../shared/limits.ts'
import type { AdminAnswer } from '../admin/commands.ts'
import { type NewSite, newSite } from '../admin/new-site.ts'
import { adminOf } from '../admin/run.ts'
import { type App, createApp, type Log } from '../app.ts'
import { IMPORT_BYTES_MAX, RECORDS_BYTES_MAX } from '../http/app-config.ts'
import { Metrics } from '../http/metrics.ts'
import { ThreadedLedgers } from '../ledger/threads/ledgers.ts'
import { FolderPasts } from '../ledger/threads/pasts.ts'
import { serveAdmin } from './admin-socket.ts'
import { clientAddressBy } from './client-address.ts'
import type { Config } from './config.ts'
import { loadCountries } from './country.ts'
import { Courier, type CourierOptions } from './courier.ts'
import { readDashboard } from './dashboard-files.ts'
import { eventsListener, type Senders } from './events-listener.ts'
import { drain, listen } from './http-server.ts'
import { lingering } from './lingering.ts'
import { ownFolder } from './owner-lock.ts'
import { postTo } from './post.ts'
import { publicUrl } from './public-url.ts'
import { incomingOf, requestHeader } from './request-header.ts'
import { readTag } from './tag-files.ts'

const HOUR_MS = 3_600_000

/** Changes come through this process, which says so (`forget`); a long one shows meanwhile. */
const SITE_REFRESH_MS = 1_000

export interface Collector {
  /** Where it can be reached. */
  url: string
  /** The site that was created because there was none. */
  firstSite: NewSite | undefined
  /** Answers what is under way, commits, closes the files. */
  close(): Promise<void>
}

/** What was started, to be ended in the opposite order. */
class Running {
  readonly #ends: (() => unknown)[] = []

  onEnd(end: () => unknown): void {
    this.#ends.push(end)
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end()
  }
}

/**
 * The collector on Node: owns the data folder, keeps the ledgers, serves HTTP and the admin socket.
 * @throws FolderOwnedError, and Error with the way out when the port cannot be had
 */
export async function startCollector(
  config: Config,
  clock: () => number,
  log: Log,
): Promise<Collector> {
  const running = new Running()
  try {
    const { ledgers, pasts } = openLedgers(config, clock, log, running)
    const firstSite = await createFirstSite(ledgers, config, clock())
    const run = adminOf(ledgers, clock, config.PATHWORTH_WEBHOOK_HOSTS)
    const senders = {
      addressOf: clientAddressBy(config.PATHWORTH_TRUST_PROXY),
      countryOf: loadCountries(),
    }
    const app = makeApp({ ledgers, pasts, config, clock, log, run, senders })
    running.onEnd(() => app.flush())
    await openAdmin(config, run, app, running)
    const others = lingering(getRequestListener(app.app.fetch))
    const server = createServer(eventsListener(app, senders, requestBytesMax, others))
    const port = await listen(server, config)
    running.onEnd(() => drain(server))
    running.onEnd(() => app.endStreams())
    void ledgers.settleLeftovers()
    const hourly = setInterval(() => void ledgers.wake(), HOUR_MS)
    running.onEnd(() => clearInterval(hourly))
    return { url: publicUrl(config, port), firstSite, close: () => running.end() }
  } catch (error) {
    await running.end()
    throw error
  }
}

function openLedgers(
  config: Config,
  clock: () => number,
  log: Log,
  running: Running,
): { ledgers: ThreadedLedgers; pasts: FolderPasts } {
  const folder = config.PATHWORTH_DATA
  const lock = ownFolder(folder)
  running.onEnd(() => lock.release())
  const options = {
    folder,
    writers: config.PATHWORTH_WRITERS,
    readers: config.PATHWORTH_READERS,
    waitingMax: config.PATHWORTH_QUEUE,
    reportDeadlineMs: config.PATHWORTH_REPORT_DEADLINE_MS,
    clock,
    onTrouble: (message: string) => log({ level: 'error', event: 'ledger_trouble', message }),
  }
  const courier = courierOf(config, clock, log, (site) => ledgers.open(site))
  const ledgers = new ThreadedLedgers({ ...options, onOutgoing: (site) => courier.wake(site) })
  running.onEnd(() => ledgers.close())
  running.onEnd(() => courier.close())
  const pasts = new FolderPasts({
    folder,
    make: (scratch) => new ThreadedLedgers({ ...options, folder: scratch, writers: 1, readers: 1 }),
  })
  running.onEnd(() => pasts.close())
  return { ledgers, pasts }
}

const courierOf = (
  { PATHWORTH_WEBHOOK_HOSTS: hosts }: Config,
  clock: () => number,
  log: Log,
  open: CourierOptions['open'],
): Courier =>
  new Courier({ open, log, sending: { post: postTo(hosts), clock, random: Math.random, hosts } })

async function createFirstSite(
  ledgers: ThreadedLedgers,
  config: Config,
  now: number,
): Promise<NewSite | undefined> {
  if ((await ledgers.list()).length > 0) return undefined
  const first = await newSite(
    {
      site: config.PATHWORTH_SITE,
      domains: [config.PATHWORTH_DOMAIN],
      currency: config.PATHWORTH_CURRENCY,
      timeZone: config.PATHWORTH_TIMEZONE,
    },
    now,
  )
  await ledgers.create(first.state)
  return first
}

type RunAdmin = (command: unknown, by?: string) => Promise<AdminAnswer>

interface AppParts {
  ledgers: ThreadedLedgers
  pasts: FolderPasts
  config: Config
  clock: () => number
  log: Log
  run: RunAdmin
  senders: Senders
}

function makeApp({ ledgers, pasts, config, clock, log, run, senders }: AppParts): App {
  const { PATHWORTH_ADMIN_TOKEN: token } = config
  const metrics = new Metrics()
  metrics.gauge('pathworth_write_queue', 'Batches that wait for a commit.', () => ledgers.waiting)
  return createApp({
    ledgers,
    pasts,
    clock,
    log,
    metrics,
    assets: readTag(),
    dashboard: readDashboard(),
    countryOf: senders.countryOf,
    clientAddress: (c) => senders.addressOf(incomingOf(c)),
    headerOf: requestHeader,
    admin: { token, run },
    config: {
      trustProxy: config.PATHWORTH_TRUST_PROXY !== undefined,
      ...(config.PATHWORTH_URL === undefined ? {} : { publicUrl: config.PATHWORTH_URL }),
      eventsBytesMax: requestBytesMax,
      recordsBytesMax: RECORDS_BYTES_MAX,
      importBytesMax: IMPORT_BYTES_MAX,
      rateLimit: { perSecond: config.PATHWORTH_RATE, burst: config.PATHWORTH_RATE_BURST },
      siteRefreshMs: SITE_REFRESH_MS,
      sharesLookups: true,
    },
  })
}

async function openAdmin(
  config: Config,
  run: RunAdmin,
  { forget }: App,
  running: Running,
): Promise<void> {
  const admin = await serveAdmin(config.PATHWORTH_DATA, async (asked) => {
    try {
      return await run(asked)
    } finally {
      const { site } = Object(asked) as { site?: unknown }
      if (typeof site === 'string') forget(site)
    }
  })
  running.onEnd(() => admin.close())
}
