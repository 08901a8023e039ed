import type { LogEntry } from '../../collector/app.ts'
import { hashKey, makeKey } from '../../collector/http/keys.ts'
import type { Settings } from '../../collector/ledger/facts.ts'
import type { KeyRecord, Scope } from '../../collector/ledger/ledger.ts'
import { settings as settingsOfShop } from '../ledger/shop.ts'
import { RemoteApp } from '../workers/remote-app.ts'
import { InProcessLedgers, InProcessPasts } from './in-process-ledgers.ts'
import { NOON, TestApp, type TestAppOptions } from './test-app.ts'

export { NOON } from './test-app.ts'

export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'

export const DAY = 86_400_000

export const IDENTIFY_SECRET = 'ab'.repeat(32)

/** An answer with its body read. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  /** undefined when the body is no JSON. */
  json: unknown
}

export interface Call {
  /** Text as it is, anything else as JSON. */
  body?: unknown
  key?: string | undefined
  headers?: Record<string, string>
}

/** Where the tests that use it run: the same app in this process, or in workerd. */
const appOf = (options: TestAppOptions): TestApp | RemoteApp =>
  process.env['PATHWORTH_TEST_HOST'] === 'workerd'
    ? new RemoteApp(options)
    : new TestApp(
        (clock) => new InProcessLedgers(clock),
        options,
        (clock) => new InProcessPasts(clock),
      )

/** A collector on the real engine, and a clock that a test turns. */
export class TestCollector {
  readonly app: TestApp | RemoteApp

  constructor(options: TestAppOptions = {}) {
    this.app = appOf(options)
  }

  get now(): number {
    return this.app.now
  }

  set now(ms: number) {
    this.app.now = ms
  }

  get log(): LogEntry[] {
    return this.app.log
  }

  get metrics(): { text(): string } {
    return this.app.metrics
  }

  get ledgers(): TestApp['ledgers'] | RemoteApp['ledgers'] {
    return this.app.ledgers
  }

  /** Creates a site with a key of each scope. */
  async addSite(site: string, settings: Partial<Settings> = {}): Promise<Record<Scope, string>> {
    const keys = {
      write: newKey(site, 'write'),
      read: newKey(site, 'read'),
      admin: newKey(site, 'admin'),
    }
    const scopes: Scope[] = ['write', 'read', 'admin']
    await this.ledgers.create({
      site,
      createdAt: NOON - 200 * DAY,
      settings: { ...settingsOfShop, ...settings },
      settingsVersion: 1,
      keys: await Promise.all(scopes.map((scope) => recordOf(scope, keys[scope]))),
      emailSecret: 'cd'.repeat(32),
      identifySecret: IDENTIFY_SECRET,
    })
    return keys
  }

  async call(method: string, path: string, { body, key, headers }: Call = {}): Promise<Answer> {
    const response = await this.app.request(path, {
      method,
      headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  }

  get(path: string, key?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('GET', path, { key, headers })
  }

  post(path: string, body: unknown, key?: string): Promise<Answer> {
    return this.call('POST', path, { body, key })
  }

  /** Events as the tag on a page of the shop sends them. */
  send(
    events: readonly unknown[],
    { key, headers, path = '/v1/events', ...envelope }: Sending = {},
  ) {
    return this.call('POST', path, {
      key,
      body: {
        v: 1,
        site: 'shop',
        visitor: visitorId(),
        sent_at: this.now,
        consent: 'granted',
        events,
        ...envelope,
      },
      headers: { 'user-agent': BROWSER, origin: 'https://shop.example', ...headers },
    })
  }
}

export interface Sending {
  site?: string
  visitor?: string
  consent?: string
  mode?: string
  webdriver?: boolean
  sent_at?: number
  key?: string
  headers?: Record<string, string>
  path?: string
}

let made = 0

/** A UUIDv7 born at `at`, another at each call. */
export function visitorId(at: number = NOON): string {
  made += 1
  const time = at.toString(16).padStart(12, '0')
  const rest = made.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`
}

export function pageView(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: visitorId(),
    name: 'page_view',
    ts: NOON - 60_000,
    url: 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn',
    referrer: '',
    props: {},
    ...more,
  }
}

export function order(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    goal: 'purchase',
    transaction_id: '1001',
    ts: '2026-11-20T11:59:30Z',
    value: '89.90',
    currency: 'EUR',
    ...more,
  }
}

/** What stands at a path of a JSON value: `at(json, 'rows', 0, 'value')`. */
export function at(json: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<string | number, unknown> | undefined)?.[part],
    json,
  )
}

/** Everything that the site's ROI answer counts, as one text: the same text, nothing was stored. */
export const ROI_OF_YEAR = '/v1/roi?from=2026-01-01&to=2026-12-31&model=linear&by=channel'

function newKey(site: string, scope: Scope): string {
  return makeKey(site, scope, (bytes) => crypto.getRandomValues(bytes))
}

async function recordOf(scope: Scope, key: string): Promise<KeyRecord> {
  const hash = await hashKey(key)
  return {
    id: `${scope}-1`,
    scope,
    holder: `the ${scope} key`,
    hash,
    createdAt: NOON,
    revokedAt: null,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
