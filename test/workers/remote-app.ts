import { inject } from 'vitest'
import type { LogEntry } from '../../collector/app.ts'
import type { Batch } from '../../collector/ledger/facts.ts'
import type { Ledger, Ledgers, SiteState } from '../../collector/ledger/ledger.ts'
import { NOON, type TestAppOptions } from '../http/test-app.ts'
import { type Asked, type Order, type Told, unwired, type WiredResponse, wired } from './wire.ts'

/** Names that no other test of this run has. */
let made = 0
const newName = (): string => {
  made += 1
  return `${process.pid}-${made}`
}

/** A `TestApp` that runs in workerd, driven from here. */
export class RemoteApp {
  now = NOON
  readonly log: LogEntry[] = []
  readonly metrics = { text: () => this.#metrics }
  readonly ledgers = new RemoteLedgers((order) => this.#ask(order))
  readonly #name = newName()
  readonly #options: TestAppOptions
  #metrics = ''

  constructor(options: TestAppOptions) {
    this.#options = options
  }

  async request(path: string, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    const text = await new Response(body).text().catch(() => undefined)
    const request = {
      path,
      method,
      headers: [...new Headers(headers)],
      body: body === undefined || body === null ? null : (text ?? null),
      breaksOff: text === undefined,
    }
    const answer = (await this.#ask({ do: 'request', request })) as WiredResponse
    const hasBody = ![204, 304].includes(answer.status)
    return new Response(hasBody ? answer.body : null, answer)
  }

  async flush(): Promise<void> {
    await this.#ask({ do: 'flush' })
  }

  async forget(site: string): Promise<void> {
    await this.#ask({ do: 'forget', site })
  }

  async #ask(order: Order): Promise<unknown> {
    const { trouble, unopened } = this.ledgers
    const asked: Asked = {
      app: this.#name,
      now: this.now,
      options: this.#options,
      trouble: trouble && wired(trouble),
      unopened: unopened && wired(unopened),
      order,
    }
    const response = await fetch(inject('workerd'), { method: 'POST', body: JSON.stringify(asked) })
    const told = (await response.json()) as Told
    this.#metrics = told.metrics
    this.log.splice(0, Infinity, ...told.log)
    this.ledgers.opened = told.opened
    this.ledgers.batches.splice(0, Infinity, ...told.batches)
    if ('error' in told.outcome) throw unwired(told.outcome.error)
    return told.outcome.value
  }
}

/** The ledgers of an app in workerd. */
export class RemoteLedgers implements Ledgers {
  opened = 0
  readonly batches: Batch[] = []
  trouble: Error | undefined
  unopened: Error | undefined
  readonly #ask: (order: Order) => Promise<unknown>

  constructor(ask: (order: Order) => Promise<unknown>) {
    this.#ask = ask
  }

  async open(site: string): Promise<Ledger | undefined> {
    const exists = await this.#ask({ do: 'ledgers', method: 'open', site, args: [] })
    return exists ? this.#ledger(site) : undefined
  }

  async create(state: SiteState): Promise<Ledger> {
    await this.#ask({ do: 'ledgers', method: 'create', args: [state] })
    return this.#ledger(state.site)
  }

  list(): Promise<string[]> {
    return this.#ask({ do: 'ledgers', method: 'list', args: [] }) as Promise<string[]>
  }

  /** Ends the objects: what they do next, they do from what is stored. */
  async close(): Promise<void> {
    for (const site of await this.list()) await this.#ask({ do: 'end', site })
  }

  /** Whatever a ledger can, by the name of the method. */
  #ledger(site: string): Ledger {
    const call =
      (method: string) =>
      (...args: unknown[]) =>
        this.#ask({ do: 'ledgers', method, site, args })
    return new Proxy({} as Ledger, {
      get: (_, name) => (typeof name === 'string' && name !== 'then' ? call(name) : undefined),
    })
  }
}
