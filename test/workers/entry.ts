import type { Bindings } from '../../collector/host/workers/bindings.ts'
import { DurableChecks } from '../../collector/ledger/durable/checks.ts'
import { DurableLedgers } from '../../collector/ledger/durable/ledgers.ts'
import { DurablePasts } from '../../collector/ledger/durable/pasts.ts'
import type { Objects, SiteOperations } from '../../collector/ledger/durable/site-object.ts'
import { SiteObject as RealSiteObject } from '../../collector/ledger/durable/site-object.ts'
import type { Ledger, ReportQuery } from '../../collector/ledger/ledger.ts'
import { NOON, TestApp } from '../http/test-app.ts'
import { type Asked, type Order, type Told, unwired, type WiredRequest, wired } from './wire.ts'

export { RegistryObject } from '../../collector/ledger/durable/registry-object.ts'

// A Worker that tests drive from Node: real apps on real objects, each on a clock that its test turns.

let now = NOON

interface Ending {
  end(): Promise<void>
}

interface TestBindings extends Bindings {
  SITES: Objects<SiteOperations & Ending>
}

/** A site on the clock of the tests: what a test has posted is settled when it reads. */
export class SiteObject extends RealSiteObject {
  protected override now(): number {
    return now
  }

  /** Ends as the platform ends an object: nothing that it holds in memory is left. */
  end(): void {
    this.ctx.abort('a test has ended it')
  }

  override async report(query: ReportQuery) {
    for (;;) {
      const settled = await this.settle({ conversions: 1000 })
      if ('trouble' in settled) return settled
      if (settled.value.pending === 0 && !settled.value.building) return super.report(query)
    }
  }
}

/** The platform says by an error that the object is gone. */
const end = (sites: Objects<Ending>, site: string): Promise<void> =>
  sites
    .getByName(site)
    .end()
    .catch(() => {})

const apps = new Map<string, TestApp>()

export default {
  async fetch(request: Request, bindings: TestBindings): Promise<Response> {
    const asked = (await request.json()) as Asked
    const app = apps.get(asked.app) ?? newApp(asked, bindings)
    apps.set(asked.app, app)
    now = app.now = asked.now
    app.ledgers.trouble = asked.trouble && unwired(asked.trouble)
    app.ledgers.unopened = asked.unopened && unwired(asked.unopened)
    const outcome = await outcomeOf(app, asked, bindings)
    const told: Told = {
      outcome,
      log: app.log,
      metrics: app.metrics.text(),
      opened: app.ledgers.opened,
      batches: app.ledgers.batches,
    }
    return Response.json(told)
  },
}

function newApp({ app, options }: Asked, { SITES, REGISTRY }: Bindings): TestApp {
  const namespaces = { sites: below(app, SITES), registry: below(app, REGISTRY) }
  return new TestApp(
    (clock) => new DurableLedgers(namespaces, clock),
    { ...options, config: { sharesLookups: false, ...options.config } },
    () => new DurablePasts(namespaces.sites),
    new DurableChecks(namespaces.sites),
  )
}

/** The objects of one test: names of another are others. */
const below = <Operations>(prefix: string, objects: Objects<Operations>): Objects<Operations> => ({
  getByName: (name) => objects.getByName(`${prefix}/${name}`),
})

async function outcomeOf(
  app: TestApp,
  asked: Asked,
  bindings: TestBindings,
): Promise<Told['outcome']> {
  try {
    return { value: await carryOut(app, asked, bindings) }
  } catch (error) {
    return { error: wired(error as Error) }
  }
}

async function carryOut(
  app: TestApp,
  { app: name, order }: Asked,
  { SITES }: TestBindings,
): Promise<unknown> {
  switch (order.do) {
    case 'request':
      return answered(app, order.request)
    case 'flush':
      return app.flush()
    case 'forget':
      return app.forget(order.site)
    case 'ledgers':
      return called(app, order)
    case 'end':
      return end(below(name, SITES), order.site)
  }
}

async function answered(app: TestApp, { path, breaksOff, body, ...rest }: WiredRequest) {
  const broken = () =>
    new ReadableStream({ start: (stream) => stream.error(new Error('the sender went away')) })
  const init: RequestInit = { ...rest, body: breaksOff ? broken() : body }
  const response = await app.request(path, init)
  const { status, headers } = response
  return { status, headers: [...headers], body: await response.text() }
}

type LedgerCall = Extract<Order, { do: 'ledgers' }>

/** Ledgers stay here: of one that was opened or created, Node hears only that it is there. */
async function called({ ledgers }: TestApp, { method, site, args }: LedgerCall): Promise<unknown> {
  if (method === 'create' && site === undefined) {
    await ledgers.create(args[0] as never)
    return true
  }
  if (site === undefined) return ledgers.list()
  const ledger = await ledgers.open(site)
  if (method === 'open') return ledger !== undefined
  const operation = Reflect.get(ledger as Ledger, method) as (...args: unknown[]) => unknown
  return operation.apply(ledger, args)
}
