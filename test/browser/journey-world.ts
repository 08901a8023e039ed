import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { get, post } from '../../demo/api.ts'
import { type RunningShop, startShop } from '../../demo/shop/server.ts'
import type { RoiAnswer } from '../../demo/table.ts'
import { type ServedCollector, serveCollector } from '../demo/served-collector.ts'
import { launch } from './chromium.ts'
import { newVisitor, type SentBody, type SentEvent, type Visitor } from './host-page.ts'
import { startWorker, type WorkerProcess } from './served-worker.ts'

/** A headless Chromium says that it is one, and is a robot to the collector. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'

/** The whole way, by a clock that browser, shop and collector share: pages to ROI. */
export interface JourneyWorld {
  shop: RunningShop
  collector: Omit<ServedCollector, 'ledgers'>
  /** Its name. */
  site: string
  /** Address of a page of the shop. */
  page(path: string): string
  /** Someone with a browser of their own. */
  person(): Promise<Visitor>
  /** Moves the time to an instant (RFC 3339), for all; from there it goes on. */
  at(instant: string, ...visitors: Visitor[]): Promise<void>
  /** Events that arrived at the collector, each once. */
  arrived(): SentEvent[]
  /** Resolves once so many events have arrived. */
  untilArrived(count: number): Promise<void>
  send(path: string, records: unknown): Promise<unknown>
  roi(query: string): Promise<RoiAnswer>
  ask(path: string): Promise<unknown>
}

/** Hosts a shop at www.shop.example and a collector at t.shop.example for the tests of one file. */
export function useJourneyWorld(tagAttributes: Record<string, string> = {}): JourneyWorld {
  const world = {} as JourneyWorld
  let browser: Browser
  let worker: WorkerProcess | undefined
  let sites = 0
  let ahead = 0
  const visitors: Visitor[] = []
  const clock = (): number => Date.now() + ahead

  beforeAll(async () => {
    browser = await launch()
    if (process.env['PATHWORTH_TEST_HOST'] === 'workerd') worker = await startWorker()
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  beforeEach(async () => {
    ahead = 0
    sites += 1
    const site = `shop-${sites}`
    const serve = worker?.serve ?? serveCollector
    const collector = await serve(site, ['shop.example'], clock)
    const shop = await startShop({
      collectorUrl: `http://t.shop.example:${collector.port}`,
      backendUrl: `http://127.0.0.1:${collector.port}`,
      site,
      writeKey: collector.keys.write,
      tagAttributes,
      clock,
    })
    Object.assign(world, { collector, shop, site })
  })
  afterEach(async () => {
    const problems = visitors.flatMap((visitor) => visitor.problems)
    for (const { context } of visitors.splice(0)) await context.close()
    await world.shop.close()
    await world.collector.close()
    expect(problems, 'errors and policy violations in the console').toEqual([])
  })

  const url = (): string => `http://127.0.0.1:${world.collector.port}`
  world.page = (path) => world.shop.url.replace('127.0.0.1', 'www.shop.example') + path
  world.person = async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT })
    const visitor = await newVisitor(browser, context)
    visitors.push(visitor)
    return visitor
  }
  world.at = async (instant, ...present) => {
    ahead = Date.parse(instant) - Date.now()
    for (const { context } of present) await context.clock.setSystemTime(clock())
  }
  world.arrived = () => {
    const bodies = world.collector.requests
      .filter(({ method, path }) => method === 'POST' && path === '/v1/events')
      .map(({ body }) => JSON.parse(body) as SentBody)
    return [...new Map(bodies.flatMap(({ events }) => events.map((one) => [one.id, one]))).values()]
  }
  world.untilArrived = async (count) => {
    await vi.waitFor(() => expect(world.arrived()).toHaveLength(count), { timeout: 15_000 })
  }
  world.send = (path, records) =>
    post({ url: url(), key: world.collector.keys.write }, path, records)
  world.ask = (path) => get({ url: url(), key: world.collector.keys.read }, path)
  world.roi = async (query) => (await world.ask(`/v1/roi?site=${world.site}&${query}`)) as RoiAnswer
  return world
}
