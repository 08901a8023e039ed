import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { adminOf } from '../../collector/admin/run.ts'
import { type ServedCollector, serveCollector } from '../demo/served-collector.ts'
import type { TestCollector } from '../http/collector.ts'
import { launch } from './chromium.ts'
import { newVisitor, type SentBody, type Visitor } from './host-page.ts'
import { type StubShop, startStubShop } from './stub-shop.ts'

/** A headless Chromium says that it is one, and is a robot to the collector. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'

/** A stub of a shop's platform at www.shop.example, a collector at t.shop.example, and a visitor. */
export interface StubShopWorld extends Visitor {
  shop: StubShop
  collector: ServedCollector
  /** The collector as those see it who deliver a platform's webhooks to it. */
  hooks: Pick<TestCollector, 'call' | 'now'>
  /** The tag as a site owner pastes it. */
  tag(file: string, attributes?: string): string
  /** Stores what a platform signs with. */
  addSecret(source: string, secret: string): Promise<void>
  /** Goes to a page of the shop. */
  visit(path: string): Promise<void>
  /** Resolves once the collector has taken the page view of an address that ends so. */
  untilSeen(ending: string): Promise<void>
  /** The id that the page's tag has. */
  id(): Promise<string | undefined>
  journey(transactionId: string): Promise<unknown>
}

/** Hosts both for the tests of one file; after each no error was on the page. */
export function useStubShop(): StubShopWorld {
  const world = {} as StubShopWorld
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
  })
  beforeEach(async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT })
    const collector = await serveCollector('shop', ['shop.example'], Date.now)
    const shop = await startStubShop('www.shop.example')
    Object.assign(world, await newVisitor(browser, context), { collector, shop })
    world.hooks = { now: Date.now(), call: callerOf(collector) }
  })
  afterEach(async () => {
    await world.context.close()
    await world.shop.close()
    await world.collector.close()
    expect(world.problems, 'errors and policy violations in the console').toEqual([])
  })

  world.tag = (file, attributes = '') =>
    `<script defer src="http://t.shop.example:${world.collector.port}/${file}" data-site="shop" ${attributes}></script>`
  world.addSecret = async (source, secret) => {
    const run = adminOf(world.collector.ledgers, Date.now)
    await run({ command: 'webhook_add', site: 'shop', source, secret })
  }
  world.visit = async (path) => {
    await world.page.goto(world.shop.address(path))
  }
  world.untilSeen = (ending) =>
    vi.waitFor(() => {
      const bodies = world.collector.requests.filter(({ path }) => path === '/v1/events')
      const events = bodies.flatMap(({ body }) => (JSON.parse(body) as SentBody).events)
      expect(events.map(({ url }) => url)).toContainEqual(expect.stringContaining(ending))
    })
  world.id = () => world.page.evaluate(() => window.pathworth?.id?.())
  world.journey = async (transactionId) => {
    const key = world.collector.keys.read
    const { json } = await world.hooks.call('GET', `/v1/journeys/${transactionId}`, { key })
    return json
  }
  return world
}

/** Asks the collector over the wire. */
const callerOf =
  ({ port }: ServedCollector): TestCollector['call'] =>
  async (method, path, { body, key, headers } = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      ...(body === undefined ? {} : { body: String(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
  }
