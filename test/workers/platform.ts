import { createTestHarness, type TestHarness } from 'wrangler'
import { hashKey, makeKey } from '../../collector/http/keys.ts'
import type { Reply } from '../../collector/ledger/durable/reply.ts'
import type { Batch, Settings } from '../../collector/ledger/facts.ts'
import type { Scope, StatsAnswer } from '../../collector/ledger/ledger.ts'
import type { AppendResult } from '../../collector/ledger/sqlite/site.ts'
import { until } from '../host/until.ts'
import { BROWSER } from '../http/collector.ts'
import { shopState } from '../ledger/shop.ts'
import type { Outcome, PlatformOrder } from './platform-wire.ts'

let made = 0

/** The Worker of platform-entry.ts, driven from here. */
export class Platform {
  readonly #harness: TestHarness
  readonly #url: URL

  private constructor(harness: TestHarness, url: URL) {
    this.#harness = harness
    this.#url = url
  }

  static async start(): Promise<Platform> {
    const configPath = new URL('platform.toml', import.meta.url)
    const harness = createTestHarness({ workers: [{ configPath }] })
    const { url } = await harness.listen()
    return new Platform(harness, url)
  }

  close(): Promise<void> {
    return this.#harness.close()
  }

  /** Objects that have stored anything. */
  objects(of: 'SITES' | 'REGISTRY'): Promise<string[]> {
    return this.#harness.getWorker().listDurableObjectIds(of)
  }

  /** The structured lines that were logged under a name. */
  logged(event: string): Record<string, unknown>[] {
    const lines = this.#harness.getLogs().map(({ message }) => message)
    return lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['event'] === event)
  }

  async order<Value>(order: PlatformOrder): Promise<Value> {
    const init = { method: 'POST', body: JSON.stringify(order) }
    const answer = await fetch(new URL('/-/order', this.#url), init)
    const told = (await answer.json()) as { value: Value } | { error: string }
    if ('error' in told) throw new Error(told.error)
    return told.value
  }

  /** A new site with a key of each scope, under a name that no other test has. */
  async addSite(settings: Partial<Settings> = {}): Promise<PlatformSite> {
    made += 1
    const name = `shop-${made}`
    const keys = { write: newKey(name, 'write'), read: newKey(name, 'read') }
    const records = await Promise.all([record('write', keys.write), record('read', keys.read)])
    const state = { ...shopState, site: name, keys: records }
    const site = new PlatformSite(this, name, keys)
    await site.call('create', { ...state, settings: { ...state.settings, ...settings } })
    await this.order({ do: 'registry', method: 'add', args: [name] })
    return site
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.#url), init)
  }

  deliver(bodies: unknown[]): Promise<Outcome[]> {
    return this.order({ do: 'deliver', bodies })
  }
}

/** One site of the platform. */
export class PlatformSite {
  readonly name: string
  readonly keys: Record<'write' | 'read', string>
  readonly #platform: Platform

  constructor(platform: Platform, name: string, keys: Record<'write' | 'read', string>) {
    this.#platform = platform
    this.name = name
    this.keys = keys
  }

  /** A method of its object. */
  call<Value>(method: string, ...args: unknown[]): Promise<Value> {
    return this.#platform.order({ do: 'site', site: this.name, method, args })
  }

  async append(...batches: Batch[]): Promise<AppendResult[]> {
    const answer = await this.call<Reply<AppendResult[]>>('append', batches)
    if ('trouble' in answer) throw new Error(answer.trouble.message)
    return answer.value
  }

  async stats(): Promise<StatsAnswer> {
    const answer = await this.call<Reply<StatsAnswer>>('report', { kind: 'stats' })
    if ('trouble' in answer) throw new Error(answer.trouble.message)
    return answer.value
  }

  sql<Row>(text: string): Promise<Row[]> {
    return this.call('sql', text)
  }

  trace(): Promise<string[]> {
    return this.call('trace')
  }

  /** Its object ends in the middle of whatever it does, and starts anew when it is called next. */
  end(): Promise<void> {
    return this.call<void>('end').catch(() => {})
  }

  /** Once nobody but alarms has settled all. */
  settled(): Promise<StatsAnswer> {
    return until(async () => {
      const stats = await this.stats()
      return stats.pending === 0 && !stats.building && stats
    })
  }

  /** Events as the tag on a page of the shop sends them. */
  send(visitor: string, events: readonly unknown[], sending: Sending = {}): Promise<Response> {
    const { path = '/v1/events', headers } = sending
    const body = { v: 1, site: this.name, visitor, sent_at: Date.now(), consent: 'granted', events }
    const origin = { origin: 'https://shop.example', 'user-agent': BROWSER }
    const init = { method: 'POST', body: JSON.stringify(body), headers: { ...origin, ...headers } }
    return this.#platform.request(path, init)
  }
}

interface Sending {
  path?: string
  headers?: Record<string, string>
}

/** Headers that have a request served by a Worker with other variables. */
export const withVariables = (variables: Record<string, unknown>): Record<string, string> => ({
  'x-test-variables': JSON.stringify(variables),
})

const newKey = (site: string, scope: Scope): string =>
  makeKey(site, scope, (bytes) => crypto.getRandomValues(bytes))

const record = async (scope: Scope, key: string) => ({
  id: scope,
  scope,
  holder: `${scope} of the shop`,
  hash: await hashKey(key),
  createdAt: shopState.createdAt,
  revokedAt: null,
})
