import { expect, test } from 'vitest'
import { hashKey, makeKey } from '../../collector/http/keys.ts'
import type { PastLedger, Pasts } from '../../collector/ledger/past.ts'
import { conversion, START, settings } from '../ledger/shop.ts'
import { InProcessLedgers, InProcessPasts } from './in-process-ledgers.ts'
import { NOON, TestApp } from './test-app.ts'

const KEY = makeKey('shop', 'read', (bytes) => crypto.getRandomValues(bytes))

/** Pasts that take three seconds for each page of rows. */
function slow(pasts: Pasts, pass: (ms: number) => void): Pasts {
  const slowed = new WeakMap<PastLedger, PastLedger>()
  return {
    goesOn: false,
    lacksRoom: async () => undefined,
    drop: (state, moment) => pasts.drop(state, moment),
    open: async (state, moment): Promise<PastLedger> => {
      const ledger = await pasts.open(state, moment)
      const known = slowed.get(ledger) ?? slowly(ledger, pass)
      slowed.set(ledger, known)
      return known
    },
  }
}

const slowly = (ledger: PastLedger, pass: (ms: number) => void): PastLedger => ({
  positions: () => ledger.positions(),
  finishMove: (finish) => ledger.finishMove(finish),
  settle: (budget) => ledger.settle(budget),
  report: (query) => ledger.report(query),
  state: () => ledger.state(),
  change: (change) => ledger.change(change),
  importRows: async (page) => {
    pass(3000)
    await ledger.importRows(page)
  },
})

test('figures of then that take long are brought on by each request, which says how far they are', async () => {
  const app: TestApp = new TestApp(
    (clock) => new InProcessLedgers(clock),
    {},
    (clock) => slow(new InProcessPasts(clock), (ms) => (app.now += ms)),
  )
  const key = { id: 'k', scope: 'read', holder: 'Ana', createdAt: NOON, revokedAt: null } as const
  const ledger = await app.ledgers.create({
    ...{ site: 'shop', createdAt: START, settings, settingsVersion: 1 },
    ...{ emailSecret: '00', identifySecret: '00', keys: [{ ...key, hash: await hashKey(KEY) }] },
  })
  await ledger.append({ conversions: [conversion('A', START)] })
  await ledger.append({ conversions: [conversion('B', START)] })
  const path = '/v1/roi?from=2026-09-01&to=2026-09-30&as_of=2'
  const ask = () => app.request(path, { headers: { authorization: `Bearer ${KEY}` } })
  const progress: number[] = []
  let answer = await ask()
  for (; answer.status === 503 && progress.length < 100; answer = await ask()) {
    expect(answer.headers.get('retry-after')).toBe('1')
    const document = (await answer.json()) as { type: string; detail: string; progress: number }
    expect(document.type).toBe('/problems/as-of-building')
    expect(document.detail).toMatch(/^as_of 2: .*; ask again$/)
    progress.push(document.progress)
  }
  expect(progress.length).toBeGreaterThan(3)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(await answer.json()).toMatchObject({
    meta: { as_of: 2 },
    total: { conversions: '1', value: '100.00' },
  })
})
