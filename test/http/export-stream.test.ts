import { beforeEach, expect, test, vi } from 'vitest'
import { hashKey, makeKey } from '../../collector/http/keys.ts'
import type { Ledger } from '../../collector/ledger/ledger.ts'
import type { ExportQuery } from '../../collector/ledger/reports-export.ts'
import { conversion, newShop, START, shopState } from '../ledger/shop.ts'
import { InProcessLedgers } from './in-process-ledgers.ts'
import { TestApp } from './test-app.ts'

/** What a page is, by its number: a row, or an error. */
type Page = (page: number) => Promise<void> | void

let app: TestApp
let key: string
let asked: number
let pageOf: Page

const PAGES = 40

/** A ledger of as many pages as a test says, each of one order. */
beforeEach(async () => {
  const site = newShop()
  site.append([{ conversions: [conversion('t1', START)] }], START)
  key = makeKey('shop', 'admin', (bytes) => crypto.getRandomValues(bytes))
  const record = { id: 'k', scope: 'admin', holder: 'ana', hash: await hashKey(key) } as const
  const ledgers = new InProcessLedgers(() => START)
  const state = { ...shopState, keys: [{ ...record, createdAt: START, revokedAt: null }] }
  const ledger: Ledger = await ledgers.create(state)
  asked = 0
  pageOf = () => {}
  vi.spyOn(ledger, 'report').mockImplementation(async (query) => {
    const answer = site.report({ ...(query as ExportQuery), after: null, limit: 1 })
    asked += 1
    await pageOf(asked)
    return { ...answer, next: asked < PAGES ? [asked] : null } as never
  })
  app = new TestApp(() => ledgers, {})
})

const exported = () =>
  app.request('/v1/export?table=conversions', { headers: { authorization: `Bearer ${key}` } })

test('an export asks for a page when there is room for it, and for no more when nobody reads on', async () => {
  const response = await exported()
  expect(response.status).toBe(200)
  const reader = response.body?.getReader()
  await reader?.read()
  expect(asked).toBeLessThan(5)
  await reader?.cancel()
  const before = asked
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked).toBe(before)
})

test('an export has all pages, each once', async () => {
  const lines = (await (await exported()).text()).trimEnd().split('\n')
  expect(lines).toHaveLength(PAGES)
  expect(asked).toBe(PAGES)
})

test('an export that breaks off in the middle never looks whole, and is logged', async () => {
  pageOf = (page) => {
    if (page === 5) throw new Error('the disk is gone')
  }
  const response = await exported()
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow('the disk is gone')
  expect(app.log).toMatchObject([
    {
      level: 'error',
      event: 'export_broken',
      site: 'shop',
      message: expect.stringContaining('disk'),
    },
  ])
})

test('an export that can not begin is a problem like any other', async () => {
  pageOf = () => {
    throw new Error('the disk is gone')
  }
  expect((await exported()).status).toBe(500)
})
