import { beforeEach, describe, expect, test } from 'vitest'
import { hashKey, makeKey } from '../../collector/http/keys.ts'
import type { PastLedger, Pasts } from '../../collector/ledger/past.ts'
import { until } from '../host/until.ts'
import { conversion, START, settings } from '../ledger/shop.ts'
import { InProcessLedgers, InProcessPasts } from './in-process-ledgers.ts'
import { NOON, TestApp } from './test-app.ts'

const KEY = makeKey('shop', 'read', (bytes) => crypto.getRandomValues(bytes))
const HOUR = 3_600_000

/** Pasts on which work goes on between requests, each page of rows behind a gate. */
class GatedPasts implements Pasts {
  readonly goesOn = true
  pages = 0
  lack: string | undefined
  #open: () => void = () => {}
  gate = new Promise<void>((open) => {
    this.#open = open
  })
  readonly #pasts: Pasts
  readonly #gated = new WeakMap<PastLedger, PastLedger>()

  constructor(clock: () => number) {
    this.#pasts = new InProcessPasts(clock)
  }

  async lacksRoom(): Promise<string | undefined> {
    return this.lack
  }

  drop(...of: Parameters<Pasts['drop']>): Promise<void> {
    return this.#pasts.drop(...of)
  }

  async open(...of: Parameters<Pasts['open']>): Promise<PastLedger> {
    const ledger = await this.#pasts.open(...of)
    const known = this.#gated.get(ledger) ?? this.#behindGate(ledger)
    this.#gated.set(ledger, known)
    return known
  }

  openGate(): void {
    this.#open()
  }

  #behindGate(ledger: PastLedger): PastLedger {
    return {
      positions: () => ledger.positions(),
      finishMove: (finish) => ledger.finishMove(finish),
      settle: (budget) => ledger.settle(budget),
      report: (query) => ledger.report(query),
      state: () => ledger.state(),
      change: (change) => ledger.change(change),
      importRows: async (page) => {
        await this.gate
        this.pages += 1
        await ledger.importRows(page)
      },
    }
  }
}

let app: TestApp
let pasts: GatedPasts

beforeEach(async () => {
  app = new TestApp(
    (clock) => new InProcessLedgers(clock),
    {},
    (clock) => {
      pasts = new GatedPasts(clock)
      return pasts
    },
  )
  const key = { id: 'k', scope: 'read', holder: 'Ana', createdAt: NOON, revokedAt: null } as const
  const ledger = await app.ledgers.create({
    ...{ site: 'shop', createdAt: START, settings, settingsVersion: 1 },
    ...{ emailSecret: '00', identifySecret: '00', keys: [{ ...key, hash: await hashKey(KEY) }] },
  })
  for (const id of ['A', 'B', 'C', 'D'])
    await ledger.append({ conversions: [conversion(id, START)] })
})

const ask = async (asOf: number) => {
  const path = `/v1/roi?from=2026-09-01&to=2026-09-30&as_of=${asOf}`
  const answer = await app.request(path, { headers: { authorization: `Bearer ${KEY}` } })
  return { answer, json: (await answer.json()) as Record<string, unknown> }
}

const derived = async (asOf: number) =>
  until(async () => {
    const { answer, json } = await ask(asOf)
    return answer.status === 200 ? json : undefined
  })

describe('figures of then, where work goes on between requests', () => {
  test('are derived behind the request that asked, and are there for the next', async () => {
    const first = await ask(2)
    expect(first.answer.status).toBe(503)
    expect(first.answer.headers.get('retry-after')).toBe('1')
    expect(first.json).toMatchObject({ type: '/problems/as-of-building', progress: 0 })
    pasts.openGate()
    // Nobody asks.
    const pages = await until(() => (pasts.pages > 10 ? pasts.pages : undefined))
    expect(await derived(2)).toMatchObject({ meta: { as_of: 2 }, total: { conversions: '1' } })
    expect(pages).toBeGreaterThan(10)
    // And they stay: nothing is copied again.
    const taken = pasts.pages
    expect((await ask(2)).json).toMatchObject({ total: { conversions: '1' } })
    expect(pasts.pages).toBe(taken)
  })

  test('say to ask later, the longer they take', async () => {
    await ask(2)
    app.now += 100_000
    expect((await ask(2)).answer.headers.get('retry-after')).toBe('10')
    app.now += HOUR
    expect((await ask(2)).answer.headers.get('retry-after')).toBe('30')
    pasts.openGate()
    await derived(2)
  })

  test('are derived two at a time: a third waits', async () => {
    await Promise.all([ask(2), ask(3)])
    const third = await ask(4)
    expect(third.answer.status).toBe(503)
    expect(third.json['detail']).toBe(
      'as_of 4: waits for 2 others that are being derived; ask again',
    )
    pasts.openGate()
    expect(await derived(2)).toMatchObject({ total: { conversions: '1' } })
    expect(await derived(3)).toMatchObject({ total: { conversions: '2' } })
    expect(await derived(4)).toMatchObject({ total: { conversions: '3' } })
  })

  test('are given up after four hours, which the next who asks is told', async () => {
    await ask(2)
    app.now += 4 * HOUR + 1
    pasts.openGate()
    const given = await until(() => app.log.find(({ event }) => event === 'as_of_given_up'))
    expect(given).toMatchObject({ level: 'warn', site: 'shop' })
    const { answer, json } = await ask(2)
    expect(answer.status).toBe(409)
    expect(json['detail']).toMatch(/^as_of 2: .* more than 4 hours to derive: "move" the site/)
    // Who asks again has it tried again.
    expect(await derived(2)).toMatchObject({ total: { conversions: '1' } })
  })

  test('are refused where there is no room, with what helps', async () => {
    pasts.lack = 'figures of then need up to 9.0 GB of disk'
    const { answer, json } = await ask(2)
    expect(answer.status).toBe(409)
    expect(json['detail']).toBe('as_of: figures of then need up to 9.0 GB of disk')
    // What is the newest needs none.
    expect((await ask(5)).answer.status).toBe(200)
  })
})
