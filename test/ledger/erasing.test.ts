import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import {
  append,
  code,
  conversion,
  DAY,
  declared,
  hit,
  newShop,
  offline,
  START,
  settleAll,
  shopState,
  visitorUuid,
} from './shop.ts'

const ANA = { customerId: 'ana-4711' }
const LATER = START + 50 * DAY

const erase = (site: ReturnType<typeof newShop>, person: Record<string, unknown> = ANA) => {
  site.change({ kind: 'person_erased', person, owner: 'test', at: LATER })
  settleAll(site)
}

const unread = (body: string) => ({
  ...{ source: 'shopify', topic: 'orders/paid', headers: {}, body, reason: 'total: is no amount' },
  ...{ fingerprint: body, receivedAt: START },
})

test('deliveries in the quarantine that name somebody are given up, and those of others wait on', () => {
  const site = newShop()
  append(site, { conversions: [conversion('T1', START, ANA)] })
  append(site, {
    quarantined: [
      unread('{"customer":{"id":"ana-4711"}}'),
      unread('{"order":"T1"}'),
      unread('{"customer":{"id":"ana-47110"}}'),
    ],
  })
  erase(site)
  const { entries } = site.report({ kind: 'quarantine', limit: 10 })
  expect(entries.map(({ id }) => id)).toEqual([3])
  const { erasures } = site.report({ kind: 'erasures', limit: 10 })
  expect(erasures[0]?.counts.quarantined).toBe(2)
})

test('a customer who is named by nothing but a code that is theirs is erased from it', () => {
  const site = newShop()
  append(site, { codes: [code('ANA', ANA), code('BEN', { customerId: 'ben' })] })
  const owners = () => site.report({ kind: 'codes' }).codes.map(({ customerId }) => customerId)
  expect(owners()).toEqual(['ana-4711', 'ben'])
  erase(site)
  expect(owners()).toEqual([expect.stringMatching(/^.[0-9a-f]{32}$/), 'ben'])
})

test('where an order says that its customer landed is cut down, and stays its touch', () => {
  const site = newShop()
  append(site, {
    conversions: [conversion('T1', START, ANA)],
    touches: [declared('T1', 'https://shop.example/lamps?gclid=Cj0&for=ana')],
  })
  const touch = () => {
    settleAll(site)
    const query = { kind: 'journey', transactionId: 'T1', goal: 'purchase' } as const
    return site.report(query).journeys[0]?.touches[0]
  }
  const before = touch()
  erase(site)
  expect(touch()).toEqual({
    ...before,
    clickId: expect.stringMatching(/^gclid:erased-[0-9a-f]{16}$/),
    landingPage: expect.stringMatching(
      /^https:\/\/shop\.example\/lamps\?gclid=erased-[0-9a-f]{16}$/,
    ),
  })
})

test('a call that is told again has its money corrected, and names nobody', () => {
  const site = newShop()
  const cost = { amount: 500, currency: 'EUR', category: 'personnel' }
  append(site, { touches: [offline('call', START, { ...ANA, cost })] })
  erase(site)
  const other = { ...cost, amount: 700 }
  const { touches } = append(site, { touches: [offline('call', START, { ...ANA, cost: other })] })
  expect(touches).toEqual([{ outcome: 'updated', state: 'counted' }])
  expect(site.report({ kind: 'erasure_check', person: ANA }).counts.customers).toBe(0)
})

test('what is dated at the erasing is theirs, and what is dated a moment later a new person', () => {
  const site = newShop()
  append(site, { conversions: [conversion('T1', START, ANA)] })
  erase(site)
  append(site, { conversions: [conversion('late', LATER, ANA)] })
  expect(site.report({ kind: 'erasure_check', person: ANA }).counts.conversions).toBe(0)
  append(site, { conversions: [conversion('new', LATER + 1, ANA)] })
  expect(site.report({ kind: 'erasure_check', person: ANA }).counts.conversions).toBe(1)
})

test('a browser that two share is erased whole, and the other customer keeps their name', () => {
  const site = newShop()
  const visitor = visitorUuid(1)
  append(site, {
    hits: [hit(1, 1, START)],
    conversions: [
      conversion('T1', START + 1, { ...ANA, visitor }),
      conversion('T2', START + 2, { customerId: 'ben', visitor }),
    ],
  })
  erase(site)
  const { counts } = site.report({ kind: 'erasure_check', person: { customerId: 'ben' } })
  expect(counts).toMatchObject({ customers: 1, conversions: 2 })
  expect(site.report({ kind: 'erasure_check', person: { visitor } }).counts.visitors).toBe(0)
})

test('a move during which somebody is erased ends, and one that begins afterwards does not', () => {
  const [site, early, late] = [
    newShop(),
    ...['early', 'late'].map(() =>
      createSiteFile(':memory:', { ...shopState, status: 'moving_in' as const }),
    ),
  ] as [ReturnType<typeof newShop>, ReturnType<typeof newShop>, ReturnType<typeof newShop>]
  append(site, { hits: [hit(1, 1, START)], conversions: [conversion('T1', START, ANA)] })
  const page = (table: 'visitors' | 'erasures') =>
    site.exportRows({ table, after: null, limit: 100 })
  early.importRows(page('visitors'))
  erase(site)
  expect(() => early.importRows(page('erasures'))).toThrow(/somebody was erased/)
  late.importRows(page('erasures'))
  late.importRows(page('visitors'))
  late.importRows(page('erasures'))
})

test('no page of the file keeps what was overwritten in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-erased-'))
  const file = join(folder, 'shop.db')
  const site = createSiteFile(file, shopState)
  const pages = Array.from({ length: 300 }, (_, n) =>
    hit(n, 1, START + n, { title: `letters of ana, page ${n} of very many that were read` }),
  )
  append(site, { hits: pages })
  append(site, {
    conversions: [conversion('T1', START + DAY, { ...ANA, visitor: visitorUuid(1) })],
  })
  erase(site)
  site.close()
  const bytes = readFileSync(file)
  rmSync(folder, { recursive: true })
  expect([bytes.indexOf('letters of ana'), bytes.indexOf('ana-4711')]).toEqual([-1, -1])
})
